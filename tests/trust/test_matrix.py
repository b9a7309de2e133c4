"""The matrix, cell by cell: every route, every method, every role; the status, the fields, and no canary."""

from contextlib import suppress

import pytest
from django.db import connection, transaction

from accounts import throttle
from crisis.search.liaison.models import Matter, Step
from crisis.search.liaison.queries import told_to_family
from crisis.search.liaison.vocabulary import TWICE_CONFIRMED, Stage
from crisis.search.models import Note, Search
from crisis.search.vocabulary import NoteStatus, SearchState
from tests.api.client import JSON
from tests.crisis.search.test_no_death import SPELLINGS
from tests.trust.bodies import QUERIES, TYPES, body_for
from tests.trust.matrix import ROWS, Row
from tests.trust.walk import ELSEWHERE, groups_exempt, live_routes
from tests.trust.world import CANARIES, ENTITLED, ROLES, World, build

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(kept) -> World:
    return build()


class _Undo(Exception):
    pass


@pytest.fixture(autouse=True)
def nothing_is_throttled(monkeypatch):
    for scope in throttle.RATES:
        monkeypatch.setitem(throttle.RATES, scope, "1000000/minute")


def test_every_route_is_in_the_table_and_nothing_else_is():
    listed, live = {(row.route, row.method) for row in ROWS}, live_routes()
    assert live - listed == set(), "these routes are not in tests/trust/matrix.py"
    assert listed - live == set(), "these rows name no route"
    assert groups_exempt() == set(ELSEWHERE)


