"""What the service is measured against on the same night: first come first served, and the optimum in hindsight."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count

import numpy as np

from matching.drill.company import DOORSTEP_SECONDS
from matching.drill.generator import arrival_seconds
from matching.drill.planned import Planned, PlannedChange, PlannedNeed, PlannedOffer
from matching.engine.flow import Pairs, cheapest_flow
from matching.engine.places import NEEDED_SECONDS, Door, Party, metres_between, refusals

HOLD = timedelta(minutes=15)
SILENCES = 2  # so often a guest may let a yes lapse, as in the service
OUTSIDE = 10_000_000  # metres that nobody walks: people sheltered come before metres


@dataclass(frozen=True)
class Walk:
    """`people` walked `metres` and were inside `minutes` after they had asked; `understood`: host and guest share a
    language."""

    people: int
    metres: float
    minutes: float
    understood: bool


@dataclass(eq=False)
class Home:
    plan: PlannedOffer
    door: Door
    left: int
    is_open: bool = False
    asked: set["Ask"] = field(default_factory=set)


@dataclass(eq=False)
class Group:
    plan: PlannedNeed
    people: int
    near: list[tuple[float, Home]]  # doors that suit, nearest first
    tried: set[Home] = field(default_factory=set)
    silences: int = 0


@dataclass(eq=False)
class Ask:
    home: Home
    group: Group
    metres: float
    coming: bool = False


def comes(need: PlannedNeed) -> bool:
    """Somebody a door could have helped: children alone are a coordinator's, and some who ask never set out."""
    return need.adults > 0 and need.guest.walks


def people_of(need: PlannedNeed) -> int:
    return need.adults + need.children


class FirstCome:
    """Each who asks, in turn, rings at the nearest open door that fits, with no more thought than that.

    Hosts and guests are the same people: they answer, decline, stay silent and set out as they would have.
    """

    def __init__(self, planned: list[Planned], *, ends_at: datetime):
        self._ends_at, self._numbers, self._events = ends_at, count(), []
        self._homes = {home.plan.key: home for home in _homes(planned)}
        self._groups = {group.plan.key: group for group in _groups(planned, list(self._homes.values()))}
        self._waiting: list[Group] = []
        self.walks: list[Walk] = []
        for each in planned:
            if isinstance(each, PlannedOffer | PlannedNeed | PlannedChange):
                self._then(each.at, partial(self._begins, each))

    def run(self) -> list[Walk]:
        while self._events and self._events[0][0] <= self._ends_at:
            at, _number, act = heappop(self._events)
            act(at)
        return self.walks

    def _then(self, at: datetime, act: Callable[[datetime], None]) -> None:
        heappush(self._events, (at, next(self._numbers), act))

    def _begins(self, planned: PlannedOffer | PlannedNeed | PlannedChange, at: datetime) -> None:
        if isinstance(planned, PlannedNeed):
            self._waiting += [self._groups[planned.key]] if planned.key in self._groups else []
        elif isinstance(planned, PlannedOffer):
            self._homes[planned.key].is_open = True
        else:
            self._changes(self._homes[planned.offer_key], planned.change, at)
        self._serve(at)

    def _changes(self, home: Home, change: str, at: datetime) -> None:
        home.is_open = change == "resume"
        for ask in [] if home.is_open else list(home.asked):
            if change == "withdraw" or not ask.coming:
                self._ends(ask, at)

    def _serve(self, at: datetime) -> None:
        self._waiting.sort(key=lambda group: (group.plan.at, group.plan.key))
        for group in list(self._waiting):
            for metres, home in group.near:
                if home not in group.tried and _takes(home, group, metres, at):
                    self._waiting.remove(group)
                    self._rings(Ask(home, group, metres), at)
                    break

    def _rings(self, ask: Ask, at: datetime) -> None:
        host = ask.home.plan.host
        ask.home.left -= ask.group.people
        ask.home.asked.add(ask)
        ask.group.tried.add(ask.home)
        answers = at + timedelta(seconds=host.answers_after)
        if host.answer == "accept":
            self._then(answers, partial(self._yes, ask))
        else:
            self._then(answers if host.answer == "decline" else at + HOLD, partial(self._ends, ask))

    def _yes(self, ask: Ask, at: datetime) -> None:
        guest = ask.group.plan.guest
        if guest.walks:
            self._then(at + timedelta(seconds=guest.sets_off_after), partial(self._sets_out, ask))
        else:
            self._then(at + HOLD, partial(self._is_silent, ask))

    def _sets_out(self, ask: Ask, at: datetime) -> None:
        ask.coming = True
        walk = timedelta(seconds=arrival_seconds(ask.metres) + DOORSTEP_SECONDS)
        self._then(at + walk, partial(self._arrives, ask))

    def _arrives(self, ask: Ask, at: datetime) -> None:
        if ask in ask.home.asked:
            ask.home.asked.discard(ask)
            minutes = (at - ask.group.plan.at).total_seconds() / 60
            understood = speak(ask.home.plan.languages, ask.group.plan.languages)
            self.walks.append(Walk(ask.group.people, ask.metres, minutes, understood))

    def _is_silent(self, ask: Ask, at: datetime) -> None:
        ask.group.silences += ask in ask.home.asked
        self._ends(ask, at, again=ask.group.silences < SILENCES)

    def _ends(self, ask: Ask, at: datetime, *, again: bool = True) -> None:
        if ask in ask.home.asked:
            ask.home.asked.discard(ask)
            ask.home.left += ask.group.people
            self._waiting += [ask.group] if again else []
            self._serve(at)


