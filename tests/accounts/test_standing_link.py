"""Every notice about one post carries the same link, so that a long talk is not a ring of forty keys."""

import uuid

import pytest

from accounts.links.actions import holder_of, issue_manage_link, revoke_links, standing_link
from accounts.links.models import ManageLink
from accounts.reach.models import Message
from matching.actions.talking import say
from matching.vocabulary import Side
from tests import cast
from tests.api.test_journey import settle

pytestmark = pytest.mark.django_db(transaction=True)


def about(person, **changes) -> dict:
    return {"person": person, "subject_kind": "need", "subject": uuid.UUID(int=1), "crisis_id": 1} | changes


def test_a_talk_of_ten_messages_leaves_one_more_key_with_each_side():
    match = cast.accepted(cast.active_crisis())
    settle()
    before = ManageLink.objects.count()
    told = Message.objects.count()
    for number in range(10):
        say(match=match, side=Side.GUEST, text=f"Message {number}", origin=cast.WEB, at=cast.now())
    settle()
    assert Message.objects.count() == told + 10
    assert ManageLink.objects.count() <= before + 1
    links = {word for sent in Message.objects.all() for word in sent.text.split() if "/m/" in word}
    assert len(links) == 1, "Boris reads the same link each time"
    assert holder_of(links.pop().rstrip("/").rpartition("/")[2]).subject == match.offer.public_id


def test_it_is_the_same_for_one_post_of_one_person_and_for_nothing_else():
    amira, dana = cast.dana(), cast.chen()
    first = standing_link(**about(amira))
    assert standing_link(**about(amira)) == first
    others = {standing_link(**about(dana)), standing_link(**about(amira, subject=uuid.UUID(int=2)))}
    assert len(others | {first}) == 3


def test_a_revoked_one_is_not_sent_again():
    amira = cast.dana()
    first = standing_link(**about(amira))
    revoke_links(subject=uuid.UUID(int=1), at=cast.now())
    second = standing_link(**about(amira))
    assert second != first
    assert holder_of(first) is None and holder_of(second).person == amira


def test_a_new_secret_key_makes_a_new_one_that_opens(settings):
    amira = cast.dana()
    first = standing_link(**about(amira))
    settings.SECRET_KEY = "another"
    second = standing_link(**about(amira))
    assert second != first and holder_of(second).person == amira


def test_neither_the_row_nor_the_first_link_gives_it_away():
    amira = cast.dana()
    own = issue_manage_link(**about(amira))
    sent = standing_link(**about(amira))
    row = ManageLink.objects.exclude(seed="").get()
    assert sent not in (own, row.seed, row.token_hash)
    assert holder_of(row.seed) is None
    assert holder_of(own) is not None, "the link of the posting stays"
