"""Promise 5: nobody learns that a particular person has checked in unless that person chose so.

Whoever may not be found is not there: the same bytes, for the same number of queries, on every surface.
"""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.journal.models import Entry
from accounts.journal.sequence import sequence
from accounts.links.actions import issue_api_key
from accounts.people.contact import digest, read_contact
from accounts.reach.models import Message
from accounts.throttle import look
from crisis.activation.models import Crisis
from crisis.checkin.actions import telling
from crisis.checkin.actions.changing import expire_check_ins, hide_check_in, withdraw_check_in
from crisis.checkin.actions.erasing import erase_check_ins
from crisis.checkin.counts import public_counts
from crisis.checkin.models import CheckIn
from crisis.checkin.rules import LIFETIME
from crisis.checkin.vocabulary import Nearness
from crisis.livemap.streams import told
from tests import cast
from tests.api.client import Program, by_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_minute")]
CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
ALL = {"given_name": "Amira", "family_name": "Haddad", "contact": "amira@example.org", "message": "At home"}
HER = {"name": "Amira Haddad", "contact": "amira@example.org"}


def by_page(crisis: Crisis, asked: dict) -> tuple:
    answer = Client().post(f"/en/c/{crisis.slug}/find/", asked)
    return answer.status_code, CSRF.sub(b"", answer.content)


def by_api(crisis: Crisis, asked: dict) -> tuple:
    answer = Program().post(f"/crises/{crisis.slug}/find", asked, key=False)
    return answer.status_code, answer.content


def by_similar(crisis: Crisis, _asked: dict) -> tuple:
    """Before a search is posted, with her names and her phone."""
    about = {"given_name": "Amira", "family_name": "Haddad", "their_contacts": ["amira@example.org"]}
    answer = Program().post(f"/crises/{crisis.slug}/searches/similar", about, key=False)
    return answer.status_code, answer.content


def by_the_link_of_dana(crisis: Crisis, _asked: dict) -> tuple:
    """What was left for somebody whom she did not name."""
    path = f"/crises/{crisis.slug}/find/named/open"
    answer = Program().post(path, {"token": DANAS[crisis.pk]}, key=False)
    return answer.status_code, answer.content


DANAS: dict[int, str] = {}  # {crisis: token}: it holds its own hour, and must be the same twice


def tells_only_the_named(crisis: Crisis) -> None:
    cast.amira_is_safe(crisis, audience="named", named=("boris@example.org",), **ALL)


def tells_only_coordinators(crisis: Crisis) -> None:
    cast.amira_is_safe(crisis, audience="named", place=cast.place(), say_where=True, **ALL)


def chose_the_coordinators(crisis: Crisis) -> None:
    cast.amira_is_safe(crisis, audience="desk", place=cast.place(), say_where=True, **ALL)


def is_spoken_for_by_somebody_who_gave_her_phone(crisis: Crisis) -> None:
    """Only who knows Boris's contact finds what he says; hers finds nothing."""
    said = {
        "voice": "other",
        "said_by": "Boris",
        "their_contact": "amira@example.org",
        "contact": "boris@example.org",
    }
    cast.amira_is_safe(crisis, audience="contacts", **ALL | said)


def took_it_back(crisis: Crisis) -> None:
    row = cast.amira_is_safe(crisis, audience="anyone", **ALL)
    withdraw_check_in(check_in=row, origin=cast.WEB, at=cast.now())


def said_it_long_ago(crisis: Crisis) -> None:
    cast.amira_is_safe(crisis, audience="anyone", at=cast.now() - LIFETIME, **ALL)
    expire_check_ins(crisis=crisis, at=cast.now())


def is_held_by_a_moderator(crisis: Crisis) -> None:
    row = cast.amira_is_safe(crisis, audience="anyone", **ALL)
    hide_check_in(check_in=row, origin=cast.WEB, at=cast.now())


def had_everything_erased(crisis: Crisis) -> None:
    row = cast.amira_is_safe(crisis, audience="anyone", **ALL)
    erase_check_ins(person=row.owner, origin=cast.WEB, at=cast.now())


def checked_in_elsewhere(_crisis: Crisis) -> None:
    cast.amira_is_safe(cast.active_crisis(name="Lyon"), audience="anyone", **ALL)


HIDDEN = [
    tells_only_the_named,
    tells_only_coordinators,
    chose_the_coordinators,
    is_spoken_for_by_somebody_who_gave_her_phone,
    took_it_back,
    said_it_long_ago,
    is_held_by_a_moderator,
    had_everything_erased,
    checked_in_elsewhere,
]


def counted(ask: Callable, crisis: Crisis, asked: dict) -> tuple:
    ask(crisis, asked)  # what a process keeps after its first answer is not what this is about
    with CaptureQueriesContext(connection) as queries:
        answer = ask(crisis, asked)
    return *answer, len(queries)


