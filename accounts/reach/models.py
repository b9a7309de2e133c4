"""Messages to people outside: the outbox of every e-mail and SMS, and the marked mailbox of drills."""

import uuid

from django.db import models
from django.utils import timezone

from accounts.people.models import ContactPoint
from accounts.reach.vocabulary import SO_FAR, WRITTEN, MessageState, NewsKind, Way


class Message(models.Model):
    """`provider_ref`: the carrier's own id; `segments`: parts of an SMS paid for; `tried_at`: the first try.

    `thing`: what it is about; of one thing only the newest leaves. `behind`: made by somebody whose own contact has not
    answered: it leaves last, and is paced. `news`: how many messages it stands for.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contact = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="messages")
    crisis_id = models.BigIntegerField(null=True, blank=True)
    drill = models.BooleanField()
    kind = models.CharField(max_length=10, choices=NewsKind.choices, default=NewsKind.OTHER)
    thing = models.CharField(max_length=100, blank=True)
    way = models.CharField(max_length=12, choices=Way.choices, default=Way.CONTACT)
    news = models.PositiveSmallIntegerField(default=1)
    subject = models.CharField(max_length=150, blank=True)
    text = models.TextField()
    state = models.CharField(max_length=16, choices=MessageState.choices)
    urgent = models.BooleanField(default=False)
    behind = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    error = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    provider_ref = models.CharField(max_length=80, blank=True)
    segments = models.PositiveSmallIntegerField(default=0)

    class Meta:
        app_label = "accounts"
        constraints = [
            # Promise 8, held by the database: a drill's message has no state from which it could be carried.
            models.CheckConstraint(
                condition=models.Q(drill=False) | models.Q(state=MessageState.ON_SCREEN),
                name="drill_message_stays_on_screen",
            )
        ]
        indexes = [
            # The carrier asks: what is queued and due?
            models.Index(
                fields=["next_attempt_at"], condition=models.Q(state=MessageState.QUEUED), name="message_due"
            ),
            # The desk asks: how far did this crisis's messages get?
            models.Index(fields=["crisis_id", "state"], name="message_by_crisis"),
            # A receipt asks: which one does the carrier call so?
            models.Index(fields=["provider_ref"], name="message_by_ref"),
        ]

    def __str__(self):
        return f"message {self.public_id} ({self.state})"

    @property
    def so_far(self) -> str:
        """What became of it, in words."""
        nobody = self.state == MessageState.SENT and self.provider_ref == WRITTEN
        return SO_FAR[WRITTEN if nobody else self.state]

    @property
    def reached_nobody(self) -> bool:
        return self.provider_ref == WRITTEN or self.state in (MessageState.FAILED, MessageState.UNDELIVERABLE)


class SegmentsSpent(models.Model):
    """How many parts of SMS went out on one day for one crisis (0: for none). What a cost cap is held against."""

    crisis_id = models.BigIntegerField(default=0)
    day = models.DateField()
    segments = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "accounts"
        constraints = [models.UniqueConstraint(fields=["crisis_id", "day"], name="spent_once_a_day")]
        # The cap of a day asks: how many, of all crises?
        indexes = [models.Index(fields=["day"], name="spent_by_day")]

    def __str__(self):
        return f"{self.segments} on {self.day}"
