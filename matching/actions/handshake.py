"""From "may I come?" to "the guest is here" and to the goodbye."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.disclosure.actions import record_disclosure
from accounts.disclosure.models import Disclosed
from accounts.errors import NotThere, TooLate
from accounts.journal.announce import announce
from accounts.locks import keep_still
from accounts.origin import SYSTEM, Origin
from accounts.people.blocking import blocked_with, has_cut, same_people
from accounts.people.models import Person
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.desk.actions import open_case
from crisis.desk.vocabulary import Why
from crisis.shelter.actions.needs import move_need
from crisis.shelter.actions.offers import pause_offer
from crisis.shelter.ledger import extend_hold, release_places, take_places
from crisis.shelter.models import Need, Offer
from crisis.shelter.vocabulary import ACTIVE_HOLDS, HoldState, NeedState
from matching.actions.arriving import confirm_arrival as confirm_arrival  # a step of the handshake, too
from matching.actions.clearing import is_barred
from matching.actions.proposing import hold_time
from matching.actions.steps import close, match_event, step
from matching.events import GuestComing, MatchAccepted, MatchClosed
from matching.models import Match
from matching.situation import is_doubtful_no_show
from matching.vocabulary import LIVE, EndReason, MatchState, Side

AT_ONCE = 200  # handshakes a sweep ends
GUEST_SILENCES = 2  # so often a guest may let an accepted door lapse before we stop asking hosts


def accept_match(*, match: Match, origin: Origin, at: datetime) -> None:
    """The host says yes; the place stays held while the guest answers. Raises TooLate, NotThere."""
    _in_good_standing(match)
    with transaction.atomic():
        _keep_standing(match)
        step(match, before=(MatchState.PROPOSED,), to=MatchState.ACCEPTED, accepted_at=at)
        _require_standing(match)
        extend_hold(hold=match.hold, until=at + hold_time(), at=at)
        move_need(need=match.need, before=(NeedState.PROPOSED,), to=NeedState.MATCHED)
        announce(match_event(MatchAccepted, match, at), origin=origin)


def _in_good_standing(match: Match) -> None:
    if end_if_cut(match):  # while they were being proposed
        raise TooLate
    _require_standing(match)


def _require_standing(match: Match) -> None:
    """Raises NotThere for a suspended host, TooLate for contact cut and closed areas."""
    if Person.objects.filter(pk=match.offer.owner_id, suspended_at__isnull=False).exists():
        raise NotThere
    if match.offer.owner_id in blocked_with(match.need.owner_id):
        raise TooLate
    if is_barred(match):  # closed in the last second: the handshake is about to end by itself
        raise TooLate(_("The authorities closed an area on the way: nobody is sent through it."))


def _keep_standing(match: Match) -> None:
    """Nobody cuts contact, is suspended or closes an area between the last look and the release. Before `step`:
    whoever cuts contact takes the people first and the match after.
    """
    people = same_people([match.offer.owner_id, match.need.owner_id])
    keep_still(Crisis, [match.crisis_id])
    keep_still(Person, set().union(*people.values()))


def end_if_cut(match: Match) -> bool:
    """Has one of the two cut contact? Then what is under way ends, as it does when anybody steps back."""
    host, guest = match.offer.owner_id, match.need.owner_id
    if guest not in blocked_with(host):
        return False
    side = Side.HOST if has_cut(host, guest) else Side.GUEST
    at = crisis_now(match.crisis)
    with suppress(TooLate):  # arrived, or ended already
        cancel_match(match=match, side=side, origin=SYSTEM, at=at, reason=EndReason.CONTACT_CUT)
    return True


def decline_match(*, match: Match, reason: str, origin: Origin, at: datetime) -> None:
    """The host says no; the next door is tried at once. "No room" pauses the door. Raises TooLate."""
    with transaction.atomic():
        close(
            match,
            before=(MatchState.PROPOSED,),
            to=MatchState.DECLINED,
            hold_to=HoldState.RELEASED,
            need_to=NeedState.WAITING,
            side=Side.HOST,
            origin=origin,
            at=at,
            reason=reason,
        )
        if reason == EndReason.NO_ROOM_NOW:
            _rest(match, at)


def _rest(match: Match, at: datetime) -> None:
    """Pause a door that did not answer or has no room: it would eat a quarter of an hour of every guest in turn.

    Not while it has said yes to somebody: that host is awake, and a pause would take the promise back.
    """
    if Match.objects.filter(offer=match.offer, state=MatchState.ACCEPTED).exists():
        return
    with suppress(TooLate):  # paused or closed already
        pause_offer(offer=match.offer, origin=SYSTEM, at=at)


def set_out(*, match: Match, origin: Origin, at: datetime) -> None:
    """The guest says "I'm coming": places taken, exact address released and logged, together.

    Raises TooLate, and NotThere when the host was suspended in between: nobody is sent there.
    """
    _in_good_standing(match)
    with transaction.atomic():
        _keep_standing(match)
        step(match, before=(MatchState.ACCEPTED,), to=MatchState.COMING, coming_at=at)
        _require_standing(match)
        take_places(hold=match.hold, at=at)
        offer, need = match.offer, match.need
        shared = {"subject": match.public_id, "crisis_id": match.crisis_id, "at": at}
        record_disclosure(
            about=offer.owner, what=Disclosed.ADDRESS, to=need.owner, to_role=Side.GUEST, **shared
        )
        record_disclosure(about=need.owner, what=Disclosed.NAME, to=offer.owner, to_role=Side.HOST, **shared)
        announce(match_event(GuestComing, match, at), origin=origin)


def cancel_match(*, match: Match, side: Side, origin: Origin, at: datetime, reason: str = "") -> None:
    """Either side steps back before arrival; the need waits again, another door is tried. Raises TooLate."""
    close(
        match,
        before=LIVE,
        to=MatchState.WITHDRAWN,
        hold_to=HoldState.RELEASED,
        need_to=NeedState.WAITING,
        side=side,
        origin=origin,
        at=at,
        reason=reason,
    )


def report_no_show(*, match: Match, origin: Origin, at: datetime) -> bool:
    """The guest did not come: a coordinator looks whether they are well, and the place is free again.

    False where it stays kept until then: the guest says otherwise, or may still be on the way. Raises TooLate.
    """
    with transaction.atomic():
        if _is_doubtful(match, at):
            _open_case(match, Why.NOT_ARRIVED, origin, at)
            return False
        close(
            match,
            before=(MatchState.COMING,),
            to=MatchState.NO_SHOW,
            hold_to=HoldState.RELEASED,
            need_to=NeedState.EXPIRED,
            side=Side.HOST,
            origin=origin,
            at=at,
        )
        _open_case(match, Why.NOT_ARRIVED, origin, at)
    return True


def _is_doubtful(match: Match, at: datetime) -> bool:
    """As it stands now: what the guest says in the same second is heard first."""
    standing = Match.objects.select_for_update(no_key=True, of=("self",)).filter(pk=match.pk)
    row = standing.select_related("offer__place", "need__place", "crisis").get()
    return row.state == MatchState.COMING and is_doubtful_no_show(row, at)


def end_stay(*, match: Match, side: Side, origin: Origin, at: datetime) -> None:
    """The guest has left: the place is free again. Raises TooLate."""
    close(
        match,
        before=(MatchState.ARRIVED,),
        to=MatchState.ENDED,
        hold_to=HoldState.RELEASED,
        need_to=None,
        side=side,
        origin=origin,
        at=at,
    )


def call_coordinator(*, match: Match, why: Why, origin: Origin, at: datetime) -> None:
    """Can't get in, wants to leave, needs a coordinator: told to the coordinators, never to the host."""
    _open_case(match, why, origin, at)


