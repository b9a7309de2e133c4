"""Many doors at once are what they would be one by one: same rules, same rows, each told in the journal."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.errors import Invalid
from accounts.journal.models import Entry
from accounts.links.actions import holder_of
from accounts.people.models import ContactPoint, Person
from accounts.reach.models import Message
from crisis.shelter.actions.offers import open_offers
from crisis.shelter.models import Offer, OfferPlace, PublicOffer
from tests.cast import VOUCHED, WEB, active_crisis, boris_opens, now, offer_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def crisis():
    return active_crisis()


def opened(crisis, count: int, origin=VOUCHED):
    drafts = [offer_draft(contact=f"boris{n}@example.org", places=n + 1) for n in range(count)]
    return open_offers(crisis=crisis, drafts=drafts, origin=origin, at=now())


def test_each_has_its_host_its_address_its_public_copy_and_its_link(crisis):
    done = opened(crisis, 3)
    offers = [Offer.objects.get(public_id=each.subject) for each in done]
    assert [offer.places_left for offer in offers] == [1, 2, 3]
    assert len({offer.owner_id for offer in offers}) == 3
    assert OfferPlace.objects.filter(offer__in=offers, entry="code 4812B, 3rd floor").count() == 3
    assert PublicOffer.objects.filter(offer__in=offers).count() == 3
    for offer, each in zip(offers, done, strict=True):
        assert holder_of(each.secret).subject == offer.public_id
        assert ContactPoint.objects.get(person=offer.owner).value == f"boris{offer.places - 1}@example.org"


def test_the_journal_tells_each_as_it_tells_one_that_comes_alone(crisis):
    alone = boris_opens(crisis)
    together = [each.subject for each in opened(crisis, 2)]
    told = Entry.objects.filter(kind="OfferOpened").order_by("pk")
    assert [entry.subject for entry in told] == [alone.public_id, *together]
    heard = [sorted(entry.deliveries.values_list("listener", flat=True)) for entry in told]
    assert heard[0] and heard[1] == heard[2] == heard[0]


def test_hosts_who_come_by_the_web_are_sent_their_links_and_shown_once_they_answered(crisis):
    opened(crisis, 2, origin=WEB)
    assert Message.objects.count() == 2
    assert not PublicOffer.objects.exists()


def test_one_wrong_door_keeps_all_of_them_shut(crisis):
    drafts = [offer_draft(), offer_draft(places=0)]
    with pytest.raises(Invalid):
        open_offers(crisis=crisis, drafts=drafts, origin=VOUCHED, at=now())
    assert not Offer.objects.exists()
    assert not Person.objects.filter(pseudonym="Boris").exists()


def test_twenty_cost_no_more_statements_than_five(crisis):
    with CaptureQueriesContext(
        connection,
    ) as few:
        opened(crisis, 5)
    with CaptureQueriesContext(connection) as many:
        opened(crisis, 20)
    assert len(many) == len(few) < 30
