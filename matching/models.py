"""A match: one door, one need, the handshake between them, and what they say to each other."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from crisis.activation.models import Crisis
from crisis.shelter.models import Hold, Need, Offer
from matching.vocabulary import LIVE, DeclineReason, MatchState, Side


class Match(models.Model):
    """`reasons`: [{code, values}] from the engine. Each `…_at` is crisis time; the deadline is the hold's.

    `metres` is exact, for the desk and for whoever is on the way. Before that both sides are told `coarse_metres`,
    and so say `reasons`: a function of two public cells, so asking often locates nobody.
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
    by_hand = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    coming_at = models.DateTimeField(null=True, blank=True)
    host_confirmed_at = models.DateTimeField(null=True, blank=True)
    guest_confirmed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=5, choices=Side.choices, blank=True)
    close_reason = models.CharField(max_length=12, choices=DeclineReason.choices, blank=True)
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
        ]

    def __str__(self):
        return f"match {self.public_id} ({self.state})"


class RelayMessage(models.Model):
    """A short message through the service: neither side sees the other's number."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="relay_messages")
    side = models.CharField(max_length=5, choices=Side.choices)
    text = models.CharField(max_length=500)
    at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "matching"

    def __str__(self):
        return f"relay message {self.public_id}"
