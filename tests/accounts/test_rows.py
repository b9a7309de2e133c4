"""Rows written by the thousand are the rows that were given, whatever is typed into them."""

import uuid

import pytest

from accounts import rows
from accounts.idempotency.models import ClaimedKey
from accounts.journal.models import Entry
from tests import cast

pytestmark = pytest.mark.django_db
TYPED = ["Amira", "", "a\tb", "c\nd\re", "back\\slash", "\\N", "\\.", "É'\"", "{}", "𝄞", "\x0b\x08"]


def test_what_is_typed_comes_out_as_it_went_in():
    given = [(f"{number:064}", "same", uuid.uuid4(), text) for number, text in enumerate(TYPED)]
    rows.write(ClaimedKey, ("scope_hash", "request_hash", "subject", "sealed"), given)
    kept = ClaimedKey.objects.order_by("scope_hash")
    assert [*kept.values_list("scope_hash", "request_hash", "subject", "sealed")] == given


def test_nothing_and_a_value_in_one_column_an_empty_list_and_one_row():
    at = cast.now()
    names = ("public_id", "kind", "crisis_id", "subject", "payload", "door", "happened_at")
    given = [
        (uuid.uuid4(), "A", None, None, {"of": ["é\n"]}, "api", at),
        (uuid.uuid4(), "B", 7, uuid.UUID(int=1), {}, "api", at),
        (uuid.uuid4(), "B", None, None, {"x": 1}, "web", at),
    ]
    for some in ([], given[:1], given[1:]):
        rows.write(Entry, names, some)
    assert [*Entry.objects.filter(kind__in="AB").order_by("id").values_list(*names)] == given


def test_rows_are_asked_for_by_any_number_of_theirs():
    written = {Entry.objects.create(kind="A", door="api", happened_at=cast.now()).pk for _each in range(3)}
    for wanted in (set(), written, {*list(written)[:1], 0}):
        assert {
            *Entry.objects.filter(pk__in=rows.among(wanted)).values_list("pk", flat=True)
        } == wanted & written
