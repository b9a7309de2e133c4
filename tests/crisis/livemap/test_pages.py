"""The desk's map page and the public page of open doors, without a browser."""

import gzip
import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from crisis.livemap.queries import at_least, districts, named
from crisis.shelter.actions.official import enter_shelter
from crisis.shelter.drafts import ShelterDraft
from tests import cast
from tests.crisis.livemap.crowd import crowd

pytestmark = pytest.mark.django_db


@pytest.fixture
def crisis():
    return cast.active_crisis()


@pytest.fixture
def later(crisis):
    """Three doors near each other, long enough ago for the public to see them."""
    at = cast.now() - timedelta(hours=1)
    three = [{"contact": cast.anothers(), "places": 3, "entry": "code 4812B"} for _ in range(3)]
    return [cast.boris_opens(crisis, at=at, **each) for each in three]


def doors(client, crisis, name="doors", **query):
    return client.get(reverse(name, args=[crisis.slug]), query)


def test_the_desks_page_works_without_a_script(client, crisis):
    client.force_login(crisis.declared_by)
    need = cast.amira_asks(crisis)
    page = client.get(reverse("desk_map", args=[crisis.slug])).content.decode()
    assert need.reference in page
    assert "<noscript><svg" in page
    assert " style=" not in page
    assert "<script>" not in page


@pytest.mark.parametrize("name", ["doors", "crisis"])
def test_what_the_public_learns_late_is_told_as_of_then(client, crisis, settings, name):
    settings.PUBLIC_DELAY_SECONDS = 3600
    told = set(re.findall(r'datetime="(\S+?)"', doors(client, crisis, name).content.decode()))
    times = [cast.now() - datetime.fromisoformat(each) for each in told]
    assert any(timedelta(minutes=59) < ago < timedelta(minutes=63) for ago in times)
    plain = doors(client, crisis, "check_in").content.decode()
    ago = cast.now() - datetime.fromisoformat(re.search(r'as of: <time datetime="(\S+?)"', plain).group(1))
    assert ago < timedelta(minutes=3)


def test_the_public_page_names_the_district_and_says_at_least(client, crisis, later):
    page = doors(client, crisis).content.decode()
    assert "Paris 10" in page
    assert re.search(r"<td>3 \S+", page)
    for secret in ("Alibert", "4812B", "Boris", str(later[0].public_id), "48.871"):
        assert secret not in page


def test_the_public_sees_how_many_are_safe_and_where_but_nobody(client, crisis):
    at = cast.now() - timedelta(hours=1)
    openly = {"audience": "anyone", "say_where": True, "place": cast.place()}
    for number in range(3):
        cast.amira_is_safe(crisis, at=at, contact=f"amira{number}@example.org", **openly)
    page = doors(client, crisis).content.decode()
    told = doors(client, crisis, "doors_json")
    assert "At least 3 people" in page
    assert [cell["safe"] for cell in told.json()["safe"]] == ["3-5"]
    for secret in ("Amira", "Haddad", "example.org", "Alibert"):
        assert secret not in page + told.content.decode()


def test_the_public_map_holds_cells_only(client, crisis, later):
    answer = doors(client, crisis, "doors_json")
    (cell,) = answer.json()["cells"]
    assert cell["doors"] == "3-5"
    assert "s-maxage=15" in answer["Cache-Control"]
    words = answer.content.decode() + doors(client, crisis, "doors_svg").content.decode()
    for secret in (str(later[0].place.lat), str(later[0].place.lon), "Alibert", str(later[0].public_id)):
        assert secret not in words


def test_an_unchanged_public_map_is_304(client, crisis, later):
    first = doors(client, crisis, "doors_json")
    again = client.get(reverse("doors_json", args=[crisis.slug]), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_two_lonely_doors_are_nowhere_on_the_public_page(client, crisis):
    at = cast.now() - timedelta(hours=1)
    for _ in range(2):
        cast.boris_opens(crisis, at=at, contact=cast.anothers())
    assert doors(client, crisis, "doors_json").json()["cells"] == []
    assert "Paris 10" not in doors(client, crisis).content.decode()


def test_tags_filter_the_public_page(client, crisis, later):
    told = doors(client, crisis, "doors_json", pets=1).json()["cells"]
    assert {cell["doors"] for cell in told} == {"0-2"}  # fewer than three is all that is said of a filter
    assert "Paris 10" not in doors(client, crisis, pets=1).content.decode()


def test_a_draft_has_no_public_page(client):
    crisis = cast.draft_crisis()
    for name in ("doors", "doors_json", "doors_svg"):
        assert doors(client, crisis, name).status_code == 404


def test_thousands_of_doors_keep_the_public_page_small(client, crisis):
    crowd(crisis, 6_000)
    page = doors(client, crisis).content
    assert len(gzip.compress(page)) < 10_000
    told = doors(client, crisis, "doors_json")
    assert 0 < len(told.json()["cells"]) <= 300
    assert len(gzip.compress(told.content)) < 20_000


def test_district_sums_tell_no_more_than_the_bands():
    cell = "881fb46621fffff"
    rows = districts([{"cell": cell, "doors": "3-5", "places": "6-20"}] * 2)
    assert (rows[0]["doors"], rows[0]["places"], rows[0]["areas"]) == (6, 12, 2)
    assert [at_least(band) for band in ("0", "1-2", "101-500", "500+")] == [0, 1, 101, 500]
    assert named("851fb467fffffff")[1]


def test_official_shelters_say_whether_there_is_room(client, crisis):
    for name, occupied in (("Gymnase Japy", 10), ("Mairie du 3e", 50)):
        draft = ShelterDraft(place=cast.place(label=name), name=name, capacity=50, occupied=occupied)
        enter_shelter(crisis=crisis, draft=draft, origin=cast.at_the_desk(crisis.declared_by), at=cast.now())
    japy, mairie = doors(client, crisis, "doors_json").json()["shelters"]
    assert (japy["full"], japy["room"]) == (False, 40)
    assert (mairie["full"], mairie["room"]) == (True, 0)
    assert "Gymnase Japy" in doors(client, crisis).content.decode()
