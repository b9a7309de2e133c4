"""Both doors, the quick one and Django's: the same answers, the same refusals, the same rows."""

import json
import re
import time
import uuid
from threading import Thread

import pytest
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.errors import DiskFull

from accounts.idempotency.models import ClaimedKey
from accounts.journal.models import Entry
from accounts.links.actions import holder_of, revoke_links
from accounts.links.models import ManageLink
from accounts.links.owed import subject_of
from accounts.people.contact import read_contact
from accounts.people.models import Person
from accounts.reach.models import Message
from config.body_limit import BodyLimit
from crisis.activation import recovery
from crisis.activation.actions import stand_down_crisis
from crisis.checkin import events
from crisis.checkin.access import check_in_of
from crisis.checkin.actions.changing import correct_check_in
from crisis.checkin.actions.checking_in import arrival, check_in_each
from crisis.checkin.actions.erasing import erase_check_ins
from crisis.checkin.api import batches, lane
from crisis.checkin.api.lane import Lane
from crisis.checkin.listeners import index_owed_names, send_owed_links
from crisis.checkin.models import CheckIn, CheckInName, CheckInTally, FindableCheckIn
from crisis.checkin.queries import by_name
from crisis.shelter.actions.posting import CrisisClosed
from matching.leads.comparing import propose_leads
from matching.leads.listeners import compare_the_check_ins
from matching.models import Lead
from tests import cast
from tests.api.client import Program
from tests.crisis.checkin.api.asgi import post_all

pytestmark = pytest.mark.django_db(transaction=True)

SAFE = {
    "status": "safe", "given_name": "Amira", "family_name": "Haddad", "audience": "anyone", "message": "At Leïla's",
    "place": {"lat": 48.8712, "lon": 2.3672}, "named": ["boris@example.org"],
}  # fmt: skip


class Django:
    """The ordinary door; counts who was sent on to it."""

    def __init__(self):
        self.app, self.asked = BodyLimit(get_asgi_application()), 0

    async def __call__(self, scope, receive, send):
        self.asked += 1
        await self.app(scope, receive, send)


@pytest.fixture
def crisis():
    return cast.active_crisis()


def by_lane(crisis, *bodies, **headers) -> tuple[list, int]:
    """Answers as (status, headers, body) and how many of them Django gave."""
    django = Django()
    path = f"/api/v1/crises/{crisis.slug}/check-ins"
    return post_all(Lane(django), path, bodies, headers), django.asked


def by_django(crisis, body, **headers):
    text = body if isinstance(body, bytes) else json.dumps(body)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return Program().post(f"/crises/{crisis.slug}/check-ins", text, key=False, **sent)


def test_an_i_am_safe_is_answered_beside_django_as_django_answers_it(crisis):
    [(status, headers, told)], handed_over = by_lane(crisis, SAFE, accept_language="en")
    ordinary = by_django(crisis, SAFE)
    assert (status, handed_over) == (201, 0)
    assert told.keys() == ordinary.json().keys()
    same = ("place", "named", "need_token")
    assert {name: told[name] for name in same} == {name: ordinary.json()[name] for name in same}
    assert told["url"].endswith(f"/en/m/{told['manage_token']}/")
    assert holder_of(told["manage_token"]).subject == uuid.UUID(told["id"])
    theirs = {name.lower(): value for name, value in ordinary.headers.items()}
    for each in (headers, theirs):
        each["content-security-policy"] = {*each["content-security-policy"].split("; ")}
        del each["x-request-id"], each["content-length"]
    assert headers == theirs


def test_both_doors_write_the_same_rows(crisis):
    by_lane(crisis, SAFE, accept_language="en")
    by_django(crisis, SAFE)
    index_owed_names(_event("NamesOwed"))
    kept = "id", "public_id", "reference", "owner_id", "posted_at", "said_at", "expires_at", "token_hash"
    rows = [{n: v for n, v in row.items() if n not in kept} for row in CheckIn.objects.values()]
    assert rows[0] == rows[1]
    copies = [
        (c.audience, c.given_name, c.initial, c.words, c.message) for c in FindableCheckIn.objects.all()
    ]
    assert copies[0] == copies[1]
    names = [sorted(row.names.values_list("word", "key")) for row in CheckIn.objects.order_by("pk")]
    assert names[0] == names[1] != []
    assert sum(CheckInTally.objects.values_list("said", flat=True)) == 2


def _event(kind: str):
    entry = Entry.objects.get(kind=kind)
    return getattr(events, kind)(
        crisis_id=entry.crisis_id, subject=entry.subject, at=entry.happened_at, **entry.payload
    )


