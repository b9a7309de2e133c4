"""Find a door for a need, hold the places, ask the host."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.errors import Refused, TooLate
from accounts.journal.announce import announce
from accounts.origin import SYSTEM, Origin
from crisis.activation.models import Crisis
from crisis.activation.queries import takes_anything_new
from crisis.closures.queries import areas_of
from crisis.desk.actions import open_case
from crisis.desk.vocabulary import Why
from crisis.shelter.actions.dividing import divide_need
from crisis.shelter.actions.needs import move_need
from crisis.shelter.ledger import NoRoom, hold_places
from crisis.shelter.models import Hold, Need, Offer
from crisis.shelter.queries import waiting_needs
from crisis.shelter.vocabulary import NeedState
from matching.actions.steps import match_event
from matching.dividing import division_of
from matching.engine.places import Candidate, Reason, Refusal, metres_between, refusals
from matching.engine.values import Party
from matching.events import MatchProposed
from matching.gather import (
    coarse_metres,
    door_now,
    parties,
    party_of,
    waiting_for,
)
from matching.models import Match
from matching.vocabulary import CODE_WORDS
from matching.weighing import asked_in_vain, best_few

# A person may know better than these; nobody may overrule the others.
OVERRULABLE = frozenset(
    {Refusal.TOO_FAR, Refusal.UNACCOMPANIED_MINOR, Refusal.ALREADY_TRIED, Refusal.ENDS_TOO_SOON}
)


MOST_IN_VAIN = 10  # questions to one host that came to nothing


def hold_time() -> timedelta:
    return timedelta(seconds=settings.HOLD_SECONDS)


def propose_matches(*, need: Need, at: datetime, origin: Origin = SYSTEM) -> Match | None:
    """Ask the best open door for a waiting need; None when it isn't waiting or nothing fits.

    Children without an adult go to a coordinator and are never matched automatically.
    """
    if need.unaccompanied:
        open_case(
            crisis=need.crisis,
            subject_kind="need",
            subject=need.public_id,
            why=Why.UNACCOMPANIED,
            origin=origin,
            at=at,
        )
        return None
    if need.state != NeedState.WAITING:
        return None
    if not takes_anything_new(need.crisis_id):
        return None
    party = party_of(need)
    found = best_few(need, party, at=at)
    for place, candidate in enumerate(found):
        offer, later = Offer.objects.get(pk=candidate.door.id), found[place + 1 :]
        if match := try_to_propose(offer, need, candidate, at=at, origin=origin, later=later):
            return match
    if not found:
        _split_where_it_helps(need, party, at, origin)
    return None


def _split_where_it_helps(need: Need, party: Party, at: datetime, origin: Origin) -> None:
    """No single door takes them, two would, and they said so: from here on each part looks for itself."""
    if division := division_of(need, party, at=at):
        leaving = division.parts[1]
        with suppress(Refused):  # somebody changed the need meanwhile: it is looked at again
            divide_need(need=need, adults=leaving.adults, children=leaving.children, origin=origin, at=at)


def look_again_for_groups(*, crisis: Crisis, at: datetime, limit: int = 50) -> None:
    """Groups that may be split wait for two doors: one that opens alone calls nobody to them."""
    groups = waiting_needs(crisis).filter(may_split=True, adults__gt=1).select_related("crisis")
    for need in groups[:limit]:
        propose_matches(need=need, at=at)


def offer_to_waiting(*, offer: Offer, at: datetime, origin: Origin = SYSTEM) -> list[Match]:
    """Give a door that just opened, or has room again, to those who wait for one like it."""
    made: list[Match] = []
    waiting = waiting_for(offer, at=at)
    if not waiting or not takes_anything_new(offer.crisis_id):
        return made
    for need, candidate in waiting:
        offer.refresh_from_db()
        if offer.places_left < need.people:
            continue
        if match := try_to_propose(offer, need, candidate, at=at, origin=origin):
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
) -> Match:
    """Hold the places and ask the host, inside a transaction. Raises TooLate when either is no longer free.

    `later`: the next best doors; the first of another host is kept in reserve.
    """
    hold = hold_places(offer=offer, need=need, places=need.people, until=at + hold_time(), at=at)
    move_need(need=need, before=(NeedState.WAITING,), to=NeedState.PROPOSED)
    need, party = parties(Need.objects.filter(pk=need.pk))[0]
    metres = _judged_again(offer, party, hold, at, overrulable=OVERRULABLE if origin.actor else frozenset())
    coarse = coarse_metres(offer, need)
    match = Match.objects.create(
        crisis_id=need.crisis_id,
        offer=offer,
        need=need,
        hold=hold,
        metres=metres,
        coarse_metres=coarse,
        reasons=[_told(reason, coarse) for reason in candidate.reasons if reason.code != "way"],
        code_word=secrets.choice(CODE_WORDS),
        by_hand=origin.actor,
        proposed_at=at,
        reserve_id=next((each.door.id for each in later if each.door.owner_id != offer.owner_id), None),
    )
    announce(match_event(MatchProposed, match, at), origin=origin)
    return match


def _told(reason: Reason, coarse: int) -> dict:
    """Nothing of the exact way is kept with the match: whoever reads a reason would learn it."""
    if reason.code == "distance":
        reason = Reason("distance", {"metres": coarse}, -coarse)
    return asdict(reason)


def _judged_again(offer: Offer, party: Party, hold: Hold, at: datetime, *, overrulable: frozenset) -> int:
    """Metres between the two as they are now that both rows are ours. Raises NoRoom when they no longer fit.

    The candidate was chosen from rows read before: host or guest may have edited them since.
    """
    if not overrulable and asked_in_vain(offer, at) >= MOST_IN_VAIN:
        raise NoRoom
    door, closed = door_now(offer), areas_of(offer.crisis_id)
    broken = set(refusals(door, party, at=at, closed=closed)) - {Refusal.NO_ROOM} - overrulable
    if broken or party.persons != hold.places:
        raise NoRoom
    return round(metres_between(door, party))