@pytest.mark.parametrize("ask", [by_page, by_api, by_similar, by_the_link_of_dana])
@pytest.mark.parametrize("hidden", HIDDEN)
def test_hidden_is_absent_for_who_knows_her_name_and_her_phone(ask, hidden):
    crisis = cast.active_crisis()
    DANAS[crisis.pk] = telling.named_token(crisis, read_contact("dana@example.org"))
    absent = counted(ask, crisis, HER)
    hidden(crisis)
    assert CheckIn.objects.exists()
    assert counted(ask, crisis, HER) == absent


@pytest.mark.parametrize("ask", [by_page, by_api])
def test_known_to_her_contacts_only_is_absent_for_who_knows_her_name(ask):
    crisis = cast.active_crisis()
    asked = [{"name": "Amira Haddad"}, {"name": "Amira Haddad", "contact": "boris@example.org"}]
    absent = [counted(ask, crisis, each) for each in asked]
    cast.amira_is_safe(crisis, audience="contacts", **ALL)
    assert [counted(ask, crisis, each) for each in asked] == absent


@pytest.mark.parametrize("ask", [by_page, by_api])
def test_a_hit_costs_as_many_queries_as_a_miss(ask):
    crisis = cast.active_crisis()
    *_miss, queries = counted(ask, crisis, HER)
    cast.amira_is_safe(crisis, audience="anyone", **ALL)
    status, body, as_many = counted(ask, crisis, HER)
    assert (status, as_many) == (200, queries)
    assert b"Amira H." in body


SURFACES = (
    "/en/", "/en/c/{}/", "/en/c/{}/find/", "/en/c/{}/doors/", "/en/c/{}/doors.json", "/en/c/{}/doors.svg",
    "/api/v1/crises/{}", "/api/v1/crises/{}/doors", "/api/v1/crises/{}/check-ins/counts",
    "/api/v1/crises/{}/changes", "/api/v1/crises/{}/searches?name=Amira+Haddad",
)  # fmt: skip


@pytest.mark.parametrize("path", SURFACES)
def test_no_public_byte_changes_with_who_tells_only_those_they_name(path):
    crisis = cast.active_crisis()
    sequence()
    before = CSRF.sub(b"", Client().get(path.format(crisis.slug)).content)
    long_ago = cast.now() - timedelta(hours=2)
    for _each in range(4):
        cast.amira_is_safe(crisis, audience="named", at=long_ago, place=cast.place(), **ALL)
    sequence()
    assert CSRF.sub(b"", Client().get(path.format(crisis.slug)).content) == before


@pytest.mark.parametrize("path", ["persons", "notes", "feeds/persons", "feeds/notes"])
def test_other_sites_are_told_of_no_check_in_whatever_its_audience(path):
    chen = cast.chen()
    crisis = cast.active_crisis(chen)
    key = by_key(issue_api_key(person=chen, name="site", scopes=["pfif:read"], crisis_id=crisis.pk))
    for said in ({"audience": "anyone"}, {"voice": "other", "said_by": "Boris"}):
        cast.amira_is_safe(crisis, **ALL | said)
    told = key.get(f"/crises/{crisis.slug}/pfif/{path}")
    assert told.status_code == 200 and b"Haddad" not in told.content and b"Amira" not in told.content


def test_no_count_holds_them_and_other_counts_name_nobody():
    crisis = cast.active_crisis()
    for _each in range(4):
        said = ALL | {"contact": cast.anothers()}
        cast.amira_is_safe(crisis, audience="named", place=cast.place(), **said)
    later = cast.now() + timedelta(hours=1)
    nobody = {"safe": "0", "said": dict.fromkeys(Nearness.values, "0-2"), "cells": []}
    assert public_counts(crisis, at=later) == nobody
    for _each in range(4):
        said = ALL | {"contact": cast.anothers()}
        cast.amira_is_safe(crisis, audience="anyone", place=cast.place(), **said)
    assert "Amira" not in json.dumps(public_counts(crisis, at=later))


def test_the_live_channel_tells_the_desk_and_herself_and_nobody_else():
    crisis = cast.active_crisis()
    row = cast.amira_is_safe(crisis, audience="anyone", place=cast.place(), **ALL)
    withdraw_check_in(check_in=row, origin=cast.WEB, at=cast.now())
    sequence()
    streams = told(Entry.objects.filter(kind__startswith="CheckIn").order_by("position"))
    assert set(streams) <= {f"desk:{crisis.pk}", f"check_in:{row.public_id}"}
    for word in (*ALL.values(), digest(read_contact("amira@example.org"))):
        assert word not in json.dumps(streams)
        assert word not in json.dumps(list(Entry.objects.values_list("payload", flat=True)))


def test_a_report_is_taken_only_of_what_can_be_found():
    crisis = cast.active_crisis()
    row = cast.amira_is_safe(crisis, audience="anyone", **ALL)
    path = f"/en/c/{crisis.slug}/report/check_in/{row.public_id}/"
    assert Client().get(path).status_code == 200
    hide_check_in(check_in=row, origin=cast.WEB, at=cast.now())
    nobody = "00000000-0000-4000-8000-000000000000"
    hidden, absent = Client().get(path), Client().get(path.replace(str(row.public_id), nobody))
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content.replace(str(row.public_id).encode(), nobody.encode()) == absent.content


