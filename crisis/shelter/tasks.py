"""Sweeps, per crisis and by the crisis's own clock."""

from contextlib import suppress
from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accounts.errors import TooLate
from accounts.journal.announce import announce
from accounts.journal.schedule import every
from accounts.origin import SYSTEM
from crisis.activation.clock import crisis_now, database_now
from crisis.activation.models import Crisis
from crisis.activation.queries import may_tell_many, swept_crises
from crisis.activation.vocabulary import Phase
from crisis.shelter.actions.needs import expire_needs
from crisis.shelter.actions.offers import expire_offer
from crisis.shelter.actions.setting_aside import follow_closures
from crisis.shelter.events import OfferAsked
from crisis.shelter.improving import improve_points
from crisis.shelter.models import Offer
from crisis.shelter.queries import in_good_standing
from crisis.shelter.vocabulary import ALIVE_OFFERS, OfferState

BATCH = 200


@every(seconds=5)
@shared_task(ignore_result=True)
def sweep_shelter(**_later) -> None:
    """Ask hosts whether they are still open, close what ended. Harmless to run twice."""
    for crisis in swept_crises():
        at = crisis_now(crisis)
        follow_closures(crisis=crisis, at=at)
        if crisis.phase == Phase.ACTIVE and may_tell_many(crisis, at):
            ask_hosts(crisis, at)
        expire_offers(crisis, at)
        expire_needs(crisis=crisis, at=at)


@every(seconds=15)
@shared_task(ignore_result=True)
def better_points(**_later) -> None:
    """Better coarse points where outside geocoders are switched on."""
    improve_points(at=database_now())


def ask_hosts(crisis: Crisis, at: datetime) -> int:
    """Ask each open door not confirmed for CONFIRM_AFTER_SECONDS, once; how many were asked."""
    stale = at - timedelta(seconds=settings.CONFIRM_AFTER_SECONDS)
    due = {"confirmed_at__lte": stale, "asked_at__isnull": True, "set_aside_at__isnull": True}
    unasked = Q(in_good_standing(), state=OfferState.OPEN, **due)
    asked = list(Offer.objects.filter(unasked, crisis=crisis)[:BATCH])
    for offer in asked:
        _ask(offer, crisis, at, unasked)
    return len(asked)


def _ask(offer: Offer, crisis: Crisis, at: datetime, unasked: Q) -> None:
    with transaction.atomic():
        if not Offer.objects.filter(unasked, pk=offer.pk).update(asked_at=at):
            return
        announce(
            OfferAsked(crisis_id=crisis.pk, subject=offer.public_id, cell=offer.cell, at=at, offer=offer.pk),
            origin=SYSTEM,
        )


def expire_offers(crisis: Crisis, at: datetime) -> int:
    """Close doors whose end came, or whose host never answered; how many."""
    unanswered = at - timedelta(seconds=settings.LAPSE_AFTER_SECONDS)
    due = Q(until__lte=at) | Q(state=OfferState.OPEN, asked_at__lte=unanswered)
    alive = Offer.objects.filter(due, crisis=crisis, state__in=ALIVE_OFFERS)
    closing = list(alive.select_related("crisis")[:BATCH])
    for offer in closing:
        with suppress(TooLate):  # the host was faster
            expire_offer(offer=offer, origin=SYSTEM, at=at, due=due)
    return len(closing)
