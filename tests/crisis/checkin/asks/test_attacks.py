"""Dana means harm: she probes, pesters, guesses and poses. She learns nothing, and reaches nobody more than seldom."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import throttle
from accounts.errors import Invalid, NotThere
from accounts.links.actions import standing_link
from accounts.people.contact import read_contact
from accounts.reach.models import Message
from accounts.reach.stops import stop
from crisis.checkin.asks import rules
from crisis.checkin.asks.access import asked_by_token, own_ask, token_for
from crisis.checkin.asks.actions.answering import answer, let_ask_again, never_again
from crisis.checkin.asks.actions.asking import ask, ask_again
from crisis.checkin.asks.drafts import AnswerDraft
from crisis.checkin.asks.models import Ask, Asked, NeverAgain
from tests import cast
from tests.crisis.checkin.asks.asking import (
    AMIRA,
    CHEN,
    HOUR,
    LINA,
    asked,
    boris_asks,
    draft,
    questions,
    settle,
    token_to,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_minute")]
# What differs between any two pages (the hour from which to ask again counts from when each was sent).
OWN = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|data-live-position="\d+"|datetime="[^"]+"|ask again from \d\d:\d\d'
)
DANA = "06 66 66 66 01"


def page_of(posted: Ask) -> tuple[str, int]:
    """What the asker reads, and what it costs to find out."""
    about = {"subject_kind": "ask", "subject": posted.public_id, "crisis_id": posted.crisis_id}
    token = standing_link(person=posted.owner, **about)
    with CaptureQueriesContext(
        connection,
    ) as asked_of_it:
        body = Client().get(f"/en/m/{token}/").content.decode()
    for own in (token, posted.reference, *posted.asked.values_list("shown", flat=True)):
        body = body.replace(own, "…")
    return OWN.sub("", body), len(asked_of_it)


def test_silence_a_stop_a_never_again_and_a_spent_budget_are_one_page_for_as_many_queries(monkeypatch):
    monkeypatch.setitem(throttle.RATES, "invited", "1/day")
    crisis, at = cast.active_crisis(), cast.now()
    pages = {}
    pages["silent"] = page_of(boris_asks(crisis, LINA, contact=DANA, at=at))
    stop(read_contact(AMIRA), at=at)
    pages["stopped"] = page_of(boris_asks(crisis, AMIRA, contact=DANA, at=at))
    boris_asks(crisis, CHEN, contact="06 88 88 88 11", at=at)
    pages["over budget"] = page_of(boris_asks(crisis, CHEN, contact=DANA, at=at))
    first = boris_asks(crisis, "emil@example.org", contact=DANA, at=at)
    never_again(asked=asked(token_to("emil@example.org")), whom="asker", at=at)
    pages["never again"] = page_of(first)
    assert len(questions()) == 3, "Lina, Chen once, Emil before he said so"
    assert len(set(pages.values())) == 1


def test_an_asker_learns_nothing_of_what_was_said_elsewhere():
    crisis = cast.active_crisis()
    silent = page_of(boris_asks(crisis, AMIRA, contact=DANA))
    cast.amira_is_safe(crisis, contact=AMIRA, audience="named")
    boris_asks(crisis, AMIRA, contact="06 88 88 88 11")
    said = AnswerDraft(status="safe", audience="contacts", given_name="Amira", family_name="Haddad")
    answer(asked=asked(token_to(AMIRA)), draft=said, origin=cast.WEB, at=cast.now())
    assert page_of(boris_asks(crisis, AMIRA, contact=DANA)) == silent


def test_never_again_holds_whatever_name_crisis_or_key_she_comes_with():
    crisis, other = cast.active_crisis(), cast.active_crisis(name="Lyon")
    boris_asks(crisis, AMIRA, contact=DANA)
    never_again(asked=asked(token_to(AMIRA)), whom="asker", at=cast.now())
    for where, name in ((crisis, "Amira's mother"), (other, "School"), (other, "Choir")):
        boris_asks(where, AMIRA, contact=DANA, name=name)
    assert len(questions()) == 1
    boris_asks(crisis, AMIRA)
    assert len(questions()) == 2, "others may still ask"
    kept = NeverAgain.objects.values().get()
    assert "612345678" not in str(kept) and "666666601" not in str(kept)


def test_never_again_ends_at_no_plus_sign():
    crisis = cast.active_crisis()
    boris_asks(crisis, "amira@gmail.com", contact="dana@gmail.com")
    never_again(asked=asked(token_to("amira@gmail.com")), whom="asker", at=cast.now())
    boris_asks(crisis, "amira@gmail.com", contact="d.ana+2@gmail.com")
    boris_asks(crisis, "a.mira+x@googlemail.com", contact="dana@gmail.com")
    assert len(questions()) == 1
    let_ask_again(asked=asked(token_to("amira@gmail.com")), whom="asker")
    boris_asks(crisis, "amira@gmail.com", contact="d.ana+3@gmail.com")
    assert len(questions()) == 2


def test_she_reaches_one_person_four_times_a_day_and_all_like_her_a_dozen_times():
    crisis, at = cast.active_crisis(), cast.now()
    for turn in range(6):
        boris_asks(crisis, AMIRA, contact=f"dana+{turn}@example.org", at=at)
    assert len(questions()) == 4
    for number in range(12):
        boris_asks(crisis, AMIRA, contact=f"06 66 66 66 {number + 10}", at=at)
    assert len(questions()) == 12
    boris_asks(crisis, LINA, contact=DANA, at=at)
    assert len(questions()) == 13, "whoever was asked by nobody still is"


def test_she_asks_four_hundred_a_day_however_she_cuts_them_up(monkeypatch):
    monkeypatch.setitem(throttle.RATES, "invites_by", "5/day")
    crisis = cast.active_crisis()
    for turn in range(3):
        boris_asks(crisis, *(f"p{turn}{n}@example.org" for n in range(3)), contact=DANA)
    assert len(questions()) == 5
    with pytest.raises(Invalid):
        many = [f"p{n}@example.org" for n in range(rules.MOST_ASKED + 1)]
        ask(crisis=crisis, draft=draft(*many), origin=cast.WEB, at=cast.now())


def test_asking_again_is_no_way_to_pester():
    crisis, at = cast.active_crisis(), cast.now()
    posted = boris_asks(crisis, AMIRA, contact=DANA, at=at)
    never_again(asked=asked(token_to(AMIRA)), whom="asker", at=at)
    Message.objects.update(state="sent")
    assert ask_again(ask=posted, origin=cast.WEB, at=at + 2 * HOUR) == 1, "it looks as if"
    settle()
    assert len(questions()) == 1


@pytest.mark.parametrize(
    "name", ["Boris 06 12 34 56 78", "police@example.org", "Bank: https://example.org", "www.example.org"]
)
def test_she_cannot_pose_by_what_she_types(name):
    crisis = cast.active_crisis()
    with pytest.raises(Invalid) as refused:
        ask(crisis=crisis, draft=draft(AMIRA, name=name), origin=cast.WEB, at=cast.now())
    assert set(refused.value.errors) == {"name"}
    boris_asks(crisis, AMIRA, contact=DANA, name="<b>Amira's</b> mother")
    seen = Client().get(f"/en/a/{token_to(AMIRA)}/").content.decode()
    assert 'ends in <bdi dir="ltr">01</bdi>' in seen and "We did not check the name." in seen
    assert "<b>" not in seen and DANA.replace(" ", "") not in seen


def test_keys_cannot_be_guessed_nor_taken_from_the_database_nor_used_elsewhere():
    crisis = cast.active_crisis()
    posted = boris_asks(crisis, AMIRA, CHEN, contact=DANA)
    [first, second] = posted.asked.order_by("number")
    token = token_for(first)
    assert token not in str(list(Asked.objects.values())) and token != token_for(second)
    for made_up in ("z" * 26, token[:-1], first.token_hash, str(first.public_id), "a" * 300, str(uuid4())):
        assert Client().get(f"/en/a/{made_up}/").status_code == 404
        assert Client().post(f"/en/a/{made_up}/never/", {"whom": "asker"}).status_code == 404
    assert Client().get(f"/en/m/{token}/").status_code == 404, "it opens an answer, not the asker's page"
    with pytest.raises(NotThere):
        own_ask(cast.dana(), posted.public_id)


def test_the_asked_do_not_see_each_other_nor_the_names_they_were_given():
    boris_asks(cast.active_crisis(), AMIRA, CHEN, contact=DANA)
    seen = Client().get(f"/en/a/{token_to(AMIRA)}/").content.decode()
    assert not any(word in seen for word in ("chen@", "c…@", "Number 0", "Number 1", "+33"))


def test_a_link_answers_nothing_before_the_askers_contact_has_and_nothing_by_being_looked_at():
    crisis = cast.active_crisis()
    posted = boris_asks(crisis, AMIRA, origin=cast.WEB)
    with pytest.raises(NotThere):
        asked_by_token(token_for(posted.asked.get()))
    boris_asks(crisis, AMIRA)
    assert Client().get(f"/en/a/{token_to(AMIRA)}/").status_code == 200
    assert not Asked.objects.exclude(answer="").exists(), "mail scanners follow links"


def test_pages_are_throttled_where_they_write_to_others_and_never_where_somebody_answers():
    crisis = cast.active_crisis()
    said = {"name": "Boris", "contact": DANA, "people": "12"}
    codes = [
        Client().post(f"/en/c/{crisis.slug}/ask/", said | {"people": f"p{n}@example.org"}).status_code
        for n in range(11)
    ]
    assert codes == [302] * 10 + [429]
    boris_asks(crisis, AMIRA)
    token = token_to(AMIRA)
    assert {Client().post(f"/en/a/{token}/", {"status": "safe"}).status_code for _n in range(30)} == {302}
