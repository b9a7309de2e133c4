"""What many batches owe is heard as if they had been one."""

import pytest

from accounts.journal.deliver import claim_due, deliver_all
from accounts.journal.models import Delivery, Entry
from crisis.activation.clock import crisis_now
from crisis.checkin.actions import announcing
from crisis.checkin.actions.checking_in import arrival, check_in_each
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import by_name
from matching.models import Lead
from tests import cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.distributed]

PEOPLE = [("Amira", "Haddad"), ("Boris", "Martin"), ("Chen", "Li"), ("Dana", "Levi")]


def answered_first(crisis, given, family) -> None:
    """One batch of one, as the quick door writes it."""
    said = cast.check_in_draft(given_name=given, family_name=family, audience="anyone", contact="")
    arrived = arrival(said, crisis=crisis)
    check_in_each(crisis=crisis, arrivals=[arrived], origin=cast.WEB, at=crisis_now(crisis), later=True)


def heard() -> list[list[int]]:
    """All that is owed; whom each entry says to be found from now on."""
    while owed := claim_due():
        deliver_all(owed)
    assert not Delivery.objects.filter(done_at=None).exists()
    indexed = Entry.objects.filter(kind="NamesIndexed").order_by("pk")
    return list(indexed.values_list("payload__check_ins", flat=True))


def test_batches_of_one_night_are_heard_as_one_and_of_another_by_themselves():
    paris = cast.active_crisis()
    lyon = cast.active_crisis(paris.declared_by, name="Lyon")
    search = cast.esma_searches(paris, given_name="Boris", family_name="Martin")
    for crisis, person in zip((paris, paris, lyon, paris), PEOPLE, strict=True):
        answered_first(crisis, *person)
    here, there = (
        [*CheckIn.objects.filter(crisis=each).values_list("pk", flat=True)] for each in (paris, lyon)
    )
    assert sorted(heard()) == sorted([here, there])
    assert [len(by_name(paris, " ".join(person))) for person in PEOPLE] == [1, 1, 0, 1]
    assert Lead.objects.get().search == search


def test_no_more_are_heard_at_once_than_others_may_wait_for(monkeypatch):
    monkeypatch.setattr(announcing, "CHECK_INS_AT_ONCE", 3)
    crisis = cast.active_crisis()
    for person in PEOPLE:
        answered_first(crisis, *person)
    assert sorted(map(len, heard())) == [1, 3]
    assert all(by_name(crisis, " ".join(person)) for person in PEOPLE)
