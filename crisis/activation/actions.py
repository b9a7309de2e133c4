"""The doors through which a crisis begins, is confirmed, ends; and who coordinates it."""

from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.errors import Invalid, Refused, TooLate
from accounts.idempotency.once import Done, once
from accounts.journal.announce import announce
from accounts.links.secrets import new_reference
from accounts.locks import stand_in_line
from accounts.origin import SYSTEM, Origin
from accounts.people.actions import add_contact
from accounts.people.contact import Contact
from accounts.people.models import Person
from accounts.reach.actions import reach
from accounts.sign_in.ways_in import account_at
from crisis.activation import events, rules
from crisis.activation.access import COORDINATE, DECLARE, require
from crisis.activation.drafts import CrisisDraft
from crisis.activation.models import Crisis, Membership
from crisis.activation.pending import Pending, pending_of
from crisis.activation.vocabulary import Phase, Role

RESERVED = {"declare"}  # a page of the desk's own stands at this address


class NotConfirmed(Refused):
    code = "not_confirmed"
    status = 400

    def __init__(self):
        super().__init__(_("Type the name of the crisis exactly as shown to activate it."))


class StillOnTheWay(Refused):
    """`pending`: who and what to settle first."""

    code = "still_on_the_way"
    message = _lazy("Somebody is still on the way. Settle what is listed below first, then archive.")

    def __init__(self, pending: list[Pending]):
        super().__init__()
        self.pending = pending


def declare_crisis(*, draft: CrisisDraft, origin: Origin, at: datetime, slug: str = "") -> Crisis:
    """A new crisis in draft, its declarer its first coordinator; `slug` is wished for. Raises Invalid, NotAllowed."""
    require(origin.actor, DECLARE)
    _check(draft)
    done = once(
        origin=origin,
        crisis_id=None,
        request=draft,
        act=lambda: _declare(draft, slug or draft.name, origin, at),
    )
    return Crisis.objects.get(public_id=done.subject)


def _declare(draft: CrisisDraft, wish: str, origin: Origin, at: datetime) -> Done:
    crisis = Crisis.objects.create(
        **asdict(draft) | {"hashtags": list(draft.hashtags)},
        slug=_free_slug(wish),
        short_code=new_reference(),
        perimeter=rules.perimeter_of(draft),
        declared_by=origin.actor,
        declared_at=at,
        updated_at=at,
    )
    Membership.objects.create(crisis=crisis, person=origin.actor, role=Role.COORDINATOR)
    announce(events.CrisisDeclared(crisis_id=crisis.pk, subject=crisis.public_id, at=at), origin=origin)
    return Done(subject=crisis.public_id)


def edit_crisis(*, crisis: Crisis, draft: CrisisDraft, origin: Origin, at: datetime) -> None:
    """Replace what the draft says; a drill stays a drill and a crisis a crisis. Raises Invalid, NotAllowed."""
    require(origin.actor, COORDINATE, crisis.pk)
    _check(draft)
    changed = asdict(draft) | {"hashtags": list(draft.hashtags), "perimeter": rules.perimeter_of(draft)}
    del changed["is_drill"]
    with transaction.atomic():
        mine = Crisis.objects.filter(pk=crisis.pk)
        moved = mine.exclude(profile=draft.profile).update(profile=draft.profile)
        mine.update(**changed, updated_at=at)
        told = {"profile": str(draft.profile) if moved else ""}
        edited = events.CrisisEdited(crisis_id=crisis.pk, subject=crisis.public_id, at=at, **told)
        announce(edited, origin=origin)
    crisis.refresh_from_db()


def activate_crisis(*, crisis: Crisis, typed_name: str, origin: Origin, at: datetime) -> None:
    """Open it to everyone, or again after a stand-down by mistake. A second coordinator confirms later.

    A real crisis asks for its name typed. Posts that the stand-down closed stay closed: their owners open them again.
    """
    require(origin.actor, COORDINATE, crisis.pk)
    typed, name = (slugify(each, allow_unicode=True) for each in (typed_name, crisis.name))
    if not crisis.is_drill and (typed != name or not typed_name.strip()):  # a comma is not seen at night
        raise NotConfirmed
    happened = events.CrisisActivated(crisis_id=crisis.pk, subject=crisis.public_id, at=at)
    fresh = {"confirmed_at": None, "confirmed_by": None, "stood_down_at": None, "closing_message": ""}
    _move(crisis, Phase.ACTIVE, happened, origin, activated_at=at, activated_by=origin.actor, **fresh)


