from django.db import models
from django.utils import timezone


class ClaimedKey(models.Model):
    """One request that acted. Its row is claimed first, in the transaction of its effect."""

    scope_hash = models.CharField(max_length=64, unique=True)
    request_hash = models.CharField(max_length=64)
    subject = models.UUIDField(null=True)
    sealed = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        app_label = "accounts"

    def __str__(self):
        return self.scope_hash[:8]
