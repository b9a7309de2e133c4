"""SMS out: through a local server that speaks the provider's protocol; receipts, a ladder of tries, a cost cap."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accounts import throttle
from accounts.people.models import ContactPoint, Person
from accounts.reach import carrying
from accounts.reach.actions import reach
from accounts.reach.carriers.sms.segments import for_sms, in_gsm7, is_gsm7, segments
from accounts.reach.carrying import LADDER, carry_due_messages
from accounts.reach.models import Message, SegmentsSpent
from accounts.reach.spending import waiting_for_room
from accounts.reach.stops import stopped
from accounts.reach.vocabulary import NewsKind
from config import checks
from tests.cast import now
from tests.rig.sms import AMIRA, OURS, SID, TOKEN, Provider, signature

SITE = "https://porte.example"


@pytest.fixture(scope="module")
def _provider():
    running = Provider()
    yield running
    running.close()


@pytest.fixture
def provider(_provider, settings):
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_FROM = SID, TOKEN, OURS
    settings.TWILIO_API_URL, settings.PUBLIC_URL, settings.REACH_TIMEOUT = _provider.url, SITE, 5
    _provider.taken.clear()
    _provider.script.clear()
    return _provider


def amira(value: str = AMIRA) -> ContactPoint:
    person = Person.objects.create_user(language="en")
    return ContactPoint.objects.create(person=person, kind="phone", value=value, verified_at=now())


def said(text: str = "Your page changed.", **about) -> Message:
    return reach(about.pop("contact", None) or amira(), text=text, drill=False, **about)


def at_once() -> int:
    """Whatever waits for its next try is due now."""
    Message.objects.filter(state="queued").update(next_attempt_at=now())
    return carry_due_messages()


def state() -> str:
    return Message.objects.get().state


def posted(message: Message | None, **told) -> int:
    """What the provider posts back, signed; the status it gets."""
    public = message.public_id if message else UUID(int=0)
    path = reverse("sms_twilio_receipt", args=[public])
    params = {"MessageSid": "SM1", "AccountSid": SID, **told}
    signed = signature(SITE + path, params)
    return Client().post(path, params, headers={"X-Twilio-Signature": signed}).status_code


@pytest.mark.django_db
def test_a_text_leaves_as_the_provider_asks_and_its_own_id_is_kept(provider):
    message = said("Amira, a bête « door » is open…")
    assert carry_due_messages() == 1
    [sent] = provider.taken
    assert sent["To"] == AMIRA and sent["From"] == OURS
    assert sent["Body"] == 'Amira, a bete "door" is open...', "one part instead of two"
    assert sent["StatusCallback"] == f"{SITE}/hooks/sms/twilio/receipts/{message.public_id}/"
    message.refresh_from_db()
    assert (message.state, message.segments, message.text) == ("sent", 1, "")
    assert message.provider_ref.startswith("SM")


@pytest.mark.django_db
def test_receipts_twice_late_or_in_the_wrong_order_end_the_same(provider):
    message = said()
    carry_due_messages()
    for status in ("sent", "delivered", "delivered", "sent", "undelivered"):
        assert posted(message, MessageStatus=status) == 204
    message.refresh_from_db()
    assert message.state == "delivered" and message.delivered_at
    other = said("Another.")
    carry_due_messages()
    posted(other, MessageStatus="undelivered", ErrorCode="30008")
    posted(other, MessageStatus="delivered")
    other.refresh_from_db()
    assert other.state == "delivered", "the phone was on again"


@pytest.mark.django_db
def test_a_receipt_that_nobody_signed_is_refused(provider):
    message = said()
    carry_due_messages()
    path = reverse("sms_twilio_receipt", args=[message.public_id])
    params = {"MessageStatus": "delivered"}
    forged = {"X-Twilio-Signature": signature(SITE + path, {"MessageStatus": "sent"})}
    assert Client().post(path, params, headers=forged).status_code == 403
    assert Client().post(path, params).status_code == 403
    posted(message, MessageStatus="undelivered", ErrorCode=f"Cannot reach {AMIRA}")
    assert Message.objects.get().error == "other", "a provider's sentence may hold the number"
    Message.objects.update(state="sent")
    assert posted(None, MessageStatus="delivered") == 204, "a message that is not there any more"
    assert state() == "sent"


@pytest.mark.django_db
def test_a_gateway_posts_its_receipts_with_a_secret(settings):
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_SECRET = "http://127.0.0.1:1/", "quiet"
    message, hook = said(), reverse("sms_gateway_receipt")
    Message.objects.update(state="sent", attempts=1)
    told = {"id": str(message.public_id), "status": "undelivered", "error": "unknown_number"}
    body = json.dumps(told)
    assert Client().post(hook, body, content_type="application/json").status_code == 403
    signed = {"Authorization": "Bearer quiet"}
    assert Client().post(hook, body, content_type="application/json", headers=signed).status_code == 204
    assert state() == "undeliverable"
    assert Client().post(hook, "[]", content_type="application/json", headers=signed).status_code == 400


@pytest.mark.django_db
def test_a_number_that_does_not_exist_is_not_tried_again(provider):
    provider.script.append((400, {}, {"code": 21211}))
    said()
    carry_due_messages()
    assert at_once() == 0 and state() == "undeliverable" and provider.taken == []
    assert Message.objects.get().error == "21211"
    assert SegmentsSpent.objects.get().segments == 0, "what is refused costs nothing"


@pytest.mark.django_db
def test_what_is_wrong_with_our_settings_ends_no_message_and_is_logged_by_its_way(provider, caplog):
    provider.script.append((400, {}, {"code": 21606}))
    said()
    carry_due_messages()
    assert state() == "queued" and "not carried by sms" in caplog.text and AMIRA not in caplog.text
    assert at_once() == 1


@pytest.mark.django_db
def test_whoever_stopped_at_their_carrier_is_stopped_here_and_nobody_is_told_so(provider):
    contact = amira()
    provider.script.append((400, {}, {"code": 21610}))
    said(contact=contact)
    carry_due_messages()
    assert state() == "failed" and stopped(contact)
    assert said(contact=contact) is None


@pytest.mark.django_db
def test_a_provider_that_asks_us_to_wait_is_left_alone_for_as_long(provider):
    provider.script.append((429, {"Retry-After": "1200"}, {"code": 20429}))
    said("One."), said("Two.")
    carry_due_messages()
    assert provider.taken == [], "the second was not even tried"
    assert carry_due_messages() == 0
    tried = Message.objects.get(attempts=1)
    assert tried.next_attempt_at > now() + timedelta(seconds=1100)


@pytest.mark.django_db
def test_a_silent_provider_of_sms_holds_up_no_mail(provider, settings, tmp_path):
    settings.VAR_DIR, settings.REACH_TIMEOUT = tmp_path, 0.2
    provider.script.extend([1, 1])
    for number in range(4):
        said(contact=amira(f"+3361234567{number}"))
    mail = ContactPoint.objects.create(
        person=Person.objects.create_user(), kind="email", value="a@example.org", verified_at=now()
    )
    reach(mail, text="news", drill=False)
    assert carry_due_messages(lines=("sms",)) == 0
    assert Message.objects.filter(attempts=1).count() == 2, (
        "after two timeouts the others wait for the next run"
    )
    assert carry_due_messages(lines=("mail",)) == 1


@pytest.mark.django_db
def test_at_half_failing_all_leave_or_fail_by_name_within_four_hours(provider, monkeypatch):
    """F21: every other try is refused; time is moved to each next try."""
    monkeypatch.setattr(carrying.random, "uniform", lambda _least, most: most)
    for number in range(20):
        said(contact=amira(f"+336123456{number:02}"))
    busy = (503, {}, {"code": 20503})
    for _try in range(2 * len(LADDER)):
        provider.script.extend([busy, None] * 20)
        waits = Message.objects.filter(state="queued").values_list("tried_at", "next_attempt_at")
        assert all(at - tried <= timedelta(hours=4) for tried, at in waits if tried)
        at_once()
        provider.script.clear()
    assert set(Message.objects.values_list("state", flat=True)) <= {"sent", "failed"}
    assert Message.objects.filter(state="sent").count() >= 15
    assert sum(step * 1.5 for step in LADDER) <= 4 * 3600


@pytest.mark.django_db
def test_a_message_always_refused_fails_by_name(provider):
    said()
    for _try in range(len(LADDER) + 1):
        provider.script.append((503, {}, {"code": 20503}))
        at_once()
    message = Message.objects.get()
    assert (message.state, message.error, message.text) == ("failed", "20503", "")


@pytest.mark.django_db
def test_at_the_cost_cap_news_waits_codes_go_and_nothing_is_dropped(provider, settings, client, monkeypatch):
    monkeypatch.setattr(carrying, "gather_due", lambda _at, **_of: 0)
    settings.SMS_SEGMENTS_PER_CRISIS = 5
    contact = amira()
    for number in range(6):
        said(f"News {number}.", contact=contact, kind=NewsKind.SEARCH, thing=f"search:{number}", crisis_id=7)
    Message.objects.update(next_attempt_at=now(), urgent=False)
    for _turn in range(3):
        carry_due_messages()
    assert len(provider.taken) == 4, "the last fifth is for what cannot wait"
    assert waiting_for_room(7).count() == 2
    assert not waiting_for_room(7).exclude(tried_at=None), "the four hours of a ladder have not begun"
    said("Are you safe?", contact=contact, kind=NewsKind.ASK, crisis_id=7)
    carry_due_messages()
    assert len(provider.taken) == 4, "whoever asks uses up nothing that codes need"
    said("Your code is 123456.", contact=contact, verifying=True, crisis_id=7)
    carry_due_messages()
    assert provider.taken[-1]["Body"].startswith("Your code")
    assert client.get("/ready").json()["sms_at_the_cost_cap"] == 3
    settings.SMS_SEGMENTS_PER_CRISIS = 50
    at_once()
    assert len(provider.taken) == 8


def test_segments_are_counted_as_they_are_paid():
    assert [segments("a" * length) for length in (0, 160, 161, 306, 307)] == [1, 1, 2, 2, 3]
    assert segments("€" * 80) == 1 and segments("€" * 81) == 2, "two units each"
    assert [segments("ب" * length) for length in (70, 71, 134, 135)] == [1, 2, 2, 3]
    assert segments("😀" * 35) == 1 and segments("😀" * 36) == 2
    assert for_sms("être « là » à Orléans…") == 'etre "là" à Orléans...'
    assert for_sms("أميرة") == "أميرة", "a name in Arabic letters stays readable"
    assert is_gsm7(in_gsm7("أميرة, Łódź, 北京"))


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        ({}, []),
        ({"TWILIO_ACCOUNT_SID": "AC", "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "+33644600000"}, []),
        ({"TWILIO_ACCOUNT_SID": "AC", "TWILIO_FROM": "+33644600000"}, ["config.E004"]),
        (
            {"TWILIO_ACCOUNT_SID": "AC", "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "0644600000"},
            ["config.E010"],
        ),
        ({"SMS_GATEWAY_SECRET": "s"}, ["config.E006"]),
        ({"SMS_GATEWAY_TOKEN": "t"}, ["config.E006"]),
        ({"SMS_GATEWAY_URL": "http://x", "SMS_GATEWAY_SECRET": "s"}, []),
        (
            {
                "TWILIO_ACCOUNT_SID": "AC",
                "TWILIO_AUTH_TOKEN": "t",
                "TWILIO_FROM": "+33644600000",
                "SMS_GATEWAY_URL": "http://x",
            },
            ["config.E005"],
        ),
    ],
)
def test_half_a_provider_is_refused(settings, told, refused):
    for name, value in told.items():
        setattr(settings, name, value)
    assert [error.id for error in checks.whole_sms(None)] == refused


@pytest.mark.django_db
def test_texts_that_strangers_cause_are_paced_and_leave_last(provider, monkeypatch):
    monkeypatch.setitem(throttle.RATES, "texts_behind", "2/hour")
    strangers = [said(f"Stranger {n}.", crisis_id=7, behind=True, verifying=True) for n in range(4)]
    code = said("Your code.", crisis_id=7, verifying=True)
    assert carry_due_messages() == 3
    assert [sent["Body"] for sent in provider.taken] == ["Your code.", "Stranger 0.", "Stranger 1."]
    waiting = Message.objects.filter(state="queued")
    assert [each.text for each in waiting.order_by("pk")] == ["Stranger 2.", "Stranger 3."], "none is lost"
    assert all(each.attempts == 0 and each.next_attempt_at > now() for each in waiting)
    assert code.behind is False and len(strangers) == 4
    assert said("Elsewhere.", crisis_id=8, behind=True, verifying=True) and carry_due_messages() == 1


@pytest.mark.django_db
def test_no_text_goes_where_the_operator_sends_none_nor_to_a_number_that_earns_by_it(provider, settings):
    settings.SMS_COUNTRIES = ["FR", "BE"]
    for number in ("+18765550123", "+33899123456", "+447400123456"):
        said(contact=amira(number))
    said(contact=amira("+32470123456")), said()
    assert carry_due_messages() == 2
    assert {sent["To"] for sent in provider.taken} == {"+32470123456", AMIRA}
    refused = Message.objects.filter(state="undeliverable")
    assert {each.error for each in refused} == {"country"} and refused.count() == 3


def test_a_provider_without_bounds_is_warned_of_at_every_start(provider, settings):
    assert [each.id for each in checks.bounded_sms(None)] == ["config.W006", "config.W007"]
    settings.SMS_SEGMENTS_PER_DAY, settings.SMS_COUNTRIES = 5000, ["FR", "XX"]
    assert [each.id for each in checks.bounded_sms(None)] == ["config.E012"]
    settings.SMS_COUNTRIES = ["FR"]
    assert checks.bounded_sms(None) == []
