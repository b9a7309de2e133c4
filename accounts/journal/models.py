"""The journal: one entry per change, one delivery per listener, written in the change's own transaction."""

import uuid

from django.db import models
from django.utils import timezone


class Entry(models.Model):
    """What happened, with ids only. `position` is the order everyone reads by; the dispatcher gives it."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.BigIntegerField(null=True, blank=True, unique=True)
    kind = models.CharField(max_length=60)
    crisis_id = models.BigIntegerField(null=True, blank=True)
    subject = models.UUIDField(null=True, blank=True)
    cell = models.CharField(max_length=16, blank=True)
    payload = models.JSONField(default=dict)
    door = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True, blank=True)
    happened_at = models.DateTimeField()
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "accounts"
        indexes = [
            # The dispatcher asks: what has no position yet?
            models.Index(fields=["id"], condition=models.Q(position__isnull=True), name="entry_unsequenced"),
            # /changes and the live map ask: what came after N in this crisis?
            models.Index(fields=["crisis_id", "position"], name="entry_by_crisis"),
            # "Who saw my address", the history of one offer or need.
            models.Index(fields=["subject", "position"], name="entry_by_subject"),
        ]

    def __str__(self):
        return f"{self.kind} #{self.pk}"


class Delivery(models.Model):
    """One entry owed to one listener. Done once; stuck, and visible, after too many failures."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="deliveries")
    listener = models.CharField(max_length=120)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    stuck_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=120, blank=True)

    class Meta:
        app_label = "accounts"
        constraints = [
            models.UniqueConstraint(fields=["entry", "listener"], name="delivery_once_per_listener")
        ]
        indexes = [
            # The dispatcher asks: what is owed now?
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(done_at__isnull=True, stuck_at__isnull=True),
                name="delivery_due",
            )
        ]

    def __str__(self):
        return f"{self.listener} of entry {self.entry_id}"


class Heartbeat(models.Model):
    """The last sign of life of a background process, by name."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "accounts"

    def __str__(self):
        return self.name
