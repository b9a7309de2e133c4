import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import cache
from math import cos, hypot, radians

import pytest

from matching.drill.generator import arrival_seconds, night
from matching.drill.planned import (
    PlannedChange,
    PlannedCheckIn,
    PlannedClosure,
    PlannedNeed,
    PlannedOffer,
    PlannedSearch,
    PlannedShelter,
)
from matching.drill.scenario import ScenarioError, load_scenario
from matching.drill.spots import Spot, in_paris, paris_spots
from matching.engine.names import LEAD_FROM, Known, fold, likeness

SCENARIO = load_scenario("paris-2015")
SPOTS = tuple(
    Spot(48.820 + 0.006 * i, 2.230 + 0.016 * j, f"rue inventée {i}-{j}, 75000 Paris")
    for i in range(14)
    for j in range(15)
)


@dataclass(frozen=True)
class Drawn:
    """A night once drawn, for every test that only looks, and the seconds of processor time it took."""

    planned: list
    to_begin: float
    to_end: float


@cache
def a_night(scale: float) -> Drawn:
    begun = time.process_time()
    planned = night(SCENARIO, SPOTS, scale=scale, seed=3)
    first = next(planned)
    to_begin = time.process_time() - begun
    return Drawn([first, *planned], to_begin, time.process_time() - begun)


@pytest.fixture(scope="module", autouse=True)
def _forgotten_afterwards() -> Iterator[None]:
    yield
    a_night.cache_clear()


def drawn(kind, scale=0.05):
    """Never nothing: what is asked of each of them would then be true of none."""
    found = [planned for planned in a_night(scale).planned if isinstance(planned, kind)]
    assert found
    return found


def someones(scale=0.05):
    searches = drawn(PlannedSearch, scale)
    return [
        *(offer.host.who for offer in drawn(PlannedOffer, scale)),
        *(need.guest.who for need in drawn(PlannedNeed, scale)),
        *(who for search in searches for who in (search.author, search.sought)),
        *(search.relative.who for search in searches if search.relative),
        *(said.who for said in drawn(PlannedCheckIn, scale) if not said.answers),
    ]


@pytest.mark.parametrize(
    ("scale", "offers", "needs"), [(0.001, 120, 60), (0.01, 200, 60), (0.1, 2000, 400), (1, 20_000, 4_000)]
)
def test_each_scale_has_its_number_of_doors_and_parties(scale, offers, needs):
    count = Counter(type(planned) for planned in a_night(scale).planned)
    assert (count[PlannedOffer], count[PlannedNeed]) == (offers, needs)
    assert count[PlannedShelter] == len(SCENARIO.shelters)
    assert count[PlannedClosure] == 1


@pytest.mark.parametrize(("scale", "searches", "check_ins"), [(0.001, 30, 3_000), (1, 600, 60_000)])
def test_each_scale_has_its_number_of_searches_and_check_ins(scale, searches, check_ins):
    assert len(drawn(PlannedSearch, scale)) == searches
    assert len(drawn(PlannedCheckIn, scale)) == check_ins


@pytest.mark.parametrize("wanted", [0, 7, 5_000])
def test_so_many_check_ins_as_are_asked_for_whatever_the_scale(wanted):
    planned = night(SCENARIO, SPOTS, scale=0.01, seed=1, check_ins=wanted)
    assert sum(isinstance(each, PlannedCheckIn) for each in planned) == wanted


def test_the_safety_check_comes_towards_one_and_searches_from_eleven():
    eleven, one = SCENARIO.begins_at + timedelta(minutes=28), SCENARIO.begins_at + timedelta(minutes=145)
    assert all(search.at >= eleven for search in drawn(PlannedSearch, 1))
    said = drawn(PlannedCheckIn)
    assert sum(each.at < one for each in said) < 0.06 * len(said)


def test_most_of_those_looked_for_turn_up_under_a_name_that_a_coordinator_is_shown():
    searches = {search.key: search for search in drawn(PlannedSearch, 1)}
    answers = [said for said in drawn(PlannedCheckIn, 1) if said.answers]
    assert len(answers) == round(0.7 * len(searches))
    typed_otherwise = 0
    for said in answers:
        search = searches[said.answers]
        here = Known(names=fold(f"{said.given_name} {said.family_name}"))
        there = Known(names=fold(f"{search.sought.first_name} {search.family_name}"))
        assert likeness(here, there).value >= LEAD_FROM, (said, search)
        typed_otherwise += said.given_name != search.sought.first_name
    assert typed_otherwise > len(answers) / 4


def test_who_wants_only_their_contacts_to_know_gives_one_and_who_needs_help_says_where():
    said = drawn(PlannedCheckIn)
    assert {each.audience for each in said} == {"anyone", "contacts", "named"}
    assert {each.status for each in said} == {"safe", "not_there", "need_help"}
    assert all(each.contact for each in said if each.audience == "contacts")
    assert all(each.named for each in said if each.audience == "named")
    assert all(each.place and each.guest for each in said if each.status == "need_help")


def test_the_night_comes_in_time_order_with_unique_keys_and_within_its_hours():
    planned = a_night(0.1).planned
    times = [each.at for each in planned]
    assert times == sorted(times)
    assert len({each.key for each in planned}) == len(planned)
    assert times[0] >= SCENARIO.begins_at and times[-1] < SCENARIO.ends_at
    assert all(at.tzinfo is UTC for at in times)


