"""A match: one door, one need, the handshake between them, and what they say to each other. A lead: what may be
about a person who is looked for."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from crisis.activation.models import Crisis
from crisis.search.models import Search
from crisis.shelter.models import Hold, Need, Offer
from matching.vocabulary import LIVE, EndReason, LeadKind, LeadState, MatchState, Morning, Side


class Match(models.Model):
    """`reasons`: [{code, values}] from the engine. Each `…_at` is crisis time; the deadline is the hold's.

    `metres` is exact, for the desk and for whoever is on the way. Before that both sides are told `coarse_metres`,
    and so say `reasons`: a function of two public cells, so asking often locates nobody.

    `reserve`: the door that is asked next if this host stays silent. An intention: no place is held by it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="matches")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="matches")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="matches")
    hold = models.OneToOneField(Hold, on_delete=models.CASCADE, related_name="match")
    state = models.CharField(max_length=10, choices=MatchState.choices, default=MatchState.PROPOSED)
    metres = models.PositiveIntegerField()
    coarse_metres = models.PositiveIntegerField()
    reasons = models.JSONField(default=list)
    code_word = models.CharField(max_length=12)
    reserve = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by_hand = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    coming_at = models.DateTimeField(null=True, blank=True)
    host_confirmed_at = models.DateTimeField(null=True, blank=True)
    guest_confirmed_at = models.DateTimeField(null=True, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=5, choices=Side.choices, blank=True)
    close_reason = models.CharField(max_length=16, choices=EndReason.choices, blank=True)
    host_number_shared_at = models.DateTimeField(null=True, blank=True)
    guest_number_shared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "matching"
        constraints = [
            models.UniqueConstraint(
                fields=["need"], condition=Q(state__in=LIVE), name="one_live_match_per_need"
            )
        ]
        indexes = [
            # The sweep and the desk ask: which handshakes are under way in this crisis?
            models.Index(fields=["crisis", "state", "proposed_at"], name="match_by_state"),
            # The morning asks: who set out last night, and came?
            models.Index(
                fields=["crisis", "coming_at"], condition=Q(coming_at__isnull=False), name="match_by_coming"
            ),
        ]

    def __str__(self):
        return f"match {self.public_id} ({self.state})"


class Round(models.Model):
    """One crisis's turn of matching everybody who waits at once. All times are real ones, whatever the crisis's clock.

    `wanted_at`: since when somebody waits for it. `leased_until`: a runner is at it, or died and gives it back then.
    `rests_until`: not again before. `left_over`: so many who wait found no door in the last one, and are no crowd.
    """

    crisis = models.OneToOneField(Crisis, on_delete=models.CASCADE, related_name="+")
    wanted_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    left_over = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "matching"

    def __str__(self):
        return f"round of crisis {self.crisis_id}"


class RelayMessage(models.Model):
    """A short message through the service: neither side sees the other's number.

    `withheld`: whom it was for had cut contact; it stays with whoever wrote it, who is not told.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="relay_messages")
    side = models.CharField(max_length=5, choices=Side.choices)
    text = models.CharField(max_length=500)
    at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)
    withheld = models.BooleanField(default=False)

    class Meta:
        app_label = "matching"

    def __str__(self):
        return f"relay message {self.public_id}"


class Welfare(models.Model):
    """How did it go? Asked each side once, the next morning. `answer` empty: silence, which is counted and no alarm."""

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="welfare")
    side = models.CharField(max_length=5, choices=Side.choices)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Morning.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "matching"
        constraints = [models.UniqueConstraint(fields=["match", "side"], name="asked_once_per_side")]

    def __str__(self):
        return f"welfare of match {self.match_id} ({self.side})"


class Lead(models.Model):
    """A check-in, a note, another search or a listed person that may be the person sought. Ids and figures only.

    `other`: its public id. `score`: from 0 to 1, `reasons`: [[code, figure]], both from `matching.engine.names`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="leads")
    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="leads")
    kind = models.CharField(max_length=8, choices=LeadKind.choices)
    other = models.UUIDField()
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=LeadState.choices, default=LeadState.PROPOSED)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        app_label = "matching"
        constraints = [models.UniqueConstraint(fields=["search", "kind", "other"], name="lead_once")]
        indexes = [
            # The desk asks: what is to be checked, likeliest first?
            models.Index(fields=["crisis", "state", "-score"], name="lead_by_likeness"),
            # A check-in that changes asks: which leads did it make?
            models.Index(fields=["other"], name="lead_by_other"),
        ]

    def __str__(self):
        return f"lead {self.public_id} ({self.state})"


class LeadTold(models.Model):
    """Who learned of a confirmed lead, once. `written_at`: by a message; `taken_back_at`: and that it was wrong.

    `search`: the one they follow, where that is another than the lead's, linked with it.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="told")
    search = models.ForeignKey(Search, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "matching"
        constraints = [models.UniqueConstraint(fields=["lead", "person"], name="lead_told_once")]

    def __str__(self):
        return f"lead {self.lead_id} told to {self.person_id}"

    @property
    def followed(self) -> Search:
        return self.search or self.lead.search
