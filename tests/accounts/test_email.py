"""E-mail to a real SMTP server, and through a provider's real API with its signed webhooks."""

import email.policy
import hashlib
import hmac
import json
import re
import time
from email.parser import BytesParser
from urllib.parse import parse_qs

import pytest
from aiosmtpd.controller import Controller
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.urls import reverse

from accounts import throttle
from accounts.origin import SYSTEM, Door, Origin
from accounts.people.actions import mark_verified, send_code
from accounts.people.vocabulary import VerifiedBy
from accounts.reach.actions import reach
from accounts.reach.carrying import carry_due_messages
from accounts.reach.choices import wishes_of_one
from accounts.reach.models import Message
from accounts.reach.stops import stopped
from accounts.reach.vocabulary import MessageState, NewsKind
from config.private_servers import free_port
from crisis.shelter.models import Need
from tests import cast
from tests.accounts.test_outbox import amira, tell
from tests.cast import now
from tests.rig.answering import Provider, provider

pytestmark = pytest.mark.django_db
SIGNING_KEY = "webhook-key"


class Mailboxes:
    """Nobody is at gone@; later@ is full for now; to boris@ the server wants nothing from us."""

    def __init__(self):
        self.mails = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        refused = {
            "gone@example.org": "550 5.1.1 no such user",
            "later@example.org": "452 4.2.2 mailbox full",
            "boris@example.org": "550 5.7.1 relaying denied",
        }
        if address in refused:
            return refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        self.mails.append(BytesParser(policy=email.policy.default).parsebytes(envelope.content))
        return "250 OK"


