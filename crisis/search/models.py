"""Searches, who follows them and notes. Photos, and where a person was last seen, live in tables of their own."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.links.secrets import new_reference
from crisis.activation.models import Crisis
from crisis.search.noted import Note  # noqa: F401  everybody reads it from here
from crisis.search.vocabulary import Role, SearchState, Sex
from crisis.shelter.models import Located


class Sought(models.Model):
    """What the family says of the person, as shown: in the search itself, and in its public copy."""

    given_name = models.CharField(max_length=60, blank=True)
    family_name = models.CharField(max_length=60, blank=True)
    other_names = models.CharField(max_length=120, blank=True)
    age_min = models.PositiveSmallIntegerField(null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(null=True, blank=True)
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True, default=Sex.UNSAID)
    description = models.CharField(max_length=500, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    proof_question = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class Search(Sought):
    """A person who is looked for. `first_name` and `relation` are the author's: never public.

    `let_through_at`: a moderator read it, and
    every edit after that waits to be read again. `held_at`: a moderator hid it. `warned_at`: the family was told that
    it runs out. `closed_at`: since when it is not open. `withdrawn_by`: who took it back, and alone may bring it back.
    `wiped_at`: only ids and dates are left of it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=9, default=new_reference, unique=True)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    door = models.CharField(max_length=10)
    language = models.CharField(max_length=8, default="fr")
    state = models.CharField(max_length=10, choices=SearchState.choices, default=SearchState.OPEN)
    posted_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True, blank=True)
    wiped_at = models.DateTimeField(null=True, blank=True)
    notes_frozen_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    let_through_at = models.DateTimeField(null=True, blank=True)
    cell = models.CharField(max_length=16, blank=True)
    first_name = models.CharField(max_length=60, blank=True)
    relation = models.CharField(max_length=60, blank=True)

    class Meta:
        app_label = "crisis"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SearchState.values), name="search_state_is_one_we_know"
            ),
            models.CheckConstraint(
                condition=Q(age_min__isnull=True) | Q(age_min__lte=F("age_max")), name="search_ages_in_order"
            ),
            models.CheckConstraint(
                condition=Q(wiped_at__isnull=True) | ~Q(state=SearchState.OPEN),
                name="search_open_is_not_wiped",
            ),
        ]
        indexes = [
            # The desk asks: what is open here, newest first?
            models.Index(fields=["crisis", "state", "posted_at"], name="search_by_age"),
            # The sweep asks: which open searches ran out?
            models.Index(fields=["expires_at"], condition=Q(state=SearchState.OPEN), name="search_by_expiry"),
            # The sweep asks: of which ended ones must nothing be left?
            models.Index(fields=["closed_at"], condition=Q(wiped_at__isnull=True), name="search_to_wipe"),
        ]

    def __str__(self):
        return self.reference

    @property
    def unread(self) -> bool:
        """Nobody has read this wording yet; UNREAD asks the same of rows."""
        return not self.let_through_at or self.edited_at > self.let_through_at


UNREAD = Q(let_through_at__isnull=True) | Q(edited_at__gt=F("let_through_at"))


class ContactHint(models.Model):
    """The sought person's own phone or e-mail as a keyed hash (accounts.people.contact.digest): it proves that the
    family knows it, and says nothing else.
    """

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="hints")
    digest = models.CharField(max_length=64)

    class Meta:
        app_label = "crisis"
        constraints = [
            models.UniqueConstraint(fields=["search", "digest"], name="contact_hint_once_a_search")
        ]
        # Whoever checked in, or looks who seeks them, asks: whose family knows this contact?
        indexes = [models.Index(fields=["digest"], name="contact_hint_by_digest")]

    def __str__(self):
        return f"a contact of the person sought by {self.search_id}"


class LastSeen(Located):
    """Where exactly: for the desk. The public sees the district's name at most."""

    search = models.OneToOneField(Search, on_delete=models.CASCADE, related_name="last_seen")

    class Meta:
        app_label = "crisis"

    def __str__(self):
        return f"last seen of search {self.search_id}"


class NameWord(models.Model):
    """One folded word that some name has, or had until the sweep: of whom is not said here.

    `id`: its entry (`matching.engine.naming.keys`). `seen_on`: the day it was last written; see name_index.
    """

    id = models.BigIntegerField(primary_key=True)
    text = models.CharField(max_length=120)
    seen_on = models.DateField()

    class Meta:
        app_label = "crisis"

    def __str__(self):
        return self.text


class NameSpelling(models.Model):
    """What a word is found by however it is spelt (`matching.engine.naming.keys.spellings`)."""

    pk = models.CompositePrimaryKey("key", "word_id")
    key = models.BigIntegerField()
    word = models.ForeignKey(NameWord, on_delete=models.CASCADE, related_name="+")

    class Meta:
        app_label = "crisis"

    def __str__(self):
        return f"a spelling of {self.word_id}"


class NameKey(models.Model):
    """What a name is found by, before it is compared: an entry (`matching.engine.naming.keys.entries`)."""

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.BigIntegerField()

    class Meta:
        abstract = True


class SearchKey(NameKey):
    """Names of searches, for leads: hidden ones too. A closed one keeps them, for it may go on."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="keys")

    class Meta:
        app_label = "crisis"
        indexes = [models.Index(fields=["crisis", "key", "search"], name="search_by_name_key")]

    def __str__(self):
        return f"a name key of search {self.search_id}"


class PublicSearch(Sought):
    """The public copy: every public page, look-up and photo asks this table and no other.

    `source`: of another site's record {name, url, date}, as they stood when its words were read; of ours {}.
    `last_seen_words`: a district's name. `photos`: those that may be seen, the first first:
    [{key, sensitive, width, height}]. `notes`: those let through to everyone, oldest first: [{id, kind, status,
    author_kind, verification, text, seen_at, place, district, answers, posted_at}]. `notes_frozen`: nobody may add one.
    """

    search = models.OneToOneField(Search, on_delete=models.CASCADE, related_name="public_copy")
    public_id = models.UUIDField(unique=True)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    reference = models.CharField(max_length=9)
    last_seen_words = models.CharField(max_length=120, blank=True)
    source = models.JSONField(default=dict)
    photos = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    notes_frozen = models.BooleanField(default=False)
    posted_at = models.DateTimeField()
    as_of = models.DateTimeField()

    class Meta:
        app_label = "crisis"

    def __str__(self):
        return f"public copy of search {self.search_id}"


class PublicSearchKey(NameKey):
    copy = models.ForeignKey(PublicSearch, on_delete=models.CASCADE, related_name="keys")

    class Meta:
        app_label = "crisis"
        indexes = [models.Index(fields=["crisis", "key", "copy"], name="public_search_by_name_key")]

    def __str__(self):
        return f"a name key of public copy {self.copy_id}"


class Follower(models.Model):
    """Who is told. Family may edit, close and add relatives; a follower hears public news, and may stop."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="followers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=8, choices=Role.choices)
    relation = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField()

    class Meta:
        app_label = "crisis"
        constraints = [models.UniqueConstraint(fields=["search", "person"], name="follower_once_per_search")]

    def __str__(self):
        return f"{self.role} of search {self.search_id}"
