"""Phones and computers that show news by Web Push, each for one person's own pages."""

from django.db import models
from django.utils import timezone

from accounts.people.models import Person


class PushDevice(models.Model):
    """One browser's subscription (RFC 8030, 8291). `endpoint`: an address at its maker's push service, secret;
    `digest`: SHA-256 of it, in hex; `p256dh`, `auth`: its keys, base64url."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="push_devices")
    endpoint = models.TextField()
    digest = models.CharField(max_length=64)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "accounts"
        # Whoever is written to: which devices of theirs?
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="device_once_per_person")]

    def __str__(self):
        return f"device of {self.person_id}"
