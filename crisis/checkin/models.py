"""Check-ins, whose contacts they name (as keyed hashes only), and the copy that look-ups read."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.links.secrets import new_reference
from accounts.people.models import ContactPoint
from accounts.people.vocabulary import ContactKind
from crisis.activation.models import Crisis
from crisis.checkin.vocabulary import Audience, KeyKind, Life, Nearness, Status, Voice
from crisis.search.models import NameKey
from crisis.shelter.models import Need


class CheckIn(models.Model):
    """ "I am safe", as its author says it. `said_at`: when they last said so; `cell`: where, or empty.

    `say_where`: may those who find it know the district? `need`: what "I need help" opened. `voice`: whose word it is;
    of others, `said_by` is the name whoever says it chose to be read by, or "", and `beside` the author's own check-in
    they are with. `nearness`: by the perimeter as it was when they said it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=9, default=new_reference)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+", db_index=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    door = models.CharField(max_length=10)
    language = models.CharField(max_length=8, default="fr")
    status = models.CharField(max_length=10, choices=Status.choices)
    life = models.CharField(max_length=10, choices=Life.choices, default=Life.ACTIVE)
    given_name = models.CharField(max_length=60, blank=True)
    family_name = models.CharField(max_length=60, blank=True)
    message = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=8, choices=Audience.choices)
    cell = models.CharField(max_length=16, blank=True)
    say_where = models.BooleanField(default=False)
    need = models.ForeignKey(
        Need, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    nearness = models.CharField(max_length=9, choices=Nearness.choices, default=Nearness.NOT_SAID)
    voice = models.CharField(max_length=8, choices=Voice.choices, default=Voice.OWN)
    said_by = models.CharField(max_length=60, blank=True)
    beside = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="company", db_index=False
    )
    # Of the manage token, where its link was written a moment after the answer.
    token_hash = models.CharField(max_length=64, blank=True)
    posted_at = models.DateTimeField()
    said_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "crisis"
        constraints = [
            # Not unique=True: PostgreSQL would keep a second index, for LIKE, which every check-in pays for.
            models.UniqueConstraint(fields=["reference"], name="check_in_reference_once"),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="check_in_status_is_one_we_know"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="check_in_audience_is_known"
            ),
            models.CheckConstraint(
                condition=Q(nearness__in=Nearness.values), name="check_in_nearness_is_known"
            ),
            models.CheckConstraint(
                condition=Q(voice=Voice.OWN, said_by="", beside__isnull=True)
                | Q(voice__in=[Voice.TOGETHER, Voice.OTHER]),
                name="check_in_own_word_has_one_voice",
            ),
            # Only they themselves let anybody find them.
            models.CheckConstraint(
                condition=~Q(voice=Voice.OTHER, audience=Audience.ANYONE),
                name="check_in_of_others_not_for_anyone",
            ),
        ]
        indexes = [
            # The desk asks: what was said last here?
            models.Index(fields=["crisis", "life", "said_at"], name="check_in_by_time"),
            # The public map asks: how many said they are safe, cell by cell?
            models.Index(
                fields=["crisis", "cell"],
                condition=Q(life=Life.ACTIVE, status=Status.SAFE),
                name="check_in_safe",
            ),
            # The sweep asks: what ran out?
            models.Index(fields=["expires_at"], condition=Q(life=Life.ACTIVE), name="check_in_by_expiry"),
            # A need that goes asks: whose was it? Not for all who need nothing.
            models.Index(fields=["need"], condition=Q(need__isnull=False), name="check_in_by_need"),
            # The page of whoever said it for a group asks: for whom else?
            models.Index(fields=["beside"], condition=Q(beside__isnull=False), name="check_in_by_company"),
        ]

    def __str__(self):
        return self.reference

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def words_are_gone(self) -> bool:
        """Help was asked for where nobody knew the place, and it ended: their words for it were deleted then."""
        ended_lost = self.status == Status.NEED_HELP and self.life != Life.ACTIVE
        return ended_lost and not (self.need_id or self.cell)


class CheckInKey(models.Model):
    """A contact as a keyed hash (accounts.people.contact.digest): the author's own, of somebody they named, or of the
    person they say it of.
    """

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=5, choices=KeyKind.choices)
    digest = models.CharField(max_length=64)

    class Meta:
        app_label = "crisis"
        # A look-up asks: who has this phone, or whom does it concern?
        indexes = [models.Index(fields=["digest", "kind"], name="check_in_by_contact")]

    def __str__(self):
        return f"{self.kind} contact of check-in {self.check_in_id}"


class CheckInName(NameKey):
    """An entry of the name of an active check-in; `word`: the word it stands for, "" where it stands for several."""

    pk = models.CompositePrimaryKey("check_in_id", "key")
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="names", db_index=False)
    word = models.CharField(max_length=60, blank=True)

    class Meta:
        app_label = "crisis"
        indexes = [models.Index(fields=["crisis", "key", "check_in"], name="check_in_by_name_key")]

    def __str__(self):
        return f"a name of check-in {self.check_in_id}"


