"""Lists of persons that hospitals and shelters give. Restricted: coordinators of the crisis read them, nobody else."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from crisis.activation.models import Crisis
from crisis.search.lists.vocabulary import ListKind
from crisis.search.models import NameKey
from crisis.search.vocabulary import Sex


class PersonList(models.Model):
    """One list, given again whenever it changes. `name` finds it again; `given_at`: when it last said anything new.

    `by_key`: the id of the key that gave it, and alone can give it again; 0: the coordinators'.

    `stored_at`: the same by the real clock, in an exercise too: how long it is kept counts from then.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="person_lists")
    kind = models.CharField(max_length=8, choices=ListKind.choices)
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=160, blank=True)
    given_by = models.CharField(max_length=120, blank=True)
    by_key = models.BigIntegerField(default=0)
    given_at = models.DateTimeField()
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "crisis"
        constraints = [
            models.UniqueConstraint(fields=["crisis", "name", "by_key"], name="person_list_once"),
            models.CheckConstraint(
                condition=Q(kind__in=ListKind.values), name="person_list_kind_is_one_we_know"
            ),
        ]
        indexes = [models.Index(fields=["stored_at"], name="person_list_by_age")]

    def __str__(self):
        return f"person list {self.public_id}"


class ListedPerson(models.Model):
    """One row of a list. `identity`: a digest of what tells it from others (`sheet.identity_of`), and says nothing.
    `folded`: the words of the name in the order of the alphabet, to find the very same name.
    `given_at`: when the list first had it; `changed_at`: when what it says last changed; `left_at`: it was no longer
    on the list. `withheld_at`: what it says is for the family liaison alone: then it has neither names nor words here,
    only a digest of its name (`sheet.digest_of_name`), so that it does not come back under another number.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    list = models.ForeignKey(PersonList, on_delete=models.CASCADE, related_name="persons")
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    identity = models.CharField(max_length=64)
    folded = models.CharField(max_length=240, blank=True)
    given_name = models.CharField(max_length=60, blank=True)
    family_name = models.CharField(max_length=60, blank=True)
    other_names = models.CharField(max_length=120, blank=True)
    age_min = models.PositiveSmallIntegerField(null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(null=True, blank=True)
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True, default=Sex.UNSAID)
    status = models.CharField(max_length=120, blank=True)
    given_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    withheld_at = models.DateTimeField(null=True, blank=True)
    name_digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        app_label = "crisis"
        constraints = [
            models.UniqueConstraint(fields=["list", "identity"], name="listed_once"),
            models.CheckConstraint(
                condition=Q(withheld_at__isnull=True)
                | Q(given_name="", family_name="", other_names="", folded="", status=""),
                name="withheld_says_nothing",
            ),
        ]
        indexes = [
            # Leads ask: what did this import change?
            models.Index(fields=["list", "changed_at"], name="listed_by_change"),
            # An import asks: who of these is on another list?
            models.Index(fields=["crisis", "folded"], name="listed_by_folded_name"),
        ]

    def __str__(self):
        return f"listed person {self.public_id}"

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class ListedKey(NameKey):
    """Names of listed persons, for leads and for coordinators who look somebody up."""

    listed = models.ForeignKey(ListedPerson, on_delete=models.CASCADE, related_name="keys")

    class Meta:
        app_label = "crisis"
        indexes = [models.Index(fields=["crisis", "key", "listed"], name="listed_by_name_key")]

    def __str__(self):
        return f"a name key of listed person {self.listed_id}"
