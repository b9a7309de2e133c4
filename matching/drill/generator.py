"""A night drawn from a scenario: the same scenario, scale and seed give the same night, on any machine.

Pure: nothing is asked of a clock or a database. What people do later (answer, come, leave) is drawn with
them and travels with them.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from heapq import merge
from random import Random

from matching.drill.chance import delay, drawn, moments
from matching.drill.check_ins import check_ins_of
from matching.drill.guests import guest_of
from matching.drill.homes import Homes
from matching.drill.people import (
    GUESTS_FRENCH,
    GUESTS_SPEAKING_FRENCH,
    HOSTS_FRENCH,
    Casting,
    Someone,
)
from matching.drill.planned import (
    Host,
    Planned,
    PlannedChange,
    PlannedClosure,
    PlannedNeed,
    PlannedOffer,
    PlannedShelter,
)
from matching.drill.scenario import Flow, Scenario, ScenarioError
from matching.drill.searches import searches_of
from matching.drill.spots import Spot, in_paris
from matching.engine.places import WALKING_METRES_PER_SECOND

MINOR_ALONE_EVERY, MINOR_ALONE_FIRST = 150, 40  # so that the smallest night has one, for a coordinator


def night(
    scenario: Scenario, places: Sequence[Spot], *, scale: float, seed: int, check_ins: int | None = None
) -> Iterator[Planned]:
    """Everything that will be done, in time order; keys are unique.

    `places`: where the homes are (see spots.paris_spots). `scale` 1 is the whole night; below it a flow keeps
    its minimum, so that a small night looks alive. `check_ins`: so many, whatever the scale. Raises ScenarioError
    without a place or a scale above 0.
    """
    if scale <= 0:
        raise ScenarioError("The scale must be above 0; 1 is the whole night.")
    spots = [spot for spot in places if in_paris(spot.lat, spot.lon)]
    if not spots:
        raise ScenarioError("There is no street to put a door in: load the gazetteer's streets first.")
    offers = _offers(scenario, spots, scale, Random(f"{seed}/offers"))
    needs = _needs(scenario, spots, scale, Random(f"{seed}/needs"))
    changes = _changes(scenario, offers, Random(f"{seed}/changes"))
    searches = searches_of(scenario, spots, scenario.searches.size(scale), Random(f"{seed}/searches"))
    safe = scenario.check_ins.size(scale) if check_ins is None else check_ins
    said = check_ins_of(scenario, spots, safe, searches, Random(f"{seed}/check_ins"))
    yield from merge(
        _shelters(scenario), _closures(scenario), offers, needs, changes, searches, said,
        key=lambda planned: (planned.at, planned.key),
    )  # fmt: skip


def arrival_seconds(metres: float) -> int:
    """On foot, at 1.2 m/s."""
    return round(metres / WALKING_METRES_PER_SECOND)


def _offers(scenario: Scenario, spots: list[Spot], scale: float, chance: Random) -> list[PlannedOffer]:
    casting = Casting(chance, role="hote", phones=range(6000))
    homes = Homes(scenario, spots, chance, near_focus_share=scenario.offers.near_focus_share)
    times = _moments(scenario, scenario.offers, scale, chance)
    return [_offer(at, n, scenario, casting, homes, chance) for n, at in enumerate(times, start=1)]


def _offer(
    at: datetime, n: int, scenario: Scenario, casting: Casting, homes: Homes, chance: Random
) -> PlannedOffer:
    who = casting.someone(french=HOSTS_FRENCH, speaks_french=0.97)
    lat, lon, label = homes.home()
    return PlannedOffer(
        at=at,
        key=f"offer-{n:05d}",
        host=_host(who, scenario, chance),
        lat=lat,
        lon=lon,
        address=f"{chance.randint(1, 140)} {label}",
        floor_and_code=_floor_and_code(chance),
        places=drawn(chance, {1: 34, 2: 36, 3: 14, 4: 10, 5: 3, 6: 3}),
        step_free=chance.random() < 0.18,
        children=chance.random() < 0.55,
        pets=chance.random() < 0.3,
        women_only=who.is_woman and chance.random() < 0.14,
        languages=who.languages,
        until=_until(at, scenario, chance),
    )


def _host(who: Someone, scenario: Scenario, chance: Random) -> Host:
    relay = scenario.relay
    return Host(
        who=who,
        answers_after=delay(chance, median=150, longest=840),
        answer=drawn(chance, {"accept": 78, "decline": 12, "silent": 10}),
        confirms=chance.random() < 0.85,
        says=chance.choice(relay.host_fr if who.language == "fr" else relay.host_en),
    )


def _needs(scenario: Scenario, spots: list[Spot], scale: float, chance: Random) -> list[PlannedNeed]:
    casting = Casting(chance, role="invite", phones=range(6000, 9000))
    homes = Homes(scenario, spots, chance, near_focus_share=scenario.offers.near_focus_share)
    times = _moments(scenario, scenario.needs, scale, chance)
    return [_need(at, n, scenario, casting, homes, chance) for n, at in enumerate(times, start=1)]


def _need(
    at: datetime, n: int, scenario: Scenario, casting: Casting, homes: Homes, chance: Random
) -> PlannedNeed:
    who = casting.someone(french=GUESTS_FRENCH, speaks_french=GUESTS_SPEAKING_FRENCH)
    lat, lon, where = homes.whereabouts()
    minor_alone = n % MINOR_ALONE_EVERY == MINOR_ALONE_FIRST
    adults = 0 if minor_alone else drawn(chance, {1: 45, 2: 38, 3: 9, 4: 6, 5: 2})
    with_children = minor_alone or chance.random() < 0.12
    women_group = adults > 0 and who.is_woman and chance.random() < 1 / adults
    return PlannedNeed(
        at=at,
        key=f"need-{n:05d}",
        guest=guest_of(who, scenario, chance),
        lat=lat,
        lon=lon,
        where_text=where,
        adults=adults,
        children=chance.randint(1, 2) if with_children else 0,
        step_free=chance.random() < 0.04,
        pets=chance.random() < 0.03,
        women_group=women_group,
        women_only=women_group and chance.random() < 0.1,
        languages=who.languages,
        for_someone_else=chance.random() < 0.09,
    )


def _changes(scenario: Scenario, offers: list[PlannedOffer], chance: Random) -> list[PlannedChange]:
    changes = []
    for offer in offers:
        first = offer.at + timedelta(seconds=delay(chance, median=2400, longest=9000))
        what = drawn(chance, {"nothing": 92, "pause": 5, "withdraw": 3})
        if what != "nothing":
            changes.append(_change(offer, first, what))
        if what == "pause" and chance.random() < 0.6:
            changes.append(_change(offer, first + timedelta(seconds=delay(chance, 1500, 5000)), "resume"))
    within = [change for change in changes if change.at < scenario.ends_at]
    return sorted(within, key=lambda change: (change.at, change.key))


def _change(offer: PlannedOffer, at: datetime, what: str) -> PlannedChange:
    return PlannedChange(at, f"{offer.key}/{what}", offer.key, what)


def _shelters(scenario: Scenario) -> list[PlannedShelter]:
    planned = [
        PlannedShelter(
            each.at.astimezone(UTC), f"shelter-{n:02d}", each.name, each.lat, each.lon, each.capacity
        )
        for n, each in enumerate(scenario.shelters, start=1)
    ]
    return sorted(planned, key=lambda shelter: (shelter.at, shelter.key))


def _closures(scenario: Scenario) -> list[PlannedClosure]:
    planned = [
        PlannedClosure(
            at=each.at.astimezone(UTC),
            key=f"closure-{n:02d}",
            name_fr=each.name_fr,
            name_en=each.name_en,
            closed_by=each.closed_by,
            lat=each.lat,
            lon=each.lon,
            radius_metres=each.radius_metres,
            opens_at=each.opens_at and each.opens_at.astimezone(UTC),
        )
        for n, each in enumerate(scenario.closures, start=1)
        if each.is_area
    ]
    return sorted(planned, key=lambda closure: (closure.at, closure.key))


def _moments(scenario: Scenario, flow: Flow, scale: float, chance: Random) -> list[datetime]:
    return moments(flow, flow.size(scale), scenario.begins_at, chance)


def _until(at: datetime, scenario: Scenario, chance: Random) -> datetime | None:
    if chance.random() < 0.2:
        return None
    morning = scenario.ends_at.astimezone(UTC).replace(minute=0, second=0) + timedelta(hours=3)
    return morning + timedelta(minutes=30 * chance.randint(0, 10))


def _floor_and_code(chance: Random) -> str:
    floor = chance.randint(0, 6)
    level = "rez-de-chaussée" if floor == 0 else f"étage {floor}"
    return f"{level}, code {chance.randint(10, 99)}{chance.choice('AB')}{chance.randint(10, 99)}"
