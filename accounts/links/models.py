"""Secret links: whoever holds one may manage one record, or sign in once. Only hashes are kept."""

from django.db import models
from django.utils import timezone

from accounts.people.models import Person


class ManageLink(models.Model):
    """Lets its holder manage one record (`subject_kind`, `subject`) with no account.

    `seed`: of the one link that every notice about the record carries again; see standing_link().
    """

    token_hash = models.CharField(max_length=64)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="manage_links")
    subject_kind = models.CharField(max_length=20)
    subject = models.UUIDField(db_index=True)
    crisis_id = models.BigIntegerField(null=True)
    seed = models.CharField(max_length=26, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "accounts"
        # Not unique=True: PostgreSQL would keep a second index, for LIKE, which every check-in pays for.
        constraints = [models.UniqueConstraint(fields=["token_hash"], name="one_link_for_one_token")]

    def __str__(self):
        return f"{self.subject_kind} {self.subject}"


class SignInLink(models.Model):
    """Signs one person in, once."""

    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_in_links")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "accounts"

    def __str__(self):
        return f"sign-in of {self.person_id}"


class ApiKey(models.Model):
    """A machine's key: shown once, kept as a hash, limited to scopes and to one crisis where given.

    `domain`: whose records it may send (docs/pfif.md); empty: nobody's.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=60)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_keys")
    crisis_id = models.BigIntegerField(null=True, blank=True)
    scopes = models.JSONField(default=list)
    domain = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "accounts"

    def __str__(self):
        return self.name
