"""Reports and decisions. A report hides nothing; a named coordinator does, with a reason, and can undo it."""

import uuid

from django.conf import settings
from django.db import models

from crisis.activation.models import Crisis
from crisis.moderation.vocabulary import Act, ReportReason, ReportState


class Report(models.Model):
    """Reports on one subject are one item of the queue: they are grouped by (subject_kind, subject)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="reports")
    subject_kind = models.CharField(max_length=20)
    subject = models.UUIDField()
    reason = models.CharField(max_length=10, choices=ReportReason.choices)
    text = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=ReportState.choices, default=ReportState.OPEN)
    at = models.DateTimeField()

    class Meta:
        app_label = "crisis"
        indexes = [models.Index(fields=["crisis", "state", "at"], name="report_queue")]

    def __str__(self):
        return f"report on {self.subject_kind} {self.subject}"


class Decision(models.Model):
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="decisions")
    subject_kind = models.CharField(max_length=20)
    subject = models.UUIDField(db_index=True)
    act = models.CharField(max_length=8, choices=Act.choices)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        app_label = "crisis"

    def __str__(self):
        return f"{self.act} {self.subject_kind} {self.subject}"
