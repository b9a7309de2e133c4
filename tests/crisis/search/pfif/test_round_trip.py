"""In, out, in elsewhere, out again: nothing is lost but word of a death."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.origin import Door, Origin
from crisis.activation.models import Crisis
from crisis.search.actions.showing import show_note, show_search
from crisis.search.models import Note, Search
from crisis.search.pfif import exports, writing
from crisis.search.pfif.taking import take_document
from tests import cast
from tests.crisis.search.pfif import documents as other
from tests.crisis.search.pfif.documents import SITE

pytestmark = pytest.mark.django_db

# Whatever XML can hold, in any script; the ends are trimmed on the way in.
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\ufffd\u2028\u2029"),
    min_size=1,
).map(str.strip)
TEXT = WORDS.filter(bool)
NAMES = st.sampled_from(
    ["Farid Belkacem", "فريد بلقاسم", "Фарид Белкасем", "Jean-Noël d'Été", "김 철수", "Nguyễn Văn A"]
)
MOMENTS = st.integers(2, 5000).map(lambda hours: other.when(-hours))
EMAILS = st.sampled_from(["nadia@example.org", "n+1@example.org"])
PHONES = st.sampled_from(["+33 6 12 34 56 78", "(0)612345678"])
URLS = st.sampled_from(["https://finder.example.org/1", "https://photos.example.org/é?x=1&y=2"])

PERSON = st.fixed_dictionaries(
    {"full_name": NAMES, "source_date": MOMENTS},
    optional={
        "expiry_date": st.integers(2, 5000).map(other.when), "author_name": TEXT, "author_email": EMAILS,
        "author_phone": PHONES, "source_name": TEXT, "source_url": URLS, "given_name": NAMES, "family_name": TEXT,
        "alternate_names": TEXT, "description": TEXT, "sex": st.sampled_from(["female", "male", "other"]),
        "date_of_birth": st.sampled_from(["1970", "1970-02", "1970-02-28"]), "age": st.sampled_from(["34", "30-40"]),
        "home_street": TEXT, "home_neighborhood": TEXT, "home_city": TEXT, "home_state": TEXT,
        "home_postal_code": TEXT, "home_country": st.just("FR"), "photo_url": URLS, "profile_urls": URLS,
    },
)  # fmt: skip
STATUSES = ["information_sought", "is_note_author", "believed_alive", "believed_missing", "believed_dead"]
NOTE = st.fixed_dictionaries(
    {"author_name": TEXT, "source_date": MOMENTS, "text": TEXT},
    optional={
        "author_email": EMAILS, "author_phone": PHONES, "author_made_contact": st.sampled_from(["true", "false"]),
        "status": st.sampled_from(STATUSES), "email_of_found_person": EMAILS, "phone_of_found_person": PHONES,
        "last_known_location": TEXT, "photo_url": URLS, "linked_person_record_id": st.just("icrc.org/1"),
    },
)  # fmt: skip
DOCUMENTS = st.lists(st.tuples(PERSON, st.lists(NOTE, max_size=3)), min_size=1, max_size=2)


SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


class _Undo(Exception):
    pass


@pytest.fixture
def crises() -> list[Crisis]:
    chen = cast.chen()
    return [cast.active_crisis(chen), cast.active_crisis(chen, name="Lyon")]


@settings(max_examples=4, deadline=None, suppress_health_check=SLOW)
@given(people=DOCUMENTS)
def test_nothing_is_lost_but_word_of_a_death(crises, people):
    numbered = [_numbered(number, *each) for number, each in enumerate(people)]
    came = {fields["person_record_id"]: fields for fields, _notes in numbered}
    for fields, notes in numbered:
        about = {"person_record_id": fields["person_record_id"]}
        came |= {n["note_record_id"]: n | about for n in notes if n.get("status") != "believed_dead"}
    try:
        with transaction.atomic():
            once = _through(crises[0], other.written(*numbered))
            assert _without_entry_dates(once) == came
            assert _without_entry_dates(_through(crises[1], once)) == came
            raise _Undo
    except _Undo:
        pass


def test_who_may_not_read_the_sensitive_fields_gets_all_the_others(crises):
    person = {
        "author_email": "a@example.org",
        "author_phone": "+33 1",
        "date_of_birth": "1970",
        "home_city": "Lyon",
    }
    found = {
        "email_of_found_person": "f@example.org",
        "phone_of_found_person": "+33 2",
        "text": "Call 06 12 34 56 78",
    }
    document = other.written(other.person(**person, notes=[other.note(**found)]))
    _through(crises[0], document)
    out = writing.document(persons=exports.persons(crises[0])).decode()
    for secret in ("a@example.org", "+33 1", "1970", "f@example.org", "+33 2", "06 12 34 56 78"):
        assert secret not in out
    told = other.read(out.encode())
    assert told[f"{SITE}/person.1"]["home_city"] == "Lyon"
    assert told[f"{SITE}/note.1"]["text"] == "Call •••"


def _through(crisis: Crisis, document: bytes) -> bytes:
    """Taken, read by a moderator, and given away with all there is."""
    about = {"crisis": crisis, "domain": SITE, "origin": Origin(door=Door.IMPORT), "at": cast.now()}
    assert {line.outcome.value for line in take_document(data=document, **about)} == {"taken"}
    desk = {"origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}
    for search in Search.objects.filter(crisis=crisis):
        show_search(search=search, **desk)
    for note in Note.objects.filter(search__crisis=crisis):
        show_note(note=note, shown_to="everyone", **desk)
    return writing.document(persons=exports.persons(crisis, sensitive=True))


def _numbered(number: int, fields: dict, notes: list[dict]) -> tuple[dict, list[dict]]:
    about = {"person_record_id": f"{SITE}/person.{number}"}
    return fields | about, [
        note | {"note_record_id": f"{SITE}/note.{number}.{n}"} for n, note in enumerate(notes)
    ]


def _without_entry_dates(document: bytes) -> dict:
    told = other.read(document)
    return {
        record: {n: text for n, text in fields.items() if n != "entry_date"}
        for record, fields in told.items()
    }
