"""Which searches are for one person, as coordinators said it; and what a family lets the others know."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from crisis.search.models import Search


class SamePerson(models.Model):
    """A coordinator says that two searches are for one person. Taken back, the row stays: it says who did what.

    `one` is the older of the two. At most one row of a pair stands; linked again, the pair gets another row.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    one = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "crisis"
        constraints = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="same_person_older_first"),
            models.UniqueConstraint(
                fields=["one", "other"], condition=Q(undone_at__isnull=True), name="same_person_said_once"
            ),
        ]
        indexes = [
            # A search asks, from either side: with which others is it linked, or was it?
            models.Index(fields=["one", "other"], name="same_person_by_one"),
            models.Index(fields=["other", "one"], name="same_person_by_other"),
        ]

    def __str__(self):
        return f"searches {self.one_id} and {self.other_id}"


class FoundWord(models.Model):
    """The family of a search that is found lets the families of linked ones know. Of that ending alone: `at` is not
    before its `closed_at`.
    """

    search = models.OneToOneField(Search, on_delete=models.CASCADE, related_name="found_word")
    at = models.DateTimeField()

    class Meta:
        app_label = "crisis"

    def __str__(self):
        return f"found word of search {self.search_id}"
