"""Photos of the person sought, and what is remembered of those judged false: hashes, never a picture."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisis.activation.models import Crisis
from crisis.search.models import Search


class Sensitive(models.TextChoices):
    """Who marked it: what the desk marked, the family does not lift."""

    NO = "", _("May be shown as it is")
    FAMILY = "family", _("Blurred by the family")
    DESK = "desk", _("Blurred by a moderator")


class FalsePhoto(models.Model):
    """A moderator judged a photo false. Outlives photo, search and crisis.

    `prints`: hashes of it and of its parts, end to end (photos.likeness). `drill`: of rehearsals alone.
    `photo`: while it is still kept. `compared_to`: the last photo it was compared with; later ones wait for that.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    crisis = models.ForeignKey(Crisis, null=True, on_delete=models.SET_NULL, related_name="+")
    drill = models.BooleanField(default=False)
    photo = models.OneToOneField(
        "crisis.Photo", null=True, on_delete=models.SET_NULL, related_name="judgement"
    )
    prints = models.BinaryField()
    compared_to = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    judged_at = models.DateTimeField()

    class Meta:
        app_label = "crisis"

    def __str__(self):
        return f"false photo {self.pk}"


class Photo(models.Model):
    """Re-encoded, kept in the database on purpose: docs/decisions/0006. `key` names it in an address.

    `place`: 0 is shown first. `blurred`: a picture of its own, made once it is marked sensitive.
    `prints`: what it is compared by (photos.likeness). `held_at`: nobody but family and desk sees it; `like`: for
    it looks like this one, judged false.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="photos")
    key = models.CharField(max_length=32, unique=True)
    place = models.PositiveSmallIntegerField(default=0)
    full = models.BinaryField()
    thumb = models.BinaryField()
    blurred = models.BinaryField(default=bytes)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    sensitive = models.CharField(max_length=6, choices=Sensitive.choices, blank=True, default=Sensitive.NO)
    prints = models.BinaryField(default=bytes)
    like = models.ForeignKey(FalsePhoto, null=True, on_delete=models.SET_NULL, related_name="copies")
    held_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        app_label = "crisis"
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sensitive__in=Sensitive.values), name="photo_is_marked_by_somebody_we_know"
            ),
        ]
        indexes = [
            # The desk asks: which photos are held?
            models.Index(fields=["held_at"], condition=Q(held_at__isnull=False), name="photo_held"),
        ]

    def __str__(self):
        return f"photo of search {self.search_id}"

    @property
    def owner(self):
        return self.search.owner

    @property
    def crisis(self) -> Crisis:
        return self.search.crisis

    @property
    def crisis_id(self) -> int:
        return self.search.crisis_id


_BYTES = ("full", "thumb", "blurred")
WITHOUT_BYTES = Photo.objects.defer(*_BYTES)
# To defer, too, where the one judged false is joined.
BYTES_ALIKE = [f"like__photo__{each}" for each in _BYTES]
