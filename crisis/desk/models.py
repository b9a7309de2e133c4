"""Cases: what needs a coordinator, who has it, and what they noted."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from crisis.activation.models import Crisis
from crisis.desk.vocabulary import Why
from crisis.shelter.models import Offer


class Case(models.Model):
    """One open case per (subject, why). `taken_by`: who works on it now."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="cases")
    subject_kind = models.CharField(max_length=20)
    subject = models.UUIDField(db_index=True)
    why = models.CharField(max_length=16, choices=Why.choices)
    opened_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "crisis"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "why"],
                condition=Q(closed_at__isnull=True),
                name="one_open_case_per_reason",
            )
        ]
        indexes = [
            models.Index(
                fields=["crisis", "opened_at"], condition=Q(closed_at__isnull=True), name="case_open"
            )
        ]

    def __str__(self):
        return f"{self.why} {self.subject_kind} {self.subject}"


class SecondYes(models.Model):
    """Whoever has children alone wants `offer` for them, and waits for a second coordinator to say yes."""

    WITHIN = timedelta(hours=1)

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="second_yes")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        app_label = "crisis"

    def __str__(self):
        return f"{self.offer_id} for {self.case_id}"

    @property
    def until(self) -> datetime:
        """From then on it has lapsed."""
        return self.at + self.WITHIN


class CaseNote(models.Model):
    """What a coordinator wrote down about a subject, for the next one on shift."""

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    subject = models.UUIDField(db_index=True)
    text = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        app_label = "crisis"

    def __str__(self):
        return f"note on {self.subject}"