def confirm_activation(*, crisis: Crisis, origin: Origin, at: datetime) -> None:
    """The second person's yes. Raises TooLate when it was given, or when the first person asks again."""
    require(origin.actor, COORDINATE, crisis.pk)
    unconfirmed = Crisis.objects.filter(pk=crisis.pk, phase=Phase.ACTIVE, confirmed_at__isnull=True)
    with transaction.atomic():
        mine = unconfirmed.exclude(activated_by=origin.actor)
        if not mine.update(confirmed_at=at, confirmed_by=origin.actor, updated_at=at):
            raise TooLate(_("A second coordinator confirms; you activated this crisis yourself."))
        happened = events.ActivationConfirmed(crisis_id=crisis.pk, subject=crisis.public_id, at=at)
        announce(happened, origin=origin)
    crisis.refresh_from_db()


def stand_down_crisis(*, crisis: Crisis, closing_message: str, origin: Origin, at: datetime) -> None:
    """Nothing new is taken any more; the page says so and what to do instead."""
    require(origin.actor, COORDINATE, crisis.pk)
    happened = events.CrisisStoodDown(crisis_id=crisis.pk, subject=crisis.public_id, at=at)
    _move(crisis, Phase.STOOD_DOWN, happened, origin, stood_down_at=at, closing_message=closing_message[:500])


def archive_crisis(*, crisis: Crisis, origin: Origin, at: datetime) -> None:
    """Put it away: nothing is watched any more. Raises StillOnTheWay while a guest is, and TooLate."""
    require(origin.actor, COORDINATE, crisis.pk)
    if crisis.phase == Phase.STOOD_DOWN and (pending := pending_of(crisis)):
        # Nothing new begins once it is stood down: what is settled stays settled.
        raise StillOnTheWay(pending)
    happened = events.CrisisArchived(crisis_id=crisis.pk, subject=crisis.public_id, at=at)
    _move(crisis, Phase.ARCHIVED, happened, origin, archived_at=at)


def invite_colleague(
    *,
    crisis: Crisis,
    contact: Contact,
    pseudonym: str,
    role: str,
    may_declare: bool = False,
    origin: Origin,
    at: datetime,
) -> Person:
    """Give the owner of an address a role: whoever types a code sent to `contact`, and nobody who invites them.

    Only who may declare crises can pass that on (`may_declare`). Raises Refused when the last coordinator would be
    none any more.
    """
    require(origin.actor, COORDINATE, crisis.pk)
    if may_declare:
        require(origin.actor, DECLARE)
    with transaction.atomic():
        stand_in_line(Crisis, [crisis.pk])
        person = account_at(contact=contact, pseudonym=pseudonym, language=translation.get_language())
        if role != Role.COORDINATOR:
            _somebody_stays(crisis, person)
        if may_declare:
            Person.objects.filter(pk=person.pk).update(may_declare=True)
        Membership.objects.filter(crisis=crisis, person=person, removed_at__isnull=True).update(removed_at=at)
        Membership.objects.create(crisis=crisis, person=person, role=role, invited_by=origin.actor)
        _tell_invited(crisis, person, contact, at)
        happened = events.ColleagueInvited(
            crisis_id=crisis.pk, subject=crisis.public_id, at=at, person=person.pk
        )
        announce(happened, origin=origin)
    return person


def _tell_invited(crisis: Crisis, person: Person, contact: Contact, at: datetime) -> None:
    with translation.override(person.language):
        told = {"name": crisis.name, "link": absolute(reverse("desk"))}
        text = _("You are invited to coordinate %(name)s. Sign in: %(link)s") % told
        subject = _("You are invited to coordinate")
    # An invitation vouches for nothing.
    point = add_contact(person=person, contact=contact, origin=SYSTEM, at=at)
    reach(point, subject=subject, text=text, drill=crisis.is_drill, crisis_id=crisis.pk, verifying=True)


