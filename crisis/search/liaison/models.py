"""What was heard of the gravest kind, and what liaisons did about it. Nobody else's page, list or count reads this."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from crisis.activation.models import Crisis
from crisis.search.liaison.vocabulary import TWICE_CONFIRMED, How, Stage, StepKind


def _person(**more):
    """Kept even if they leave: it must stay known who said so."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **more)


class Matter(models.Model):
    """One piece of news about one person. `key`: a digest of its source and record: heard twice, it stands once.

    `heard_from`: whoever handed it in, if they were signed in: never one of the two who confirm it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    search = models.ForeignKey(
        "crisis.Search", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    source = models.CharField(max_length=200)
    door = models.CharField(max_length=10)
    heard_from = _person(null=True, blank=True)
    heard_at = models.DateTimeField()
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.HEARD)
    first_by = _person(null=True, blank=True)
    second_by = _person(null=True, blank=True)

    class Meta:
        app_label = "crisis"
        constraints = [
            models.UniqueConstraint(fields=["crisis", "key"], name="liaison_matter_heard_once"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="liaison_stage_is_one_we_know"),
            # The rule nobody goes around: two named people, two different ones.
            models.CheckConstraint(
                condition=~Q(stage__in=TWICE_CONFIRMED) | Q(first_by__isnull=False, second_by__isnull=False),
                name="liaison_two_confirm",
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True)
                | (Q(first_by__isnull=False) & ~Q(first_by=F("second_by"))),
                name="liaison_two_are_not_one",
            ),
            models.CheckConstraint(
                condition=Q(heard_from__isnull=True)
                | (
                    (Q(first_by__isnull=True) | ~Q(first_by=F("heard_from")))
                    & (Q(second_by__isnull=True) | ~Q(second_by=F("heard_from")))
                ),
                name="liaison_not_who_handed_it_in",
            ),
        ]
        indexes = [
            # Liaisons ask: what waits here, oldest first?
            models.Index(fields=["crisis", "stage", "heard_at"], name="liaison_waiting"),
        ]

    def __str__(self):
        return f"matter {self.pk}"


class Step(models.Model):
    """One liaison's act, never changed. Of a confirmation: `authority`, whom they `spoke_to` there, `spoke_at`.

    Of telling: `told_by` told `told_whom`, `how`, at `spoke_at`; `call`: whom the family may call from then on.
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=14, choices=StepKind.choices)
    by = _person()
    at = models.DateTimeField()
    words = models.CharField(max_length=500, blank=True)
    authority = models.CharField(max_length=160, blank=True)
    spoke_to = models.CharField(max_length=120, blank=True)
    spoke_at = models.DateTimeField(null=True, blank=True)
    told_by = models.CharField(max_length=120, blank=True)
    told_whom = models.CharField(max_length=120, blank=True)
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    call = models.CharField(max_length=160, blank=True)

    class Meta:
        app_label = "crisis"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.kind} on matter {self.matter_id}"
