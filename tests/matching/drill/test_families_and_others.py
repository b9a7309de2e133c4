"""What invented families do when somebody else joins their night."""

from dataclasses import replace
from datetime import timedelta

from accounts.origin import Door, Origin
from accounts.sign_in.link import first_coordinator
from crisis.activation.clock import crisis_now
from crisis.checkin.actions.checking_in import check_in
from crisis.checkin.drafts import CheckInDraft
from crisis.checkin.models import CheckIn
from crisis.search.actions.posting import post_search
from crisis.search.drafts import SearchDraft
from crisis.search.models import Search
from crisis.search.vocabulary import SearchState
from crisis.shelter.models import Need
from crisis.shelter.vocabulary import NeedState
from matching.leads.actions import confirm_lead
from matching.models import Lead
from matching.vocabulary import LeadState
from tests.matching.drill.conftest import HALF_AN_HOUR

FEW = replace(
    HALF_AN_HOUR,
    searches=replace(HALF_AN_HOUR.searches, count=8, minimum=8),
    check_ins=replace(HALF_AN_HOUR.check_ins, count=30, minimum=30),
)


def test_what_a_newcomer_posts_is_left_to_whoever_tries_the_desk(small_night):
    replay = small_night(minutes=45, scenario=FEW)
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
    assert Search.objects.filter(let_through_at__isnull=False).exists()  # it did read the others
    assert Lead.objects.get(search=search).state == LeadState.PROPOSED


def test_a_family_acts_on_what_a_person_at_the_desk_confirmed(small_night):
    replay = small_night(minutes=35, scenario=FEW)
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


def test_i_need_help_opens_a_need_and_somebody_takes_them_in(small_night, monkeypatch):
    monkeypatch.setattr("matching.drill.check_ins.STATUSES", {"need_help": 1})
    monkeypatch.setattr("matching.drill.check_ins.TURN_UP", 0)
    six = replace(FEW.check_ins, count=6, minimum=6)
    nobody_sought = replace(FEW.searches, count=1, minimum=1)
    replay = small_night(minutes=90, scenario=replace(FEW, check_ins=six, searches=nobody_sought))
    replay.run()
    asked = Need.objects.filter(pk__in=CheckIn.objects.values("need"))
    assert asked.count() == 6
    assert asked.filter(state=NeedState.SHELTERED).exists()
