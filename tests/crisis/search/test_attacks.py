"""Whoever looks for Amira is the attacker: they know her name, her phone and when she was seen. She said "I am safe,
don't tell where or who", or somebody hid what tells of her. All that reaches them is byte for byte what it is when
there is nobody: answers, order, counts, sizes, statements, messages, journal positions."""

import re
from collections.abc import Callable
from itertools import zip_longest

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.journal.deliver import claim_due, deliver_all
from accounts.journal.models import Entry
from accounts.people.actions import mark_verified
from accounts.people.models import ContactPoint
from accounts.people.vocabulary import VerifiedBy
from accounts.reach.models import Message
from crisis.activation.models import Crisis
from crisis.moderation.actions import decide
from crisis.moderation.vocabulary import LOOKED_AT_AGAIN
from crisis.search.actions.life import withdraw_search
from crisis.search.actions.notes import claim_search
from crisis.search.actions.showing import hide_search
from crisis.search.drafts import ClaimDraft
from crisis.search.models import Search
from matching.leads.actions import confirm_lead
from matching.models import Lead
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_minute")]

HER = {"given_name": "Amira", "family_name": "Haddad", "age_min": 31, "age_max": 31}
PHONE = "+33612345678"
BODY = HER | {
    "first_name": "Karim",
    "relation": "husband",
    "contact": "karim@example.org",
    "their_contacts": [PHONE],
    "description": "Red coat.",
}


def tells_only_those_she_names(crisis: Crisis) -> None:
    cast.amira_is_safe(crisis, audience="named", named=("boris@example.org",), contact=PHONE)


def tells_only_the_coordinators(crisis: Crisis) -> None:
    cast.amira_is_safe(crisis, audience="named", contact=PHONE, place=cast.place(), status="need_help")


def is_looked_for_by_a_hidden_search(crisis: Crisis) -> None:
    search = cast.esma_searches(crisis, public=True, **HER)
    hide_search(search=search, origin=cast.WEB, at=cast.now())


def is_looked_for_by_a_withdrawn_search(crisis: Crisis) -> None:
    search = cast.esma_searches(crisis, public=True, **HER)
    withdraw_search(search=search, origin=cast.WEB, at=cast.now())


def is_hidden_in_every_way(crisis: Crisis) -> None:
    tells_only_those_she_names(crisis)
    tells_only_the_coordinators(crisis)
    is_looked_for_by_a_hidden_search(crisis)
    is_looked_for_by_a_withdrawn_search(crisis)
    deliver_all(claim_due())


class Karim:
    """Posts a search for her, answers our code, comes back to his page; keeps all he got and what it cost."""

    def __init__(self, crisis: Crisis):
        self.crisis, self.own, self.got = crisis, [crisis.slug, crisis.name], []
        self.api, self.visitor = f"/api/v1/crises/{crisis.slug}", Client()

    def post(self) -> None:
        first = Entry.objects.count()
        posted = self.ask("post", f"{self.api}/searches", BODY).json()
        self.token, self.id = posted["manage_token"], posted["id"]
        self.own += [self.token, self.id, posted["reference"]]
        point = ContactPoint.objects.filter(value="karim@example.org").latest("pk")
        by = {"by": VerifiedBy.CODE, "origin": cast.WEB, "at": cast.now(), "crisis_id": self.crisis.pk}
        mark_verified(contact=point, **by)
        deliver_all(claim_due())
        self.got.append((f"{Entry.objects.count() - first} entries",))

    def come_back(self) -> None:
        key = {"Authorization": f"Manage {self.token}"}
        for path in (f"/en/m/{self.token}/", f"/en/m/{self.token}/data.json"):
            self.ask("get", path)
        for path in ("/api/v1/own", "/api/v1/own/changes"):
            self.ask("get", path, headers=key)
        texts = Message.objects.filter(contact__value="karim@example.org", crisis_id=self.crisis.pk)
        self.got.append(("messages", *texts.order_by("pk").values_list("text", flat=True)))

    def look_around(self) -> None:
        for typed in ({"name": "Amira Haddad"}, {"name": "Haddad Amira", "contact": PHONE}):
            self.ask("post", f"{self.api}/find", typed)
            self.ask("post", f"/en/c/{self.crisis.slug}/find/", typed, web=True)
        self.ask("post", f"{self.api}/find/named", {"contact": PHONE})
        for path in ("check-ins/counts", "doors", "changes", "searches?name=Amira+Haddad"):
            self.ask("get", f"{self.api}/{path}")
        for path in ("claim", "follow", "notes"):
            self.ask("post", f"{self.api}/searches/{self.id}/{path}", {"contact": "k@example.org"})

    def ask(self, method: str, path: str, data: dict | None = None, *, web: bool = False, **more):
        kind = {} if web or method == "get" else {"content_type": "application/json"}
        with CaptureQueriesContext(connection) as queries:
            answer = getattr(self.visitor, method)(path, data, **kind, **more)
        cost = [_shape(each["sql"]) for each in queries]
        self.got.append((path, str(answer.status_code), answer.content.decode(), *cost))
        return answer

    def learned(self) -> list[tuple]:
        """Without his own ids, clocks and keys; the numbers of the journal are counted, not compared."""
        return [tuple(map(self._plain, each)) for each in self.got]

    def _plain(self, text: str) -> str:
        for own in sorted(self.own, key=len, reverse=True):
            text = text.replace(own, "…")
        text = re.sub(r'(csrfmiddlewaretoken|submission_id)" value="[^"]*"', "", text)
        text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|/m/\w+|\b\d{6}\b", "…", text)
        text = re.sub(r'"next":"?\w+"?|data-live-position="\d+"', "", text)
        return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+\d\d:\d\d)?|\d\d:\d\d(:\d\d)?", "", text)