def test_the_same_seed_gives_the_same_night_and_another_gives_another():
    first, again, other = (list(night(SCENARIO, SPOTS, scale=0.01, seed=seed)) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_something_happens_within_seconds_even_in_the_smallest_night():
    soon = SCENARIO.begins_at + timedelta(minutes=2)
    early = [planned for planned in a_night(0.001).planned if planned.at < soon]
    assert early[0].at < SCENARIO.begins_at + timedelta(seconds=10)
    assert {PlannedOffer, PlannedNeed} <= {type(planned) for planned in early}
    assert len(early) >= 3


def test_nobody_can_be_reached_and_no_two_share_a_contact():
    everyone = someones(scale=1)
    emails = [who.email for who in everyone if who.email]
    phones = [who.phone for who in everyone if who.phone]
    assert all(email.endswith("@example.org") for email in emails)
    assert all(re.fullmatch(r"\+3363998\d{4}", phone) for phone in phones)
    assert all((who.email is None) != (who.phone is None) for who in everyone)
    assert len(set(emails + phones)) == len(everyone)
    assert phones and emails


def test_everyone_has_a_name_a_pseudonym_that_hides_it_and_a_language_we_write():
    for who in someones():
        assert who.first_name and who.first_name.lower() not in who.pseudonym.split("-")
        assert who.language in who.languages and who.language in ("fr", "en")


def test_every_point_lies_in_paris():
    for planned in [each for kind in (PlannedOffer, PlannedNeed) for each in drawn(kind, scale=0.1)]:
        assert in_paris(planned.lat, planned.lon), planned.key
    for planned in [each for kind in (PlannedSearch, PlannedCheckIn) for each in drawn(kind)]:
        assert planned.place is None or in_paris(planned.place.lat, planned.place.lon), planned.key


def test_needs_gather_around_the_closed_districts_while_doors_open_everywhere():
    def far_share(kind):
        points = drawn(kind, scale=0.1)
        metres = [111_320 * hypot(p.lat - 48.8646, (p.lon - 2.3685) * cos(radians(48.86))) for p in points]
        return sum(each > 2_500 for each in metres) / len(metres)

    assert far_share(PlannedNeed) < 0.05
    assert far_share(PlannedOffer) > 0.3


def test_every_night_has_a_minor_alone_for_a_coordinator_and_never_an_empty_party():
    needs = drawn(PlannedNeed, scale=0.001)
    assert [need for need in needs if need.adults == 0 and need.children > 0]
    assert all(need.adults + need.children > 0 for need in needs)


def test_only_women_offer_women_only_homes_and_only_women_groups_ask_for_them():
    offers, needs = drawn(PlannedOffer, 0.1), drawn(PlannedNeed, 0.1)
    assert any(offer.women_only for offer in offers) and any(need.women_only for need in needs)
    assert all(offer.host.who.is_woman for offer in offers if offer.women_only)
    assert all(need.women_group for need in needs if need.women_only)


def test_most_hosts_say_yes_some_no_and_some_nothing():
    answers = Counter(offer.host.answer for offer in drawn(PlannedOffer, 0.1))
    assert set(answers) == {"accept", "decline", "silent"}
    assert 0.7 < answers["accept"] / answers.total() < 0.86


def test_a_door_changes_only_after_it_opened_and_resumes_only_after_a_pause():
    opened = {offer.key: offer.at for offer in drawn(PlannedOffer)}
    paused = {}
    changes = drawn(PlannedChange)
    assert {"pause", "resume"} <= {change.change for change in changes}
    for change in changes:
        assert change.at > opened[change.offer_key]
        if change.change == "pause":
            paused[change.offer_key] = change.at
        if change.change == "resume":
            assert change.at > paused[change.offer_key]


def test_a_door_stays_open_long_enough_to_be_of_use():
    for offer in drawn(PlannedOffer):
        assert offer.until is None or offer.until > offer.at + timedelta(hours=2)


def test_a_kilometre_takes_fourteen_minutes():
    assert arrival_seconds(1000) == 833


def test_the_whole_night_is_drawn_within_eight_seconds_of_processor_time_and_begins_at_once():
    whole = a_night(1)
    assert whole.to_begin < 3
    assert len(whole.planned) > 84_000
    assert whole.to_end < 8


def test_without_a_street_or_a_scale_the_night_is_refused_in_words():
    with pytest.raises(ScenarioError, match="no street"):
        list(night(SCENARIO, [], scale=1, seed=1))
    with pytest.raises(ScenarioError, match="above 0"):
        list(night(SCENARIO, SPOTS, scale=0, seed=1))


def test_streets_are_read_from_the_gazetteers_file_and_paris_only(tmp_path):
    path = tmp_path / "streets.csv"
    path.write_text(
        "kind,name,postcode,city,lat,lon,radius_m,weight,also\n"
        "street,Rue de l'Orillon,75011,Paris,48.8697,2.3745,150,1,\n"
        "street,Rue de Paris,93100,Montreuil,48.8590,2.4350,150,1,\n"
        "street,Jasmin,75016,Paris,48.8544,2.2686,150,1,\n"
        "street,Rue Perdue,75011,Paris,43.2,5.4,150,1,\n",
        encoding="utf-8",
    )
    assert [spot.label for spot in paris_spots(path)] == ["rue de l'Orillon, 75011 Paris"]


def test_the_streets_the_project_ships_are_enough_for_a_night():
    spots = paris_spots()
    assert len(spots) > 1_000
    arrondissements = {spot.label.split()[-2] for spot in spots}
    assert {f"750{n:02d}" for n in range(1, 21)} <= arrondissements
