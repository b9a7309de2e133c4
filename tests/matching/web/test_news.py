"""What is sent to me: one page for it, from my page, signed in, or from an e-mail; devices; an address that is dead."""

import pytest
from django.test import Client

from accounts.people.models import ContactPoint
from accounts.push.models import PushDevice
from accounts.reach.choices import wishes_of_one
from accounts.reach.reachable import unreachable
from accounts.reach.signed import news_token
from accounts.reach.stops import stopped
from matching.actions.erasing import erase_person
from tests import cast
from tests.api.client import by_link
from tests.matching.web.test_own_pages import Owner

pytestmark = pytest.mark.django_db
CHOICE = {
    "kinds": ["search", "check_in"],
    "sms": "on",
    "quiet": "on",
    "quiet_from": "21",
    "quiet_until": "6",
    "language": "fr",
}
KEYS = {
    # The public key and secret of RFC 8291, section 5.
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
DEVICE = {"endpoint": "https://updates.push.services.mozilla.com/wpush/v2/abc", **KEYS}


@pytest.fixture
def boris():
    crisis = cast.active_crisis()
    return Owner(
        cast.boris_opens(crisis, origin=cast.Origin(door=cast.Door.DESK), contact="boris@example.org")
    )


def contact_of(owner: Owner) -> ContactPoint:
    return owner.posted.owner.contact_points.get(value="boris@example.org")


def test_what_is_chosen_on_ones_own_page_is_kept_and_shown_again(boris):
    assert "What we send you" in boris.sees()
    assert boris.client.post(f"{boris.path}news/", CHOICE).status_code == 302
    wishes = wishes_of_one(boris.posted.owner)
    assert (wishes.email, wishes.sms, wishes.quiet_from, wishes.quiet_until) == (False, True, 21, 6)
    assert wishes.off == {"ask"}
    page = boris.sees("news/")
    assert '<option value="21" selected>' in page and "b…@example.org" in page
    assert "boris@example.org" not in page  # somebody may look over the shoulder


def test_an_hour_that_is_none_is_refused_and_nothing_is_kept(boris):
    answer = boris.client.post(f"{boris.path}news/", CHOICE | {"quiet_from": "24"})
    assert answer.status_code == 400 and "There is a problem" in answer.content.decode()
    assert wishes_of_one(boris.posted.owner).email


def test_nothing_at_all_ends_everything_until_it_is_taken_back(boris):
    PushDevice.objects.create(person=boris.posted.owner, digest="x")
    boris.client.post(f"{boris.path}news/", {"step": "stop"})
    assert stopped(contact_of(boris)) and not PushDevice.objects.exists()
    assert "You chose nothing at all" in boris.sees("news/")
    boris.client.post(f"{boris.path}news/", {"step": "start"})
    assert not stopped(contact_of(boris))


def test_whoever_gave_a_strangers_address_cannot_silence_it():
    mallory = Owner(cast.boris_opens(cast.active_crisis(), origin=cast.WEB, contact="victim@example.org"))
    mallory.client.post(f"{mallory.path}news/", {"step": "stop"})
    assert not stopped(mallory.posted.owner.contact_points.get())


def test_the_link_in_a_mail_opens_what_goes_to_that_mailbox_and_no_post(boris):
    phone = ContactPoint.objects.create(person=boris.posted.owner, kind="phone", value="+33612345678")
    page = Client().get(f"/en/news/{news_token(contact_of(boris))}/").content.decode()
    assert "b…@example.org" in page and "…78" not in page and "/m/" not in page
    assert Client().get(f"/en/news/{news_token(phone)}x/").status_code == 404


def test_who_posted_signed_in_chooses_signed_in():
    dana = cast.dana()
    offer = cast.boris_opens(cast.active_crisis(), origin=cast.Origin(door=cast.Door.WEB, actor=dana))
    path = Owner(offer).path
    answer = Client().get(f"{path}news/")
    assert answer.status_code == 302 and answer["Location"].endswith("/me/news/")
    assert "data-push" not in Client().get(path).content.decode()
    assert Client().post(f"{path}news/push/", DEVICE).status_code == 409
    me = Client()
    me.force_login(dana, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert me.post("/en/me/news/", CHOICE).status_code == 302 and wishes_of_one(dana).off == {"ask"}


def test_a_device_is_told_and_told_no_more(boris):
    push = f"{boris.path}news/push/"
    assert "data-push" in boris.sees()
    assert boris.client.post(push, DEVICE).status_code == 204
    assert PushDevice.objects.get().person == boris.posted.owner
    assert boris.client.post(push, DEVICE | {"endpoint": "https://10.0.0.1/"}).status_code == 400
    assert boris.client.post(push, {"endpoint": DEVICE["endpoint"], "off": "1"}).status_code == 204
    assert not PushDevice.objects.exists()


def test_no_device_of_an_exercise_shows_anything():
    drill = Owner(cast.boris_opens(cast.active_crisis(is_drill=True)))
    assert "data-push" not in drill.sees()


def test_a_new_link_and_being_forgotten_take_every_device_off(boris):
    for ends in (
        lambda: boris.client.post(f"{boris.path}new-link/"),
        lambda: erase_person(person=boris.posted.owner, origin=cast.WEB, at=cast.now()),
    ):
        PushDevice.objects.create(person=boris.posted.owner, digest="x")
        ends()
        assert not PushDevice.objects.exists()


def test_an_owner_whose_address_is_dead_reads_it_and_gives_another(boris):
    assert "does not work" not in boris.sees()
    unreachable(contact_of(boris), at=cast.now())
    assert "Your e-mail address does not work" in boris.sees()
    assert boris.client.post(f"{boris.path}contact/", {"contact": "new@example.org"}).status_code == 302
    page = boris.sees()
    assert "does not work" not in page and "Type the code we sent you" in page


def test_by_api(boris):
    api = by_link(boris.token)
    chosen = api.get("/own/news").json() | {"email": False, "off": ["ask"], "quiet": False}
    assert api.send("put", "/own/news", chosen).json() == chosen
    # Somebody's place is on hold.
    assert api.send("put", "/own/news", chosen | {"off": ["match"]}).status_code == 400
    keys = {"endpoint": DEVICE["endpoint"], "expirationTime": None, "keys": KEYS}  # as every browser says it
    told = api.post("/own/push", keys).json()
    assert len(told["devices"]) == 1 and len(told["key"]) == 87
    assert api.send("delete", f"/own/push/{told['devices'][0]}").status_code == 204
    assert api.get("/own/push").json()["devices"] == []
    assert api.get("/own/data").json()["news"]["off"] == ["ask"]


def test_an_address_that_never_answered_and_came_back_is_not_said_to_hold_a_code():
    owner = Owner(cast.boris_opens(cast.active_crisis(), origin=cast.WEB, contact="boris@example.org"))
    assert "It went to" in owner.sees()
    unreachable(contact_of(owner), at=cast.now())
    page = owner.sees()
    assert "Your e-mail address does not work" in page and "It went to" not in page
    assert "It works again" in page and f"{owner.path}contact/" in page
