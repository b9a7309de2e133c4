"""Web Push to a real push service on this machine, which reads what it gets as a browser would."""

import base64
import json
import os
import time

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from accounts.errors import Invalid
from accounts.people.models import ContactPoint
from accounts.push.devices import devices_of, is_push_service, subscribe
from accounts.push.keys import public_key, unpadded
from accounts.push.models import PushDevice
from accounts.reach import carriers
from accounts.reach.carrying import carry_due_messages
from accounts.reach.models import Message
from accounts.reach.rules import Wishes
from accounts.reach.vocabulary import MessageState, NewsKind, Way
from tests.accounts.test_outbox import LINK, NEVER_QUIET, amira, tell
from tests.rig.answering import Asked, Provider, provider

pytestmark = pytest.mark.django_db


def letters(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Browser:
    def __init__(self, service: Provider, name: str = "one"):
        self.key, self.secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.keys = {"p256dh": letters(point), "auth": letters(self.secret)}
        self.endpoint = f"{service.url}/push/{name}"

    def subscribes(self, contact: ContactPoint) -> PushDevice:
        return subscribe(person=contact.person, endpoint=self.endpoint, **self.keys)

    def reads(self, asked: Asked) -> dict:
        return json.loads(http_ece.decrypt(asked.body, private_key=self.key, auth_secret=self.secret))


@pytest.fixture
def service(settings):
    with provider() as service:
        settings.PUSH_SERVICES = [service.url]
        yield service


@pytest.fixture(autouse=True)
def written(monkeypatch) -> list[Message]:
    left: list[Message] = []
    monkeypatch.setattr(carriers.written, "write_down", left.append)
    return left


def push_of(message: Message) -> Message:
    return Message.objects.get(way__in=(Way.PUSH, Way.PUSH_FIRST), contact=message.contact)


def test_a_push_says_that_there_is_news_and_only_the_device_can_read_even_that(service):
    [contact] = amira()
    browser = Browser(service)
    browser.subscribes(contact)
    tell(contact, 7, thing="match:1", kind=NewsKind.MATCH)
    assert carry_due_messages() == 2
    [asked] = service.asked
    assert LINK.format(7).encode() not in asked.body
    told = browser.reads(asked)
    assert told.pop("url") == LINK.format(7) and told.pop("tag") == asked.headers["Topic"]
    assert told == {"title": "Porte Ouverte", "body": "There is news on your page."}
    assert asked.headers["Content-Encoding"] == "aes128gcm"
    assert asked.headers["Urgency"] == "high" and int(asked.headers["TTL"]) == 4 * 3600
    assert len(asked.headers["Topic"]) <= 32


def test_the_service_knows_that_it_is_us(service):
    [contact] = amira()
    Browser(service).subscribes(contact)
    tell(contact)
    carry_due_messages()
    said = service.asked[0].headers["Authorization"]
    assert Vapid02.verify(said) and said.endswith(f"k={public_key()}")
    claims = json.loads(unpadded(said.split("t=")[1].split(".")[1]))
    assert claims["aud"] == service.url and claims["sub"].startswith("mailto:")
    assert time.time() < claims["exp"] <= time.time() + 24 * 3600  # RFC 8292: a day at most


def test_a_code_is_never_pushed_and_each_device_of_theirs_gets_the_news(service):
    [contact] = amira()
    one, two = Browser(service, "one"), Browser(service, "two")
    one.subscribes(contact), two.subscribes(contact), two.subscribes(contact)
    tell(contact, verifying=True)
    assert not Message.objects.filter(way=Way.PUSH).exists()
    tell(contact)
    carry_due_messages()
    assert sorted(asked.path for asked in service.asked) == ["/push/one", "/push/two"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten_and_the_mail_has_left_all_the_same(service, written, status):
    [contact] = amira()
    Browser(service).subscribes(contact)
    service.answers = [(status, {}, b"")]
    told = tell(contact)
    assert carry_due_messages() == 1 and [each.pk for each in written] == [told.pk]
    assert devices_of(contact.person) == [] and push_of(told).state == MessageState.UNDELIVERABLE


def test_a_service_that_asks_for_time_is_asked_again_and_nothing_is_lost(service):
    [contact] = amira()
    Browser(service).subscribes(contact)
    service.answers = [(429, {"Retry-After": "1"}, b""), (503, {}, b""), (201, {}, b"")]
    told = tell(contact)
    for _each in range(3):
        Message.objects.update(next_attempt_at=told.created_at)
        carry_due_messages(lines=("mail",))
        _no_rest()
        carry_due_messages(lines=("push",))
    assert push_of(told).state == MessageState.SENT and len(service.asked) == 3
    assert len(devices_of(contact.person)) == 1


def test_of_two_people_with_one_phone_each_ones_own_browser_is_told(service):
    for name in ("one", "two"):
        [phone] = amira("+33612345678", wishes=Wishes(quiet=False, push_instead=True))
        Browser(service, name).subscribes(phone)
        for number in range(4):
            tell(phone, number)
    assert carry_due_messages() == 2, "four of each person are one"
    assert sorted(asked.path for asked in service.asked) == ["/push/one", "/push/two"]


def _no_rest() -> None:
    from accounts.journal.models import Heartbeat

    Heartbeat.objects.filter(name="carry_push").delete()


def test_where_push_replaces_sms_the_sms_comes_when_no_device_takes_it(service, written):
    [phone] = amira("+33612345678", wishes=Wishes(quiet=False, push_instead=True))
    Browser(service).subscribes(phone)
    tell(phone)
    assert carry_due_messages() == 1 and not written
    service.answers = [(410, {}, b"")]
    told = tell(phone, 2)
    assert told.way == Way.PUSH_FIRST and carry_due_messages() == 0
    Message.objects.update(next_attempt_at=told.created_at)
    assert carry_due_messages() == 1
    assert [each.pk for each in written] == [told.pk]


def test_no_redirect_is_followed(service):
    [contact] = amira()
    Browser(service).subscribes(contact)
    service.answers = [(307, {"Location": f"{service.url}/elsewhere"}, b"")]
    tell(contact)
    carry_due_messages()
    assert [asked.path for asked in service.asked] == ["/push/one"]


@pytest.mark.parametrize(
    ("endpoint", "is_one"),
    [
        ("https://fcm.googleapis.com/wp/abc", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/abc", True),
        ("https://web.push.apple.com/abc", True),
        ("http://fcm.googleapis.com/wp/abc", False),
        ("https://127.0.0.1/abc", False),
        ("https://fcm.googleapis.com.evil.org/abc", False),
        ("https://evilfcm.googleapis.com.evil.org/", False),
        ("https://notfcm.googleapis.com.@evil.org/", False),
        ("https://fcm.googleapis.com@evil.org/", False),
        ("https://fcm.googleapis.com:8443/abc", False),
        ("https://fcm.googleapis.com:x/abc", False),
        ("https://[::1]/abc", False),
        ("https://fcm.googleapis.com:443/abc?token=a%2Fb", True),
        ("https://127.0.0.1\\.fcm.googleapis.com/x", False),
        ("https://127.0.0.1\\x.push.services.mozilla.com", False),
        ("https://127.0.0.1/\n.fcm.googleapis.com", False),
        ("https://127.0.0.1%5c.fcm.googleapis.com/x", False),
        ("https://127.0.0.1#.fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com/abc\n", False),
        ("https://fcm.googleapis.com/" + "x" * 1000, False),
        ("", False),
    ],
)
def test_only_known_push_services_are_ever_called(endpoint, is_one):
    assert is_push_service(endpoint) == is_one


def test_a_stranger_does_not_make_us_call_their_address_nor_keep_keys_that_are_none(service):
    [contact] = amira()
    good = Browser(service)
    for endpoint, keys in (
        ("http://169.254.169.254/latest", good.keys),
        (good.endpoint, good.keys | {"p256dh": letters(b"\4" + b"x" * 64)}),
        (good.endpoint, good.keys | {"auth": "short"}),
    ):
        with pytest.raises(Invalid):
            subscribe(person=contact.person, endpoint=endpoint, **keys)
    assert not PushDevice.objects.exists()


def test_five_devices_at_most_the_newest(service):
    [contact] = amira(wishes=NEVER_QUIET)
    for number in range(7):
        Browser(service, str(number)).subscribes(contact)
    kept = PushDevice.objects.order_by("pk").values_list("endpoint", flat=True)
    assert [each[-1] for each in kept] == ["2", "3", "4", "5", "6"]