class OwedWord(models.Model):
    """Somebody who is yet to be told by this contact that there is a word for them; gone once they were, or want none.

    `again_at`: too much was sent to them; when to try again, in real time.
    """

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="owed_words")
    kind = models.CharField(max_length=5, choices=ContactKind.choices)
    value = models.CharField(max_length=254)
    again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "crisis"
        indexes = [
            # Whoever is told asks: what else is owed to them?
            models.Index(fields=["value"], name="owed_word_by_contact"),
            # The sweep asks: what is tried again now?
            models.Index(fields=["again_at"], condition=Q(again_at__isnull=False), name="owed_word_by_time"),
        ]

    def __str__(self):
        return f"a word owed by check-in {self.check_in_id}"


class UnknownPlace(models.Model):
    """ "I need help" without a place we know, until there is one or none is needed: a coordinator reads it.

    `words`: where they say they are, for coordinators alone. `behind`: many came from one network; the others are shown
    first.
    """

    check_in = models.OneToOneField(CheckIn, on_delete=models.CASCADE, related_name="unknown_place")
    words = models.CharField(max_length=200, blank=True)
    behind = models.BooleanField(default=False)

    class Meta:
        app_label = "crisis"

    def __str__(self):
        return f"where check-in {self.check_in_id} is"


class NamedLink(models.Model):
    """A link to what was left for a contact, sent to it at `made_at` (real time). `digest`: the contact's keyed hash;
    `point`: where it was sent.
    """

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    point = models.ForeignKey(ContactPoint, null=True, on_delete=models.SET_NULL, related_name="+")
    token_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "crisis"
        constraints = [models.UniqueConstraint(fields=["token_hash"], name="named_link_by_token")]

    def __str__(self):
        return f"a link of {self.made_at}"


class CheckInTally(models.Model):
    """How many said what in one minute from one cell ("": they did not say where), as they came: nothing is taken back.

    So it is how many said it first, not how many it holds for. `minute`: by the crisis's clock.
    """

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+", db_index=False)
    minute = models.DateTimeField()
    cell = models.CharField(max_length=16, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    nearness = models.CharField(max_length=9, choices=Nearness.choices, default=Nearness.NOT_SAID)
    voice = models.CharField(max_length=8, choices=Voice.choices, default=Voice.OWN)
    said = models.PositiveIntegerField()

    class Meta:
        app_label = "crisis"
        constraints = [
            # Also what the desk asks by: what came since?
            models.UniqueConstraint(
                fields=["crisis", "minute", "cell", "status", "nearness", "voice"],
                name="check_ins_counted_once",
            )
        ]

    def __str__(self):
        return f"{self.said} {self.status} at {self.minute}"


class FindableCheckIn(models.Model):
    """What a look-up may show, and to whom. No row: nobody finds it, whatever the reason.

    `confirmed`: the contact of whoever says it answered; only then are their `message` and `cell` told, and only to
    whoever knows that contact. `words`: how many words the name has. `voice`, `said_by`: CheckIn's.
    """

    check_in = models.OneToOneField(CheckIn, on_delete=models.CASCADE, related_name="findable")
    public_id = models.UUIDField(unique=True)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+", db_index=False)
    audience = models.CharField(max_length=8, choices=Audience.choices)
    given_name = models.CharField(max_length=60)
    initial = models.CharField(max_length=1, blank=True)
    words = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices)
    message = models.CharField(max_length=200, blank=True)
    cell = models.CharField(max_length=16, blank=True)
    confirmed = models.BooleanField(default=False)
    voice = models.CharField(max_length=8, choices=Voice.choices, default=Voice.OWN)
    said_by = models.CharField(max_length=60, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        app_label = "crisis"
        constraints = [
            models.CheckConstraint(
                condition=Q(audience__in=[Audience.CONTACTS, Audience.ANYONE]),
                name="named_check_ins_are_never_findable",
            )
        ]

    def __str__(self):
        return f"findable copy of check-in {self.check_in_id}"


class CountedCheckIn(models.Model):
    """One person whom the public counts as safe: anybody may find them, and the contact of whoever says it answered.

    `author`: who says it (accounts.people.mailboxes.numbers_of); `lead`: the author's own check-in that it came with;
    `cell`: "" unless they let their district be known.
    """

    check_in = models.OneToOneField(CheckIn, on_delete=models.CASCADE, primary_key=True, related_name="+")
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+", db_index=False)
    author = models.BigIntegerField()
    lead = models.BigIntegerField()
    nearness = models.CharField(max_length=9, choices=Nearness.choices)
    cell = models.CharField(max_length=16, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        app_label = "crisis"
        # The public's count asks: what did each author say last?
        indexes = [models.Index(fields=["crisis", "author", "lead", "said_at"], name="counted_by_author")]

    def __str__(self):
        return f"check-in {self.check_in_id} in the public's count"


class KeptCount(models.Model):
    """counts.public_counts() of a crisis as every page tells it. `due_at`: when it is counted again, in real time."""

    crisis = models.OneToOneField(Crisis, on_delete=models.CASCADE, primary_key=True, related_name="+")
    counts = models.JSONField()
    due_at = models.DateTimeField()

    class Meta:
        app_label = "crisis"

    def __str__(self):
        return f"the public's count of crisis {self.crisis_id}"
