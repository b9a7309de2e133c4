"""Who sends us records, what of theirs we hold as a clone, and what of ours was ever given away."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from crisis.activation.models import Crisis
from crisis.search.models import Note, Search
from crisis.search.pfif.vocabulary import EntryKind, PhotoState

LONGEST_ID = 250


class Feed(models.Model):
    """Another site, known by the domain its record ids begin with.

    `person`: owns what it sends, and is nobody's account. `photo_hosts`: hosts, "name" or "name:port", from which
    its photos may be fetched; empty: none are.
    """

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    domain = models.CharField(max_length=100)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    photo_hosts = models.JSONField(default=list, blank=True)
    since = models.DateTimeField()

    class Meta:
        app_label = "crisis"
        constraints = [models.UniqueConstraint(fields=["crisis", "domain"], name="feed_once_per_crisis")]

    def __str__(self):
        return self.domain


class Taken(models.Model):
    """What both kinds of clone keep. `fields`: {PFIF 1.4 name: text}, all that came, for the way back out."""

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="+")
    record_id = models.CharField(max_length=LONGEST_ID)
    source_date = models.DateTimeField()
    fields = models.JSONField(default=dict)
    taken_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self):
        return self.record_id


class Clone(Taken):
    """A search that belongs to another site: it alone changes it, and says how long it may be kept.

    `reads_first`: a moderator reads it even in an open crisis (Checked.reads_first). `gone_at`: it ran out
    or was taken back; ids and dates are all that is left.
    """

    search = models.OneToOneField(Search, on_delete=models.CASCADE, related_name="clone")
    expiry_date = models.DateTimeField(null=True, blank=True)
    reads_first = models.BooleanField(default=False)
    gone_at = models.DateTimeField(null=True, blank=True)
    photo_state = models.CharField(max_length=8, choices=PhotoState.choices, blank=True, default="")
    photo_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        app_label = "crisis"
        constraints = [
            models.UniqueConstraint(fields=["crisis", "record_id"], name="clone_once_per_crisis"),
            models.CheckConstraint(
                condition=Q(photo_state__in=PhotoState.values), name="clone_photo_state_is_one_we_know"
            ),
        ]
        indexes = [
            # The sweep asks: which photos are still to be fetched?
            models.Index(
                fields=["photo_tries"], condition=Q(photo_state=PhotoState.WAITING), name="clone_photo_waits"
            ),
            # And: which clones ran out?
            models.Index(fields=["expiry_date"], condition=Q(gone_at__isnull=True), name="clone_by_expiry"),
        ]


class NoteRecord(Taken):
    """A note that belongs to another site."""

    note = models.OneToOneField(Note, on_delete=models.CASCADE, related_name="record")

    class Meta:
        app_label = "crisis"
        constraints = [
            models.UniqueConstraint(fields=["crisis", "record_id"], name="note_record_once_per_crisis")
        ]


class Entry(models.Model):
    """One record that may be, or once could be, read by other sites; see ledger.

    `fields`: {PFIF 1.4 name: text} for whoever may read; `kept`: what stands in their place for whoever may read the
    sensitive ones. `entered_at`: when it last changed, by which others ask for what is new. `gone_at`: it is a
    placeholder with neither; its three dates say this moment.
    """

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=EntryKind.choices)
    record_id = models.CharField(max_length=LONGEST_ID)
    person_record_id = models.CharField(max_length=LONGEST_ID)
    search = models.ForeignKey(Search, null=True, on_delete=models.SET_NULL, related_name="+")
    fields = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)
    entered_at = models.DateTimeField()
    source_date = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "crisis"
        constraints = [
            models.UniqueConstraint(fields=["crisis", "record_id"], name="entry_once_per_crisis"),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind_is_one_we_know"),
        ]
        indexes = [
            # Others ask: what is new since?
            models.Index(fields=["crisis", "kind", "entered_at"], name="entry_by_date"),
            models.Index(fields=["crisis", "person_record_id"], name="entry_by_person"),
        ]

    def __str__(self):
        return self.record_id
