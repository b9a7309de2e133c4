"""Promise 5, where searches and check-ins meet: a lead tells nobody but those the checked-in person chose."""

import json
import re

import pytest
from django.test import Client

from accounts.journal.models import Entry
from accounts.links.actions import issue_manage_link
from accounts.links.models import ManageLink
from accounts.links.secrets import hash_token
from accounts.origin import Origin
from accounts.reach.models import Message
from crisis.checkin.actions.changing import withdraw_check_in
from crisis.livemap.guards import streams_of
from crisis.livemap.streams import desk_stream, told
from crisis.search.actions.following import add_relative, follow_search
from crisis.search.drafts import FollowDraft
from crisis.search.models import Follower
from matching.models import Lead
from tests.api.client import by_link
from tests.cast import VOUCHED, WEB, active_crisis, now
from tests.matching.leads.night import confirm, deliver, farid_is_safe, searched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_minute")]
SISTER, UNCLE, FRIEND = "esma@example.org", "uncle@example.org", "friend@example.org"

# What Farid chose → who of the three learns that he checked in.
CHOICES = {
    "anyone": ({"audience": "anyone"}, {SISTER, UNCLE, FRIEND}),
    "contacts, and the family knows his": (
        {"audience": "contacts", "contact": "farid@example.org"},
        {SISTER, UNCLE},
    ),
    "contacts, and nobody knows his": ({"audience": "contacts", "contact": "other@example.org"}, set()),
    "named: his uncle": ({"audience": "named", "named": (UNCLE,)}, {UNCLE}),
    "named: somebody else": ({"audience": "named", "named": ("boss@example.org",)}, set()),
    "named: nobody": ({"audience": "named"}, set()),
    "the coordinators alone": ({"audience": "desk"}, set()),
    # What another says of him: his own contact opens nothing of it.
    "another's word, and the family knows his": (
        {
            "audience": "contacts",
            "voice": "other",
            "said_by": "Lea",
            "contact": "lea@example.org",
            "their_contact": "farid@example.org",
        },
        set(),
    ),
    "another's word: his uncle named": (
        {"voice": "other", "said_by": "Lea", "audience": "named", "named": (UNCLE,)},
        {UNCLE},
    ),
}


@pytest.fixture
def night():
    """A public search, followed by a sister, an uncle of the family and a friend, each with a verified contact."""
    crisis = active_crisis()
    search = searched(crisis, public=True, their_contacts=("farid@example.org",))
    by = {"origin": Origin(door=VOUCHED.door), "at": now()}
    add_relative(search=search, draft=FollowDraft(contact=UNCLE, relation="uncle"), **by)
    follow_search(search=search, draft=FollowDraft(contact=FRIEND), **by)
    deliver()
    return search


def links(search) -> dict[str, str]:
    """Each follower's own token, by their contact."""
    about = {"subject_kind": "search", "subject": search.public_id, "crisis_id": search.crisis_id}
    rows = Follower.objects.filter(search=search).select_related("person")
    return {
        row.person.contact_points.get().value: issue_manage_link(person=row.person, **about) for row in rows
    }


# New at every reading, for everybody: form ids, and how far the whole journal has come.
EACH_TIME = re.compile(r'(name="(csrfmiddlewaretoken|submission_id)" value|data-(live-position|now))="[^"]*"')


def seen_by(token: str) -> str:
    """All that this follower can read: their page, their API, what is held about them."""
    page = EACH_TIME.sub("", Client().get(f"/en/m/{token}/").content.decode())
    program = by_link(token)
    return (
        page
        + json.dumps(program.get("/api/v1/own").json())
        + json.dumps(program.get("/api/v1/own/data").json())
    )


def heard_by(token: str, entries) -> list[str]:
    """What their socket told them of."""
    streams = streams_of(ManageLink.objects.get(token_hash=hash_token(token)))
    heard = told(entries)
    return [each["event"] for stream in streams for each in heard.get(stream, [])]


@pytest.mark.parametrize("choice", CHOICES)
def test_a_confirmed_lead_is_told_as_the_checked_in_person_chose(night, choice):
    said, may_know = CHOICES[choice]
    tokens = links(night)
    pages = {who: seen_by(token) for who, token in tokens.items()}
    farid_is_safe(night.crisis, message="Do not tell them where.", **said)
    assert {who: seen_by(token) for who, token in tokens.items()} == pages, (
        "a proposed lead is the desk's alone"
    )
    sent, last = Message.objects.count(), Entry.objects.last().pk
    confirm(Lead.objects.get(kind="check_in"))

    written = {message.contact.value for message in Message.objects.order_by("pk")[sent:]}
    assert written == may_know
    entries = list(Entry.objects.filter(pk__gt=last))
    for who, token in tokens.items():
        if who in may_know:
            assert "Farid B." in seen_by(token) and "LeadShared" in heard_by(token, entries)
        else:
            assert seen_by(token) == pages[who] and heard_by(token, entries) == []
    assert told(entries)[desk_stream(night.crisis_id)], "the desk hears of it"


def test_the_message_is_for_those_who_know_his_contact_or_were_named(night):
    tokens = links(night)
    farid_is_safe(night.crisis, message="At Lea's.", audience="anyone")
    confirm(Lead.objects.get(kind="check_in"))
    assert "At Lea" in seen_by(tokens[SISTER])
    assert "At Lea" not in seen_by(tokens[FRIEND])


def test_what_is_taken_back_is_gone_from_every_page(night):
    tokens = links(night)
    safe = farid_is_safe(night.crisis, audience="anyone")
    confirm(Lead.objects.get(kind="check_in"))
    withdraw_check_in(check_in=safe, origin=WEB, at=now())
    deliver()
    assert all("Farid B." not in seen_by(token) for token in tokens.values())


def test_whoever_is_safe_does_not_learn_who_looks_for_them(night):
    safe = farid_is_safe(night.crisis, audience="anyone")
    token = issue_manage_link(
        person=safe.owner, subject_kind="check_in", subject=safe.public_id, crisis_id=safe.crisis_id
    )
    before = seen_by(token)
    confirm(Lead.objects.get(kind="check_in"))
    assert seen_by(token) == before
    assert "Esma" not in before and "esma@" not in before
