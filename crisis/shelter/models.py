"""Offers, needs, official shelters, and the ledger of holds. Exact places live in tables of their own."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.links.secrets import new_reference
from crisis.activation.models import Crisis
from crisis.shelter.vocabulary import ACTIVE_HOLDS, HoldState, NeedState, OfferState, ShelterState


class Located(models.Model):
    """An exact point with how exact it is; `typed` is what the person wrote, kept to improve the point later."""

    lat = models.FloatField()
    lon = models.FloatField()
    label = models.CharField(max_length=200)
    exactness = models.CharField(max_length=10)
    radius_m = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=12)
    typed = models.CharField(max_length=200, blank=True)
    fine_cell = models.CharField(max_length=16)
    asked_outside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Posted(models.Model):
    """What offers and needs share: an owner, a crisis, a code to read aloud, a cell to be found by."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=9, default=new_reference, unique=True)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    first_name = models.CharField(max_length=60, blank=True)
    cell = models.CharField(max_length=16)
    step_free = models.BooleanField(default=False)
    pets = models.BooleanField(default=False)
    women_only = models.BooleanField(default=False)
    languages = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    door = models.CharField(max_length=10)
    posted_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.reference


class Offer(Posted):
    """A door: `places_left` of `places` persons. `confirmed_at`: when the host last said "still open".

    `checked_at`: when a coordinator last spoke with the host and noted it.
    `set_aside_at`: since when a closed area holds it; nobody is sent there, and it comes back by itself.
    """

    state = models.CharField(max_length=10, choices=OfferState.choices, default=OfferState.OPEN)
    places = models.PositiveSmallIntegerField()
    places_left = models.SmallIntegerField()
    children = models.BooleanField(default=True)
    until = models.DateTimeField()
    confirmed_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "crisis"
        constraints = [
            models.CheckConstraint(
                condition=Q(places_left__gte=0) & Q(places_left__lte=F("places")),
                name="offer_places_in_range",
            )
        ]
        indexes = [
            # Sweeps ask: whose confirmation is old, what has ended?
            models.Index(fields=["crisis", "state", "confirmed_at"], name="offer_by_confirmation"),
            # When an area opens again: which doors had it shut?
            models.Index(fields=["crisis"], condition=Q(set_aside_at__isnull=False), name="offer_set_aside"),
        ]

    @property
    def shown_state(self) -> str:
        if self.state == OfferState.OPEN and self.places_left == 0:
            return "full"
        return self.state


class OfferPlace(Located):
    """Where the door is: for the host, the guest it was released to, and a coordinator who says why."""

    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, related_name="place")
    entry = models.CharField(max_length=200, blank=True)
    meeting_point = models.CharField(max_length=120, blank=True)

    class Meta:
        app_label = "crisis"

    def __str__(self):
        return f"place of offer {self.offer_id}"


class PublicOffer(models.Model):
    """The coarse copy: every public filter, sort and count reads this table and never the exact one.

    `host`: who answered for it (accounts.people.mailboxes.numbers_of).
    """

    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, related_name="public_copy")
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    host = models.BigIntegerField()
    cell = models.CharField(max_length=16)
    places = models.PositiveSmallIntegerField()
    step_free = models.BooleanField()
    children = models.BooleanField()
    pets = models.BooleanField()
    women_only = models.BooleanField()
    until = models.DateTimeField()
    visible_from = models.DateTimeField()

    class Meta:
        app_label = "crisis"
        indexes = [models.Index(fields=["crisis", "cell"], name="public_offer_by_cell")]

    def __str__(self):
        return f"public copy of offer {self.offer_id}"


class OpenDoor(models.Model):
    """The narrow copy that the search for the nearest doors reads: one row for each door somebody may be sent to.

    `spot`: `matching.engine.spots.spot_of` its place. As exact as OfferPlace, and as private.
    """

    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, primary_key=True, related_name="+")
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+", db_index=False)
    host = models.BigIntegerField()
    spot = models.BigIntegerField()
    lat = models.FloatField()
    lon = models.FloatField()
    places = models.PositiveSmallIntegerField()
    step_free = models.BooleanField()
    children = models.BooleanField()
    pets = models.BooleanField()
    women_only = models.BooleanField()
    until = models.DateTimeField()

    class Meta:
        app_label = "crisis"
        # Matching asks: which doors stand near here? The point is in the index, so that few rows are looked up in vain.
        indexes = [models.Index(fields=["crisis", "spot", "lat", "lon"], name="open_door_by_point")]

    def __str__(self):
        return f"open door of offer {self.offer_id}"


class Need(Posted):
    """Persons who need a place. `adults` 0: children without an adult, for a coordinator only.

    `may_split`: they said that they may sleep behind two doors. `part_of`: the need it was divided from.
    """

    state = models.CharField(max_length=16, choices=NeedState.choices, default=NeedState.WAITING)
    adults = models.PositiveSmallIntegerField()
    children = models.PositiveSmallIntegerField(default=0)
    women_group = models.BooleanField(default=False)
    for_someone_else = models.BooleanField(default=False)
    may_split = models.BooleanField(default=False)
    part_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="parts")

    class Meta:
        app_label = "crisis"
        constraints = [
            models.CheckConstraint(condition=Q(adults__gt=0) | Q(children__gt=0), name="need_has_people")
        ]
        indexes = [
            # A door that opens asks: who waits near here, longest first?
            models.Index(fields=["crisis", "state", "posted_at"], name="need_by_wait"),
        ]

    @property
    def people(self) -> int:
        return self.adults + self.children

    @property
    def unaccompanied(self) -> bool:
        return self.adults == 0


class NeedPlace(Located):
    need = models.OneToOneField(Need, on_delete=models.CASCADE, related_name="place")

    class Meta:
        app_label = "crisis"

    def __str__(self):
        return f"place of need {self.need_id}"


class Hold(models.Model):
    """Places of one offer kept for one need until `until`, then taken, released, lapsed or voided."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="holds")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="holds")
    places = models.PositiveSmallIntegerField()
    until = models.DateTimeField()
    state = models.CharField(max_length=8, choices=HoldState.choices, default=HoldState.HELD)

    class Meta:
        app_label = "crisis"
        constraints = [
            models.UniqueConstraint(
                fields=["need"], condition=Q(state__in=ACTIVE_HOLDS), name="one_active_hold_per_need"
            ),
            models.CheckConstraint(condition=Q(places__gt=0), name="hold_has_places"),
        ]
        indexes = [
            # The sweep asks: which holds ran out?
            models.Index(fields=["until"], condition=Q(state=HoldState.HELD), name="hold_by_deadline")
        ]

    def __str__(self):
        return f"{self.places} of offer {self.offer_id} for need {self.need_id}"


class OfficialShelter(Located):
    """A gym, a town hall: public, no handshake, entered or imported by a coordinator."""

    in_closed_area = False  # as `queries.with_closed` tells

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="official_shelters")
    name = models.CharField(max_length=120)
    cell = models.CharField(max_length=16)
    capacity = models.PositiveIntegerField()
    occupied = models.PositiveIntegerField(default=0)
    step_free = models.BooleanField(default=False)
    pets = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=ShelterState.choices, default=ShelterState.OPEN)
    origin_source = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=80, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        app_label = "crisis"
        constraints = [
            models.UniqueConstraint(
                fields=["crisis", "key"], condition=~Q(key=""), name="shelter_once_per_source_key"
            )
        ]

    def __str__(self):
        return self.name
