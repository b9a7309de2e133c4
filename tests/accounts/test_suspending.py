"""A suspension: by whom, of whom, once, with a reason; and what it closes."""

import pytest

from accounts.errors import Invalid, NotAllowed, TooLate
from accounts.links.actions import holder_of, issue_manage_link, suspended_holder_of
from accounts.people.models import Person, Suspension
from accounts.people.suspending import Colleague, lift_suspension
from crisis.activation.models import Membership
from crisis.activation.vocabulary import Role
from crisis.desk.suspending import suspend_owner
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def paris():
    return cast.active_crisis()


def suspend(posted, by, reason="Three guests complained."):
    return suspend_owner(posted=posted, reason=reason, origin=cast.at_the_desk(by), at=cast.now())


def test_who_and_why_are_kept(paris):
    boris = cast.boris_opens(paris)
    made = suspend(boris, paris.declared_by)
    boris.owner.refresh_from_db()
    assert boris.owner.suspended_at and Suspension.objects.get() == made
    assert (made.by, made.reason, made.subject) == (
        paris.declared_by,
        "Three guests complained.",
        boris.public_id,
    )


def test_without_a_reason_nobody_is_suspended(paris):
    with pytest.raises(Invalid):
        suspend(cast.boris_opens(paris), paris.declared_by, reason=" ")
    assert not Person.objects.filter(suspended_at__isnull=False).exists()


@pytest.mark.parametrize("who", ["dana", "moderator", "elsewhere"])
def test_only_a_coordinator_of_the_crisis_suspends(paris, who):
    person = cast.chen() if who == "elsewhere" else cast.dana()
    if who == "elsewhere":
        cast.active_crisis(person, name="Lyon")
    elif who == "moderator":
        Membership.objects.create(crisis=paris, person=person, role=Role.MODERATOR)
    with pytest.raises(NotAllowed):
        suspend(cast.boris_opens(paris), person)


@pytest.mark.parametrize("who", ["myself", "a colleague", "who may declare"])
def test_neither_oneself_nor_a_colleague_is_suspended(paris, who):
    boris = cast.boris_opens(paris)
    person = {"myself": paris.declared_by, "who may declare": cast.chen()}.get(who, cast.dana())
    if who == "a colleague":
        Membership.objects.create(
            crisis=cast.active_crisis(cast.chen(), name="Lyon"), person=person, role=Role.MODERATOR
        )
    boris.owner = person
    with pytest.raises(Colleague):
        suspend(boris, paris.declared_by)


def test_twice_is_once(paris):
    boris = cast.boris_opens(paris)
    made = suspend(boris, paris.declared_by)
    with pytest.raises(TooLate):
        suspend(boris, paris.declared_by)
    lift_suspension(suspension=made, origin=cast.at_the_desk(paris.declared_by), at=cast.now())
    with pytest.raises(TooLate):
        lift_suspension(suspension=made, origin=cast.at_the_desk(paris.declared_by), at=cast.now())
    boris.owner.refresh_from_db()
    assert boris.owner.suspended_at is None and made.lifted_by == paris.declared_by


def test_a_suspended_host_s_link_opens_nothing_and_a_need_s_link_still_does(paris):
    boris, amira = cast.boris_opens(paris), cast.amira_asks(paris)
    tokens = {}
    for kind, posted in (("offer", boris), ("need", amira)):
        about = {"subject_kind": kind, "subject": posted.public_id, "crisis_id": paris.pk}
        tokens[kind] = issue_manage_link(person=boris.owner, **about)
    made = suspend(boris, paris.declared_by)
    assert holder_of(tokens["offer"]) is None and suspended_holder_of(tokens["offer"]).person == boris.owner
    assert holder_of(tokens["need"]) and suspended_holder_of(tokens["need"]) is None
    lift_suspension(suspension=made, origin=cast.at_the_desk(paris.declared_by), at=cast.now())
    assert holder_of(tokens["offer"])