def lapse_matches(*, crisis: Crisis, at: datetime) -> int:
    """Close the handshakes whose hold ran out; how many."""
    waiting = (MatchState.PROPOSED, MatchState.ACCEPTED)
    late = Match.objects.filter(
        crisis=crisis, state__in=waiting, hold__until__lte=at, hold__state=HoldState.HELD
    )
    lapsed = _settle_the_stuck(crisis, waiting, at)
    for match in late.select_related("offer__crisis", "need__crisis", "hold__offer__crisis")[:AT_ONCE]:
        lapsed += _lapse(match, at)
    return lapsed


def _settle_the_stuck(crisis: Crisis, waiting: tuple[str, ...], at: datetime) -> int:
    """Handshakes whose hold has gone, whose time is up, and whose end was never heard of: a lost delivery."""
    gone = Match.objects.filter(crisis=crisis, state__in=waiting, hold__until__lte=at)
    stuck = gone.exclude(hold__state__in=ACTIVE_HOLDS)
    settled = 0
    for match in stuck.select_related("offer", "need", "hold__offer__crisis")[:AT_ONCE]:
        with suppress(TooLate):
            if match.need.closed_at:
                settle_need(need=match.need, at=at)
            else:
                cancel_match(match=match, side=Side.HOST, origin=SYSTEM, at=at, reason=EndReason.DOOR_CLOSED)
            settled += 1
    return settled


