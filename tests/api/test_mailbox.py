"""A sandbox that can be played to its end: what an exercise would have sent is read by its own person."""

import re

import pytest

from accounts.reach.models import Message
from crisis.checkin.asks.api.views import ASKING
from tests import cast
from tests.api.client import Program, by_link
from tests.api.test_journey import offer
from tests.crisis.checkin.asks.asking import settle

pytestmark = pytest.mark.django_db


def posted(crisis, **changes) -> dict:
    answer = Program().post(f"/crises/{crisis.slug}/offers", offer(**changes))
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_drills_code_is_in_the_mailbox_and_verifies():
    boris = by_link(posted(cast.active_crisis(is_drill=True))["manage_token"])
    text = boris.get("/own/mailbox").json()["items"][0]["text"]
    code = re.search(r"\b\d{6}\b", text)[0]
    verified = boris.post("/own/verify", {"code": code})
    assert verified.json()["offer"]["contacts"][0]["verified"] is True


def test_a_real_crisis_has_no_mailbox():
    boris = by_link(posted(cast.active_crisis())["manage_token"])
    assert Message.objects.filter(drill=False).exists()
    assert boris.get("/own/mailbox").json()["code"] == "not_there"


def test_nobody_reads_anothers_mailbox():
    crisis = cast.active_crisis(is_drill=True)
    posted(crisis)
    dana = by_link(posted(crisis, contact="dana@example.org", first_name="Dana")["manage_token"])
    ids = {mail["id"] for mail in dana.get("/own/mailbox").json()["items"]}
    assert ids == {
        str(one)
        for one in Message.objects.filter(contact__value="dana@example.org").values_list(
            "public_id", flat=True
        )
    }
    assert ids


def test_in_an_exercise_whoever_asks_finds_the_link_they_sent_and_nobody_elses():
    crisis = cast.active_crisis(is_drill=True)
    dana = by_link(posted(crisis, contact="dana@example.org", first_name="Dana")["manage_token"])
    asked = Program().post(f"/crises/{crisis.slug}/asks", ASKING).json()
    boris = by_link(asked["manage_token"])
    code = re.search(r"\b\d{6}\b", boris.get("/own/mailbox").json()["items"][0]["text"])[0]
    assert boris.post("/own/verify", {"code": code}).status_code == 200
    settle()
    texts = [mail["text"] for mail in boris.get("/own/mailbox").json()["items"]]
    token = next(found[1] for text in texts if (found := re.search(r"/a/(\w+)/", text)))
    opened = Program().post(f"/crises/{crisis.slug}/asked/open", {"token": token})
    assert opened.json()["name"] == "Boris", "the whole way can be tried from here"
    assert not any("/a/" in mail["text"] for mail in dana.get("/own/mailbox").json()["items"])
