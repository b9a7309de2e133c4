"""What invented hosts and guests do when something happens to them.

Each reaction is a moment and an act; the act goes through the same action as everyone's. Somebody who is not
of the cast (a newcomer trying things out) is answered by the cast and never acted for.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from accounts.origin import Door, Origin
from crisis.activation.models import Crisis
from crisis.shelter.actions.offers import confirm_offer
from crisis.shelter.models import Offer
from crisis.shelter.vocabulary import OfferState
from matching.actions.clearing import is_barred
from matching.actions.handshake import (
    accept_match,
    cancel_match,
    confirm_arrival,
    decline_match,
    end_stay,
    set_out,
)
from matching.actions.talking import say
from matching.drill.generator import arrival_seconds
from matching.drill.planned import PlannedCheckIn, PlannedNeed, PlannedOffer
from matching.models import Match
from matching.vocabulary import HOST_REASONS, MatchState, Side

DRILL = Origin(door=Door.DRILL)
MOVING = (MatchState.PROPOSED, MatchState.ACCEPTED, MatchState.COMING)
TOLD = ("pk", "state", "offer__public_id", "need__public_id", "metres")
TOLD += ("proposed_at", "accepted_at", "coming_at")  # in the order of MOVING
DOORSTEP_SECONDS = 60  # between the bell and the host's "they are here"
HURRIED_SECONDS = 20  # after the night, nobody who tries things out waits longer for an answer
TALKATIVE = 3  # one in so many says something

Act = Callable[[datetime], None]


@dataclass(frozen=True)
class Reaction:
    """`act(at)` is due at `due` (crisis time); `name` is what the tally counts it as."""

    due: datetime
    name: str
    act: Act


class Company:
    """The cast of one night, by the public ids their posts were given."""

    def __init__(self, crisis: Crisis):
        self.crisis = crisis
        self.hosts: dict[UUID, PlannedOffer] = {}
        self.guests: dict[UUID, PlannedNeed | PlannedCheckIn] = {}
        self.hurried = False
        self._seen: set[tuple[int, str]] = set()
        self._asked: set[tuple[UUID, datetime]] = set()

    def look(self) -> Iterable[Reaction]:
        """Reactions to what has moved since the last look: a query, and one more where something has."""
        moving = Match.objects.filter(crisis=self.crisis, state__in=MOVING)
        standing = set(moving.values_list("pk", "state"))
        moved = {pk for pk, _state in standing - self._seen}
        self._seen &= standing
        if not moved:
            return
        for pk, state, offer, need, metres, *times in moving.filter(pk__in=moved).values_list(*TOLD):
            if (pk, state) not in self._seen:
                self._seen.add((pk, state))
                since = dict(zip(MOVING, times, strict=True))[state]
                yield from self._reactions(pk, state, since, metres, offer, need)

    def look_at_questions(self, at: datetime) -> Iterable[Reaction]:
        """Hosts who were asked whether they are still open, and answer: one query."""
        old = at - timedelta(seconds=settings.CONFIRM_AFTER_SECONDS)
        asked = Offer.objects.filter(
            crisis=self.crisis, state=OfferState.OPEN, confirmed_at__lte=old, asked_at__isnull=False
        )
        for public_id, asked_at in asked.values_list("public_id", "asked_at"):
            planned = self.hosts.get(public_id)
            if planned and planned.host.confirms and (public_id, asked_at) not in self._asked:
                self._asked.add((public_id, asked_at))
                yield self.after(asked_at, planned.host.answers_after, "still_open", _still_open(public_id))

    def _reactions(
        self, pk: int, state: str, since: datetime, metres: int, offer: UUID, need: UUID
    ) -> Iterable[Reaction]:
        host, guest = self.hosts.get(offer), self.guests.get(need)
        if state == MatchState.PROPOSED and host and host.host.answer != "silent":
            answer = _accept if host.host.answer == "accept" else _decline
            yield self.after(since, host.host.answers_after, host.host.answer, answer(pk))
        if state == MatchState.ACCEPTED and guest and guest.guest.walks:
            yield self.after(since, guest.guest.sets_off_after, "set_out", _set_out(pk))
        if state == MatchState.COMING:
            yield from self._on_the_way(pk, since, arrival_seconds(metres), host, guest)

    def _on_the_way(
        self,
        pk: int,
        since: datetime,
        walk: int,
        host: PlannedOffer | None,
        guest: PlannedNeed | PlannedCheckIn | None,
    ) -> Iterable[Reaction]:
        if guest and _speaks(guest.key):
            yield self.after(since, 15, "say", _say(pk, Side.GUEST, guest.guest.says))
        if host and _speaks(host.key):
            yield self.after(since, 45, "say", _say(pk, Side.HOST, host.host.says))
        if guest:
            yield self.after(since, walk, "arrive", _arrive(pk, Side.GUEST))
        if host:
            yield self.after(since, walk + DOORSTEP_SECONDS, "welcome", _arrive(pk, Side.HOST))
        if guest and guest.guest.leaves_after:
            stay = walk + DOORSTEP_SECONDS + guest.guest.leaves_after
            yield self.after(since, stay, "leave", _leave(pk))

    def after(self, since: datetime, seconds: int, name: str, act: Act) -> Reaction:
        """Sooner once the night is over."""
        seconds = min(seconds, HURRIED_SECONDS) if self.hurried else seconds
        return Reaction(since + timedelta(seconds=seconds), name, act)


def _speaks(key: str) -> bool:
    return int(key.rpartition("-")[2]) % TALKATIVE == 0


def _match(pk: int) -> Match:
    return Match.objects.select_related("offer", "need", "hold").get(pk=pk)


def _accept(pk: int) -> Act:
    return lambda at: accept_match(match=_match(pk), origin=DRILL, at=at)


def _decline(pk: int) -> Act:
    reason = HOST_REASONS[pk % len(HOST_REASONS)]
    return lambda at: decline_match(match=_match(pk), reason=reason, origin=DRILL, at=at)


def _set_out(pk: int) -> Act:
    return lambda at: set_out(match=_match(pk), origin=DRILL, at=at)


def _say(pk: int, side: Side, text: str) -> Act:
    return lambda at: say(match=_match(pk), side=side, text=text, origin=DRILL, at=at) and None


def _arrive(pk: int, side: Side) -> Act:
    def act(at: datetime) -> None:
        match = _match(pk)
        if side == Side.GUEST and is_barred(match):  # told to stop: they turn back
            cancel_match(match=match, side=side, origin=DRILL, at=at)
        else:
            confirm_arrival(match=match, side=side, origin=DRILL, at=at)

    return act


def _leave(pk: int) -> Act:
    return lambda at: end_stay(match=_match(pk), side=Side.GUEST, origin=DRILL, at=at)


def _still_open(public_id: UUID) -> Act:
    def act(at: datetime) -> None:
        offer = Offer.objects.select_related("crisis").get(public_id=public_id)
        confirm_offer(offer=offer, origin=DRILL, at=at)

    return act
