"""Who coordinates: invited, removed, never impersonated, and never nobody."""

import threading

import pytest
from django.db import connection

from accounts.errors import Refused
from accounts.links.models import SignInLink
from accounts.people.contact import read_contact
from accounts.people.models import ContactPoint
from accounts.permissions import can
from crisis.activation.access import COORDINATE
from crisis.activation.actions import invite_colleague, remove_colleague
from crisis.activation.queries import team_of
from crisis.activation.vocabulary import Role
from tests.cast import active_crisis, at_the_desk, chen, now


def invite(crisis, by, contact="eve@example.org", role=Role.COORDINATOR):
    return invite_colleague(
        crisis=crisis,
        contact=read_contact(contact),
        pseudonym="Eve",
        role=role,
        origin=at_the_desk(by),
        at=now(),
    )


@pytest.mark.django_db
def test_a_new_colleague_gets_a_link_of_their_own():
    crisis = active_crisis()
    eve, path = invite(crisis, crisis.declared_by)
    assert path
    assert can(eve, COORDINATE, crisis.pk)


@pytest.mark.django_db
def test_whoever_invites_a_colleague_from_elsewhere_never_holds_a_link_that_signs_in_as_them():
    chief = chen(email="chief@example.org")
    drill = active_crisis(by=chen(), is_drill=True)
    invited, path = invite(drill, drill.declared_by, contact="chief@example.org")
    assert (invited, path) == (chief, "")
    assert not SignInLink.objects.exists()


@pytest.mark.django_db
def test_an_invitation_vouches_for_no_contact():
    crisis = active_crisis()
    invite(crisis, crisis.declared_by)
    assert ContactPoint.objects.get().verified_at is None


@pytest.mark.django_db
def test_the_last_coordinator_can_be_neither_removed_nor_made_a_moderator():
    chief = chen(email="chief@example.org")
    crisis = active_crisis(by=chief)
    with pytest.raises(Refused):
        remove_colleague(crisis=crisis, person=chief, origin=at_the_desk(chief), at=now())
    with pytest.raises(Refused):
        invite(crisis, chief, contact="chief@example.org", role=Role.MODERATOR)
    assert can(chief, COORDINATE, crisis.pk)


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_remove_each_other_at_once_leave_one():
    chief = chen()
    crisis = active_crisis(by=chief)
    eve, _path = invite(crisis, chief)
    start = threading.Barrier(2)

    def remove(by, whom) -> None:
        start.wait()
        try:
            remove_colleague(crisis=crisis, person=whom, origin=at_the_desk(by), at=now())
        except Refused:
            pass
        finally:
            connection.close()

    rivals = [threading.Thread(target=remove, args=pair) for pair in ((chief, eve), (eve, chief))]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    assert team_of(crisis).count() == 1
