"""What opening a door and asking for one share: the poster, the contact, the manage-link, the point on the grid."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.urls import reverse
from django.utils import translation

from accounts.errors import Invalid, Refused
from accounts.links.actions import issue_manage_link, issue_manage_links
from accounts.links.secrets import new_token
from accounts.origin import Door, Origin
from accounts.people.actions import add_contact, send_code
from accounts.people.contact import read_contact
from accounts.people.many import add_contacts
from accounts.people.models import ContactPoint, Person
from accounts.reach.actions import reach
from accounts.throttle import spend
from crisis.activation.actions import absolute
from crisis.activation.models import Crisis
from crisis.ground import grid
from crisis.shelter.drafts import PlaceDraft


class CrisisClosed(Refused):
    code = "crisis_closed"

    def __init__(self):
        from django.utils.translation import gettext_lazy as _

        super().__init__(
            _("This crisis is closed: nothing new is taken here. Call 112 if you are in danger.")
        )


def require_active(crisis: Crisis) -> None:
    """Raises CrisisClosed unless the crisis is active now."""
    if not Crisis.objects.filter(pk=crisis.pk, phase="active").exists():
        raise CrisisClosed


def located(place: PlaceDraft) -> dict:
    """The columns of an exact place (`Located`)."""
    return {
        "lat": place.lat,
        "lon": place.lon,
        "label": place.label[:200],
        "exactness": place.exactness,
        "radius_m": place.radius_m,
        "source": place.source,
        "typed": place.typed[:200],
        "fine_cell": grid.cell(place.lat, place.lon, grid.FINE),
        "asked_outside_at": None,  # an address typed anew may be bettered anew
    }


def contact_problems(contact: str) -> dict[str, list]:
    """{field: [message]} for a contact nobody could write to; one left empty is for the rules to judge."""
    try:
        if contact.strip():
            read_contact(contact)
    except Invalid as wrong:
        return wrong.errors
    return {}


def manage_path(token: str, language: str) -> str:
    """The page behind a manage-link, in its owner's language."""
    with translation.override(language):
        return reverse("manage", kwargs={"token": token})


class Managed(Protocol):
    """What somebody may hold a manage-link to."""

    owner: Person
    public_id: UUID
    crisis_id: int
    crisis: Crisis


def hand_over_link(
    *,
    posted: Managed,
    subject_kind: str,
    contact: str,
    origin: Origin,
    language: str,
    at: datetime,
    to: Person | None = None,
    why: str = "",
) -> str:
    """Issue the manage-link and send it to the contact, with a code while the contact is unverified.

    `to`: who gets it, when it is not the owner; `why`: a sentence for them, in their language.
    """
    token, person = new_token(), to or posted.owner
    issue_manage_link(
        person=person,
        subject_kind=subject_kind,
        subject=posted.public_id,
        crisis_id=posted.crisis_id,
        token=token,
    )
    if contact:
        point = add_contact(person=person, contact=read_contact(contact), origin=origin, at=at)
        if origin.door != Door.DRILL:
            behind = _caused_many(origin, point, posted.crisis)
            send_link(point, posted.crisis, absolute(manage_path(token, language)), why, behind=behind)
    return token


def _caused_many(origin: Origin, point: ContactPoint, crisis: Crisis) -> bool:
    """Did this network cause many codes this hour? What it posts is taken; the codes of others leave first."""
    counts = origin.network and not (crisis.is_drill or point.verified_at)
    return bool(counts) and not spend("codes_from", origin.network).allowed


def hand_over_links(
    *, handed: list[tuple[Managed, str, str]], subject_kind: str, crisis: Crisis, origin: Origin, at: datetime
) -> list[str]:
    """As `hand_over_link` for each (posted, contact, language), in that order."""
    wanted = [(posted.owner, posted.public_id) for posted, _contact, _language in handed]
    tokens = issue_manage_links(wanted=wanted, subject_kind=subject_kind, crisis_id=crisis.pk)
    reached = [(*each, token) for each, token in zip(handed, tokens, strict=True) if each[1]]
    given = [(posted.owner, read_contact(contact)) for posted, contact, _language, _token in reached]
    points = add_contacts(given=given, origin=origin, at=at)
    if origin.door != Door.DRILL:
        for point, (*_posted, language, token) in zip(points, reached, strict=True):
            behind = _caused_many(origin, point, crisis)
            send_link(point, crisis, absolute(manage_path(token, language)), behind=behind)
    return tokens


def send_link(point: ContactPoint, crisis: Crisis, link: str, why: str = "", *, behind: bool = False) -> None:
    """To a verified contact the link; to another the same link with a code to type behind it, `behind` others."""
    if not point.verified_at:
        about = {"drill": crisis.is_drill, "crisis_id": crisis.pk, "link": link, "why": why}
        send_code(contact=point, behind=behind, **about)
        return
    with translation.override(point.person.language):
        text = translation.gettext("Porte Ouverte: your page is %(link)s") % {"link": link}
        subject = translation.gettext("Your page")
    reach(point, text=text, subject=subject, drill=crisis.is_drill, crisis_id=crisis.pk)


def has_verified_contact(person: Person) -> bool:
    """Did this person ever answer by code or link? Asked before the first match."""
    return person.contact_points.filter(verified_at__isnull=False).exists()
