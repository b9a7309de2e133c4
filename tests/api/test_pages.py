"""The pages for developers open with no network, and the schema says what the code does."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from crisis.desk.web.behind import SCOPES
from crisis.ground.api import pages
from crisis.ground.api.codes import all_codes
from crisis.livemap.streams import projected

PAGES = ("/api/docs/", "/api/docs/errors/", "/api/docs/live/")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.django_db
def test_nothing_on_the_page_comes_from_elsewhere(client, page):
    html = client.get(page).content.decode()
    for address in re.findall(r"(?:src|action)=\"([^\"]+)\"|<link[^>]+href=\"([^\"]+)\"", html):
        assert not re.match(r"(https?:)?//", "".join(address)), address
    assert not re.search(r"<script(?![^>]*src=)|<style|style=", html)


@pytest.mark.django_db
def test_the_docs_script_and_the_schema_are_served_by_us(client):
    script = client.get("/api/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert "/api/schema/" in script.content.decode()
    assert client.get("/api/schema/").status_code == 200


def test_of_many_who_ask_first_one_draws_the_schema_and_the_others_wait(monkeypatch):
    drawn = []

    def draw(*_args, **_words):
        drawn.append("once")
        time.sleep(0.05)
        return {"paths": {}}

    monkeypatch.setattr(SchemaGenerator, "get_schema", draw)
    pages._draw.cache_clear()
    try:
        with ThreadPoolExecutor(8) as threads:
            told = list(threads.map(lambda _n: pages._schema(), range(8)))
    finally:
        pages._draw.cache_clear()
    assert drawn == ["once"] and told == [{"paths": {}}] * 8


@pytest.mark.django_db
def test_the_schema_is_drawn_once_for_everybody(client, monkeypatch):
    asked = [client.get("/api/schema/?format=json") for _ in range(2)]
    monkeypatch.setattr(SchemaGenerator, "get_schema", lambda *_args, **_words: pytest.fail("drawn again"))
    asked.append(client.get("/api/schema/?format=json", headers={"Authorization": "Key unknown"}))
    asked += [client.get(f"/api/schema/?format=json&lang={lang}") for lang in ("fr", "zq1", "zq2")]
    assert {answer["Content-Type"] for answer in asked} == {"application/vnd.oai.openapi+json; charset=utf-8"}
    assert len({answer.content for answer in asked}) == 1
    assert asked[0].json()["openapi"].startswith("3.1")


@pytest.mark.django_db
def test_without_javascript_the_page_lists_every_operation(client, schema):
    html = client.get("/api/docs/").content.decode()
    plain = html[html.index("<noscript>") : html.index("</noscript>")]
    assert "/api/schema/" in plain
    for path, methods in schema["paths"].items():
        assert all(f"<code>{method.upper()} {path}</code>" in plain for method in methods)


def test_the_schema_is_openapi_3_1_and_names_every_operation(schema):
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)
    operations = [op for path in schema["paths"].values() for op in path.values()]
    names = [op["operationId"] for op in operations]
    assert len(names) == len(set(names)) >= 55
    assert all(op.get("summary") for op in operations)


def test_every_code_in_the_schema_exists(schema):
    text = str([op["responses"] for path in schema["paths"].values() for op in path.values()])
    named = {code for told in re.findall(r"Codes: ([^'\"]+)", text) for code in re.findall(r"`(\w+)`", told)}
    assert named <= set(all_codes())


def test_every_field_says_what_it_means(schema):
    shapes = schema["components"]["schemas"]
    mute = [
        f"{name}.{field}"
        for name, shape in shapes.items()
        for field, told in shape.get("properties", {}).items()
        if not told.get("description")
    ]
    for path in schema["paths"].values():
        for op in path.values():
            told = op.get("parameters", [])
            mute += [f"{op['operationId']}?{each['name']}" for each in told if not each.get("description")]
    assert not mute, "say it in help_text, or in crisis/ground/api/fields.py: " + ", ".join(mute)
    assert len(shapes) > 80
    assert "degrees" in shapes["Place"]["properties"]["lat"]["description"]
    assert (
        shapes["NeedBodyRequest"]["properties"]["children"]["description"]
        != (shapes["OfferBodyRequest"]["properties"]["children"]["description"])
    ), "how many, and whether they are welcome"


def test_no_description_speaks_to_us_instead_of_a_client(schema):
    text = str(schema)
    for ours in ("A serializer that", "An API view", "Raises ", "`scopes`"):
        assert ours not in text


def test_words_made_for_a_door_are_not_said_of_a_search(schema):
    shapes = schema["components"]["schemas"]
    told = {
        f"{shape}.{field}": shapes[shape]["properties"][field]
        for shape, field in (
            ("OwnSearch", "first_name"), ("DeskLead", "reasons"), ("DeskLead", "proposed_at"),
            ("LikenessReason", "code"), ("News", "name"), ("Found", "name"),
        )
    }  # fmt: skip
    text = str(told)
    for of_a_door in ("other side", "this door", "host was asked", "too_late", "Gymnase"):
        assert of_a_door not in text, told


def test_the_schema_names_what_may_be_reported_and_what_each_stream_tells(schema):
    shapes = schema["components"]["schemas"]
    named = shapes["ReportBodyRequest"]["properties"]["subject_kind"]["description"]
    assert all(f"`{name}`" in named for name in ("search", "search_note", "check_in"))
    streams = shapes["Change"]["properties"]["type"]["description"]
    assert all(f"`{name}`" in streams for name in shapes["TypeEnum"]["enum"] if name != "match")
    assert "candidates" in shapes["Problem"]["properties"]


def test_the_introduction_tells_the_way_of_a_search_and_of_a_check_in(schema):
    told = schema["info"]["description"]
    steps = ["find`", "/searches`", "/own/verify", "moderator", "or say", "`news`"]
    search = told[told.index("Looking for somebody") :]
    assert [search.index(step) for step in steps] == sorted(search.index(step) for step in steps)
    assert "check-ins`" in told


def test_every_scope_a_key_may_have_is_explained():
    told = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text()
    assert [scope for scope, _label in SCOPES if f"| `{scope}` |" not in told] == []


def test_every_live_event_is_documented(client):
    page = client.get("/api/docs/live/").content.decode()
    assert all(f"<code>{name}</code>" in page for name in projected())
