"""Posters and their contacts: made, verified by code or link, erased."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.errors import Refused, TooMany
from accounts.journal.announce import announce
from accounts.journal.events import Event, event
from accounts.origin import Door, Origin
from accounts.people.blocking import recognise
from accounts.people.contact import Contact, counted_as
from accounts.people.models import ContactPoint, Person, VerificationCode
from accounts.people.vocabulary import VerifiedBy
from accounts.reach.actions import reach
from accounts.reach.reachable import reachable
from accounts.throttle import look, spend

CODE_LIFETIME = timedelta(minutes=30)
_VOUCHED = {Door.DESK: VerifiedBy.COORDINATOR, Door.DRILL: VerifiedBy.DRILL}


@event
class ContactVerified(Event):
    """`subject` is the person's public id; `person`: their internal id."""

    person: int


class WrongCode(Refused):
    code = "wrong_code"
    status = 400

    def __init__(self):
        super().__init__(_("This code is wrong or too old. Ask for a new one below."))


def poster(*, origin: Origin, pseudonym: str, language: str, drill: bool) -> Person:
    """Who posts: the one signed in, or a new person known by their manage-link alone.

    In a drill always a new person: a contact verified by the exercise's mailbox must never count as verified
    for an account's posts in a real crisis. A suspended person is nobody in particular, too: they can ask for help.
    """
    known = known_poster(origin=origin, drill=drill)
    return known or Person.objects.create_user(pseudonym=pseudonym, language=language)


def known_poster(*, origin: Origin, drill: bool) -> Person | None:
    """The person signed in, or who texts us, where what they post is theirs; None where it belongs to somebody new."""
    known = origin.actor and not origin.actor.suspended_at
    return origin.actor if known and origin.door in (Door.WEB, Door.API, Door.SMS) and not drill else None


def add_contact(*, person: Person, contact: Contact, origin: Origin, at: datetime) -> ContactPoint:
    """Keep one way to reach `person`. A coordinator on the phone, and a drill, vouch for it at once."""
    vouched = vouched_for(origin, at)
    point, new = ContactPoint.objects.get_or_create(
        person=person, kind=contact.kind, value=contact.value, defaults=vouched
    )
    unproved = ContactPoint.objects.filter(pk=point.pk, verified_at__isnull=True)
    if vouched and not new and unproved.update(**vouched):
        point.verified_at, point.verified_by = vouched.values()
    if vouched:
        recognise(point, vouched["verified_by"])
    return point


def vouched_for(origin: Origin, at: datetime) -> dict:
    """The columns of a contact point that a coordinator on the phone, or a drill, vouches for; else {}."""
    return {"verified_at": at, "verified_by": _VOUCHED[origin.door]} if origin.door in _VOUCHED else {}


def send_code(
    *,
    contact: ContactPoint,
    drill: bool,
    crisis_id: int | None,
    link: str = "",
    why: str = "",
    behind: bool = False,
) -> None:
    """Send a fresh six-digit code, and the link to type it behind; the codes before it no longer count.

    `why`: a sentence for whoever did not ask for a code. `behind`: as SMS it leaves last.
    A few an hour per contact, whoever asks; beyond that nothing is sent and nothing is said.
    """
    if not drill and not spend("contact_code", counted_as(contact)).allowed:
        return  # whoever posts with somebody else's number must not make us ring it all night
    code = fresh_code(contact)
    with translation.override(contact.person.language):
        text = _("Porte Ouverte: your code is %(code)s. Your page: %(link)s")
        if why:
            text = _("Porte Ouverte: %(why)s Your code is %(code)s. Your page: %(link)s")
        text %= {"code": code, "link": link, "why": why}
        subject = _("Your code")
    reach(
        contact, text=text, subject=subject, drill=drill, crisis_id=crisis_id, verifying=True, behind=behind
    )


def fresh_code(contact: ContactPoint) -> str:
    """Six digits to send there; the codes before it no longer count."""
    code = f"{secrets.randbelow(10**6):06d}"
    contact.codes.filter(used_at__isnull=True).update(tries_left=0)
    VerificationCode.objects.create(
        contact=contact, code_hash=_hash(contact, code), expires_at=timezone.now() + CODE_LIFETIME
    )
    return code


def code_left(*, contact_id: int, written_at: datetime) -> None:
    """The text of `written_at` has left only now: a code that counted then counts half an hour from here on."""
    codes = VerificationCode.objects.filter(contact=contact_id, used_at__isnull=True, tries_left__gt=0)
    codes.filter(expires_at__gt=written_at).update(expires_at=timezone.now() + CODE_LIFETIME)


def verify_contact(
    *, contact: ContactPoint, code: str, drill: bool, origin: Origin, at: datetime, crisis_id: int | None
) -> None:
    """Accept the newest code sent to `contact`. Raises WrongCode; five tries a code, then it is spent.

    Raises TooMany once a day's wrong codes are used up: new codes come by the hour, so without it patience would
    find one. Few for each poster, so that a stranger's tries shut out nobody else who gave the same number; more
    for the number as a whole. Whoever reads an exercise's mailbox has proved nothing outside of it.
    """
    now = timezone.now()
    for scope, key in _tries(contact, drill):
        if not (left := look(scope, key)).allowed:
            raise TooMany(retry_after=left.reset)
    sent = (
        contact.codes.filter(used_at__isnull=True, expires_at__gt=now, tries_left__gt=0)
        .order_by("-pk")
        .first()
    )
    if sent is None:
        raise WrongCode
    if not VerificationCode.objects.filter(pk=sent.pk, tries_left__gt=0).update(
        tries_left=F("tries_left") - 1
    ):
        raise WrongCode
    if not hmac.compare_digest(sent.code_hash, _hash(contact, code.strip().replace(" ", ""))):
        for scope, key in _tries(contact, drill):
            spend(scope, key)
        raise WrongCode
    with transaction.atomic():
        if not VerificationCode.objects.filter(pk=sent.pk, used_at__isnull=True).update(used_at=now):
            raise WrongCode
        by = VerifiedBy.DRILL if drill else VerifiedBy.CODE
        mark_verified(contact=contact, by=by, origin=origin, at=at, crisis_id=crisis_id)


def mark_verified(
    *, contact: ContactPoint, by: VerifiedBy, origin: Origin, at: datetime, crisis_id: int | None
) -> None:
    """Note that the contact answered, once; announces ContactVerified so that a first match may follow."""
    with transaction.atomic():
        reachable(contact)
        unverified = ContactPoint.objects.filter(pk=contact.pk, verified_at__isnull=True)
        if unverified.update(verified_at=at, verified_by=by):
            recognise(contact, by)
            happened = ContactVerified(
                crisis_id=crisis_id, subject=contact.person.public_id, at=at, person=contact.person_id
            )
            announce(happened, origin=origin)


def _tries(contact: ContactPoint, drill: bool) -> list[tuple[str, str]]:
    """The scopes and keys a wrong code is counted under; an exercise's apart from a real night's."""
    value = f"{'drill:' if drill else ''}{counted_as(contact)}"
    return [("wrong_code", f"{contact.person_id}:{value}"), ("wrong_code_to", value)]


def _hash(contact: ContactPoint, code: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{contact.pk}:{code}".encode(), "sha256").hexdigest()