def in_hindsight(planned: list[Planned], *, ends_at: datetime) -> list[Walk]:
    """Nobody could do better who had known everything at once: who comes, who says yes, when doors open and close.

    A min-cost flow, people first, then metres; groups may be split, which makes it a bound. A place is given once.
    """
    homes = [home for home in _homes(planned) if home.plan.host.answer == "accept"]
    groups = [group for group in _groups(planned, homes) if group.plan.guest.walks]
    changes = [each for each in planned if isinstance(each, PlannedChange)]
    times = {home: list(_open_times(home.plan, changes, ends_at)) for home in homes}
    row = {home: number for number, home in enumerate(homes)}
    pairs = [
        (number, row[home], metres)
        for number, group in enumerate(groups)
        for metres, home in group.near
        if _in_time(group, home, metres, times[home], ends_at)
    ]
    need, door, cost = (np.array([pair[part] for pair in pairs]) for part in range(3))
    people = np.array([group.people for group in groups], np.int64)
    places = np.array([home.plan.places for home in homes], np.int64)
    whole = Pairs(need.astype(np.int64), door.astype(np.int64), np.round(cost).astype(np.int64))
    flow = cheapest_flow(whole, people, places, np.full(len(groups), OUTSIDE))
    return [
        Walk(int(led), metres, 0.0, speak(homes[home].plan.languages, groups[group].plan.languages))
        for led, (group, home, metres) in zip(flow.people, pairs, strict=True)
        if led
    ]


def speak(host: Iterable[str], guest: Iterable[str]) -> bool:
    return bool(set(host) & set(guest))


def _homes(planned: Iterable[Planned]) -> list[Home]:
    plans = [each for each in planned if isinstance(each, PlannedOffer)]
    return [Home(plan, _door(number, plan), plan.places) for number, plan in enumerate(plans)]


def _groups(planned: Iterable[Planned], homes: list[Home]) -> list[Group]:
    plans = [each for each in planned if isinstance(each, PlannedNeed) and each.adults]
    return [
        Group(plan, people_of(plan), _near(_party(number, plan), homes)) for number, plan in enumerate(plans)
    ]


def _near(party: Party, homes: list[Home]) -> list[tuple[float, Home]]:
    suited = [home for home in homes if not refusals(home.door, party, at=party.waiting_since)]
    return sorted(((metres_between(home.door, party), home) for home in suited), key=lambda pair: pair[0])


def _takes(home: Home, group: Group, metres: float, at: datetime) -> bool:
    return home.is_open and home.left >= group.people and _long_enough(home, metres, at)


def _long_enough(home: Home, metres: float, at: datetime) -> bool:
    needed = timedelta(seconds=arrival_seconds(metres) + NEEDED_SECONDS)
    return home.plan.until is None or home.plan.until >= at + needed


def _open_times(
    plan: PlannedOffer, changes: list[PlannedChange], ends_at: datetime
) -> Iterator[tuple[datetime, datetime]]:
    since: datetime | None = plan.at
    for change in sorted((c for c in changes if c.offer_key == plan.key), key=lambda c: c.at):
        if change.change == "resume":
            since = change.at
        elif since:
            yield since, change.at
            since = None
    if since:
        yield since, ends_at


def _in_time(
    group: Group, home: Home, metres: float, times: list[tuple[datetime, datetime]], ends_at: datetime
) -> bool:
    """Is there a moment at which the door is open, and from which they are inside before the night ends?"""
    until_inside = timedelta(
        seconds=home.plan.host.answers_after
        + group.plan.guest.sets_off_after
        + arrival_seconds(metres)
        + DOORSTEP_SECONDS
    )
    moments = (max(group.plan.at, begins) for begins, ends in times if group.plan.at < ends)
    return any(at + until_inside <= ends_at and _long_enough(home, metres, at) for at in moments)


def _door(number: int, plan: PlannedOffer) -> Door:
    return Door(
        id=number, lat=plan.lat, lon=plan.lon, places_left=plan.places, step_free=plan.step_free,
        children=plan.children, pets=plan.pets, women_only=plan.women_only, languages=plan.languages,
        open_until=None, confirmed_at=plan.at, verified=True, open=True, owner_id=number,
    )  # fmt: skip


def _party(number: int, plan: PlannedNeed) -> Party:
    return Party(
        id=number, lat=plan.lat, lon=plan.lon, adults=plan.adults, children=plan.children,
        step_free=plan.step_free, pets=plan.pets, women_group=plan.women_group, women_only=plan.women_only,
        languages=plan.languages, waiting_since=plan.at, owner_id=-1 - number,
    )  # fmt: skip
