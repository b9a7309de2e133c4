"""A scenario file read into frozen values. Times are aware, distances metres, shares fractions of one."""

import tomllib
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from math import isclose
from pathlib import Path

HERE = Path(__file__).parent
FLOWS = ("offers", "needs", "searches", "check_ins")


class ScenarioError(Exception):
    """The scenario cannot be played; the message is one sentence for whoever wrote the file."""


class Mark(StrEnum):
    DOCUMENTED = "documented"
    GENERAL = "general"
    EXERCISE = "exercise"


@dataclass(frozen=True, slots=True)
class Crisis:
    name_fr: str
    name_en: str
    what_fr: str
    what_en: str
    official_url: str
    emergency_numbers: tuple[str, ...]
    hashtags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Perimeter:
    lat: float
    lon: float
    radius_metres: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Fact:
    at: datetime
    text_fr: str
    text_en: str
    mark: Mark
    source: str
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """What was closed. With a point and a radius it is an area, closed in the exercise by `closed_by`."""

    at: datetime
    name_fr: str
    name_en: str
    mark: Mark
    source: str
    lat: float | None = None
    lon: float | None = None
    radius_metres: int | None = None
    opens_at: datetime | None = None
    closed_by: str = ""

    @property
    def is_area(self) -> bool:
        return None not in (self.lat, self.lon, self.radius_metres)


@dataclass(frozen=True, slots=True)
class Focus:
    """Where needs gather: a normal cloud of `spread_metres` around the point."""

    label: str
    lat: float
    lon: float
    weight: float
    spread_metres: int


@dataclass(frozen=True, slots=True)
class Phase:
    """From `begins_at` (in) to `ends_at` (out), this share of the whole, evenly."""

    begins_at: datetime
    ends_at: datetime
    share: float


@dataclass(frozen=True, slots=True)
class Flow:
    """`count` at scale 1, never fewer than `minimum`; `opening` of them in the first ten minutes."""

    count: int
    minimum: int
    opening: int
    mark: Mark
    phases: tuple[Phase, ...]
    near_focus_share: float = 1.0

    def size(self, scale: float) -> int:
        return max(round(self.count * scale), self.minimum)


@dataclass(frozen=True, slots=True)
class OfficialShelter:
    at: datetime
    name: str
    lat: float
    lon: float
    capacity: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Relay:
    guest_fr: tuple[str, ...]
    guest_en: tuple[str, ...]
    host_fr: tuple[str, ...]
    host_en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What is written, in French and English: by families (`sought`), by strangers (`seen`, or looking `too`), by
    people who are `safe`, and as the reason with which a moderator lets through (`reading`)."""

    sought_fr: tuple[str, ...]
    sought_en: tuple[str, ...]
    seen_fr: tuple[str, ...]
    seen_en: tuple[str, ...]
    too_fr: tuple[str, ...]
    too_en: tuple[str, ...]
    safe_fr: tuple[str, ...]
    safe_en: tuple[str, ...]
    reading_fr: str
    reading_en: str


@dataclass(frozen=True, slots=True)
class Scenario:
    slug: str
    begins_at: datetime
    ends_at: datetime
    crisis: Crisis
    perimeter: Perimeter
    facts: tuple[Fact, ...]
    closures: tuple[Closure, ...]
    focuses: tuple[Focus, ...]
    offers: Flow
    needs: Flow
    searches: Flow
    check_ins: Flow
    shelters: tuple[OfficialShelter, ...]
    relay: Relay
    words: Words


def scenario_names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in HERE.glob("*.toml")))


def load_scenario(name: str) -> Scenario:
    """A shipped scenario by its name. Raises ScenarioError if there is none or it cannot be played."""
    if name not in scenario_names():
        raise ScenarioError(f"There is no scenario {name!r}; there are: {', '.join(scenario_names())}.")
    return read_scenario((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def read_scenario(text: str) -> Scenario:
    """Raises ScenarioError with one sentence about the first thing that is wrong."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"The scenario is not valid TOML: {error}.") from error
    scenario = Scenario(
        slug=_value(table, "slug", str, "the scenario"),
        begins_at=_value(table, "begins_at", datetime, "the scenario"),
        ends_at=_value(table, "ends_at", datetime, "the scenario"),
        crisis=_one(Crisis, table, "crisis"),
        perimeter=_one(Perimeter, table, "perimeter"),
        facts=_many(Fact, table, "fact"),
        closures=_many(Closure, table, "closure"),
        focuses=_many(Focus, table, "focus"),
        offers=_flow(table, "offers"),
        needs=_flow(table, "needs"),
        searches=_flow(table, "searches"),
        check_ins=_flow(table, "check_ins"),
        shelters=_many(OfficialShelter, table, "shelter"),
        relay=_one(Relay, table, "relay"),
        words=_one(Words, table, "words"),
    )
    _check(scenario)
    return scenario


