"""The quick reader says yes to nothing that the serializer refuses, and reads the same from it."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from crisis.checkin.api.plain import plain
from crisis.checkin.api.serializers import CheckInBody
from crisis.ground.api.bodies import quickly_read, strictly_read

SPACED = st.sampled_from(
    ["Amira", " Boris ", "", "  ", "Zoé\t", "x" * 60, "y" * 61, "\u2003", "O'Brien", "é" * 200]
)
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5), st.just([])
)
DEGREES = st.one_of(st.floats(-200, 200), st.integers(-200, 200), ODD)
PLACES = st.one_of(
    ODD,
    st.fixed_dictionaries({}, optional={"lat": DEGREES, "lon": DEGREES, "text": SPACED | ODD, "more": ODD}),
)
BODIES = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["safe", "need_help", "not_there", "dead", "SAFE"]) | ODD,
        "given_name": SPACED | ODD,
        "family_name": SPACED | ODD,
        "audience": st.sampled_from(["named", "contacts", "anyone", "all"]) | ODD,
        "contact": SPACED | ODD,
        "named": st.lists(SPACED | ODD, max_size=12) | ODD,
        "message": SPACED | ODD,
        "place": PLACES,
        "say_where": st.booleans() | ODD,
        "life": ODD,
    },
)
WELL = {"status": "safe", "given_name": "Amira"}


OF_NOBODY_ELSE = {"voice": "own", "said_by": "", "their_contact": "", "group": [], "unplaced": False}


@settings(max_examples=300, deadline=None)
@given(BODIES, st.booleans())
def test_what_is_read_quickly_is_what_the_serializer_reads(body, begun_well):
    body = WELL | body if begun_well else body
    said = plain(body)
    if said is None:
        return
    judged = CheckInBody(data=body)
    assert judged.is_valid(), (body, judged.errors)
    assert said | OF_NOBODY_ELSE == judged.validated_data


@settings(max_examples=300, deadline=None)
@given(
    BODIES | ODD,
    st.sampled_from(["%s", " %s", '{"status":1,%s', "%s}", "[%s]"]),
    st.booleans(),
    st.booleans(),
)
@example({"status": -(2**63) - 1}, "%s", False, False)
@example({"status": 2**64}, "%s", False, False)
def test_what_is_parsed_quickly_is_what_the_strict_parser_reads(body, around, tight, ascii_only):
    text = json.dumps(body, separators=(",", ":") if tight else None, ensure_ascii=ascii_only)
    raw = (around % text.replace("{", "", 1) if "status" in around else around % text).encode(
        "utf-8", "surrogatepass"
    )
    read = quickly_read(raw)
    assert read is None or read == strictly_read(raw)


def test_what_a_phone_sends_is_read_quickly():
    point = {"lat": 48.87, "lon": 2.36}
    body = WELL | {"place": point, "message": 'Chez Zoé : "tout va bien"'}
    for text in (
        json.dumps(body, ensure_ascii=False),
        json.dumps(body, ensure_ascii=False, separators=(",", ":")),
    ):
        assert quickly_read(text.encode()) == body
    assert (
        quickly_read(b'{"status":"safe","status":"dead"}')
        is quickly_read(b'{"status" :"dead","status":"safe"}')
        is quickly_read(b"[]")
        is quickly_read(b"{")
        is None
    )
    assert plain(WELL) and plain(WELL | {"place": point, "named": ["boris@example.org"], "say_where": True})


def test_words_for_a_place_are_left_to_the_gazetteer():
    assert plain(WELL | {"place": {"text": "rue Alibert"}}) is None
