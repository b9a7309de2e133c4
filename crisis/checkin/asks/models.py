""" "Are you safe?", asked of one or of many; who wants no such question; and "ask me again, or tell Boris"."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.links.secrets import new_reference
from accounts.people.models import ContactPoint
from crisis.activation.models import Crisis
from crisis.checkin.asks.vocabulary import STANDING, AppointmentState, AskState
from crisis.checkin.models import CheckIn
from crisis.checkin.vocabulary import Status


class Ask(models.Model):
    """A question. `name`: who asks, as they typed it; `contact`: theirs, which answers before anybody is written to.

    `sent_at`: when the first messages went out; `told_at`: when the asker was last told that there are answers.
    `taken_off`: [key of the contact, hash of the link's token] of each that its asker replaced once it was written to.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=9, default=new_reference, unique=True)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+", db_index=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(ContactPoint, null=True, on_delete=models.SET_NULL, related_name="+")
    door = models.CharField(max_length=10)
    language = models.CharField(max_length=8, default="fr")
    name = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=AskState.choices, default=AskState.OPEN)
    posted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    taken_off = models.JSONField(default=list, blank=True)

    class Meta:
        app_label = "crisis"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AskState.values), name="ask_state_is_known"),
        ]
        indexes = [
            # The sweep asks: what ran out, whose asker is to be told, what is old enough to be wiped?
            models.Index(fields=["crisis", "state", "expires_at"], name="ask_by_expiry"),
        ]

    def __str__(self):
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.state == AskState.OPEN and not (self.held_at or self.owner.suspended_at)


class Asked(models.Model):
    """One person asked: `number` and `name` as the asker typed them, `point`: where we write; `shown`: masked; `key`:
    its keyed hash (rules.key_of), which stays while the question is open, also when whoever holds it is forgotten.

    `sent`: how often it was their turn, whether or not a message went: the asker must not tell the two apart.
    `token_hash`: of the link they answer behind. `check_in`: what they said to others with the same tap.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="asked", db_index=False)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60, blank=True)
    point = models.ForeignKey(ContactPoint, null=True, on_delete=models.SET_NULL, related_name="+")
    shown = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=64, blank=True)
    token_hash = models.CharField(max_length=64)
    sent = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Status.choices, blank=True)
    word = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    check_in = models.ForeignKey(CheckIn, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        app_label = "crisis"
        constraints = [
            models.UniqueConstraint(fields=["ask", "number"], name="asked_in_order"),
            models.UniqueConstraint(fields=["token_hash"], name="asked_by_token"),
            models.CheckConstraint(
                condition=Q(answer__in=["", *Status.values]), name="asked_answer_is_known"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False),
                name="asked_answered_at_a_time",
            ),
        ]

    def __str__(self):
        return f"person {self.number} of {self.ask_id}"

    @property
    def thing(self) -> str:
        """What its messages are about."""
        return f"asked:{self.public_id}"

    @property
    def crisis(self) -> Crisis:
        return self.ask.crisis

    @property
    def asker(self) -> ContactPoint | None:
        return self.ask.contact


class NeverAgain(models.Model):
    """Whoever holds the contact `asked` wants no question from whoever holds `asker`. Keyed hashes, kept for good."""

    asker = models.CharField(max_length=64)
    asked = models.CharField(max_length=64)
    exercise = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        app_label = "crisis"
        constraints = [
            models.UniqueConstraint(fields=["asker", "asked", "exercise"], name="never_again_once")
        ]

    def __str__(self):
        return f"said at {self.at}"


class Appointment(models.Model):
    """ "Ask me again at `ask_at`": whoever they named hears at `tell_at`, unless they are heard of (`was_heard`).

    `since`: when it was made or put off.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+", db_index=False)
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="appointments")
    contact = models.ForeignKey(ContactPoint, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(
        max_length=10, choices=AppointmentState.choices, default=AppointmentState.PLANNED
    )
    since = models.DateTimeField()
    ask_at = models.DateTimeField()
    tell_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "crisis"
        constraints = [
            models.UniqueConstraint(
                fields=["check_in"], condition=Q(state__in=STANDING), name="one_appointment_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AppointmentState.values), name="appointment_state_is_known"
            ),
        ]
        indexes = [
            # The sweep asks: whose hour has come?
            models.Index(
                fields=["crisis", "ask_at"], condition=Q(state__in=STANDING), name="appointment_due"
            ),
        ]

    def __str__(self):
        return f"{self.state} for {self.ask_at}"


class ToTell(models.Model):
    """One whom an appointment names: where we write if nothing is heard. `token_hash`: of the page they read then."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="to_tell")
    point = models.ForeignKey(ContactPoint, null=True, on_delete=models.SET_NULL, related_name="+")
    shown = models.CharField(max_length=60, blank=True)
    seed = models.CharField(max_length=26)
    token_hash = models.CharField(max_length=64)

    class Meta:
        app_label = "crisis"
        constraints = [models.UniqueConstraint(fields=["token_hash"], name="to_tell_by_token")]

    def __str__(self):
        return f"somebody named by {self.appointment_id}"

    @property
    def crisis(self) -> Crisis:
        return self.appointment.crisis

    @property
    def asker(self) -> ContactPoint | None:
        return self.appointment.contact
