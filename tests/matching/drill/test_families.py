"""Searches and the safety check of a night: leads come true, and nobody is told against a person's choice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.origin import Door, Origin
from accounts.people.models import ContactPoint
from accounts.reach.models import Message
from accounts.sign_in.link import first_coordinator
from crisis.activation.clock import crisis_now
from crisis.checkin.actions.checking_in import check_in
from crisis.checkin.drafts import CheckInDraft
from crisis.checkin.models import CheckIn
from crisis.search.actions.posting import post_search
from crisis.search.drafts import SearchDraft
from crisis.search.models import Follower, Note, PublicSearch, Search
from crisis.search.vocabulary import Role, SearchState
from crisis.shelter.models import Need
from crisis.shelter.vocabulary import NeedState
from matching.drill.check_ins import check_ins_of
from matching.drill.planned import PlannedCheckIn, PlannedSearch
from matching.drill.replay import Replay
from matching.drill.scenario import Phase, Scenario
from matching.drill.tally import summary_of
from matching.leads.actions import confirm_lead
from matching.models import Lead, LeadTold
from matching.vocabulary import LeadKind, LeadState
from tests.matching.drill.conftest import SMALL

BEGINS = SMALL.begins_at
SEARCHING = (Phase(BEGINS, BEGINS + timedelta(minutes=10), 1.0),)
SAYING = (Phase(BEGINS + timedelta(minutes=5), BEGINS + timedelta(minutes=30), 1.0),)
HALF_AN_HOUR = replace(
    SMALL,
    needs=replace(SMALL.needs, count=0, minimum=0, opening=0),
    searches=replace(SMALL.searches, count=24, minimum=24, phases=SEARCHING),
    check_ins=replace(SMALL.check_ins, count=120, minimum=120, phases=SAYING),
)


@pytest.fixture
def searching(small_night, monkeypatch) -> Callable[..., Replay]:
    """A night whose searches and check-ins come within half an hour; `said` keeps what was planned."""
    said: list[PlannedCheckIn] = []

    def kept(*drawn):
        for planned in check_ins_of(*drawn):
            said.append(planned)
            yield planned

    monkeypatch.setattr("matching.drill.generator.check_ins_of", kept)

    def make(*, minutes: int = 95, scenario: Scenario = HALF_AN_HOUR) -> Replay:
        replay = small_night(scenario=scenario, minutes=minutes)
        replay.said = said
        return replay

    return make


def leads(state: LeadState) -> list[Lead]:
    return list(Lead.objects.filter(kind=LeadKind.CHECK_IN, state=state).select_related("search"))


def sought(replay: Replay, lead: Lead) -> PlannedSearch:
    return replay.families.searches[lead.search.public_id]


def may_know(search: PlannedSearch, said: PlannedCheckIn) -> set[str]:
    """The contacts of those who may learn of it, from the plan alone."""
    family = {search.author.contact}
    others = {search.relative.who.contact} if search.relative else set()
    if search.relative and search.relative.of_family:
        family, others = family | others, set()
    if said.audience == "anyone":
        return family | others
    if said.audience == "contacts" and search.knows_contact:
        return family
    return set(said.named) & family if said.audience == "named" else set()


def test_leads_come_true_and_families_who_were_told_say_that_they_found_them(searching):
    replay = searching()
    replay.run()
    told = summary_of(replay.crisis, replay.tally)
    confirmed = leads(LeadState.CONFIRMED)
    assert (told.searches, told.check_ins) == (24, 120)
    assert 8 <= len(confirmed) <= told.confirmed
    for lead in confirmed:
        assert replay.families.answers[lead.other] == sought(replay, lead).key
    found = Search.objects.filter(state=SearchState.FOUND)
    assert found.count() >= 3
    assert told.told >= found.count()
    for search in found:
        assert LeadTold.objects.filter(
            lead__search=search, person=search.owner, told_at__lt=search.closed_at
        ).exists()


def test_nobody_is_told_against_a_persons_choice(searching):
    replay = searching()
    replay.run()
    planned = {said.answers: said for said in replay.said if said.answers}
    confirmed = [(lead, planned[sought(replay, lead).key]) for lead in leads(LeadState.CONFIRMED)]
    assert {said.audience for _lead, said in confirmed} == {"anyone", "contacts", "named"}
    silent = 0
    for lead, said in confirmed:
        told = ContactPoint.objects.filter(person__in=LeadTold.objects.filter(lead=lead).values("person"))
        reached = set(told.values_list("value", flat=True))
        allowed = may_know(sought(replay, lead), said)
        assert reached <= allowed, said
        assert sought(replay, lead).author.contact in reached or not allowed, said
        silent += not allowed
    assert silent >= 2  # a choice that keeps a family from knowing is part of every night
    assert not Search.objects.filter(state=SearchState.FOUND).exclude(
        pk__in=LeadTold.objects.values("lead__search")
    )


def test_the_exercise_reads_most_and_leaves_some_to_whoever_tries_the_desk(searching):
    replay = searching()
    replay.run()
    read = Search.objects.filter(let_through_at__isnull=False)
    left = Search.objects.filter(let_through_at__isnull=True)
    assert read.count() > 3 * left.count() > 0
    assert not PublicSearch.objects.filter(search__in=left).exists()
    assert Note.objects.filter(read_at__isnull=False).exists()
    assert Follower.objects.filter(role=Role.FAMILY).count() > 24
    decided = Lead.objects.filter(decided_by__isnull=False)
    assert set(decided.values_list("decided_by__pseudonym", flat=True)) == {"Coordination (exercice)"}


def test_all_of_it_is_an_exercise(searching):
    replay = searching()
    replay.run()
    for model in (Search, CheckIn, Note):
        assert set(model.objects.values_list("door", flat=True)) == {Door.DRILL}
    assert set(Message.objects.values_list("drill", flat=True)) == {True}
    for value in ContactPoint.objects.values_list("value", flat=True):
        assert value.endswith("@example.org") or value.startswith("+3363998")


def test_what_a_newcomer_posts_is_left_to_whoever_tries_the_desk(searching):
    replay = searching(minutes=60)
    by, at = Origin(door=Door.WEB), crisis_now(replay.crisis)
    esma = SearchDraft(
        given_name="Farid", family_name="Belkacem", contact="esma@example.org", first_name="Esma"
    )
    hers = post_search(crisis=replay.crisis, draft=esma, origin=by, at=at)
    farid = CheckInDraft(status="safe", given_name="Farid", family_name="Belkacem", audience="anyone")
    check_in(crisis=replay.crisis, draft=farid, origin=by, at=at)
    replay.run()
    search = Search.objects.get(public_id=hers.subject)
    assert search.let_through_at is None
    assert Lead.objects.get(search=search).state == LeadState.PROPOSED


def test_a_family_acts_on_what_a_person_at_the_desk_confirmed(searching):
    replay = searching(minutes=35)
    replay.run()
    search = Search.objects.filter(state=SearchState.OPEN).order_by("pk").first()
    who = CheckInDraft(
        status="safe", given_name=search.given_name, family_name=search.family_name, audience="anyone"
    )
    at = crisis_now(replay.crisis)
    said = check_in(crisis=replay.crisis, draft=who, origin=Origin(door=Door.WEB), at=at)
    replay.pace.may_look()
    by = Origin(door=Door.DESK, actor=first_coordinator())
    confirm_lead(lead=Lead.objects.get(search=search, other=said.subject), origin=by, at=at)
    replay.until = at + timedelta(minutes=50)
    replay.run()
    search.refresh_from_db()
    assert search.state == SearchState.FOUND


def test_i_need_help_opens_a_need_and_somebody_takes_them_in(searching, monkeypatch):
    monkeypatch.setattr("matching.drill.check_ins.STATUSES", {"need_help": 1})
    monkeypatch.setattr("matching.drill.check_ins.TURN_UP", 0)
    few = replace(HALF_AN_HOUR.check_ins, count=6, minimum=6)
    replay = searching(minutes=90, scenario=replace(HALF_AN_HOUR, check_ins=few))
    replay.run()
    asked = Need.objects.filter(pk__in=CheckIn.objects.values("need"))
    assert asked.count() == 6
    assert asked.filter(state=NeedState.SHELTERED).exists()
