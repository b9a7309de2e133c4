"""What was heard of the gravest kind, and what liaisons did about it. Nobody else's page, list or count reads this."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from crisis.activation.models import Crisis
from crisis.search.liaison.vocabulary import TWICE_CONFIRMED, URGENT, How, Stage, StepKind, Via


def _person(**more):
    """Kept even if they leave: it must stay known who said so."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **more)


class Matter(models.Model):
    """One person of whom it was heard, and what liaisons did about it: all that is heard of them stands under it.

    `heard_from`: whoever handed in the first of it, if they were signed in: never one of the two who confirm it.
    `doubted_by`: who of the liaisons says that the family was told wrongly, until another says so, too.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    search = models.ForeignKey(
        "crisis.Search", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=120, blank=True)
    heard_from = _person(null=True, blank=True)
    heard_at = models.DateTimeField()
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.HEARD)
    first_by = _person(null=True, blank=True)
    second_by = _person(null=True, blank=True)
    doubted_by = _person(null=True, blank=True)

    class Meta:
        app_label = "crisis"
        constraints = [
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

    @property
    def urgent(self) -> bool:
        return self.stage in URGENT


class News(models.Model):
    """What one source said of the person of a matter. `key`: a digest of its source and record: heard twice, it
    stands once.

    `source`: the name of the list or site, or what whoever heard it wrote; `search`: the one it was said of.
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="news")
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    search = models.ForeignKey(
        "crisis.Search", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    key = models.CharField(max_length=64)
    words = models.CharField(max_length=1000, blank=True)
    via = models.CharField(max_length=10, choices=Via.choices)
    source = models.CharField(max_length=200, blank=True)
    heard_from = _person(null=True, blank=True)
    heard_at = models.DateTimeField()

    class Meta:
        app_label = "crisis"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["crisis", "key"], name="liaison_news_heard_once"),
        ]
        indexes = [
            # Before one more is taken: how much of this source waits?
            models.Index(fields=["crisis", "via", "source"], name="liaison_news_by_source"),
        ]

    def __str__(self):
        return f"news {self.pk} of matter {self.matter_id}"


class Step(models.Model):
    """One liaison's act, never changed. Of a confirmation: `authority`, whom they `spoke_to` there, `spoke_at`.

    Of telling: `told_by` told `told_whom`, `how`, at `spoke_at`; `call`: whom the family may call from then on;
    `families`: of which searches that was.
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
    families = models.ManyToManyField("crisis.Search", related_name="+")

    class Meta:
        app_label = "crisis"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.kind} on matter {self.matter_id}"