# -- "Did somebody name me?" ---------------------------------------------------------------------------------
@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(telling, "start", lambda work: work())


def asks_by_page(crisis: Crisis, contact: str) -> tuple:
    return by_page(crisis, {"mine": contact})


def asks_by_api(crisis: Crisis, contact: str) -> tuple:
    answer = Program().post(f"/crises/{crisis.slug}/find/named", {"contact": contact}, key=False)
    return answer.status_code, answer.content


@pytest.mark.parametrize("ask", [asks_by_page, asks_by_api])
def test_who_asks_hears_the_same_whether_somebody_named_them_or_not(ask, at_once):
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="named", named=("boris@example.org",), **ALL)
    Message.objects.all().delete()
    assert ask(crisis, "boris@example.org") == ask(crisis, "dana@example.org")
    (sent,) = Message.objects.all()
    assert sent.contact.value == "boris@example.org"


def test_the_answer_is_written_beside_the_request(monkeypatch):
    """Or the time it takes would tell."""
    put_off = []
    monkeypatch.setattr(telling, "start", put_off.append)
    crisis = cast.active_crisis()
    tells_only_the_named(crisis)
    with CaptureQueriesContext(connection) as named:
        asks_by_page(crisis, "boris@example.org")
    with CaptureQueriesContext(connection) as unknown:
        asks_by_page(crisis, "dana@example.org")
    assert len(named) == len(unknown) and len(put_off) == 2


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_message_on_a_locked_screen_says_no_name_no_place_no_status(language):
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="named", named=("boris@example.org",), place=cast.place(), **ALL)
    Message.objects.all().delete()
    with translation.override(language):
        telling.tell_named(crisis=crisis, contact=read_contact("boris@example.org"), language=language)
    sent = Message.objects.get()
    for word in ("Amira", "Haddad", "Alibert", "safe", "sécurité", "At home"):
        assert word not in sent.text.split("http")[0] + sent.subject


def test_the_link_opens_what_was_left_until_it_is_taken_back():
    crisis = cast.active_crisis()
    row = cast.amira_is_safe(crisis, audience="named", named=("boris@example.org",), **ALL)
    token = telling.named_token(crisis, read_contact("boris@example.org"))
    path = f"/en/c/{crisis.slug}/named/{token}/"
    page = Client().get(path)
    assert page.status_code == 200 and "At home" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    withdraw_check_in(check_in=row, origin=cast.WEB, at=cast.now())
    assert "Amira" not in Client().get(path).content.decode()
    other = cast.active_crisis(name="Lyon")
    assert Client().get(f"/en/c/{other.slug}/named/{token}/").status_code == 404
    assert Client().get(path.replace(token[:8], "AAAAAAAA")).status_code == 404


def test_the_link_is_too_old_after_a_day(monkeypatch):
    crisis = cast.active_crisis()
    tells_only_the_named(crisis)
    token = telling.named_token(crisis, read_contact("boris@example.org"))
    monkeypatch.setattr(telling, "OPENS_FOR", timedelta(seconds=-1))
    assert Client().get(f"/en/c/{crisis.slug}/named/{token}/").status_code == 404


def test_nobody_can_make_us_ring_a_phone_all_night():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="named", named=("+33612345678",), **ALL)
    Message.objects.all().delete()
    for _each in range(20):
        telling.tell_named(crisis=crisis, contact=read_contact("+33612345678"), language="en")
    assert Message.objects.count() == 6


@pytest.mark.parametrize("answered", [None, "code", "drill"])
def test_what_is_written_to_the_one_named_stands_on_no_page_of_whoever_gave_that_contact(answered):
    """Somebody posted with Boris's address: they must not count his messages, nor see that there is one."""
    crisis = cast.active_crisis()
    impostor = cast.amira_asks(crisis, origin=cast.WEB, contact="boris@example.org").owner
    if answered:
        impostor.contact_points.update(verified_at=cast.now(), verified_by=answered)
    tells_only_the_named(crisis)
    Message.objects.all().delete()
    telling.tell_named(crisis=crisis, contact=read_contact("boris@example.org"), language="en")
    assert Message.objects.get().contact.person != impostor


@pytest.mark.parametrize("is_named", [True, False])
def test_what_is_left_to_ask_is_the_same_whether_one_was_named_or_not(is_named):
    crisis = cast.active_crisis()
    if is_named:
        tells_only_the_named(crisis)
    codes = look("contact_code", "email:boris@example.org").remaining
    telling.tell_named(crisis=crisis, contact=read_contact("boris@example.org"), language="en")
    assert look("contact_code", "email:boris@example.org").remaining == codes
    assert look("named", "email:boris@example.org").remaining == 5
