"""Texts made to be slow to read: what reads them takes time as they are long, and never as long squared."""

import time

import pytest

from crisis.checkin.asks.reading import read_lines
from crisis.gazetteer.queries import _index
from crisis.gazetteer.spelling import _HOUSE_NUMBER, plain, read
from crisis.ground.sheets import heading, rows_of
from crisis.search.lists.cells import age_of, born, sex_of
from crisis.search.rules import _EMAIL, says_more_than_a_name, tells_of_a_death
from crisis.shelter.intake import POINT
from crisis.texting.actions.looking import _asked
from crisis.texting.tokens import words_of

READERS = {
    "a contact in free text": lambda text: _EMAIL.sub("", text),
    "words of a death": tells_of_a_death,
    "more than a name": says_more_than_a_name,
    "NAME by text": _asked,
    "a text in words": words_of,
    "a list of people to ask": read_lines,
    "a place": read,
    "a place in plain letters": plain,
    "a house number": _HOUSE_NUMBER.match,
    "a heading": heading,
    "rows of a file": lambda text: list(rows_of(text, ";")),
    "an age": age_of,
    "a birth": born,
    "a sex": sex_of,
    "a point": POINT.fullmatch,
}
UNITS = (
    "a",
    "a.",
    "a@",
    "@",
    "1",
    "1 ",
    " ",
    "(",
    "(1",
    "48.1 ",
    "é",
    "a\u0301",
    "<a",
    '"',
    "\t",
    "+1 ",
    "rue ",
)


@pytest.mark.parametrize("reads", READERS)
def test_a_text_of_thirty_thousand_letters_is_read_in_no_time(reads):
    """Of the patterns before, the slowest took minutes for one of these."""
    read_it, slow = READERS[reads], {}
    for unit in UNITS:
        text = f"12{unit * (30_000 // len(unit))}x"
        began = time.process_time()
        read_it(text)
        if (took := time.process_time() - began) > 0.5:
            slow[unit] = f"{took:.1f} s"
    assert not slow


@pytest.mark.parametrize(
    ("told", "heard"),
    [
        ("Write to amira.b+x@mail.example.org, please", "Write to , please"),
        ("a@b.fr+boris@example.org", ""),
        ("no address: @ or a@b", "no address: @ or a@b"),
    ],
)
def test_what_is_an_address_stays_one(told, heard):
    assert _EMAIL.sub("", told) == heard


def test_a_name_and_an_address_texted_together_are_told_apart():
    assert _asked("Amira Haddad amira@example.org")[0] == "Amira Haddad"


def test_a_heading_is_the_same_whatever_stands_in_brackets():
    assert heading("Âge (ans) (env.)") == heading("age") == "age"


@pytest.mark.django_db
def test_a_place_in_words_nobody_knows_costs_little_however_many_they_are(monkeypatch):
    """Each was held against all that are known: of two hundred letters 50 ms, and a list has a thousand."""
    index = _index()
    monkeypatch.setattr(index, "_alike", lambda word: pytest.fail(f"{word} was held against all"))
    assert index.search(" ".join(f"{a}{b}kzqx" for a in "bdfg" for b in "aeio")) == []
