"""A name is read as it was typed: nothing in it is hidden, and nothing turns what stands beside it."""

import pytest

from accounts.people.names import typed_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Amira ", "Amira"),
        ("Amira\u202eevil", "Amiraevil"),
        ("Amira\u200b\u200bHaddad\x00\n", "AmiraHaddad"),
        ("\u200f\u200b", ""),
        ("می\u200cنا", "می\u200cنا"),
        ("क्\u200dष", "क्\u200dष"),
        ("Jean\u00a0Noël", "Jean\u00a0Noël"),
        ("x" * 70, "x" * 60),
    ],
)
def test_a_name_keeps_its_letters_and_loses_what_hides_or_turns(typed, kept):
    assert typed_name(typed) == kept
