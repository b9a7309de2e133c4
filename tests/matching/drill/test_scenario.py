import re
from datetime import datetime, timedelta

import pytest

from matching.drill.scenario import HERE, Mark, ScenarioError, load_scenario, read_scenario

TEXT = (HERE / "paris-2015.toml").read_text(encoding="utf-8")


def test_the_night_of_paris_loads_with_its_hours_and_its_numbers():
    scenario = load_scenario("paris-2015")
    assert scenario.begins_at == datetime.fromisoformat("2015-11-13T22:30:00+01:00")
    assert (scenario.offers.count, scenario.needs.count) == (20_000, 4_000)
    assert scenario.check_ins.count == 60_000
    assert 3 <= len(scenario.shelters) <= 5


def test_every_fact_and_closure_says_how_far_it_can_be_trusted_and_why():
    scenario = load_scenario("paris-2015")
    for each in (*scenario.facts, *scenario.closures):
        assert each.mark in Mark and each.source


def test_what_the_exercise_invents_is_marked_as_its_own():
    scenario = load_scenario("paris-2015")
    flows = (scenario.offers, scenario.needs, scenario.searches, scenario.check_ins)
    invented = (*flows, scenario.perimeter, *scenario.shelters)
    assert {each.mark for each in invented} == {Mark.EXERCISE}
    assert all("exercice" in shelter.name for shelter in scenario.shelters)


def test_a_small_night_keeps_enough_people_to_look_alive():
    needs = load_scenario("paris-2015").needs
    assert [needs.size(scale) for scale in (0.001, 0.01, 0.1, 1)] == [60, 60, 400, 4_000]


def test_the_wording_is_sober():
    told = TEXT.lower().split("slug =")[1]
    assert not re.search(r"\b(kill|dead|death|terroris|blood|victim|mort|tué|sang|kamikaze)", told)


def test_an_unknown_scenario_is_answered_with_those_there_are():
    with pytest.raises(ScenarioError, match="paris-2015"):
        load_scenario("atlantis")
    with pytest.raises(ScenarioError):
        load_scenario("../drill/paris-2015")


@pytest.mark.parametrize(
    ("written", "instead", "sentence"),
    [
        ('slug = "paris-2015"', "", "'slug' is missing"),
        ("share = 0.45", "share = 0.55", r"offers add up to 1\.1, not 1"),
        ("count = 4000", 'count = 4000\ncolour = "red"', r"\[needs\], colour is not a known field"),
        ("lat = 48.8630", "lat = 488630", r"\[perimeter\], lat is not a degree"),
        ('mark = "general"', 'mark = "rumour"', "'rumour' is none of"),
        ("minimum = 60", "minimum = 1", "opening cannot exceed minimum"),
        ("capacity = 150", "", r"\[\[shelter\]\] number 1"),
        ("at = 2015-11-13T22:34:00+01:00", "at = 2015-11-13T22:34:00", "has no time zone"),
        ("to = 2015-11-14T03:30:00+01:00", "to = 2015-11-15T03:30:00+01:00", "outside the scenario"),
        ("ends_at = 2015-11-14T04", "ends_at = 2015-11-12T04", "begin before it ends"),
        ("[crisis]", "[crisis", "not valid TOML"),
    ],
)
def test_a_broken_scenario_is_refused_with_a_clear_sentence(written, instead, sentence):
    assert written in TEXT
    with pytest.raises(ScenarioError, match=sentence) as refused:
        read_scenario(TEXT.replace(written, instead, 1))
    assert str(refused.value).endswith(".")


def test_the_surge_of_offers_comes_just_before_eleven_and_the_peak_around_midnight():
    phases = load_scenario("paris-2015").offers.phases
    per_minute = {
        f"{phase.begins_at:%H:%M}": phase.share / ((phase.ends_at - phase.begins_at) / timedelta(minutes=1))
        for phase in phases
    }
    assert per_minute["22:50"] > 10 * per_minute["22:30"]
    assert max(per_minute, key=per_minute.get) == "23:30"