def test_no_row_is_written_twice():
    assert len({(row.route, row.method) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.route}")
def test_each_role_gets_what_the_table_says(row: Row, world: World):
    expected = _asked(row)
    told = {role: _cell(world, row, role) for role in expected}
    statuses = {role: str(cell[0]) for role, cell in told.items()}
    assert statuses == expected
    for role, (status, fields, seen) in told.items():
        if row.fields is not None and status < 300:
            allowed = row.fields[role] if isinstance(row.fields, dict) else row.fields
            assert fields <= allowed, f"{role} got {sorted(fields - allowed)} too much"
        leaked = seen - ENTITLED[role] - row.shows.get(role, set())
        assert not leaked, f"{role} saw {sorted(leaked)}"


def _asked(row: Row) -> dict[str, str]:
    """{role: the status it is to get}. On PostgreSQL of those who get in, and one of those who don't.

    They make it run each page's queries; that each other role is refused is the same code, proven on SQLite.
    """
    expected = dict(zip(ROLES, row.statuses.split(), strict=True))
    if connection.vendor != "postgresql":
        return expected
    refused = [role for role, status in expected.items() if status >= "4"]
    return {role: status for role, status in expected.items() if role not in refused[1:]}


def test_every_canary_is_somewhere_to_be_seen(world: World):
    """Or the matrix would grep for nothing."""
    seen = _cell(world, Row("api/v1/own/data", "GET", ""), "HO")[2]
    seen |= _cell(world, Row("api/v1/own/data", "GET", ""), "SE")[2]
    note = Row("api/v1/crises/<slug:slug>/desk/notes/<uuid:subject>", "GET", "")
    seen |= _cell(world, note, "CC")[2]
    safe = Row("api/v1/crises/<slug:slug>/desk/check-ins", "GET", "")
    seen |= _cell(world, safe, "CC")[2]
    seen |= _cell(world, Row("api/v1/crises/<slug:slug>/desk/searches", "GET", ""), "CC")[2]
    seen |= _cell(world, Row("desk/<slug:slug>/searches/<uuid:search>/", "GET", ""), "CC")[2]
    seen |= _cell(world, Row("desk/<slug:slug>/lists/<uuid:list>/", "POST", ""), "CC")[2]
    only_revealed = {"report", "heard", "safe_mail", "family_mail", "told_mail", "claim_mail", "sought_phone"}
    only_revealed.add("texted")  # its first words in the queue, all of it on its page
    assert seen >= set(CANARIES) - only_revealed


def test_no_account_alone_declares_a_death_by_any_door(world: World):
    """Every door that writes, asked by one role and by the only liaison, in the words of it and in none of ours."""
    writes = [row for row in ROWS if row.method != "GET"]
    for at, row in enumerate(writes):
        word = SPELLINGS[at % len(SPELLINGS)]
        for role in _who_tries(row, ROLES[at % len(ROLES)]):
            with suppress(_Undo), transaction.atomic():
                ask(world, row.route, row.method, role, in_words_of=word)
                assert not Matter.objects.filter(stage__in=TWICE_CONFIRMED).exists(), (row, role, word)
                told = Matter.objects.filter(search__isnull=False).values_list("search", flat=True)
                assert not [each for each in told if told_to_family(each)], (row, role, word)
                said = {
                    *Note.objects.values_list("status", flat=True),
                    *Search.objects.values_list("state", flat=True),
                }
                assert said <= {*NoteStatus.values, *SearchState.values}
                raise _Undo


def _who_tries(row: Row, somebody: str) -> list[str]:
    """On PostgreSQL at a desk's door the liaison alone: who may do most there runs every query that another would."""
    if "desk" not in row.route:
        return [somebody]
    return ["LI"] if connection.vendor == "postgresql" else [somebody, "LI"]


def test_the_only_liaison_pressing_everything_twice_gets_no_farther_than_one(world: World):
    here = world.fill("desk/<slug:slug>/liaison/<uuid:matter>/", "LI")
    said = {"authority": "Institut", "spoke_to": "Dr Roux", "spoke_at": "2015-11-14T09:00", "words": "Sure."}
    said |= {"told_by": "Li", "told_whom": "Esma", "how": "in_person", "call": "Li, 0140", "all_know": "on"}
    with suppress(_Undo), transaction.atomic():
        for verb in ("confirm", "told", "confirm", "told", "wrong", "join"):
            body = {f"{verb}-{name}": value for name, value in said.items()}
            seen = f"?seen={Step.objects.count()}"  # as the page they look at says
            assert world.browser("LI").post(f"/en/{here}{verb}/{seen}", body).status_code in (302, 400)
        assert Matter.objects.get().stage == Stage.ONCE
        raise _Undo


def ask(world: World, route: str, method: str, role: str, *, in_words_of: str = ""):
    """One request by one role; `in_words_of`: with this in every word it says, and beside them."""
    address, body = "/" + world.fill(route, role), body_for(world, route, method)
    if in_words_of and isinstance(body, dict):
        told = (
            "status",
            "state",
            "kind",
            "stage",
            "to",
            "author_kind",
            "deceased",
            "text",
            "words",
            "reason",
        )
        body = body | dict.fromkeys(told, in_words_of)
    if route.startswith("api/"):
        program = world.program(role)
        if method == "GET":
            return program.get(address + QUERIES.get(route, ""))
        about = {"key": True, "kind": TYPES.get(route, JSON)}
        return program.send(method.lower(), address, body, **about)
    bare = route.startswith(("live", "ready", "sw.js", "hooks/"))
    page = address if bare else f"/en{address}"
    return getattr(world.browser(role), method.lower())(page, body)


def _cell(world: World, row: Row, role: str) -> tuple[int, set[str], set[str]]:
    """(status, field names at any depth, canaries in the body); what the request changed is undone."""
    cell = None
    try:
        with transaction.atomic():
            answer = ask(world, row.route, row.method, role)
            text = b"".join(answer).decode(errors="replace")
            fields = _names(answer.json()) if "json" in answer.get("Content-Type", "") and text else set()
            cell = answer.status_code, fields, {name for name, planted in CANARIES.items() if planted in text}
            raise _Undo
    except _Undo:
        return cell


def _names(value) -> set[str]:
    if isinstance(value, dict):
        inner = [_names(item) for name, item in value.items() if name not in ("polygon", "values")]
        return set(value).union(*inner)
    if isinstance(value, list):
        return set().union(*(_names(item) for item in value))
    return set()
