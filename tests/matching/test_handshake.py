"""From "may I come?" to the goodbye, and every way it can fail."""

from datetime import timedelta

import pytest
from django.conf import settings

from accounts.disclosure.models import Disclosure
from accounts.errors import Invalid, NotAllowed, TooLate
from accounts.journal.models import Entry
from accounts.people.models import ContactPoint
from crisis.desk.actions import close_case, take_waiting
from crisis.desk.models import Case, CaseNote
from crisis.desk.vocabulary import Why
from crisis.shelter.actions.needs import withdraw_need
from crisis.shelter.actions.offers import pause_offer, withdraw_offer
from crisis.shelter.vocabulary import NeedState
from matching.actions.arriving import believe_one_side, confirm_arrival, confirm_for, watch_arrivals
from matching.actions.by_hand import DoesNotFit, propose_by_hand
from matching.actions.handshake import (
    accept_match,
    cancel_match,
    decline_match,
    end_stay,
    lapse_matches,
    report_no_show,
    set_out,
    settle_need,
    settle_offer,
)
from matching.actions.proposing import offer_to_waiting, propose_matches
from matching.actions.talking import say, share_number
from matching.models import Match
from matching.vocabulary import MatchState, Side
from tests.cast import (
    WEB,
    accepted,
    active_crisis,
    amira_asks,
    arrived,
    at_the_desk,
    boris_opens,
    coming,
    dana,
    now,
    offer_draft,
    proposed,
)
from tests.crisis.shelter.test_ledger import places_add_up

pytestmark = pytest.mark.django_db
AFTER_THE_HOLD = timedelta(seconds=settings.HOLD_SECONDS + 1)


def test_a_proposal_says_why_and_holds_the_place():
    match = proposed(active_crisis())
    assert match.need.state == NeedState.PROPOSED
    where = {"code": "distance", "values": {"metres": match.coarse_metres}, "felt": -match.coarse_metres}
    assert where in match.reasons
    match.offer.refresh_from_db()
    assert match.offer.places_left == match.offer.places - 1


def test_a_host_who_was_never_verified_is_not_asked():
    crisis = active_crisis()
    offer = boris_opens(crisis)
    offer.owner.contact_points.update(verified_at=None)
    assert propose_matches(need=amira_asks(crisis), at=now()) is None


def test_children_without_an_adult_go_to_a_coordinator_and_are_never_matched():
    crisis = active_crisis()
    boris_opens(crisis)
    need = amira_asks(crisis, adults=0, children=1)
    assert propose_matches(need=need, at=now()) is None
    assert offer_to_waiting(offer=boris_opens(crisis), at=now()) == []
    assert Case.objects.get(subject=need.public_id).why == Why.UNACCOMPANIED


def test_the_address_is_released_after_both_yeses_and_each_release_is_logged():
    match = accepted(active_crisis())
    assert not Disclosure.objects.exists()
    set_out(match=match, origin=WEB, at=now())
    seen = set(Disclosure.objects.values_list("about", "what", "to", "to_role"))
    host, guest = match.offer.owner_id, match.need.owner_id
    assert seen == {(host, "address", guest, "guest"), (guest, "name", host, "host")}


def test_a_guest_cannot_set_out_before_the_host_said_yes():
    with pytest.raises(TooLate):
        set_out(match=proposed(active_crisis()), origin=WEB, at=now())


def test_arrival_needs_both_sides_and_saying_it_twice_is_harmless():
    match = coming(active_crisis())
    for _again in range(2):
        confirm_arrival(match=match, side=Side.GUEST, origin=WEB, at=now())
    match.refresh_from_db()
    assert match.state == MatchState.COMING
    confirm_arrival(match=match, side=Side.HOST, origin=WEB, at=now())
    match.refresh_from_db()
    match.need.refresh_from_db()
    assert (match.state, match.need.state) == (MatchState.ARRIVED, NeedState.SHELTERED)


def test_a_declined_need_waits_again_and_the_same_door_is_not_asked_twice():
    match = proposed(active_crisis())
    decline_match(match=match, reason="too_late", origin=WEB, at=now())
    match.need.refresh_from_db()
    assert match.need.state == NeedState.WAITING
    assert propose_matches(need=match.need, at=now()) is None
    places_add_up()


def test_a_host_asleep_costs_fifteen_minutes_and_the_next_door_is_tried():
    crisis, at = active_crisis(), now()
    match = proposed(crisis, at)
    second = boris_opens(crisis, first_name="Second")
    assert lapse_matches(crisis=crisis, at=at) == 0
    later = at + AFTER_THE_HOLD
    assert lapse_matches(crisis=crisis, at=later) == 1
    match.need.refresh_from_db()
    assert propose_matches(need=match.need, at=later).offer == second
    places_add_up()


def test_an_answer_after_the_deadline_is_too_late_even_before_the_sweep():
    at = now()
    match = proposed(active_crisis(), at)
    with pytest.raises(TooLate):
        accept_match(match=match, origin=WEB, at=at + AFTER_THE_HOLD)