def _check(scenario: Scenario) -> None:
    _insist(scenario.begins_at < scenario.ends_at, "The scenario must begin before it ends.")
    _insist(bool(scenario.focuses), "A scenario needs at least one [[focus]].")
    _insist(all(focus.weight > 0 for focus in scenario.focuses), "Each focus needs a weight above zero.")
    for name in FLOWS:
        flow = getattr(scenario, name)
        _insist(flow.minimum >= flow.opening >= 0, f"In {name}, opening cannot exceed minimum.")
        total = sum(phase.share for phase in flow.phases)
        _insist(
            isclose(total, 1, abs_tol=1e-6), f"The shares of the phases of {name} add up to {total:g}, not 1."
        )
        for phase in flow.phases:
            inside = scenario.begins_at <= phase.begins_at < phase.ends_at <= scenario.ends_at
            _insist(inside, f"A phase of {name} lies outside the scenario or ends before it begins.")


def _insist(holds: bool, sentence: str) -> None:
    if not holds:
        raise ScenarioError(sentence)


def _flow(table: dict, name: str) -> Flow:
    flow = dict(_value(table, name, dict, "the scenario"))
    phases = tuple(
        Phase(*(_value(phase, *wanted, f"a phase of {name}") for wanted in PHASE_FIELDS))
        for phase in flow.pop("phase", [])
    )
    return _build(Flow, {**flow, "phases": phases}, f"[{name}]")


PHASE_FIELDS = (("from", datetime), ("to", datetime), ("share", float))


def _one(kind: type, table: dict, name: str):
    return _build(kind, _value(table, name, dict, "the scenario"), f"[{name}]")


def _many(kind: type, table: dict, name: str) -> tuple:
    entries = table.get(name, [])
    return tuple(_build(kind, entry, f"[[{name}]] number {n}") for n, entry in enumerate(entries, start=1))


def _value(table: dict, name: str, kind: type, where: str):
    value = table.get(name)
    if kind is float and isinstance(value, int):
        value = float(value)
    _insist(isinstance(value, kind), f"In {where}, {name!r} is missing or not a {kind.__name__}.")
    if isinstance(value, datetime):
        _insist(value.tzinfo is not None, f"In {where}, {name!r} has no time zone: write +01:00 after it.")
    return value


def _build(kind: type, entry: dict, where: str):
    known = {field.name for field in fields(kind)}
    strangers = sorted(set(entry) - known)
    _insist(not strangers, f"In {where}, {', '.join(strangers)} is not a known field.")
    try:
        return kind(**{name: _frozen(name, value, where) for name, value in entry.items()})
    except TypeError as error:
        missing = sorted(known - set(entry))
        raise ScenarioError(f"In {where}, something of {', '.join(missing)} is missing.") from error


def _frozen(name: str, value, where: str):
    if isinstance(value, list):
        return tuple(value)
    if name == "mark":
        _insist(value in list(Mark), f"In {where}, the mark {value!r} is none of {', '.join(Mark)}.")
        return Mark(value)
    if name in ("at", "opens_at"):
        return _value({name: value}, name, datetime, where)
    if name in ("lat", "lon"):
        limit = 90 if name == "lat" else 180
        _insist(
            isinstance(value, int | float) and -limit <= value <= limit,
            f"In {where}, {name} is not a degree.",
        )
    return value
