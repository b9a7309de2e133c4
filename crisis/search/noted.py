"""What people say of a person sought: who speaks, of what kind it is, how sure it is, who may read it."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from crisis.search.vocabulary import AuthorKind, NoteKind, NoteStatus, ShownTo, Verification

if TYPE_CHECKING:
    from crisis.activation.models import Crisis


class Note(models.Model):
    """Free text, often by strangers: nobody but the desk reads it before a moderator.

    `status` is PFIF's, and may be empty. `place`: words, never a point; `cell`: what they were taken for (H3,
    resolution 8), or empty. `read_at`: a moderator decided; `shown_to` says what. `answers`: the question, if it is
    an answer. `verification`: how sure it is; `confirmed_by`, `confirmed_at`: the coordinator who checked, and when.
    `hides`: a claim may take the page away by itself; not where too many came from one network.
    `handed_by`, `handed_at`: who gave it to the liaisons, and when: from then on nobody else reads or shows it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    search = models.ForeignKey("crisis.Search", on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    door = models.CharField(max_length=10)
    kind = models.CharField(max_length=14, choices=NoteKind.choices, default=NoteKind.INFORMATION)
    status = models.CharField(
        max_length=20, choices=NoteStatus.choices, blank=True, default=NoteStatus.UNSAID
    )
    author_kind = models.CharField(max_length=14, choices=AuthorKind.choices, default=AuthorKind.STRANGER)
    verification = models.CharField(
        max_length=10, choices=Verification.choices, default=Verification.UNVERIFIED
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    answers = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="answered_by"
    )
    text = models.CharField(max_length=500, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)
    cell = models.CharField(max_length=16, blank=True)
    posted_at = models.DateTimeField()
    shown_to = models.CharField(max_length=8, choices=ShownTo.choices, blank=True, default=ShownTo.NOBODY)
    hides = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    handed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "crisis"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=NoteStatus.values), name="note_status_is_one_we_know"
            ),
            models.CheckConstraint(
                condition=Q(shown_to__in=ShownTo.values), name="note_is_shown_to_somebody_we_know"
            ),
            models.CheckConstraint(condition=Q(kind__in=NoteKind.values), name="note_kind_is_one_we_know"),
            models.CheckConstraint(
                condition=Q(author_kind__in=AuthorKind.values), name="note_author_kind_is_one_we_know"
            ),
            models.CheckConstraint(
                condition=~Q(kind=NoteKind.HOSPITAL_LIST, shown_to=ShownTo.EVERYONE),
                name="note_of_a_hospital_list_is_never_public",
            ),
            models.CheckConstraint(
                condition=Q(verification=Verification.CONFIRMED, confirmed_at__isnull=False)
                | Q(
                    verification__in=(Verification.UNVERIFIED, Verification.CONTACT),
                    confirmed_at__isnull=True,
                ),
                name="note_is_confirmed_at_a_time",
            ),
        ]
        indexes = [
            # The desk asks: which notes has nobody read yet?
            models.Index(fields=["posted_at"], condition=Q(read_at__isnull=True), name="note_unread"),
        ]

    def __str__(self):
        return f"note on search {self.search_id}"

    @property
    def owner(self):
        return self.author

    @property
    def crisis(self) -> "Crisis":
        return self.search.crisis

    @property
    def crisis_id(self) -> int:
        return self.search.crisis_id
