"""Soft criteria: how much nearer or farther than it is a door feels to a party, and why.

Prices are metres felt, positive for farther, so that each can be argued about against a walk. A score is minus the
true distance minus all prices; every price that is not nothing comes with a reason that carries it (`Reason.felt`,
its sign turned: metres nearer), so that the reasons of a candidate add up to its score.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from .values import Candidate, Door, Known, Party, Reason

WALKING_METRES_PER_SECOND = 1.2
EMPTY_PLACE_METRES = 150
EMPTY_PLACES_COUNTED = 4
UNASKED_STEP_FREE_METRES = 300
UNASKED_WOMEN_ONLY_METRES = 150
STALE_HOUR_METRES = 200
STALE_HOURS_COUNTED = 6
COMMON_LANGUAGE_METRES = 300
KNOWN_METRES = {Known.ANSWERED: 0, Known.ACCOUNT: 100, Known.VOUCHED: 200}
IN_VAIN_METRES = 250
IN_VAIN_COUNTED = 4
HOSTING_METRES = 200
WAITED_MINUTE_METRES = 50

Price = Callable[[Door, Party | None, datetime], int]


def _fit(door: Door, party: Party, _at: datetime) -> int:
    """A family room for one person costs the next family."""
    return EMPTY_PLACE_METRES * min(max(0, door.places_left - party.persons), EMPTY_PLACES_COUNTED)


def _unasked_step_free(door: Door, party: Party, _at: datetime) -> int:
    """Rare: kept for whoever cannot do without."""
    return UNASKED_STEP_FREE_METRES if door.step_free and not party.step_free else 0


def _unasked_women_only(door: Door, party: Party, _at: datetime) -> int:
    return UNASKED_WOMEN_ONLY_METRES if door.women_only and not party.women_only else 0


def _stale(door: Door, _party: Party, at: datetime) -> int:
    """The longer a host has said nothing, the likelier the walk is for nothing."""
    hours = min(minutes_since(door.confirmed_at, at) / 60, STALE_HOURS_COUNTED)
    return round(STALE_HOUR_METRES * hours)


def _language(door: Door, party: Party, _at: datetime) -> int:
    return -COMMON_LANGUAGE_METRES if common_language(door, party) else 0


def _known(door: Door, _party: Party, _at: datetime) -> int:
    return -KNOWN_METRES[door.known]


def _in_vain(door: Door, _party: Party, _at: datetime) -> int:
    """Fairness: who was asked for nothing is asked later than who was never asked."""
    return IN_VAIN_METRES * min(door.asked_in_vain, IN_VAIN_COUNTED)


def _hosting(door: Door, _party: Party, _at: datetime) -> int:
    """Fairness: who takes in somebody already is asked later than who takes in nobody."""
    return HOSTING_METRES if door.guests else 0


def _waited(_door: Door, party: Party, at: datetime) -> int:
    """The same for every door of one party; it decides between parties that want one door."""
    return -WAITED_MINUTE_METRES * minutes_since(party.waiting_since, at)


PRICES: dict[str, Price] = {
    "fits": _fit,
    "confirmed": _stale,
    "common_language": _language,
    "known": _known,
    "waited": _waited,
    "unasked_step_free": _unasked_step_free,
    "unasked_women_only": _unasked_women_only,
    "asked_in_vain": _in_vain,
    "hosting": _hosting,
}
OF_THE_DOOR = ("confirmed", "known", "asked_in_vain", "hosting")  # the same for whoever comes
_VALUES: dict[str, Callable[[Door, Party, datetime], dict[str, int | str]]] = {
    "fits": lambda door, party, _at: {"persons": party.persons, "places": door.places_left},
    "confirmed": lambda door, _party, at: {"minutes": minutes_since(door.confirmed_at, at)},
    "common_language": lambda door, party, _at: {"language": common_language(door, party) or ""},
    "known": lambda door, _party, _at: {"by": str(door.known)},
    "waited": lambda _door, party, at: {"minutes": minutes_since(party.waiting_since, at)},
    "asked_in_vain": lambda door, _party, _at: {"times": door.asked_in_vain},
    "hosting": lambda door, _party, _at: {"guests": door.guests},
}
_ALWAYS = ("fits", "confirmed")  # told even where they moved nothing


def felt_metres(door: Door, party: Party, metres: float, at: datetime) -> float:
    """How far the door feels, `metres` being how far it is."""
    return metres + sum(price(door, party, at) for price in PRICES.values())


def felt_by_anybody(door: Door, at: datetime) -> int:
    """What of it is the door's own, above that of the best there could be: never negative."""
    return max(KNOWN_METRES.values()) + sum(PRICES[code](door, None, at) for code in OF_THE_DOOR)


def as_all_together(candidate: Candidate) -> Candidate:
    """The same, chosen where everybody was led at once: facts that were not weighed there count nothing."""
    weighed = {"distance", "waited", *OF_THE_DOOR}
    told = (each if each.code in weighed else replace(each, felt=0) for each in candidate.reasons)
    return replace(candidate, reasons=tuple(told))


def reasons(door: Door, party: Party, metres: int, at: datetime) -> tuple[Reason, ...]:
    """Where, how well it fits, what was asked and given, and every price that was not nothing."""
    asked = {
        "step_free": party.step_free,
        "children": party.children > 0,
        "pets": party.pets,
        "women_only": party.women_only,
    }
    prices = {code: price(door, party, at) for code, price in PRICES.items()}
    fits, *others = [
        Reason(code, _VALUES[code](door, party, at) if code in _VALUES else {}, -felt)
        for code, felt in prices.items()
        if felt or code in _ALWAYS
    ]
    given = (Reason(code, {}) for code, is_asked in asked.items() if is_asked)
    return (Reason("distance", {"metres": metres}, -metres), fits, *given, *others)


def weigh(door: Door, party: Party, metres: float, at: datetime) -> Candidate:
    """An acceptable door as a candidate. `metres`: the geodesic between the two."""
    told = reasons(door, party, round(metres), at)
    return Candidate(door, round(metres), -felt_metres(door, party, metres, at), told)


def on_foot(candidate: Candidate, seconds: float) -> Candidate:
    """The same, its way on foot known to take `seconds`: what that is longer than the straight line counts."""
    detour = round(seconds * WALKING_METRES_PER_SECOND) - candidate.metres
    way = Reason("way", {"seconds": round(seconds)}, -detour)
    return replace(candidate, score=candidate.score - detour, reasons=(*candidate.reasons, way))


def minutes_since(then: datetime, at: datetime) -> int:
    return max(0, int((at - then).total_seconds() // 60))


def common_language(door: Door, party: Party) -> str | None:
    return next((language for language in party.languages if language in door.languages), None)
