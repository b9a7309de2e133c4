"""What a door's row does not say of its host: how they are known, and how often they were asked for nothing."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from accounts.people.models import ContactPoint
from accounts.people.vocabulary import VerifiedBy
from crisis.shelter.models import Offer
from matching.engine.values import Door, Known
from matching.models import Match
from matching.vocabulary import EndReason

IN_VAIN_WITHIN = timedelta(hours=1)


def with_hosts(doors: list[Door], *, at: datetime) -> list[Door]:
    """The doors with what only their rows and their hosts' say, in one query."""
    if not doors:
        return []
    told = {pk: said for pk, *said in _facts([door.id for door in doors], at)}
    return [replace(door, **_said(*told[door.id])) if door.id in told else door for door in doors]


def _facts(pks: list[int], at: datetime) -> QuerySet:
    on_the_phone = ContactPoint.objects.filter(person=OuterRef("owner"), verified_by=VerifiedBy.COORDINATOR)
    vouched = Exists(on_the_phone) | Q(checked_at__isnull=False)
    account = Q(owner__email__gt="") | Q(owner__phone__gt="")
    facts = {
        "guests": F("places") - F("places_left"),
        "vouched": ExpressionWrapper(vouched, BooleanField()),
        "account": ExpressionWrapper(account, BooleanField()),
        "in_vain": Coalesce(Subquery(_times_in_vain(at)), 0),
    }
    return Offer.objects.filter(pk__in=pks).annotate(**facts).values_list("pk", *facts)


def _times_in_vain(at: datetime) -> QuerySet:
    """How often the host was, at any door of theirs."""
    asked = Match.objects.filter(_in_vain(at), offer__owner=OuterRef("owner")).order_by()
    return asked.values("offer__owner").annotate(times=Count("pk")).values("times")


def _in_vain(at: datetime) -> Q:
    """Questions of the last hour that came to nothing before anybody set out; forgotten once the host says "open"."""
    nobodys_fault = Q(close_reason=EndReason.CLOSED_AREA)
    since = {"proposed_at__gt": at - IN_VAIN_WITHIN, "closed_at__gte": F("offer__confirmed_at")}
    return Q(~nobodys_fault, coming_at=None, **since)


def _said(guests: int, vouched: bool, account: bool, asked_in_vain: int) -> dict:
    known = Known.VOUCHED if vouched else Known.ACCOUNT if account else Known.ANSWERED
    return {"guests": guests, "known": known, "asked_in_vain": asked_in_vain}
