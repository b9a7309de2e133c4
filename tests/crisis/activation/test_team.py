"""Who coordinates: invited, removed, never impersonated, and never nobody."""

import threading

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from accounts.errors import Refused
from accounts.links.actions import issue_api_key, key_of
from accounts.links.models import SignInLink
from accounts.people.contact import read_contact
from accounts.people.models import ContactPoint
from accounts.permissions import can
from accounts.reach.models import Message
from accounts.sign_in.link import issue_sign_in_link
from accounts.web.views import BACKEND
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


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


@pytest.mark.django_db
def test_whoever_invites_a_colleague_never_holds_what_signs_in_as_them():
    chief = chen(email="chief@example.org")
    drill = active_crisis(by=chen(), is_drill=True)
    assert invite(drill, drill.declared_by, contact="chief@example.org") == chief
    eve = invite(drill, drill.declared_by)
    assert can(eve, COORDINATE, drill.pk)
    assert not SignInLink.objects.exists() and not Message.objects.filter(text__contains="/sign-in/").exists()


@pytest.mark.django_db
def test_an_account_that_somebody_opened_before_its_address_answered_leads_them_into_no_second_crisis():
    nora = chen(email="nora@example.org", phone="+33612345678", phone_verified=True)
    mal, by_link, key = (
        signed_in(nora),
        issue_sign_in_link(nora),
        issue_api_key(person=nora, name="", scopes=[]),
    )
    real = active_crisis()
    assert mal.get("/en/desk/").status_code == 200
    assert invite(real, real.declared_by, contact="nora@example.org") == nora
    assert mal.get("/en/desk/").status_code == 302 and Client().post(by_link).status_code == 410
    nora.refresh_from_db()
    assert (nora.phone, key_of(key)) == (None, None)


@pytest.mark.django_db
def test_a_colleague_who_has_answered_stays_signed_in_while_others_invite_them_by_any_address_of_theirs():
    nora = chen(email="nora@example.org")
    for address in ("nora@example.org", "nora@home.example"):
        EmailAddress.objects.create(user=nora, email=address, verified=True)
    real, at_work = active_crisis(), signed_in(nora)
    assert invite(real, real.declared_by, contact="nora@home.example") == nora
    assert at_work.get(f"/en/desk/{real.slug}/").status_code == 200


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
    eve = invite(crisis, chief)
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