def test_a_guest_who_never_answers_is_not_offered_door_after_door():
    crisis, at = active_crisis(), now()
    need = accepted(crisis, at).need
    at += AFTER_THE_HOLD
    lapse_matches(crisis=crisis, at=at)
    boris_opens(crisis, at=at)
    need.refresh_from_db()
    accept_match(match=propose_matches(need=need, at=at), origin=WEB, at=at)
    lapse_matches(crisis=crisis, at=at + AFTER_THE_HOLD)
    need.refresh_from_db()
    assert need.state == NeedState.EXPIRED


def test_either_side_may_step_back_before_arrival():
    match = coming(active_crisis())
    cancel_match(match=match, side=Side.HOST, origin=WEB, at=now())
    match.need.refresh_from_db()
    assert (match.state, match.need.state) == (MatchState.WITHDRAWN, NeedState.WAITING)
    with pytest.raises(TooLate):
        confirm_arrival(match=match, side=Side.GUEST, origin=WEB, at=now())
    places_add_up()


def test_a_place_is_free_again_when_the_guest_leaves():
    match = arrived(active_crisis())
    end_stay(match=match, side=Side.GUEST, origin=WEB, at=now())
    match.offer.refresh_from_db()
    assert match.offer.places_left == match.offer.places


def test_a_guest_who_did_not_come_is_looked_for_by_a_coordinator():
    match = coming(active_crisis())
    report_no_show(match=match, origin=WEB, at=now())
    assert Case.objects.get(subject=match.need.public_id).why == Why.NOT_ARRIVED
    places_add_up()


def test_an_overdue_arrival_is_put_before_the_coordinators_once_and_settled_by_the_arrival():
    crisis, at = active_crisis(), now()
    match = coming(crisis, at)
    for _sweep in range(2):
        watch_arrivals(crisis=crisis, at=at + timedelta(hours=2), after=timedelta(minutes=75))
    case = Case.objects.get(subject=match.need.public_id)
    for side in (Side.HOST, Side.GUEST):
        confirm_arrival(match=match, side=side, origin=WEB, at=at + timedelta(hours=2))
    case.refresh_from_db()
    assert case.closed_at


def test_a_case_a_coordinator_closed_is_not_opened_again_by_the_clock():
    crisis, at = active_crisis(), now()
    match = coming(crisis, at)
    late = {"crisis": crisis, "at": at + timedelta(hours=2), "after": timedelta(minutes=75)}
    assert watch_arrivals(**late) == 1
    case = Case.objects.get(subject=match.need.public_id)
    close_case(case=case, origin=at_the_desk(crisis.declared_by), at=at + timedelta(hours=2))
    assert watch_arrivals(**late) == 0
    assert Case.objects.count() == 1


def test_one_sides_word_stands_when_the_other_says_nothing():
    crisis, at, watch = active_crisis(), now(), timedelta(minutes=75)
    match = coming(crisis, at)
    confirm_arrival(match=match, side=Side.GUEST, origin=WEB, at=at + timedelta(minutes=20))
    assert believe_one_side(crisis=crisis, at=at + timedelta(minutes=90), after=watch) == 0
    assert believe_one_side(crisis=crisis, at=at + timedelta(minutes=96), after=watch) == 1
    match.refresh_from_db()
    match.need.refresh_from_db()
    assert (match.state, match.need.state) == (MatchState.ARRIVED, NeedState.SHELTERED)
    told = Entry.objects.filter(kind="ArrivalConfirmed").latest("pk").payload
    assert (told["side"], told["both"]) == ("clock", True)


def test_two_silent_sides_are_not_taken_to_have_met():
    crisis, at = active_crisis(), now()
    coming(crisis, at)
    assert believe_one_side(crisis=crisis, at=at + timedelta(hours=9), after=timedelta(minutes=75)) == 0


def test_a_coordinator_may_confirm_the_arrival_for_them_and_dana_may_not():
    crisis = active_crisis()
    match = coming(crisis)
    with pytest.raises(NotAllowed):
        confirm_for(match=match, origin=at_the_desk(dana()), at=now())
    confirm_for(match=match, origin=at_the_desk(crisis.declared_by), at=now())
    match.need.refresh_from_db()
    assert (match.state, match.need.state) == (MatchState.ARRIVED, NeedState.SHELTERED)
    end_stay(match=match, side=Side.GUEST, origin=WEB, at=now())
    places_add_up()


def test_an_arrival_settles_the_case_of_a_long_wait():
    crisis = active_crisis()
    need = amira_asks(crisis)
    take_waiting(need=need, origin=at_the_desk(crisis.declared_by), at=now())
    boris_opens(crisis)
    match = propose_matches(need=need, at=now())
    accept_match(match=match, origin=WEB, at=now())
    set_out(match=match, origin=WEB, at=now())
    for side in (Side.HOST, Side.GUEST):
        confirm_arrival(match=match, side=side, origin=WEB, at=now())
    assert Case.objects.get(subject=need.public_id).closed_at


