"""Searches and the safety check of a night: leads come true, and nobody is told against a person's choice."""

import pytest

from accounts.origin import Door
from accounts.people.models import ContactPoint
from accounts.reach.models import Message
from crisis.checkin.models import CheckIn
from crisis.search.models import Follower, Note, PublicSearch, Search
from crisis.search.vocabulary import Role, SearchState
from matching.drill.check_ins import check_ins_of
from matching.drill.planned import PlannedCheckIn, PlannedSearch
from matching.drill.replay import Replay
from matching.drill.tally import summary_of
from matching.models import Lead, LeadTold
from matching.vocabulary import LeadKind, LeadState
from tests.matching.drill.conftest import HALF_AN_HOUR, small_night_of


@pytest.fixture(scope="module")
def whole_night(kept) -> Replay:
    """Played to its end once, for every test that only looks; `said` keeps what was planned."""
    said: list[PlannedCheckIn] = []

    def kept_too(*drawn):
        for planned in check_ins_of(*drawn):
            said.append(planned)
            yield planned

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("matching.drill.generator.check_ins_of", kept_too)
        replay = small_night_of(scenario=HALF_AN_HOUR, minutes=95)
        replay.run()
    replay.said = said
    return replay


@pytest.fixture
def played(whole_night, db) -> Replay:
    return whole_night


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


def test_leads_come_true_and_families_who_were_told_say_that_they_found_them(played):
    told = summary_of(played.crisis, played.tally)
    confirmed = leads(LeadState.CONFIRMED)
    assert (told.searches, told.check_ins) == (24, 120)
    assert 8 <= len(confirmed) <= told.confirmed
    for lead in confirmed:
        assert played.families.answers[lead.other] == sought(played, lead).key
    found = Search.objects.filter(state=SearchState.FOUND)
    assert found.count() >= 3
    assert told.told >= found.count()
    for search in found:
        assert LeadTold.objects.filter(
            lead__search=search, person=search.owner, told_at__lt=search.closed_at
        ).exists()


def test_nobody_is_told_against_a_persons_choice(played):
    planned = {said.answers: said for said in played.said if said.answers}
    confirmed = [(lead, planned[sought(played, lead).key]) for lead in leads(LeadState.CONFIRMED)]
    assert {said.audience for _lead, said in confirmed} == {"anyone", "contacts", "named"}
    silent = 0
    for lead, said in confirmed:
        told = ContactPoint.objects.filter(person__in=LeadTold.objects.filter(lead=lead).values("person"))
        reached = set(told.values_list("value", flat=True))
        allowed = may_know(sought(played, lead), said)
        assert reached <= allowed, said
        assert sought(played, lead).author.contact in reached or not allowed, said
        silent += not allowed
    assert silent >= 2  # a choice that keeps a family from knowing is part of every night
    assert not Search.objects.filter(state=SearchState.FOUND).exclude(
        pk__in=LeadTold.objects.values("lead__search")
    )


def test_the_exercise_reads_most_and_leaves_some_to_whoever_tries_the_desk(played):
    read = Search.objects.filter(let_through_at__isnull=False)
    left = Search.objects.filter(let_through_at__isnull=True)
    assert read.count() > 3 * left.count() > 0
    assert not PublicSearch.objects.filter(search__in=left).exists()
    assert Note.objects.filter(read_at__isnull=False).exists()
    assert Follower.objects.filter(role=Role.FAMILY).count() > 24
    decided = Lead.objects.filter(decided_by__isnull=False)
    assert set(decided.values_list("decided_by__pseudonym", flat=True)) == {"Coordination (exercice)"}


def test_all_of_it_is_an_exercise(played):
    for model in (Search, CheckIn, Note):
        assert set(model.objects.values_list("door", flat=True)) == {Door.DRILL}
    assert set(Message.objects.values_list("drill", flat=True)) == {True}
    for value in ContactPoint.objects.values_list("value", flat=True):
        assert value.endswith("@example.org") or value.startswith("+3363998")
