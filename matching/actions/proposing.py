"""Find a door for a need, hold the places, ask the host."""

import secrets
from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.errors import Refused, TooLate
from accounts.journal.announce import announce, announce_all
from accounts.origin import SYSTEM, Origin
from crisis.activation.models import Crisis
from crisis.activation.queries import takes_anything_new
from crisis.closures.queries import areas_of
from crisis.desk.actions import open_case
from crisis.desk.vocabulary import Why
from crisis.shelter.actions.dividing import divide_need
from crisis.shelter.actions.needs import move_need, move_needs
from crisis.shelter.ledger import NoRoom, hold_each, hold_places, lock_offer
from crisis.shelter.models import Hold, Need, Offer
from crisis.shelter.queries import waiting_needs
from crisis.shelter.vocabulary import NeedState
from matching.actions.steps import match_event
from matching.dividing import division_of
from matching.doors import door_now, doors_now
from matching.engine.closed import NONE_CLOSED
from matching.engine.dividing import Division
from matching.engine.places import Candidate, Reason, Refusal, metres_between, refusals
from matching.engine.values import Party
from matching.events import MatchProposed
from matching.gather import coarse_metres, parties, party_of, waiting_for
from matching.hosts import with_hosts
from matching.models import Match
from matching.vocabulary import CODE_WORDS, LIVE
from matching.weighing import best_few

# A person may know better than these; nobody may overrule the others.
OVERRULABLE = frozenset(
    {
        Refusal.TOO_FAR,
        Refusal.UNACCOMPANIED_MINOR,
        Refusal.ALREADY_TRIED,
        Refusal.RESTING,
        Refusal.ENDS_TOO_SOON,
    }
)


def hold_time() -> timedelta:
    return timedelta(seconds=settings.HOLD_SECONDS)


def propose_matches(*, need: Need, at: datetime) -> Match | None:
    """Ask the best open door for a waiting need; None when it isn't waiting or nothing fits.

    Children without an adult go to a coordinator and are never matched automatically.
    """
    if need.unaccompanied:
        open_case(
            crisis=need.crisis,
            subject_kind="need",
            subject=need.public_id,
            why=Why.UNACCOMPANIED,
            origin=SYSTEM,
            at=at,
        )
        return None
    if need.state != NeedState.WAITING or not takes_anything_new(need.crisis_id):
        return None
    party = party_of(need)
    found = best_few(need, party, at=at)
    for place, candidate in enumerate(found):
        offer, later = Offer.objects.get(pk=candidate.door.id), found[place + 1 :]
        if match := try_to_propose(offer, need, candidate, at=at, origin=SYSTEM, later=later):
            return match
    return None if found else _propose_two(need, party, at)


def _propose_two(need: Need, party: Party, at: datetime) -> Match | None:
    """No single door takes them, two would, and they said so: both hosts are asked, or they stay one group."""
    division = division_of(need, party, at=at)
    if not division:
        return None
    with suppress(Refused):
        return _ask_both(need, division, at)
    need.refresh_from_db()  # a door was given away meanwhile, or the need changed: it is looked at again
    return None


def _ask_both(need: Need, division: Division, at: datetime) -> Match:
    doors = Offer.objects.in_bulk([each.door.id for each in division.doors])
    leaving = division.parts[1]
    with transaction.atomic():
        for pk in sorted(doors):  # before the need: the ledger's order
            lock_offer(pk)
        part = divide_need(need=need, adults=leaving.adults, children=leaving.children, origin=SYSTEM, at=at)
        asked = zip((need, part), division.doors, strict=True)
        first, _second = [propose(doors[door.door.id], each, door, SYSTEM, at) for each, door in asked]
    return first


def look_again_for_groups(*, crisis: Crisis, at: datetime, limit: int = 50) -> None:
    """Groups that may be split wait for two doors: one that opens alone calls nobody to them."""
    groups = waiting_needs(crisis).filter(may_split=True, adults__gt=1).select_related("crisis")
    for need in groups[:limit]:
        propose_matches(need=need, at=at)


def offer_to_waiting(*, offer: Offer, at: datetime) -> list[Match]:
    """Give a door that just opened, or has room again, to those who wait for one like it."""
    made: list[Match] = []
    waiting = waiting_for(offer, at=at)
    if not waiting or not takes_anything_new(offer.crisis_id):
        return made
    for need, candidate in waiting:
        offer.refresh_from_db()
        if offer.places_left < need.people:
            continue
        if match := try_to_propose(offer, need, candidate, at=at, origin=SYSTEM):
            made.append(match)
    return made


def try_to_propose(
    offer: Offer,
    need: Need,
    candidate: Candidate,
    *,
    at: datetime,
    origin: Origin = SYSTEM,
    later: Sequence[Candidate] = (),
) -> Match | None:
    """`propose`, or None where either was a moment too late."""
    try:
        with transaction.atomic():
            return propose(offer, need, candidate, origin, at, later=later)
    except TooLate:  # another need was faster, or this one is served: the next door
        return None