def test_a_paused_door_gets_no_proposal_and_ends_the_one_it_had():
    crisis = active_crisis()
    match = proposed(crisis)
    pause_offer(offer=match.offer, origin=WEB, at=now())
    settle_offer(offer=match.offer, at=now(), guests_too=False)
    match.refresh_from_db()
    match.need.refresh_from_db()
    assert (match.state, match.need.state) == (MatchState.WITHDRAWN, NeedState.WAITING)
    assert propose_matches(need=match.need, at=now()) is None


def test_a_withdrawn_door_stops_the_guest_on_the_way():
    match = coming(active_crisis())
    withdraw_offer(offer=match.offer, origin=WEB, at=now())
    settle_offer(offer=match.offer, at=now(), guests_too=True)
    match.refresh_from_db()
    assert match.state == MatchState.WITHDRAWN
    places_add_up()


def test_a_need_its_guest_closed_stays_closed_when_its_handshake_ends():
    match = proposed(active_crisis())
    withdraw_need(need=match.need, origin=WEB, at=now())
    for _again in range(2):
        settle_need(need=match.need, at=now())
    match.refresh_from_db()
    match.need.refresh_from_db()
    assert (match.state, match.need.state) == (MatchState.WITHDRAWN, NeedState.WITHDRAWN)


def test_a_new_door_goes_to_whoever_waits_longest_and_fits():
    crisis, at = active_crisis(), now()
    amira_asks(crisis, at=at - timedelta(hours=1), pets=True)
    longest = amira_asks(crisis, at=at - timedelta(minutes=50))
    amira_asks(crisis, at=at - timedelta(minutes=10))
    (match,) = offer_to_waiting(offer=boris_opens(crisis, places=1), at=at)
    assert match.need == longest


def test_messages_pass_from_the_hosts_yes_to_the_goodbye_and_never_before():
    match = proposed(active_crisis())
    with pytest.raises(TooLate):
        say(match=match, side=Side.HOST, text="Who are you?", origin=WEB, at=now())
    accept_match(match=match, origin=WEB, at=now())
    say(match=match, side=Side.GUEST, text="Thank you, I come by foot.", origin=WEB, at=now())
    with pytest.raises(Invalid):
        say(match=match, side=Side.GUEST, text=" ", origin=WEB, at=now())


def test_a_number_passes_only_when_its_owner_shares_it_and_that_is_logged():
    crisis = active_crisis()
    boris_opens(crisis, contact="06 12 34 56 78")
    match = propose_matches(need=amira_asks(crisis), at=now())
    accept_match(match=match, origin=WEB, at=now())
    with pytest.raises(Invalid):
        share_number(match=match, side=Side.GUEST, origin=WEB, at=now())
    share_number(match=match, side=Side.HOST, origin=WEB, at=now())
    share_number(match=match, side=Side.HOST, origin=WEB, at=now())
    assert Disclosure.objects.filter(what="contact").count() == 1


def test_a_number_that_was_only_typed_is_nobody_s_to_share():
    match = accepted(active_crisis())
    ContactPoint.objects.create(person=match.offer.owner, kind="phone", value="+33699999999")
    with pytest.raises(Invalid):
        share_number(match=match, side=Side.HOST, origin=WEB, at=now())
    match.refresh_from_db()
    assert match.host_number_shared_at is None


def test_a_coordinator_may_overrule_distance_but_no_hard_constraint():
    crisis = active_crisis()
    desk = at_the_desk(crisis.declared_by)
    need = amira_asks(crisis, pets=True)
    with pytest.raises(DoesNotFit) as refused:
        propose_by_hand(offer=boris_opens(crisis), need=need, origin=desk, at=now())
    assert refused.value.refusals == ("no_pets",)
    far = boris_opens(
        crisis, place=offer_draft().place.__class__(lat=48.75, lon=2.30, label="far"), pets=True
    )
    with pytest.raises(Invalid, match="invalid") as unsaid:
        propose_by_hand(offer=far, need=need, origin=desk, at=now())
    assert "more than 5 km away" in str(unsaid.value.errors["reason"][0])
    match = propose_by_hand(offer=far, need=need, origin=desk, at=now(), reason="A taxi takes them.")
    assert match.by_hand == crisis.declared_by
    assert "A taxi takes them." in CaseNote.objects.get(subject=need.public_id).text
    assert Entry.objects.get(kind="DecidedByHand").payload["overruled"] == ["too_far"]


def test_dana_cannot_propose_by_hand():
    crisis = active_crisis()
    with pytest.raises(NotAllowed):
        propose_by_hand(
            offer=boris_opens(crisis), need=amira_asks(crisis), origin=at_the_desk(dana()), at=now()
        )
    assert not Match.objects.exists()
