"""Behind the scenes: keys shown once, the exercise's mailbox, deliveries that are stuck."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.journal.models import Delivery, Entry, Heartbeat
from accounts.links.actions import key_of
from accounts.links.models import ApiKey
from accounts.reach.carrying import carry_due_messages
from accounts.reach.models import Message
from crisis.activation.clock import set_clock
from crisis.activation.vocabulary import Role
from crisis.shelter.models import Need
from matching.held import held_about
from tests import cast
from tests.crisis.desk.desk_cast import another_coordinator, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def paris():
    return cast.active_crisis()


def test_a_key_is_shown_once_lives_in_one_crisis_and_dies_when_revoked(paris):
    client, path = signed_in(paris.declared_by), reverse("desk_keys", args=[paris.slug])
    told = {"name": "partner", "scopes": ["offers:read"], "days": "7"}
    shown = re.search(r'data-copy="(\w{26})"', client.post(path, told).content.decode())
    key = key_of(shown.group(1))
    assert key.crisis_id == paris.pk and key.scopes == ["offers:read"]
    assert shown.group(1) not in client.get(path).content.decode()
    client.post(reverse("desk_key_revoke", args=[paris.slug, key.pk]))
    assert key_of(shown.group(1)) is None


def test_only_who_may_declare_makes_a_key_that_speaks_for_another_site(paris):
    emma, path = signed_in(another_coordinator(paris)), reverse("desk_keys", args=[paris.slug])
    told = {"name": "x", "scopes": ["pfif:write"], "domain": "good.example.org", "days": "7"}
    assert "lead coordinator" in emma.get(path).content.decode()
    emma.post(path, told)
    assert not ApiKey.objects.exists()
    signed_in(paris.declared_by).post(path, told)
    assert paris.declared_by.api_keys.get().domain == "good.example.org"


def test_a_key_of_another_crisis_cannot_be_revoked_from_here(paris):
    lyon = cast.active_crisis(cast.chen(), name="Lyon")
    signed_in(paris.declared_by).post(
        reverse("desk_keys", args=[paris.slug]), {"name": "x", "scopes": ["offers:read"], "days": "1"}
    )
    key = paris.declared_by.api_keys.get()
    client = signed_in(lyon.declared_by)
    assert client.post(reverse("desk_key_revoke", args=[lyon.slug, key.pk])).status_code == 404


def test_the_mailbox_shows_what_the_exercise_would_have_sent_and_says_that_nothing_left():
    drill = cast.active_crisis(is_drill=True)
    another_coordinator(drill)
    page = signed_in(drill.declared_by).get(reverse("desk_mailbox", args=[drill.slug])).content.decode()
    assert "none of these messages left" in page and "You are invited" in page and "emma@" not in page


def test_the_mailbox_of_a_real_crisis_is_empty(paris):
    another_coordinator(paris)
    page = signed_in(paris.declared_by).get(reverse("desk_mailbox", args=[paris.slug]))
    assert list(page.context["page"]) == []


def test_what_reached_nobody_is_not_called_sent_and_a_line_that_rests_is_seen(paris, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    another_coordinator(paris)
    client, page = signed_in(paris.declared_by), reverse("desk_deliveries", args=[paris.slug])
    carry_due_messages()
    shown = client.get(page).content.decode()
    assert "reached nobody" in shown and "<td>Sent" not in shown and "E-mail: nothing is set up" in shown
    Message.objects.update(state="undeliverable", error="550")
    assert re.search(
        r"<li>E-mail · [^<]+ · Cannot be delivered \(<code[^>]*>550<", client.get(page).content.decode()
    )
    settings.EMAIL_HOST = "mail.example"
    later = timezone.now() + timedelta(minutes=20)
    Heartbeat.objects.update_or_create(name="carry_mail", defaults={"at": later})
    shown = client.get(page).content.decode()
    assert "E-mail: the provider asked us to wait until" in shown and "E-mail: nothing" not in shown


def test_a_stuck_delivery_is_seen_by_its_error_and_tried_again_on_a_press(paris):
    entry = Entry.objects.filter(crisis_id=paris.pk).first()
    stuck = Delivery.objects.create(
        entry=entry, listener="a.listener", attempts=8, stuck_at=timezone.now(), error="OSError"
    )
    client = signed_in(paris.declared_by)
    assert "OSError" in client.get(reverse("desk_deliveries", args=[paris.slug])).content.decode()
    client.post(reverse("desk_delivery_retry", args=[paris.slug, stuck.pk]))
    stuck.refresh_from_db()
    assert stuck.stuck_at is None and stuck.attempts == 0


def test_messages_are_counted_by_way_and_by_what_became_of_them(paris):
    another_coordinator(paris)
    page = signed_in(paris.declared_by).get(reverse("desk_deliveries", args=[paris.slug]))
    [row] = page.context["carried"]
    assert (str(row["way"]), str(row["state"]), row["number"]) == ("E-mail", "Queued", 1)


def test_a_caller_is_taken_down_with_a_vouched_contact_and_given_a_code(paris):
    client = signed_in(paris.declared_by)
    told = {
        "where": "rue Oberkampf 75011",
        "adults": "1",
        "children": "0",
        "for_whom": "me",
        "first_name": "Amira",
        "contact": "06 12 34 56 78",
        "submission_id": "6c1ad0f5-1c05-4b8e-9d53-6ad7fe84b2e1",
    }
    path = reverse("desk_intake_need", args=[paris.slug])
    assert "Read it back" in client.post(path, told).content.decode() and not Need.objects.exists()
    done = client.post(path, told | {"step": "send"}).content.decode()
    need = Need.objects.get()
    assert need.reference in done and "/m/" in done
    assert need.door == "desk" and need.owner != paris.declared_by
    assert need.owner.contact_points.get().verified_by == "coordinator"
    assert need.reference in client.post(path, told | {"step": "send"}).content.decode()
    assert Need.objects.count() == 1


def test_the_mailbox_of_an_exercise_tells_the_time_of_the_exercise(paris):
    drill = cast.active_crisis(cast.chen(), name="Night", is_drill=True)
    set_clock(drill, epoch=datetime(2015, 11, 13, 21, 30, tzinfo=UTC), speed=1)
    need = cast.amira_asks(drill, origin=cast.WEB, contact="amira@example.org")
    page = signed_in(drill.declared_by).get(reverse("desk_mailbox", args=[drill.slug]))
    sent = list(page.context["page"])
    assert sent and all(message.at.year == 2015 for message in sent)
    assert all(sent["created_at"].startswith("2015") for sent in held_about(need.owner)["messages_to_you"])


def test_an_invited_moderator_is_led_to_what_they_may_open_and_told_why_not(paris):
    mo = another_coordinator(paris, name="Mo", role=Role.MODERATOR)
    client = signed_in(mo)
    home = client.get(reverse("desk")).content.decode()
    assert (
        reverse("desk_searches", args=[paris.slug]) in home
        and reverse("desk_queue", args=[paris.slug]) not in home
    )
    refused = client.get(reverse("desk_queue", args=[paris.slug]))
    words = refused.content.decode()
    assert refused.status_code == 404 and "a moderator reads searches" in words and "newer one" not in words
