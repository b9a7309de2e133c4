from django.db import models
from django.utils import timezone


class ClaimedKey(models.Model):
    """One request that acted. Its row is claimed first, in the transaction of its effect."""

    scope_hash = models.CharField(max_length=64)
    request_hash = models.CharField(max_length=64)
    subject = models.UUIDField(null=True)
    sealed = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        app_label = "accounts"
        # Not unique=True: PostgreSQL would keep a second index, for LIKE, which every check-in pays for.
        constraints = [models.UniqueConstraint(fields=["scope_hash"], name="key_claimed_once")]

    def __str__(self):
        return self.scope_hash[:8]
