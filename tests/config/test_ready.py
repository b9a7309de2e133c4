"""What the alarm reads: not only that we stand, but what of the work behind stands still."""

import errno
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.journal.models import Heartbeat
from accounts.reach.models import Message
from config import ready
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_mail_server_that_is_down_and_a_line_that_rests_are_told(client, settings):
    cast.boris_opens(cast.active_crisis(), contact="boris@example.org", origin=cast.WEB)
    assert client.get("/ready").json()["minutes_tried_in_vain"] == {"sms": 0, "mail": 0, "push": 0}
    assert client.get("/ready").json()["nothing_set_for"] == ["email", "phone"]
    settings.EMAIL_HOST, ago = "mail.example", timezone.now() - timedelta(minutes=7)
    Message.objects.update(attempts=3, tried_at=ago, error="ConnectionRefusedError")
    Heartbeat.objects.create(name="carry_sms", at=timezone.now() + timedelta(minutes=20))
    told = client.get("/ready").json()
    assert told["minutes_tried_in_vain"]["mail"] == 7
    assert (told["resting"], told["nothing_set_for"]) == (["sms"], ["phone"])


@pytest.mark.sqlite_only
def test_a_disk_that_takes_nothing_more_is_told_at_once(client, monkeypatch):
    Heartbeat.objects.create(name="dispatcher", at=timezone.now())
    well = client.get("/ready")
    assert (well.status_code, well.json()["disk"]) == (200, True)

    def full(**_anything):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(ready.tempfile, "TemporaryFile", full)
    told = client.get("/ready")
    assert (told.status_code, told.json()["disk"], told.json()["database"]) == (503, False, True)
