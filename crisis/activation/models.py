"""A crisis, and who coordinates it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from crisis.activation.vocabulary import Phase, Profile, Role


class Crisis(models.Model):
    """One emergency with its place, its perimeter and its clock.

    A drill's clock: `clock_epoch` (drill time) fell on `clock_started_at` (real time) and runs `clock_speed`
    times as fast. `perimeter`: H3 cells of one resolution.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    short_code = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=80)
    what_happened = models.CharField(max_length=280)
    place_label = models.CharField(max_length=160)
    lat = models.FloatField()
    lon = models.FloatField()
    radius_m = models.PositiveIntegerField(null=True, blank=True)
    polygon = models.JSONField(null=True, blank=True)
    perimeter = models.JSONField(default=list)
    official_url = models.URLField(blank=True)
    emergency_numbers = models.CharField(max_length=80, blank=True)
    hotline = models.CharField(max_length=80, blank=True)
    hashtags = models.JSONField(default=list)
    profile = models.CharField(max_length=8, choices=Profile.choices, default=Profile.GUARDED)
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.DRAFT)
    is_drill = models.BooleanField(default=False)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    declared_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stood_down_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    closing_message = models.CharField(max_length=500, blank=True)
    updated_at = models.DateTimeField()
    clock_epoch = models.DateTimeField(null=True, blank=True)
    clock_started_at = models.DateTimeField(null=True, blank=True)
    clock_speed = models.FloatField(default=1.0)

    class Meta:
        app_label = "crisis"
        constraints = [
            models.CheckConstraint(condition=models.Q(clock_speed__gt=0), name="crisis_clock_runs_forward"),
            # Only an exercise has a clock of its own.
            models.CheckConstraint(
                condition=models.Q(is_drill=True) | models.Q(clock_epoch__isnull=True),
                name="crisis_real_time",
            ),
        ]

    def __str__(self):
        return self.slug

    @property
    def is_active(self) -> bool:
        return self.phase == Phase.ACTIVE

    @property
    def is_over(self) -> bool:
        return self.phase in (Phase.STOOD_DOWN, Phase.ARCHIVED)


class Membership(models.Model):
    """One person's role in one crisis; ends at once when `removed_at` is set.

    `liaison_since`: this coordinator may also hear of the gravest news (crisis.search.liaison); `liaison_by` said so.
    """

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.COORDINATOR)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    liaison_since = models.DateTimeField(null=True, blank=True)
    liaison_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        app_label = "crisis"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(liaison_since__isnull=True) | ~models.Q(liaison_by=models.F("person")),
                name="nobody_makes_themselves_a_liaison",
            ),
            models.UniqueConstraint(
                fields=["crisis", "person"],
                condition=models.Q(removed_at__isnull=True),
                name="one_role_per_crisis",
            ),
        ]

    def __str__(self):
        return f"{self.person_id} {self.role} in {self.crisis_id}"
