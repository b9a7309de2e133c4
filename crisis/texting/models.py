"""Conversations by SMS, and which number belongs to which crisis. What was said is kept shortly."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.people.models import ContactPoint
from accounts.reach.models import Message
from crisis.activation.models import Crisis
from crisis.texting.vocabulary import Asked


class TextNumber(models.Model):
    """`number` (E.164): what is sent to it is about `crisis`, while that is open."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="text_numbers")
    number = models.CharField(max_length=16, unique=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_at = models.DateTimeField()

    class Meta:
        app_label = "crisis"

    def __str__(self):
        return f"a number of {self.crisis_id}"


class Conversation(models.Model):
    """With one phone (`contact`, of the person who owns what is posted by it).

    `crisis`: which one it is about; `number`: the one of ours that was written to last, or "". `asked`: what the last
    answer asked back; `pending`: what was said before that, with what may be chosen from:
    {"keyword", "rest", "people", "choices": [crisis ids, or places by their fields]}.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contact = models.OneToOneField(ContactPoint, on_delete=models.CASCADE, related_name="conversation")
    # A keyed hash: two texts at once make one conversation.
    phone = models.CharField(max_length=64, unique=True)
    crisis = models.ForeignKey(Crisis, null=True, on_delete=models.SET_NULL, related_name="conversations")
    number = models.CharField(max_length=16, blank=True)
    language = models.CharField(max_length=8, default="fr")
    name = models.CharField(max_length=121, blank=True)
    asked = models.CharField(max_length=12, choices=Asked.choices, blank=True)
    pending = models.JSONField(default=dict)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "crisis"

    def __str__(self):
        return f"conversation {self.public_id}"


class TextLine(models.Model):
    """One text, theirs (`incoming`) or ours. `provider_id`: a hash of the provider's name for one of theirs,
    its sender and what it says: never taken twice.

    `unclear_at`: it waits for a person since then, until `handled_at`; `by`: which coordinator wrote, or set it aside.
    `message`: how one of ours leaves, until that is forgotten.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="lines")
    crisis = models.ForeignKey(Crisis, null=True, on_delete=models.SET_NULL, related_name="texts")
    incoming = models.BooleanField()
    provider_id = models.CharField(max_length=100, null=True, unique=True)
    text = models.CharField(max_length=1600)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    unclear_at = models.DateTimeField(null=True, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        app_label = "crisis"
        indexes = [
            models.Index(fields=["conversation", "at"], name="text_by_conversation"),
            # The desk asks: which texts wait for a person?
            models.Index(
                fields=["crisis", "unclear_at"],
                condition=models.Q(unclear_at__isnull=False, handled_at__isnull=True),
                name="text_unclear",
            ),
            # What was received before a crash and not answered yet.
            models.Index(
                fields=["at"], condition=models.Q(incoming=True, answered_at__isnull=True), name="text_owed"
            ),
        ]

    def __str__(self):
        return f"text {self.public_id}"
