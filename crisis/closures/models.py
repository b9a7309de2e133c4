"""Areas the authorities have closed: nobody is sent into, out of or through one."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from crisis.activation.models import Crisis
from crisis.closures.vocabulary import ClosureReason


class Closure(models.Model):
    """`area`: GeoJSON (a circle, too); `cells`: H3 cells of the grid's resolution in which to look for what it holds.

    Active until `lifted_at`. `until`: when it lifts by itself. `version`: raised by each change.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="closures")
    name = models.CharField(max_length=120)
    reason = models.CharField(max_length=8, choices=ClosureReason.choices)
    source = models.CharField(max_length=160)
    source_url = models.URLField(blank=True)
    place_label = models.CharField(max_length=200, blank=True)
    lat = models.FloatField()
    lon = models.FloatField()
    radius_m = models.PositiveIntegerField(null=True, blank=True)
    area = models.JSONField()
    cells = models.JSONField()
    cell = models.CharField(max_length=16)
    fine_cell = models.CharField(max_length=16)
    until = models.DateTimeField(null=True, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    declared_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "crisis"
        indexes = [
            # Every proposal asks: what is closed in this crisis now?
            models.Index(fields=["crisis"], condition=Q(lifted_at__isnull=True), name="closure_active"),
        ]

    def __str__(self):
        return self.name
