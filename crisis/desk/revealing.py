"""A coordinator looks at an exact address or a contact: with a reason, logged for its owner, and not too often."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.disclosure.actions import record_disclosure
from accounts.disclosure.models import Disclosed, Disclosure
from accounts.errors import Invalid, TooMany
from accounts.journal.announce import announce
from accounts.locks import stand_in_line
from accounts.origin import Origin
from accounts.people.models import Person
from crisis.activation.access import COORDINATE, require
from crisis.checkin.asks.models import Ask
from crisis.checkin.models import CheckIn
from crisis.desk.events import ExactRevealed
from crisis.search.models import Note, Search
from crisis.shelter.models import Need, Offer

COORDINATOR = "coordinator"
SHORTEST_REASON = 5
MOST_AN_HOUR = 30
Post = Offer | Need | Search | Note | CheckIn | Ask
KINDS = {
    Offer: "offer",
    Need: "need",
    Search: "search",
    Note: "search_note",
    CheckIn: "check_in",
    Ask: "ask",
}


@dataclass(frozen=True)
class Revealed:
    """What is shown once. `contacts`: [(value, verified?)]; empty parts were not asked for.

    `typed`: the owner's own words, the house number with them; `address`: the place we took those for.
    """

    address: str = ""
    typed: str = ""
    point: tuple[float, float] | None = None
    entry: str = ""
    meeting_point: str = ""
    contacts: list[tuple[str, bool]] = field(default_factory=list)


def reveal_exact(
    *, posted: Post, what: tuple[str, ...], reason: str, origin: Origin, at: datetime
) -> Revealed:
    """The exact address, the contact or both (`Disclosed` values), logged in the same transaction.

    Raises NotAllowed, Invalid without a reason or a choice, TooMany after 30 in an hour.
    """
    require(origin.actor, COORDINATE, posted.crisis_id)
    asked = tuple(one for one in (Disclosed.ADDRESS, Disclosed.CONTACT) if one in what)
    _check(asked, reason)
    with transaction.atomic():
        _not_too_many(origin.actor, at)
        for one in asked:
            _record(posted, one, reason, origin.actor, at)
        happened = ExactRevealed(
            crisis_id=posted.crisis_id,
            subject=posted.public_id,
            at=at,
            subject_kind=KINDS[type(posted)],
            by=origin.actor_id,
        )
        announce(happened, origin=origin)
        return _exact(posted, asked)


def _check(asked: tuple, reason: str) -> None:
    found = {}
    if not asked:
        found["what"] = [_("Choose what you need to see.")]
    if len(reason.strip()) < SHORTEST_REASON:
        found["reason"] = [_("Say why you need to see it: the person concerned can read it.")]
    if found:
        raise Invalid(found)


def _not_too_many(person: Person, at: datetime) -> None:
    """Counted in the log itself: exact in every process, and it outlives a restart. Two tries at once take turns."""
    stand_in_line(Person, [person.pk])
    lately = Disclosure.objects.filter(to=person, to_role=COORDINATOR, at__gt=at - timedelta(hours=1))
    if lately.count() >= MOST_AN_HOUR:
        raise TooMany(retry_after=3600)


def _record(posted: Post, what: Disclosed, reason: str, person: Person, at: datetime) -> None:
    record_disclosure(
        about=posted.owner,
        what=what,
        to=person,
        to_role=COORDINATOR,
        subject=posted.public_id,
        crisis_id=posted.crisis_id,
        at=at,
        reason=reason.strip(),
    )


def _exact(posted: Post, asked: tuple) -> Revealed:
    shown = {}
    if Disclosed.ADDRESS in asked:
        place = posted.place
        shown = {
            "address": place.label,
            "typed": place.typed,
            "point": (place.lat, place.lon),
            "entry": getattr(place, "entry", ""),
            "meeting_point": getattr(place, "meeting_point", ""),
        }
    if Disclosed.CONTACT in asked:
        points = posted.owner.contact_points.order_by("created_at")
        shown["contacts"] = [(point.value, point.verified_at is not None) for point in points]
    return Revealed(**shown)
