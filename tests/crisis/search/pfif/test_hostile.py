"""Documents that lie, break off, or want our memory: each record gets its own line, and good ones are taken."""

import resource
import time

import pytest
from django.utils import translation

from accounts.errors import Invalid
from crisis.search.pfif import reading
from crisis.search.pfif.checking import Unfit, checked, shown_of
from crisis.search.pfif.reading import records
from tests import cast
from tests.crisis.search.pfif import documents as other
from tests.crisis.search.pfif.documents import SITE

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><pfif xmlns="http://zesty.ca/pfif/1.4"><person>&c;</person></pfif>"""
OUTSIDE = b"""<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><pfif xmlns="http://zesty.ca/pfif/1.4">&x;</pfif>"""
DTD = b"""<!DOCTYPE p SYSTEM "http://127.0.0.1:1/p.dtd"><pfif xmlns="http://zesty.ca/pfif/1.4"/>"""
DEEP = other.written().replace(b"/>", b">") + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</pfif:pfif>"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def fits(data: bytes, **more) -> list[str]:
    """Per record: its id, or the reason why not."""
    told, now = [], cast.now()
    for record in records(data, **more):
        try:
            told.append(checked(record, now=now, at=now).record_id)
        except Unfit as why:
            told.append(str(why))
    return told


def three(middle: bytes, **fields) -> bytes:
    """A good record, one with `middle` in its name, and a good one."""
    people = [other.person("1"), other.person("2", full_name="@@", **fields), other.person("3")]
    return other.written(*people).replace(b"@@", middle)


@pytest.mark.parametrize(
    "data", [LAUGHS, OUTSIDE, DTD, DEEP, b"", b"\0", b"<html/>", b"GIF89a\xff", b"<pfif/>"]
)
def test_what_is_no_document_or_a_trap_is_refused_whole_and_at_once(data):
    began, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Invalid):
        list(records(data))
    assert time.process_time() - began < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024  # KiB


def test_more_than_32_mb_is_not_even_looked_at(monkeypatch):
    monkeypatch.setattr(reading, "utf8", lambda _data: pytest.fail("it was read"))
    with pytest.raises(Invalid):
        list(records(bytes(reading.MOST_BYTES + 1)))


@pytest.mark.parametrize(
    "middle", [b"Jo & Co", b"<b>", b"\xff\xfe", b"&nbsp;", b"\x01", b"&#0;", b"<b>Jo</b>", b"", b"x" * 3000]
)
def test_one_bad_record_never_stops_the_good_ones_beside_it(middle):
    told = fits(three(middle, given_name=None, family_name=None))
    assert (told[0], told[-1], len(told)) == (f"{SITE}/person.1", f"{SITE}/person.3", 3)
    assert "/" not in told[1] and told[1].endswith(".")


@pytest.mark.parametrize(
    ("about", "wrong"),
    [
        ("person_record_id", {"person_record_id": None}), ("person_record_id", {"person_record_id": "no slash"}),
        ("person_record_id", {"person_record_id": f"{SITE}/é"}), ("source_date", {"source_date": None}),
        ("source_date", {"source_date": "yesterday"}), ("source_date", {"source_date": "2015-13-45T00:00:00Z"}),
        ("source_date", {"source_date": "2015-11-13T21:00:00+01:00"}), ("expiry_date", {"expiry_date": "soon"}),
        ("still to come", {"source_date": "2999-01-01T00:00:00Z"}),
        ("no name", {"full_name": "…", "given_name": None, "family_name": None}),
    ],
)  # fmt: skip
def test_a_record_without_what_it_must_say_is_refused_with_the_reason(about, wrong):
    told = fits(other.written(other.person("1"), other.person("2", **wrong), other.person("3")))
    assert (told[0], told[-1]) == (f"{SITE}/person.1", f"{SITE}/person.3")
    assert about in told[1]


def test_a_value_pfif_does_not_know_is_left_out_and_the_person_stays():
    wrong = {
        "sex": "m",
        "age": "old",
        "home_country": "France",
        "author_email": "me",
        "photo_url": "file:///etc",
    }
    [record] = records(other.written(other.person(**wrong)))
    found = checked(record, now=cast.now(), at=cast.now())
    assert set(found.left_out) == set(wrong) and not set(wrong) & set(found.fields)


def test_a_document_that_breaks_off_keeps_what_came_before():
    whole = other.written(other.person("1"), other.person("2"))
    told = fits(whole[: whole.index(b"person.2") + 20])
    assert told[0] == f"{SITE}/person.1" and len(told) == 2 and "/" not in told[1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_a_name_is_read_in_the_encoding_the_document_says(encoding):
    text = other.written(other.person(full_name="Zoé Müller")).decode()
    data = text.replace("encoding='utf-8'", f"encoding='{encoding}'").encode(encoding)
    assert [record.fields["full_name"] for record in records(data)] == ["Zoé Müller"]


def test_a_name_that_would_turn_what_stands_beside_it_is_read_without_that():
    named = {"given_name": "Fa\u202erid", "family_name": "Bel\u200bkacem", "alternate_names": "Fred\u202e"}
    [record] = records(other.written(other.person(**named)))
    shown = shown_of(checked(record, now=cast.now(), at=cast.now()))
    assert (shown["given_name"], shown["family_name"], shown["other_names"]) == ("Farid", "Belkacem", "Fred")


def test_the_versions_before_say_the_same_in_other_words():
    old = {"first_name": "FARID", "last_name": "BELKACEM", "home_zip": "75010", "other": "A scar"}
    gone = {"full_name": None, "given_name": None, "family_name": None}
    data = other.written(other.person(**old | gone), ns="http://zesty.ca/pfif/1.1")
    [record] = records(data)
    found = checked(record, now=cast.now(), at=cast.now())
    assert found.fields["full_name"] == "FARID BELKACEM"
    assert (found.fields["home_postal_code"], found.fields["description"]) == ("75010", "A scar")


def test_too_many_records_are_cut_off_with_a_word():
    told = fits(other.written(*[other.person(str(n)) for n in range(5)]), most=3)
    assert len(told) == 4 and told[3] == "There are too many records. Send them in pieces."


def test_a_document_broken_everywhere_is_given_up(monkeypatch):
    monkeypatch.setattr(reading, "MOST_BREAKS", 3)
    told = fits(
        other.written(*[other.person(str(n), full_name="@@") for n in range(9)]).replace(b"@@", b"<&")
    )
    assert len(told) == 4 and told[3].startswith("The XML is broken in too many places")


def test_addresses_run_together_are_left_out_and_read_once_not_in_every_way_they_may_be_cut():
    glued = "https://a" * 400 + "&lt;"
    kept = "https://a.example\n https://b.example"
    read = [
        checked(record, now=cast.now(), at=cast.now()).fields.get("profile_urls")
        for record in records(
            other.written(other.person("1", profile_urls=kept), other.person("2", profile_urls="@@")).replace(
                b"@@", glued.encode()
            )
        )
    ]
    assert read == [kept, None]