def remove_colleague(*, crisis: Crisis, person: Person, origin: Origin, at: datetime) -> None:
    """Take the role away, at once. Raises Refused for the last coordinator: somebody must stay."""
    require(origin.actor, COORDINATE, crisis.pk)
    with transaction.atomic():
        stand_in_line(Crisis, [crisis.pk])  # two who remove each other at once must not both succeed
        _somebody_stays(crisis, person)
        if not crisis.memberships.filter(person=person, removed_at__isnull=True).update(removed_at=at):
            raise TooLate
        happened = events.ColleagueRemoved(
            crisis_id=crisis.pk, subject=crisis.public_id, at=at, person=person.pk
        )
        announce(happened, origin=origin)


def name_liaison(*, crisis: Crisis, person: Person, origin: Origin, at: datetime) -> None:
    """A coordinator may hear of the gravest news, too. A lead, who may declare, says so, and not of themselves.

    Raises NotAllowed; TooLate for who is one already, is no coordinator here, is who asks, or has never signed in:
    nobody knows yet who reads an invitation.
    """
    _require_lead(crisis, origin)
    others = crisis.memberships.filter(role=Role.COORDINATOR, person__last_login__isnull=False)
    others = others.exclude(person=origin.actor)
    row = {"liaison_since": at, "liaison_by": origin.actor}
    happened = events.LiaisonNamed(crisis_id=crisis.pk, subject=crisis.public_id, at=at, person=person.pk)
    with transaction.atomic():
        if not others.filter(person=person, removed_at=None, liaison_since=None).update(**row):
            raise TooLate
        announce(happened, origin=origin)


def end_liaison(*, crisis: Crisis, person: Person, origin: Origin, at: datetime) -> None:
    """Whoever named them stays on record, whoever names them later: that membership is over, and another begins.

    Raises NotAllowed, TooLate.
    """
    _require_lead(crisis, origin)
    happened = events.LiaisonEnded(crisis_id=crisis.pk, subject=crisis.public_id, at=at, person=person.pk)
    theirs = crisis.memberships.filter(person=person, removed_at=None, liaison_since__isnull=False)
    with transaction.atomic():
        was = theirs.first()
        if was is None or not theirs.filter(pk=was.pk).update(removed_at=at):
            raise TooLate
        same = {name: getattr(was, name) for name in ("role", "invited_by_id", "created_at")}
        Membership.objects.create(crisis=crisis, person=person, **same)
        announce(happened, origin=origin)


def _require_lead(crisis: Crisis, origin: Origin) -> None:
    require(origin.actor, COORDINATE, crisis.pk)
    require(origin.actor, DECLARE)


def _somebody_stays(crisis: Crisis, without: Person) -> None:
    others = crisis.memberships.filter(role=Role.COORDINATOR, removed_at__isnull=True).exclude(person=without)
    if not others.exists():
        raise Refused(_("Invite another coordinator first: somebody must stay."), code="last_coordinator")


def absolute(path: str) -> str:
    """A path as a link that works in a message."""
    return settings.PUBLIC_URL + path


def _check(draft: CrisisDraft) -> None:
    if found := rules.problems(draft):
        raise Invalid(found)


def _move(crisis: Crisis, to: Phase, happened, origin: Origin, **fields) -> None:
    with transaction.atomic():
        ready = Crisis.objects.filter(pk=crisis.pk, phase__in=rules.FOLLOWS[to])
        if not ready.update(phase=to, updated_at=happened.at, **fields):
            raise TooLate
        announce(happened, origin=origin)
    crisis.refresh_from_db()


def _free_slug(name: str) -> str:
    base = slugify(name)[:50] or "crisis"
    taken = set(Crisis.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    if base not in taken:
        return base
    return next(slug for n in range(2, 10_000) if (slug := f"{base}-{n}") not in taken)