def test_many_at_once_are_one_entry_and_each_gets_an_answer_of_their_own(crisis):
    bodies = [SAFE | {"given_name": name} for name in ("Amira", "Boris", "Chen", "Dana") * 10]
    answers, handed_over = by_lane(crisis, *bodies)
    assert {status for status, _headers, _told in answers} == {201} and not handed_over
    for body, (_status, _headers, told) in zip(bodies, answers, strict=True):
        assert CheckIn.objects.get(public_id=told["id"]).given_name == body["given_name"]
    recorded = Entry.objects.filter(kind="CheckInsRecorded")
    assert recorded.count() == 1 and len(recorded.get().payload["check_ins"]) == 40
    assert Person.objects.filter(pseudonym__in=["Amira", "Boris", "Dana"]).count() == 30


@pytest.mark.parametrize("first", ["lane", "django"])
def test_a_key_is_answered_the_same_whichever_door_saw_it_first(crisis, first):
    key, other = str(uuid.uuid4()), SAFE | {"message": "Other"}

    def ask(door, body):
        if door == "django":
            answer = by_django(crisis, body, Idempotency_Key=key)
            return answer.status_code, answer.json()
        [(status, _headers, told)], _handed = by_lane(crisis, body, accept_language="en", idempotency_key=key)
        return status, told

    doors = ["lane", "django"] if first == "lane" else ["django", "lane"]
    answers = [ask(door, SAFE) for door in (*doors, *doors)]
    assert [status for status, _told in answers] == [201, 200, 200, 200]
    assert all(told == answers[0][1] for _status, told in answers)
    assert [ask(door, other)[0] for door in doors] == [422, 422]
    assert CheckIn.objects.count() == ClaimedKey.objects.count() == 1


def test_the_same_key_twice_in_one_batch_checks_in_once(crisis):
    answers, _handed = by_lane(crisis, SAFE, SAFE, SAFE, idempotency_key=str(uuid.uuid4()))
    assert sorted(status for status, _headers, _told in answers) == [200, 200, 201]
    assert len({told["manage_token"] for _status, _headers, told in answers}) == 1
    assert CheckIn.objects.count() == 1