def propose(
    offer: Offer,
    need: Need,
    candidate: Candidate,
    origin: Origin,
    at: datetime,
    *,
    later: Sequence[Candidate] = (),
    overruled: frozenset[Refusal] = frozenset(),
) -> Match:
    """Hold the places and ask the host, inside a transaction. Raises TooLate when either is no longer free.

    `later`: the next best doors; the first of another host is kept in reserve. `overruled`: what a coordinator saw
    speak against it and gave a reason for; what has come up since is not among it.
    """
    hold = hold_places(offer=offer, need=need, places=need.people, until=at + hold_time(), at=at)
    move_need(need=need, before=(NeedState.WAITING,), to=NeedState.PROPOSED)
    if _not_yet_parted([need.pk]):
        raise TooLate
    need, party = parties(Need.objects.filter(pk=need.pk))[0]
    metres = _judged_again(offer, party, hold, at, overruled=overruled)
    pair = Pair(need, candidate, tuple(later))
    match = _match(pair, offer, hold, metres, origin, at)
    match.save(force_insert=True)
    announce(match_event(MatchProposed, match, at), origin=origin)
    return match


@dataclass(frozen=True)
class Pair:
    """A need and the door chosen for it; `later`: the next best."""

    need: Need
    first: Candidate
    later: tuple[Candidate, ...] = ()


def propose_each(pairs: Sequence[Pair], *, at: datetime) -> list[Match]:
    """`propose` for each of these, of one crisis, in one transaction and a few statements; each need once.

    Only those whose door and need both were still free; for the others nothing has been done.
    """
    left = list(pairs)
    while left:
        try:
            with transaction.atomic():
                return _propose_each(left, at)
        except _NoLongerFree as late:  # begun again without them: what they held is held no more
            left = [pair for pair in left if pair.need.pk not in late.needs]
    return []


class _NoLongerFree(Exception):
    def __init__(self, needs: set[int]):
        super().__init__()
        self.needs = needs


def _propose_each(pairs: list[Pair], at: datetime) -> list[Match]:
    wanted = [(pair.first.door.id, pair.need) for pair in pairs]
    holds = {hold.need_id: hold for hold in hold_each(wanted=wanted, until=at + hold_time(), at=at)}
    moved = move_needs(needs=holds, before=(NeedState.WAITING,), to=NeedState.PROPOSED)
    _all_of(holds, moved - _not_yet_parted(moved))
    metres = _judged_again_each(holds, at)
    _all_of(holds, metres)
    held = [(pair, holds[pair.need.pk]) for pair in pairs if pair.need.pk in holds]
    matches = [_match(pair, hold.offer, hold, metres[hold.need_id], SYSTEM, at) for pair, hold in held]
    Match.objects.bulk_create(matches)
    announce_all([match_event(MatchProposed, match, at) for match in matches], origin=SYSTEM)
    return matches


def _not_yet_parted(needs: Iterable[int]) -> set[int]:
    """Those closed and opened again before their closing was heard: the door asked first has yet to be let go.

    That hearing is owed, and looks for a door again. Their rows are locked: no other proposal is being made.
    """
    return set(Match.objects.filter(need__in=needs, state__in=LIVE).values_list("need", flat=True))


def _all_of(holds: Iterable[int], still: Container[int]) -> None:
    if late := {need for need in holds if need not in still}:
        raise _NoLongerFree(late)


def _match(pair: Pair, offer: Offer, hold: Hold, metres: int, origin: Origin, at: datetime) -> Match:
    coarse = coarse_metres(offer, pair.need)
    others = (each.door.id for each in pair.later if each.door.owner_id != offer.owner_id)
    return Match(
        crisis_id=pair.need.crisis_id,
        offer=offer,
        need=pair.need,
        hold=hold,
        metres=metres,
        coarse_metres=coarse,
        reasons=[_told(reason, coarse) for reason in pair.first.reasons if reason.code != "way"],
        code_word=secrets.choice(CODE_WORDS),
        by_hand=origin.actor,
        proposed_at=at,
        reserve_id=next(others, None),
    )


def _told(reason: Reason, coarse: int) -> dict:
    """Nothing of the exact way is kept with the match: whoever reads a reason would learn it."""
    if reason.code == "distance":
        reason = Reason("distance", {"metres": coarse}, -coarse)
    return asdict(reason)


def _judged_again(
    offer: Offer, party: Party, hold: Hold, at: datetime, *, overruled: frozenset[Refusal]
) -> int:
    """Metres between the two as they are now that both rows are ours. Raises NoRoom when they no longer fit.

    The candidate was chosen from rows read before: host or guest may have edited them since.
    """
    (door,), closed = with_hosts([door_now(offer)], at=at), areas_of(offer.crisis_id)
    broken = set(refusals(door, party, at=at, closed=closed)) - {Refusal.NO_ROOM} - overruled
    if broken or party.persons != hold.places:
        raise NoRoom
    return round(metres_between(door, party))


def _judged_again_each(holds: dict[int, Hold], at: datetime) -> dict[int, int]:
    """{need's id: metres} of the pairs that still fit; see _judged_again()."""
    now = doors_now([hold.offer_id for hold in holds.values()]).values()
    doors = {door.id: door for door in with_hosts(list(now), at=at)}
    rows = parties(Need.objects.filter(pk__in=holds))
    closed = areas_of(rows[0][0].crisis_id) if rows else NONE_CLOSED
    found = {}
    for need, party in rows:
        hold = holds[need.pk]
        door = doors[hold.offer_id]
        broken = set(refusals(door, party, at=at, closed=closed)) - {Refusal.NO_ROOM}
        if not broken and party.persons == hold.places:
            found[need.pk] = round(metres_between(door, party))
    return found
