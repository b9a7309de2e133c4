"""Whoever wrote a note and wants to be in touch: their answer to the family's question, and what is passed on."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from crisis.search.models import Note


class ContactWish(models.Model):
    """`question`: the family's as it stood, or empty. `answer`: read by the family and the desk, judged by no machine.

    `agreed`: None until somebody of the family said yes or no.
    """

    note = models.OneToOneField(Note, on_delete=models.CASCADE, related_name="wish")
    question = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=200, blank=True)
    agreed = models.BooleanField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        app_label = "crisis"
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed__isnull=True) | Q(decided_at__isnull=False),
                name="contact_decided_at_some_time",
            ),
        ]

    def __str__(self):
        return f"wish for contact of note {self.note_id}"


class ContactLine(models.Model):
    """A message the service passed on: no address or number but what its writer put into it."""

    wish = models.ForeignKey(ContactWish, on_delete=models.CASCADE, related_name="lines")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        app_label = "crisis"

    def __str__(self):
        return f"line of {self.wish_id}"