WRONG = [
    {}, {"status": "dead"}, SAFE | {"given_name": "!"}, SAFE | {"given_name": ""}, SAFE | {"life": "x"},
    SAFE | {"contact": "nobody"}, SAFE | {"audience": "contacts"}, SAFE | {"place": {"lat": 91, "lon": 0}},
    SAFE | {"place": {"lat": 1}}, SAFE | {"named": ["x"]}, SAFE | {"family_name": ""}, SAFE | {"message": "x" * 201},
    SAFE | {"status": "need_help", "place": None}, b"", b"[]", b"{", b'{"status":"safe","status":"safe"}',
    b'{"status":"safe","given_name":"\\u0000"}', b'{"status":"safe","given_name":"\\ud800"}', b"\xff", b'{"a":NaN}',
    SAFE | {"message": "x" * 20_000},
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_refusal_is_the_one_django_gives(crisis, language):
    answers, handed_over = by_lane(crisis, *WRONG, accept_language=language)
    for body, (status, headers, told) in zip(WRONG, answers, strict=True):
        ordinary = by_django(crisis, body, Accept_Language=language)
        assert (status, told) == (ordinary.status_code, ordinary.json()), body
        assert headers["content-type"] == ordinary["Content-Type"] == "application/problem+json"
    assert handed_over == len(WRONG) and not CheckIn.objects.exists()


@pytest.mark.parametrize(
    "headers, status",
    [
        ({"idempotency_key": "x"}, 400), ({"idempotency_key": "00000000-0000-0000-0000-000000000000"}, 400),
        ({"idempotency_key": "a0eebc99-9c0b-11f0-bb6d-6bb9bd380a11"}, 400), ({"authorization": "Manage nothing"}, 401),
        ({"accept": "text/html"}, 406), ({"content_type": "text/plain"}, 415), ({"host": "evil.example"}, 400),
    ],
)  # fmt: skip
def test_what_django_refuses_by_its_headers_is_refused(crisis, headers, status):
    [(told, _headers, _body)], handed_over = by_lane(crisis, SAFE, **headers)
    assert (told, handed_over) == (status, 1)


def test_help_opens_a_need_by_the_ordinary_door(crisis):
    [(status, _headers, told)], handed_over = by_lane(crisis, SAFE | {"status": "need_help"})
    assert (status, handed_over) == (201, 1) and told["need_token"]


def test_a_closed_crisis_and_one_that_is_not_there_answer_as_everywhere(crisis):
    key = str(uuid.uuid4())
    [(_status, _headers, first)], _handed = by_lane(crisis, SAFE, idempotency_key=key)
    origin = cast.at_the_desk(crisis.declared_by)
    stand_down_crisis(crisis=crisis, closing_message="Over.", origin=origin, at=cast.now())
    [(status, _headers, told)], handed_over = by_lane(crisis, SAFE)
    assert (status, told["code"], handed_over) == (409, "crisis_closed", 1)
    [(status, _headers, again)], _handed = by_lane(crisis, SAFE, idempotency_key=key)
    assert (status, again) == (200, first)
    crisis.slug = "nowhere"
    [(status, _headers, told)], _handed = by_lane(crisis, SAFE)
    assert (status, told["code"]) == (404, "not_there")


def test_whoever_gives_a_contact_is_written_to_once_afterwards(crisis):
    by_lane(crisis, SAFE | {"audience": "contacts", "contact": "amira@example.org"})
    assert not Message.objects.exists()
    for _twice in range(2):
        send_owed_links(_event("LinksOwed"))
    message = Message.objects.get()
    assert message.contact.value == "amira@example.org" and "/m/" in message.text


def test_a_link_opens_before_it_is_written_and_not_after_it_was_taken_away(crisis):
    tokens = [told["manage_token"] for _status, _headers, told in by_lane(crisis, SAFE, SAFE, SAFE)[0]]
    assert not ManageLink.objects.exists() and holder_of("a" * 26) is None
    early, late, stolen = tokens
    opened = holder_of(early)
    assert check_in_of(opened).owner == opened.person and ManageLink.objects.count() == 1
    revoke_links(subject=subject_of(stolen), at=cast.now())
    for _twice in range(2):
        index_owed_names(_event("NamesOwed"))
    assert ManageLink.objects.count() == 2, "a link that nobody asked for is not written"
    assert holder_of(early).pk == opened.pk
    assert check_in_of(holder_of(late)) != check_in_of(opened)
    with CaptureQueriesContext(connection) as asked:
        assert holder_of(stolen) is None
    assert all(each["sql"].startswith("SELECT") for each in asked), "who knocks in vain writes nothing"


@pytest.mark.distributed  # SQLite has one writer: nobody comes between
def test_whoever_is_erased_while_their_link_is_first_opened_keeps_none(crisis):
    [(_status, _headers, told)], _handed = by_lane(crisis, SAFE)
    found = []
    reader = Thread(target=_apart, args=(lambda token: found.append(holder_of(token)), told["manage_token"]))
    with transaction.atomic():
        erase_check_ins(person=CheckIn.objects.get().owner, origin=cast.WEB, at=cast.now())
        reader.start()
        time.sleep(0.5)  # it has come to the check-in as it was
    reader.join()
    assert found == [None] and not ManageLink.objects.exists()


def test_whoever_loses_the_link_before_it_is_written_is_sent_it_again(crisis):
    by_lane(crisis, SAFE | {"contact": "amira@example.org"})
    recovery.resend_links(contact=read_contact("amira@example.org"))
    token = re.search(r"/m/(\w+)/", Message.objects.get().text).group(1)
    assert check_in_of(holder_of(token)).given_name == "Amira"


def test_whoever_was_answered_first_is_found_by_name_a_moment_later(crisis):
    by_lane(crisis, SAFE)
    assert not by_name(crisis, "Amira Haddad") and not FindableCheckIn.objects.exists()
    for _twice in range(2):
        index_owed_names(_event("NamesOwed"))
    assert len(by_name(crisis, "Amira Haddad")) == 1


def test_a_search_posted_before_they_are_found_by_name_meets_them_when_they_are(crisis):
    """And neither listener writes twice what a correction wrote meanwhile."""
    by_lane(crisis, SAFE)
    search = cast.esma_searches(crisis, given_name="Amira", family_name="Haddad")
    propose_leads(search=search, at=cast.now())
    assert not Lead.objects.exists()
    for _twice in range(2):
        index_owed_names(_event("NamesOwed"))
    compare_the_check_ins(_event("NamesIndexed"))
    assert Lead.objects.get().search == search
    assert Entry.objects.filter(kind="NamesIndexed").count() == 1


@pytest.mark.distributed  # SQLite has one writer: nobody waits for a row
def test_a_correction_that_commits_while_the_listener_waits_doubles_no_name(crisis):
    by_lane(crisis, SAFE)
    row, event = CheckIn.objects.select_related("crisis", "owner").get(), _event("NamesOwed")
    listener = Thread(target=_apart, args=(index_owed_names, event))
    with transaction.atomic():
        correct_check_in(check_in=row, draft=cast.check_in_draft(), origin=cast.WEB, at=cast.now())
        listener.start()
        time.sleep(0.5)  # it waits for the row
    listener.join()
    keys = list(CheckInName.objects.values_list("key", flat=True))
    assert keys and len(keys) == len({*keys})


def _apart(work, of) -> None:
    work(of)
    connection.close()


def test_no_strangers_cookie_is_kept_in_memory(crisis):
    lane._language_of.cache_clear()
    for number in range(3):
        [(_status, headers, _told)], handed_over = by_lane(
            crisis, SAFE, cookie=f"secret={number}; {settings.LANGUAGE_COOKIE_NAME}=fr"
        )
        assert (headers["content-language"], handed_over) == ("fr", 0)
    assert lane._language_of.cache_info().currsize == 1
    for long in (
        {"cookie": f"{settings.LANGUAGE_COOKIE_NAME}={'x' * 600}"},
        {"accept_language": "en," * 200},
    ):
        answers, handed_over = by_lane(crisis, SAFE, **long)
        assert (answers[0][0], handed_over) == (201, 1)
    assert lane._language_of.cache_info().currsize == 1


def test_when_it_is_full_one_is_asked_to_come_again_and_nothing_is_kept(crisis, monkeypatch):
    monkeypatch.setattr(batches, "MOST_WAITING", 2)
    answers, _handed = by_lane(crisis, SAFE, SAFE, SAFE, accept_language="fr")
    assert sorted(status for status, _headers, _told in answers) == [201, 201, 503]
    [(_status, headers, told)] = [answer for answer in answers if answer[0] == 503]
    assert (told["code"], headers["retry-after"]) == ("busy", "2") and "envoyez" in told["detail"].lower()
    assert CheckIn.objects.count() == 2


def test_whoever_needs_help_is_taken_when_everybody_else_is_asked_to_come_again(crisis, monkeypatch):
    monkeypatch.setattr(batches, "MOST_WAITING", 0)
    answers, handed_over = by_lane(crisis, SAFE, SAFE | {"status": "need_help"}, SAFE)
    assert sorted(status for status, _headers, _told in answers) == [201, 503, 503]
    assert handed_over == 1 and CheckIn.objects.get().need is not None


@pytest.mark.parametrize(("why", "code", "after"), [(None, "busy", "2"), (DiskFull(), "storage_full", "60")])
def test_a_database_that_is_away_means_come_again_never_an_acknowledgement(
    crisis, monkeypatch, why, code, after
):
    def away(**_anything):
        raise OperationalError from why

    monkeypatch.setattr(batches, "check_in_each", away)
    [(status, headers, told)], handed_over = by_lane(crisis, SAFE)
    assert (status, told["code"], headers["retry-after"], handed_over) == (503, code, after, 0)


def test_one_that_cannot_be_written_stops_nobody_else(crisis, monkeypatch):
    write = batches.check_in_each

    def refuse_dana(*, arrivals, **rest):
        if any(each.draft.given_name == "Dana" for each in arrivals):
            raise ValueError
        return write(arrivals=arrivals, **rest)

    monkeypatch.setattr(batches, "check_in_each", refuse_dana)
    bodies = [SAFE | {"given_name": name} for name in ("Amira", "Boris", "Dana", "Chen", "Esma")]
    answers, handed_over = by_lane(crisis, *bodies)
    assert {status for status, _headers, _told in answers} == {201} and handed_over == 1
    assert CheckIn.objects.count() == 5


@pytest.mark.parametrize(
    "twice",
    [{"host": "evil.example", "host_again": "testserver"}, {"content_type_again": "application/json"}],
)
def test_a_header_that_comes_twice_is_left_to_the_ordinary_door(crisis, twice):
    """A proxy, Django and the lane could each mean another of the two."""
    [(status, _headers, _told)], handed_over = by_lane(crisis, SAFE, **twice)
    assert handed_over == 1 and status >= 400
    assert not CheckIn.objects.exists()


def test_one_key_twice_in_a_batch_of_a_closed_crisis_is_closed_for_both(crisis):
    """And spoils nobody's answer beside them."""
    origin = cast.at_the_desk(crisis.declared_by)
    stand_down_crisis(crisis=crisis, closing_message="Over.", origin=origin, at=cast.now())
    arrivals = [arrival(cast.check_in_draft(), crisis=crisis, ref=ref) for ref in ("one", "one", None)]
    answers = check_in_each(crisis=crisis, arrivals=arrivals, origin=cast.WEB, at=cast.now())
    assert [type(each) for each in answers] == [CrisisClosed] * 3