def _lapse(match: Match, at: datetime) -> bool:
    guest_was_silent = match.state == MatchState.ACCEPTED
    with suppress(TooLate), transaction.atomic():  # somebody answered in the last second
        gives_up = guest_was_silent and _silences(match.need)
        close(
            match,
            before=(match.state,),
            to=MatchState.LAPSED,
            hold_to=HoldState.LAPSED,
            need_to=NeedState.EXPIRED if gives_up else NeedState.WAITING,
            side=Side.GUEST if guest_was_silent else Side.HOST,
            origin=SYSTEM,
            at=at,
        )
        if not guest_was_silent:
            _rest(match, at)
        return True
    return False


def _silences(need: Need) -> bool:
    """Has the guest let a door lapse before, since they last said that they need one?"""
    lapsed = Match.objects.filter(need=need, state=MatchState.LAPSED, closed_by=Side.GUEST)
    return lapsed.filter(proposed_at__gte=need.posted_at).count() + 1 >= GUEST_SILENCES


def settle_offer(
    *, offer: Offer, at: datetime, guests_too: bool, reason: str = EndReason.DOOR_CLOSED
) -> None:
    """After a door closed or changed: voided handshakes end; with `guests_too`, all that have not arrived."""
    live = Match.objects.filter(offer=offer, state__in=LIVE)
    for match in live.select_related("offer__crisis", "need", "hold__offer"):
        if guests_too or match.hold.state == HoldState.VOIDED:
            with suppress(TooLate):  # the guest was faster; settle_need ends it
                cancel_match(match=match, side=Side.HOST, origin=SYSTEM, at=at, reason=reason)


def settle_need(*, need: Need, at: datetime) -> None:
    """After a need was closed: its handshake ends; the need keeps the state its owner gave it.

    Heard late, the need may have been opened again and a door asked for it: that handshake is a new one, for while the
    old one lives no other can begin.
    """
    if need.state in (NeedState.PROPOSED, NeedState.MATCHED):
        return
    live = Match.objects.filter(need=need, state__in=LIVE)
    for match in live.select_related("offer", "need", "hold__offer__crisis"):
        ended = {"closed_at": at, "closed_by": Side.GUEST, "close_reason": _why_closed(need)}
        with transaction.atomic():
            step(match, before=LIVE, to=MatchState.WITHDRAWN, **ended)
            release_places(hold=match.hold, to=HoldState.RELEASED, origin=SYSTEM, at=at)
            closed = match_event(MatchClosed, match, at, state=MatchState.WITHDRAWN, side=Side.GUEST)
            announce(closed, origin=SYSTEM)


def _why_closed(need: Need) -> EndReason:
    found = need.state == NeedState.FOUND_ELSEWHERE
    return EndReason.FOUND_ELSEWHERE if found else EndReason.NEED_CLOSED


def _open_case(match: Match, why: Why, origin: Origin, at: datetime) -> None:
    open_case(
        crisis=match.crisis, subject_kind="need", subject=match.need.public_id, why=why, origin=origin, at=at
    )


def look_after_guests(*, offer: Offer, why: Why, at: datetime) -> int:
    """The door can no longer be counted on: its guests, inside and on the way, come before a coordinator; how many."""
    there = Match.objects.filter(offer=offer, state__in=(MatchState.COMING, MatchState.ARRIVED))
    guests = list(there.select_related("need", "crisis"))
    for match in guests:
        _open_case(match, why, SYSTEM, at)
    return len(guests)
