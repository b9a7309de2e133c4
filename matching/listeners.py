"""What matching hears. Each line: when this happened, try that. All bear to hear twice."""

from functools import partial

from django.conf import settings
from django.db import transaction

from accounts.journal.announce import listen
from accounts.people.actions import ContactVerified
from accounts.people.blocking import ContactCut
from crisis.activation.clock import crisis_now
from crisis.activation.events import CrisisStoodDown
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase
from crisis.closures.events import ClosureChanged, ClosureDeclared, ClosureLifted
from crisis.desk.vocabulary import Why
from crisis.shelter import events as shelter
from crisis.shelter.models import Need, Offer
from crisis.shelter.queries import in_good_standing, waiting_needs
from crisis.shelter.vocabulary import ALIVE_OFFERS, NeedState
from matching import events
from matching.actions.clearing import clear_ways
from matching.actions.closing import close_what_waits
from matching.actions.handshake import look_after_guests, settle_need, settle_offer
from matching.actions.parting import end_between, part_whoever_is_apart
from matching.actions.proposing import offer_to_waiting, propose_matches
from matching.actions.rounds import ask_for_a_round, left_to_a_round, newcomer_left_to_a_round
from matching.vocabulary import EndReason, MatchState
from matching.weighing import ask_the_way

AT_ONCE = 50  # of each kind that an area touches; the sweep, which nobody waits for, does the rest


def _find_doors(happened: list) -> list:
    """Where many wait, all of these are left to one round: asked for once, not by each."""
    needs = Need.objects.select_related("crisis").in_bulk([event.need for event in happened])
    crises = {need.crisis_id: need.crisis for need in needs.values() if not _looked_at_alone(need)}
    crowded = {pk for pk, crisis in crises.items() if newcomer_left_to_a_round(crisis)}
    left = {pk for pk, need in needs.items() if need.crisis_id in crowded and not _looked_at_alone(need)}
    left |= {pk for pk, need in needs.items() if not need.unaccompanied and need.state != NeedState.WAITING}
    return [event for event in happened if event.need not in left]


@listen(
    shelter.NeedPosted,
    shelter.NeedEdited,
    shelter.NeedReopened,
    shelter.NeedDivided,
    before=ask_the_way,
    together=_find_doors,
)
def find_a_door(event) -> None:
    _look_for_a_door(Need.objects.select_related("crisis").get(pk=event.need))


@listen(events.MatchClosed, before=ask_the_way)
def try_the_next_door(event) -> None:
    if event.state not in (MatchState.DECLINED, MatchState.LAPSED, MatchState.WITHDRAWN):
        return
    _look_for_a_door(Need.objects.select_related("crisis").get(public_id=event.need))


def _look_for_a_door(need: Need) -> None:
    """Alone at once; where many wait, with them all."""
    if _looked_at_alone(need) or not newcomer_left_to_a_round(need.crisis):
        propose_matches(need=need, at=crisis_now(need.crisis))


def _looked_at_alone(need: Need) -> bool:
    """Who came alone as a child, or may be split; and there is nothing to do where nobody waits any more."""
    return need.unaccompanied or need.may_split or need.state != NeedState.WAITING


@listen(
    shelter.OfferOpened,
    shelter.OfferResumed,
    shelter.OfferConfirmed,
    shelter.OfferEdited,
    shelter.OfferShown,
    shelter.OfferBroughtBack,
    shelter.PlacesFreed,
)
def fill_the_door(event) -> None:
    _give_to_those_who_wait(Offer.objects.select_related("crisis").get(pk=event.offer))


@listen(ContactVerified)
def part_who_proved_to_be_cut_off(event) -> None:
    part_whoever_is_apart(person=event.person)


@listen(ContactVerified)
def fill_the_verified_hosts_doors(event) -> None:
    doors = Offer.objects.filter(owner_id=event.person, state__in=ALIVE_OFFERS).select_related("crisis")
    for offer in doors:
        _give_to_those_who_wait(offer)


def _give_to_those_who_wait(offer: Offer) -> None:
    if not left_to_a_round(offer.crisis):
        offer_to_waiting(offer=offer, at=crisis_now(offer.crisis))


@listen(shelter.OfferEdited, shelter.OfferPaused, shelter.OfferExpired)
def end_voided_handshakes(event) -> None:
    offer = Offer.objects.select_related("crisis").get(pk=event.offer)
    settle_offer(offer=offer, at=crisis_now(offer.crisis), guests_too=False)


@listen(shelter.OfferWithdrawn)
def stop_guests_on_their_way(event) -> None:
    offer = Offer.objects.select_related("crisis").get(pk=event.offer)
    settle_offer(offer=offer, at=crisis_now(offer.crisis), guests_too=True)


@listen(shelter.OfferHidden)
def protect_the_guests(event) -> None:
    """Held, or its host suspended: who has the address comes before a coordinator, and nobody else is sent there."""
    offer = Offer.objects.select_related("crisis").get(pk=event.offer)
    if Offer.objects.filter(in_good_standing(), pk=offer.pk).exists():  # shown again meanwhile
        return
    at = crisis_now(offer.crisis)
    look_after_guests(offer=offer, why=Why.UNSAFE_DOOR, at=at)  # first: once stopped, nobody is on the way
    held = Offer.objects.filter(pk=offer.pk, held_at__isnull=False).exists()
    why = EndReason.DOOR_HELD if held else EndReason.SUSPENDED
    settle_offer(offer=offer, at=at, guests_too=True, reason=why)


@listen(shelter.NeedClosed)
def end_the_needs_handshake(event) -> None:
    need = Need.objects.select_related("crisis").get(pk=event.need)
    settle_need(need=need, at=crisis_now(need.crisis))


@listen(ContactCut)
def part_them(event) -> None:
    end_between(by=event.by, of=event.of)


@listen(ClosureDeclared, ClosureChanged, ClosureLifted)
def clear_what_is_closed(event) -> None:
    """A portion at once, after this commit; the sweep does the rest, and all of it should this worker die."""
    transaction.on_commit(partial(_clear_at_once, event.crisis_id), robust=True)


def _clear_at_once(crisis_id: int) -> None:
    crisis = Crisis.objects.get(pk=crisis_id)
    clear_ways(crisis=crisis, at=crisis_now(crisis), most=AT_ONCE)


@listen(ClosureChanged, ClosureLifted)
def look_again_for_who_waits(event) -> None:
    """Those in the area, and those whose way had crossed it: a few alone, after this commit; many together."""
    crisis = Crisis.objects.get(pk=event.crisis_id)
    if not left_to_a_round(crisis):
        ask_for_a_round(crisis)  # should this worker die before it has looked
        transaction.on_commit(partial(_look_again_for_few, crisis.pk), robust=True)


def _look_again_for_few(crisis_id: int) -> None:
    crisis = Crisis.objects.get(pk=crisis_id)
    waiting = waiting_needs(crisis).filter(adults__gt=0).select_related("crisis")
    for need in waiting[: settings.BATCH_FROM]:
        propose_matches(need=need, at=crisis_now(crisis))


@listen(CrisisStoodDown)
def answer_those_who_wait(event) -> None:
    crisis = Crisis.objects.get(pk=event.crisis_id)
    if crisis.phase != Phase.ACTIVE:
        close_what_waits(crisis=crisis, at=crisis_now(crisis))
