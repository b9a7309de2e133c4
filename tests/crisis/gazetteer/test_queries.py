"""What the rest of the house asks of the gazetteer."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.retention import clean_up
from crisis.gazetteer import outlines, queries
from crisis.gazetteer.index import Index
from crisis.gazetteer.models import GazetteerPlace, GeocodeCache
from crisis.gazetteer.places import Exactness, metres_between
from crisis.gazetteer.rows import SHIPPED, rows_of, shipped_rows

INDEX = []


def index() -> Index:
    if not INDEX:
        INDEX.append(Index(shipped_rows()))
    return INDEX[0]


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_resolve_bears_any_text(text):
    assert isinstance(queries.resolve(text, near=(48.86, 2.37)), list)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(
        ["rue", "de", "la", "paris", "11", "75011", "99999", "e", "st", "bd", "m°", "hopital", "12bis", "-", "''",
         "oberkampf", "republik", "gare", "é", "北京", "\x00", "de france"]), max_size=9),
    st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
)  # fmt: skip
def test_the_index_bears_any_mixture_of_address_words(words, near):
    for hit in index().search(" ".join(words), near):
        assert hit.place.radius_m > 0


@pytest.mark.django_db
def test_a_picture_is_no_place_and_stands_in_the_way_of_none():
    assert index().search("\N{COLLISION SYMBOL}\N{COLLISION SYMBOL}", near=(48.86, 2.37)) == []
    [found, *_others] = index().search("\N{HOUSE BUILDING} rue alibert", near=(48.86, 2.37))
    assert found.row.name == "Rue Alibert"


@pytest.mark.parametrize("said", ["Je suis", "nous sommes à", "I am at", "we are near"])
def test_whoever_writes_a_sentence_is_found_at_its_place(said):
    assert index().search(f"{said} place de la Bastille")[0].row.name == "Place de la Bastille"


def test_someone_waiting_is_told_the_nearest_hospital_and_town_hall():
    hospital, metres = queries.nearest("hospital", lat=48.8713, lon=2.3680)[0]
    assert hospital.label == "Hôpital Saint-Louis, 75010 Paris"
    assert metres < 400
    assert queries.nearest("town_hall", lat=48.8590, lon=2.3790)[0][0].label == "Mairie du 11e, 75011 Paris"
    assert len(queries.nearest("station", lat=48.8674, lon=2.3636, limit=3)) == 3
    assert queries.nearest("castle", lat=48.0, lon=2.0) == []


@pytest.mark.django_db
def test_day_centres_are_no_hospital_to_send_someone_to():
    names = [place.label.lower() for place, _ in queries.nearest("hospital", lat=48.86, lon=2.37, limit=60)]
    assert not [name for name in names if "jour" in name or "clinique" in name or "centre de crise" in name]


def test_exactness_is_said_in_words_and_lazily():
    phrase = queries.exactness_phrase("street", 310)
    with translation.override("en"):
        assert str(phrase) == "near this street (within about 300 m)"
        assert str(queries.exactness_phrase(Exactness.PIN, 0)) == "at this point"
        assert str(queries.exactness_phrase("town", 4_800)) == "in this town (within about 5 km)"
    with translation.override("fr"):
        assert str(phrase).startswith("près de cette rue")


@pytest.mark.django_db
def test_an_operator_loads_another_region_and_it_is_found(tmp_path):
    file = tmp_path / "nice.csv"
    file.write_text(
        "kind,name,postcode,city,lat,lon\n"
        "street,Promenade des Anglais,06000,Nice,43.6947,7.2653\n"
        "hospital,Hôpital Pasteur,06000,Nice,43.7236,7.2837\n",
        encoding="utf-8",
    )
    for _ in range(2):
        call_command("load_gazetteer", str(file), stdout=io.StringIO())
    assert GazetteerPlace.objects.count() == 2
    place = queries.resolve("promenade des anglais", near=(43.7, 7.26))[0]
    assert (place.label, place.exactness) == ("Promenade des Anglais, 06000 Nice", Exactness.STREET)
    queries.shelf.look_again()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "line", ["castle,X,,Y,43,7", "street,X,,Y,north,7", "street,X,,Y,143,7", "street,,,Y,43,7"]
)
def test_a_line_that_cannot_be_read_is_named_and_nothing_is_loaded(tmp_path, line):
    file = tmp_path / "bad.csv"
    file.write_text(f"kind,name,postcode,city,lat,lon\n{line}\n", encoding="utf-8")
    with pytest.raises(CommandError, match="2"):
        call_command("load_gazetteer", str(file), stdout=io.StringIO())
    assert not GazetteerPlace.objects.exists()


@pytest.mark.django_db
def test_old_answers_are_forgotten():
    now = timezone.now()
    for age, question in ((1, "young"), (31, "old")):
        GeocodeCache.objects.create(
            question=question, answer=[], source="ban", created_at=now - timedelta(days=age)
        )
    clean_up()
    assert GeocodeCache.objects.get().question == "young"


def test_every_shipped_row_lies_in_france_and_says_its_radius():
    for path in SHIPPED.glob("*.csv"):
        for row in rows_of(path):
            overseas_too = path.stem == "towns"
            assert overseas_too or (47.5 < row.lat < 49.9 and 0.9 < row.lon < 4), row
            assert row.radius_m >= 100, row


def test_no_street_is_longer_than_the_longest_and_a_number_on_it_is_told_as_vaguely_as_it_is_known():
    long = [row for row in rows_of(SHIPPED / "streets.csv") if row.ends]
    assert len(long) > 200
    for row in long:
        first, last = (tuple(map(float, end.split(","))) for end in row.ends.split(";"))
        assert metres_between(*first, *last) < 4_500, row
        assert row.place(number=40).radius_m >= min(600, int(metres_between(*first, *last) / 2)), row


def test_the_map_background_knows_paris_and_its_communes():
    near = dict(outlines.outlines((48.84, 2.32, 48.88, 2.40)))
    assert {"10", "11"} <= near.keys()
    assert "Versailles" not in near
    assert all(48 < lat < 50 and 1 < lon < 4 for lat, lon in near["11"])
    assert "Gironde" in dict(outlines.outlines((42.0, -4.0, 51.0, 8.0)))


def test_the_map_background_stays_small():
    assert outlines.BACKGROUND.stat().st_size < 360_000
    kinds = {
        feature["properties"]["kind"] for feature in json.loads(outlines.BACKGROUND.read_text())["features"]
    }
    assert kinds == {"arrondissement", "commune", "departement"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Lyon", "Lyon (69)"),
        ("Lyon (69)", "Lyon (69)"),
        ("rue de Lyon", "Rue de Lyon, 75012 Paris"),
        ("Paris", "Paris"),
    ],
)
def test_a_crisis_is_declared_for_the_town_and_not_for_a_street_of_its_name(typed, found):
    assert queries.resolve_area(typed, remote=False).label == found


@pytest.mark.django_db
def test_a_crisis_is_declared_for_nothing_where_nothing_is_alike():
    assert queries.resolve_area("zzzz qq", remote=False) is None