def _shape(sql: str) -> str:
    """The statement without its values."""
    sql = re.sub(r"'[^']*'|\"s\d+_x\d+\"|\b[0-9a-f]{32}\b|-?\b\d+\b", "?", sql)
    return re.sub(r"(\?|%s)(, (\?|%s))+", "?…", sql)


def differences(one: Karim, other: Karim) -> list[tuple]:
    """(where, what one got, what the other), the first of each answer."""
    pairs = zip(one.learned(), other.learned(), strict=True)
    unlike = [(mine, his, list(zip_longest(mine, his))) for mine, his in pairs if mine != his]
    return [(mine[0], *next(pair for pair in parts if pair[0] != pair[1])) for mine, _his, parts in unlike]


def in_both(hide: Callable[[Crisis], None]) -> tuple[Karim, Karim]:
    """Karim where nobody hides, and where she does; once before, for what a process keeps of its first answer."""
    crises = [cast.active_crisis(name=name) for name in ("Nice", "Lyon", "Albi")]
    hide(crises[2])
    all_three = [Karim(crisis) for crisis in crises]
    for karim in all_three:
        karim.post()
        karim.come_back()
    return all_three[1], all_three[2]


def test_whoever_looks_gets_the_same_whether_she_is_hidden_here_or_not():
    absent, hidden = in_both(is_hidden_in_every_way)
    for karim in (absent, hidden):
        karim.look_around()
    assert Lead.objects.filter(crisis=hidden.crisis).count() >= 2  # the coordinators see what he does not
    assert differences(hidden, absent) == []


def test_nor_does_a_lead_that_a_coordinator_confirmed_reach_him_whom_she_did_not_name():
    absent, hidden = in_both(tells_only_those_she_names)
    lead = Lead.objects.get(crisis=hidden.crisis)
    confirm_lead(lead=lead, origin=cast.at_the_desk(hidden.crisis.declared_by), at=cast.now())
    deliver_all(claim_due())
    for karim in (absent, hidden):
        karim.come_back()
        karim.look_around()
    assert differences(hidden, absent) == []


def test_that_she_says_this_is_me_reads_to_him_as_a_moderators_hold():
    absent, hidden = in_both(lambda _crisis: None)
    hold = {"subject_kind": "search", "act": "hold", "reason": LOOKED_AT_AGAIN}
    desk = cast.at_the_desk(absent.crisis.declared_by)
    there = Search.objects.get(crisis=absent.crisis)
    decide(crisis=absent.crisis, subject=there.public_id, origin=desk, at=cast.now(), **hold)
    search = Search.objects.get(crisis=hidden.crisis)
    claim_search(search=search, draft=ClaimDraft(contact=PHONE), origin=cast.VOUCHED, at=cast.now())
    deliver_all(claim_due())
    for karim in (absent, hidden):
        karim.come_back()
    assert search.notes.get().held_at
    assert differences(hidden, absent) == []
