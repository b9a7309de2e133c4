"""The same request again: the same answer, no second effect."""

from uuid import uuid4

import pytest

from accounts.errors import KeyReused
from accounts.idempotency.models import ClaimedKey
from crisis.activation.actions import stand_down_crisis
from crisis.shelter.actions.offers import open_offer
from crisis.shelter.models import Offer
from tests.cast import Door, Origin, active_crisis, at_the_desk, now, offer_draft

pytestmark = pytest.mark.django_db


def web(ref: str) -> Origin:
    return Origin(door=Door.WEB, ref=ref)


def test_a_repeated_post_opens_one_door_and_gives_the_same_link():
    crisis, draft, key = active_crisis(), offer_draft(), str(uuid4())
    first = open_offer(crisis=crisis, draft=draft, origin=web(key), at=now())
    again = open_offer(crisis=crisis, draft=draft, origin=web(key), at=now())
    assert (again.subject, again.secret) == (first.subject, first.secret)
    assert again.repeated and not first.repeated
    assert Offer.objects.count() == 1


def test_the_same_key_with_another_request_is_refused():
    crisis, draft, key = active_crisis(), offer_draft(), str(uuid4())
    open_offer(crisis=crisis, draft=draft, origin=web(key), at=now())
    with pytest.raises(KeyReused):
        open_offer(crisis=crisis, draft=offer_draft(places=5), origin=web(key), at=now())


def test_the_same_key_at_another_door_is_another_request():
    crisis, draft, key = active_crisis(), offer_draft(), str(uuid4())
    first = open_offer(crisis=crisis, draft=draft, origin=web(key), at=now())
    other = open_offer(crisis=crisis, draft=draft, origin=Origin(door=Door.API, ref=key), at=now())
    assert other.subject != first.subject


def test_neither_the_key_nor_the_link_can_be_read_from_the_database():
    crisis, key = active_crisis(), str(uuid4())
    done = open_offer(crisis=crisis, draft=offer_draft(), origin=web(key), at=now())
    row = ClaimedKey.objects.get()
    kept = f"{row.scope_hash} {row.request_hash} {row.sealed}"
    assert key not in kept
    assert done.secret not in kept


def test_a_repeat_gets_its_answer_even_after_the_crisis_was_closed():
    crisis, draft, key = active_crisis(), offer_draft(), str(uuid4())
    first = open_offer(crisis=crisis, draft=draft, origin=web(key), at=now())
    stand_down_crisis(crisis=crisis, closing_message="", origin=at_the_desk(crisis.declared_by), at=now())
    assert open_offer(crisis=crisis, draft=draft, origin=web(key), at=now()).secret == first.secret
