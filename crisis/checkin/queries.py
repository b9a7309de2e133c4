"""Reads. Look-ups ask the findable copies only: who may not be found is not there, for the same one query."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from accounts.people.contact import Contact, digest
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase, Profile
from crisis.checkin.findable import copies_of
from crisis.checkin.models import CheckIn, CheckInKey, FindableCheckIn
from crisis.checkin.rules import FEWEST_WORDS
from crisis.checkin.vocabulary import TOLD, Audience, KeyKind, Life, Status
from crisis.ground import grid
from crisis.shelter.public_copy import public_delay
from crisis.shelter.queries import band, masks
from matching.engine.names import fold

MOST = 20


@dataclass(frozen=True)
class Found:
    """What somebody who looks may read of a check-in. `told`: fixed words; `cell`: their district's cell, or ""."""

    public_id: UUID
    name: str
    status: str
    said_at: datetime
    confirmed: bool
    message: str = ""
    cell: str = ""

    @property
    def told(self) -> str:
        return TOLD[Status(self.status)]


def look_up(crisis: Crisis, name: str, contact: Contact | None = None) -> list[Found]:
    """by_name(), and by_contact() first where a contact is known: as many queries for a hit as for a miss."""
    known = by_contact(crisis, name, contact) if contact else []
    seen = {each.public_id for each in known}
    return known + [each for each in by_name(crisis, name) if each.public_id not in seen]


def by_name(crisis: Crisis, name: str, *, limit: int = MOST) -> list[Found]:
    """Who lets anyone find them by this name: two words of it at least, and all of theirs or all of those typed.

    Never in a hunted crisis. Latest first.
    """
    words = _words(name)
    if crisis.profile == Profile.HUNTED or len(words) < FEWEST_WORDS:
        return []
    rows = _named(crisis, words).filter(audience=Audience.ANYONE, matched__gte=FEWEST_WORDS)
    whole = rows.filter(Q(matched=len(words)) | Q(matched=F("words")))
    return [_found(row) for row in whole.order_by("-said_at", "-pk")[:limit]]


def by_contact(crisis: Crisis, name: str, contact: Contact, *, limit: int = MOST) -> list[Found]:
    """Who gave this phone or e-mail as their own, lets those who know it find them, and has one word of this name."""
    words = _words(name)
    known = Q(
        check_in__in=CheckInKey.objects.filter(digest=digest(contact), kind=KeyKind.OWN).values("check_in")
    )
    rows = _named(crisis, words).filter(known)
    return [_found(row, knows_contact=True) for row in rows.order_by("-said_at", "-pk")[:limit]]


def naming(crisis: Crisis, key: str) -> list[Found]:
    """What people who named the contact with this digest say, by their whole names. For whoever holds that contact."""
    named = CheckInKey.objects.filter(digest=key, kind=KeyKind.NAMED).values("check_in")
    rows = CheckIn.objects.exclude(crisis__phase=Phase.ARCHIVED).filter(
        crisis=crisis, pk__in=named, life=Life.ACTIVE, held_at__isnull=True
    )
    latest = list(rows.order_by("-said_at", "-pk")[:MOST])
    found = [(copy.check_in.full_name, _found(copy, knows_contact=True)) for copy in copies_of(latest)]
    return [replace(each, name=whole) for whole, each in found]


def told_of(check_in: CheckIn, *, knows_contact: bool) -> Found:
    """What one who may know reads of it; message and district only when they are known to the author."""
    return _found(copies_of([check_in])[0], knows_contact=knows_contact)


def public_counts(crisis: Crisis, *, at: datetime) -> dict:
    """{"safe": band, "cells": [{cell, lat, lon, safe: band}]}: how many say they are safe, later than they said it.

    People who show themselves only to those they name are in no count, so that nothing the public reads ever
    changes with them. A cell with fewer than three people is merged upwards.
    """
    said = CheckIn.objects.filter(
        crisis=crisis,
        life=Life.ACTIVE,
        status=Status.SAFE,
        held_at__isnull=True,
        said_at__lte=at - public_delay(crisis),
    ).exclude(audience=Audience.NAMED)
    total = said.aggregate(people=Count("owner", distinct=True))["people"]
    placed = said.exclude(cell="").values_list("cell").annotate(Count("owner", distinct=True))
    people = dict(placed)
    merged: Counter = Counter()
    for cell, mask in masks(people).items():
        merged[mask] += people[cell]
    return {"safe": band(total), "cells": [_cell(mask, merged[mask]) for mask in sorted(merged)]}


def desk_check_ins(crisis: Crisis, *, status: str = "") -> QuerySet[CheckIn]:
    """For coordinators: what stands, latest first."""
    rows = CheckIn.objects.filter(crisis=crisis, life=Life.ACTIVE).select_related("need")
    return (rows.filter(status=status) if status else rows).order_by("-said_at", "-pk")


def status_counts(crisis: Crisis) -> dict[str, int]:
    """{status: how many stand}, for coordinators."""
    rows = CheckIn.objects.filter(crisis=crisis, life=Life.ACTIVE)
    return dict(rows.values_list("status").annotate(Count("pk")))


def _words(name: str) -> list[str]:
    return sorted({word[:60] for word in fold(name)})[:12]


def _named(crisis: Crisis, words: list[str]) -> QuerySet[FindableCheckIn]:
    """`matched`: how many of these words each one's name has; one at least."""
    alike = FindableCheckIn.objects.exclude(crisis__phase=Phase.ARCHIVED).filter(
        crisis=crisis, check_in__names__word__in=words, check_in__names__crisis=crisis
    )
    return alike.annotate(matched=Count("check_in__names__word", distinct=True))


def _found(row: FindableCheckIn, *, knows_contact: bool = False) -> Found:
    name = f"{row.given_name} {row.initial}." if row.initial else row.given_name
    more = {"message": row.message, "cell": row.cell} if knows_contact else {}
    return Found(row.public_id, name, row.status, row.said_at, row.confirmed, **more)


def _cell(mask: str, people: int) -> dict:
    lat, lon = grid.centre(mask)
    return {"cell": mask, "lat": round(lat, 5), "lon": round(lon, 5), "safe": band(people)}