@pytest.fixture
def smtp(settings):
    boxes = Mailboxes()
    server = Controller(boxes, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.PUBLIC_URL = "https://porte.example.org"
    yield boxes.mails
    server.stop()


def test_a_mail_is_plain_says_a_machine_wrote_it_and_tells_nothing_before_it_is_opened(smtp):
    [contact] = amira()
    told = tell(contact)
    assert carry_due_messages() == 1
    [mail] = smtp
    assert mail.get_content_type() == "text/plain" and not mail.is_multipart()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<{told.public_id}@porte.example.org>"
    assert "Amira" not in str(mail["Subject"]) and "amira@example.org" not in mail.get_content()
    assert set(re.findall(r"https?://([^/]+)/", mail.get_content())) == {
        "porte.example.org",
        "localhost:8000",
    }


def test_one_click_in_the_mail_program_ends_news_by_mail_with_no_cookie_and_a_look_ends_nothing(smtp):
    [contact] = amira()
    tell(contact)
    carry_due_messages()
    path = re.fullmatch(r"<https://porte.example.org(/.*)>", smtp[0]["List-Unsubscribe"].strip()).group(1)
    assert smtp[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.get(path, follow=True)
    assert page.status_code == 200 and wishes_of_one(contact.person).email
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 302
    assert not wishes_of_one(contact.person).email
    assert tell(contact) is None


def test_what_cannot_be_switched_off_offers_no_click_that_would(smtp):
    [contact] = amira()
    tell(contact, kind=NewsKind.MATCH)
    carry_due_messages()
    assert smtp[0]["List-Unsubscribe"] is None and "/en/news/" in smtp[0].get_content()


def test_nobody_there_is_not_tried_again_and_its_owner_reads_it(smtp):
    [gone], [later] = amira("gone@example.org"), amira("later@example.org")
    told, again = tell(gone), tell(later)
    assert carry_due_messages() == 0
    for each in (told, again, gone, later):
        each.refresh_from_db()
    assert (told.state, again.state) == (MessageState.UNDELIVERABLE, MessageState.QUEUED)
    assert gone.unreachable_at and not later.unreachable_at
    assert tell(gone) is None
    send_code(contact=gone, drill=False, crisis_id=None)  # the way back
    mark_verified(contact=gone, by=VerifiedBy.CODE, origin=SYSTEM, at=now(), crisis_id=None)
    gone.refresh_from_db()
    assert gone.unreachable_at is None


def test_a_server_that_refuses_us_makes_nobodys_address_one_that_does_not_work(smtp):
    """A wrong sender or relay is refused for everybody: once it is put right, all of it leaves."""
    [boris] = amira("boris@example.org")
    told = tell(boris)
    carry_due_messages()
    told.refresh_from_db()
    boris.refresh_from_db()
    assert (told.state, told.error, boris.unreachable_at) == (MessageState.QUEUED, "550", None)


@pytest.fixture
def mailgun(settings):
    with provider() as api:
        api.answers = [(200, {"Content-Type": "application/json"}, b'{"id": "<1@mg>", "message": "Queued"}')]
        settings.EMAIL_PROVIDER, settings.EMAIL_BACKEND = "mailgun", "anymail.backends.mailgun.EmailBackend"
        settings.ANYMAIL = {
            "MAILGUN_API_KEY": "key",
            "MAILGUN_API_URL": f"{api.url}/v3",
            "MAILGUN_SENDER_DOMAIN": "mg.example.org",
            "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY,
            "IGNORE_UNSUPPORTED_FEATURES": True,
        }
        yield api


def posts(event: str, message: Message, *, key: str = SIGNING_KEY, **more) -> int:
    """As https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/ says."""
    token, at = "t" * 50, str(int(time.time()))
    signed = hmac.new(key.encode(), f"{at}{token}".encode(), hashlib.sha256).hexdigest()
    told = {
        "event": event,
        "timestamp": time.time(),
        "recipient": message.contact.value,
        "user-variables": {"letter": str(message.public_id)},
        "message": {"headers": {"message-id": "1@mg"}},
    }
    body = {"signature": {"timestamp": at, "token": token, "signature": signed}, "event-data": told | more}
    return (
        Client().post(reverse("mail_events"), json.dumps(body), content_type="application/json").status_code
    )


def sent(api: Provider, contact) -> Message:
    told = tell(contact)
    assert carry_due_messages() == 1
    told.refresh_from_db()
    return told


def test_a_provider_gets_the_mail_and_our_number_of_it_and_counts_no_opening(mailgun):
    told = sent(mailgun, amira()[0])
    [asked] = mailgun.asked
    assert asked.path == "/v3/mg.example.org/messages"
    said = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
    assert said["to"] == "amira@example.org" and "html" not in said
    assert said["v:letter"] == str(told.public_id) and told.provider_ref == "<1@mg>"
    assert said["o:tracking-clicks"] == said["o:tracking-opens"] == "no"


def test_what_the_provider_says_afterwards_is_kept_and_what_a_stranger_says_is_not(mailgun):
    [contact] = amira()
    told = sent(mailgun, contact)
    assert posts("delivered", told, key="guessed") == 400
    assert posts("failed", told, severity="temporary", reason="generic") == 200
    told.refresh_from_db()
    assert told.state == MessageState.SENT
    assert posts("delivered", told) == posts("delivered", told) == 200
    told.refresh_from_db(), contact.refresh_from_db()
    assert told.state == MessageState.DELIVERED and not contact.unreachable_at


def test_a_bounce_ends_mail_to_that_address_and_a_complaint_ends_everything(mailgun):
    [bounces], [complains] = amira("bounces@example.org"), amira("complains@example.org")
    first, second = sent(mailgun, bounces), sent(mailgun, complains)
    assert posts("failed", first, severity="permanent", reason="bounce") == 200
    assert posts("complained", second) == 200
    first.refresh_from_db(), bounces.refresh_from_db()
    assert first.state == MessageState.UNDELIVERABLE and bounces.unreachable_at
    assert stopped(complains) and not stopped(bounces)
    assert tell(bounces) is None and tell(complains) is None


def test_a_bounce_that_does_not_name_our_number_of_the_mail_is_known_by_theirs(mailgun):
    told = sent(mailgun, amira()[0])
    assert posts("failed", told, severity="permanent", reason="bounce", **{"user-variables": {}}) == 200
    told.refresh_from_db()
    assert told.state == MessageState.UNDELIVERABLE


def test_without_a_provider_or_a_way_to_know_it_nobody_posts_anything(settings, client):
    path = reverse("mail_events")
    assert client.post(path, {}).status_code == 404
    settings.EMAIL_PROVIDER, settings.ANYMAIL = "postmark", {"POSTMARK_SERVER_TOKEN": "token"}
    assert client.post(path, {}).status_code == 404
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "token", "WEBHOOK_SECRET": "us:secret"}
    assert client.post(path, {}).status_code == 400


def test_half_a_configuration_is_refused_before_it_loses_mail(settings):
    settings.EMAIL_PROVIDER, settings.EMAIL_BACKEND = "mailgun", "anymail.backends.mailgun.EmailBackend"
    settings.ANYMAIL = {}
    with pytest.raises(SystemCheckError, match="MAILGUN_API_KEY"):
        call_command("check")
    settings.EMAIL_HOST = "mail.example.org"
    with pytest.raises(SystemCheckError, match="both set"):
        call_command("check")


def test_mails_that_strangers_cause_are_paced_and_a_known_authors_word_is_not(smtp, monkeypatch):
    monkeypatch.setitem(throttle.RATES, "mails_behind", "2/hour")
    word = {"drill": False, "crisis_id": 7, "invited": True, "kind": NewsKind.CHECK_IN}
    for number in range(4):
        reach(amira(f"{number}@example.org")[0], text="A word for you.", behind=True, **word)
    reach(amira("dana@example.org")[0], text="A word of somebody known.", **word)
    code = {"drill": False, "crisis_id": 7, "verifying": True, "behind": True}
    reach(amira("zoe@example.org")[0], text="Your code.", **code)
    carry_due_messages()
    left = [each["To"] for each in smtp]
    assert set(left) == {"dana@example.org", "zoe@example.org", "0@example.org", "1@example.org"}
    waiting = Message.objects.filter(state="queued")
    assert waiting.count() == 2 and all(each.attempts == 0 and each.text for each in waiting), "none is lost"


def test_codes_of_a_network_that_posts_all_night_are_paced_and_those_of_others_leave(smtp, monkeypatch):
    """Whoever posts a request with somebody's address has them written to: ten a second, had they the time."""
    monkeypatch.setitem(throttle.RATES, "codes_from", "1/hour")
    monkeypatch.setitem(throttle.RATES, "codes_behind", "2/hour")
    paris = cast.active_crisis()
    laptop = Origin(door=Door.WEB, network="203.0.113.9")
    for number in range(5):
        cast.amira_asks(paris, contact=f"{number}@example.org", origin=laptop)
    cast.boris_opens(paris, contact="lina@example.org", origin=Origin(door=Door.WEB, network="198.51.100.7"))
    carry_due_messages()
    assert {each["To"] for each in smtp} == {f"{n}@example.org" for n in (0, 1, 2)} | {"lina@example.org"}
    assert Need.objects.count() == 5 and Message.objects.filter(state="queued").count() == 2, "none is lost"
