"""Cutting contact: two people are never brought together again, and whoever was cut off never learns it.

Most people here have no account and are somebody new with each post. Whoever answered our code at the same address
or number, however it is spelt, is the same person here, so that a second door or request is no way around. Nor is
erasing oneself: of whoever was cut off a keyed digest of each such contact stays (ContactKey), for as long as the cut
does.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.errors import NotThere
from accounts.journal.announce import announce
from accounts.journal.events import Event, event
from accounts.locks import stand_in_line
from accounts.origin import Origin
from accounts.people.contact import digests
from accounts.people.mailboxes import known_as
from accounts.people.models import Block, ContactKey, ContactPoint, Person
from accounts.people.vocabulary import VerifiedBy


@event
class ContactCut(Event):
    """`subject` is the public id of whoever cut contact; `by`, `of`: internal ids of both."""

    by: int
    of: int


@event
class ContactRestored(Event):
    by: int
    of: int


def block(
    *, by: Person, of: Person, subject: UUID, crisis_id: int | None, origin: Origin, at: datetime
) -> None:
    """Cut contact, once: saying it twice is harmless. Raises NotThere for oneself."""
    if by.pk == of.pk:
        raise NotThere
    with transaction.atomic():
        stand_in_line(Person, [by.pk, of.pk])
        _made, new = Block.objects.get_or_create(by=by, of=of, defaults={"subject": subject, "at": at})
        if new:
            announce(_event(ContactCut, by, of.pk, crisis_id, at), origin=origin)


def unblock(*, by: Person, public_id: UUID, origin: Origin, at: datetime) -> None:
    """Take it back; what had ended stays ended. Raises NotThere for somebody else's, or one taken back already."""
    with transaction.atomic():
        found = Block.objects.filter(by=by, public_id=public_id).first()
        if found is None or not Block.objects.filter(pk=found.pk).delete()[0]:
            raise NotThere
        _forget_keys(found.of_id)
        announce(_event(ContactRestored, by, found.of_id, None, at), origin=origin)


def forget_cuts(person: Person) -> None:
    """Before `person` is erased, contacts still there: their own cuts go, what cuts them off holds."""
    own = list(Block.objects.filter(by=person).values_list("of_id", flat=True))
    Block.objects.filter(by=person).delete()
    for of in own:
        _forget_keys(of)
    selves = same_people([person.pk])[person.pk]
    if Block.objects.filter(of__in=selves).exists():
        answered = ContactPoint.objects.filter(person=person, verified_at__isnull=False)
        for contact in answered:
            _keep_keys(contact)


def _keep_keys(contact: ContactPoint) -> None:
    """For everybody who answered at it: whoever is left is still the same person as the one who goes."""
    exercise = contact.verified_by == VerifiedBy.DRILL
    alike = known_as([contact.known_as]).filter(kind=contact.kind, verified_at__isnull=False)
    drill = Q(verified_by=VerifiedBy.DRILL)
    people = alike.filter(drill if exercise else ~drill).values_list("person_id", flat=True)
    _save_keys(people, contact, exercise)


def recognise(contact: ContactPoint, by: str) -> None:
    """`contact` has just been verified: if somebody cut off answered at it and was erased, it is the same person."""
    if not ContactKey.objects.exists():
        return
    exercise = by == VerifiedBy.DRILL
    if ContactKey.objects.filter(digest__in=digests(contact), exercise=exercise).exists():
        _save_keys([contact.person_id], contact, exercise)


def _save_keys(people: Iterable[int], contact: ContactPoint, exercise: bool) -> None:
    each = [
        ContactKey(person_id=person, digest=key, exercise=exercise)
        for person in people
        for key in digests(contact)
    ]
    ContactKey.objects.bulk_create(each, ignore_conflicts=True)


def _forget_keys(of: int) -> None:
    """Nothing is kept of somebody nobody cuts off any more."""
    if not ContactKey.objects.filter(person=of).exists():
        return
    selves = same_people([of])[of]
    if not Block.objects.filter(of__in=selves).exists():
        ContactKey.objects.filter(person__in=selves).delete()


def cut_by(person: Person) -> QuerySet[Block]:
    """Those this person cut off, newest first. Never those who cut this person off."""
    return Block.objects.filter(by=person).order_by("-at", "-pk")


def has_cut(by: int, of: int) -> bool:
    """Has `by` cut contact with `of`, under whatever post of either?"""
    if not Block.objects.exists():
        return False
    selves = same_people([by, of])
    return Block.objects.filter(by__in=selves[by], of__in=selves[of]).exists()


def everybody_apart() -> dict[int, set[int]]:
    """`blocked_among` everybody whom a cut concerns."""
    pairs = list(Block.objects.values_list("by_id", "of_id"))
    if not pairs:
        return {}
    return blocked_among(set().union(*same_people({each for pair in pairs for each in pair}).values()))


def blocked_with(person: int) -> set[int]:
    """Ids of everybody `person` must not be brought together with, whoever cut contact."""
    return blocked_among([person]).get(person, set())


def blocked_among(people: Iterable[int]) -> dict[int, set[int]]:
    """`blocked_with` for many, for those who have any. One query where nobody ever cut contact, at most ten."""
    if not Block.objects.exists():
        return {}
    selves = same_people(people)
    known = set().union(*selves.values())
    pairs = Block.objects.filter(Q(by__in=known) | Q(of__in=known)).values_list("by_id", "of_id")
    apart: dict[int, set[int]] = defaultdict(set)
    for by, of in pairs:
        apart[by].add(of)
        apart[of].add(by)
    others = same_people(set().union(*apart.values()))
    found = {}
    for person, own in selves.items():
        cut = set().union(*(apart.get(each, set()) for each in own))
        if cut:
            found[person] = set().union(*(others[each] for each in cut)) - own
    return found


def same_people(people: Iterable[int]) -> dict[int, set[int]]:
    """{person: everybody who answered our code at one of the same contacts, themselves among them}.

    What an exercise verified counts among exercises alone.
    """
    selves = {person: {person} for person in people}
    answered = ContactPoint.objects.filter(verified_at__isnull=False)
    mine: dict[tuple, set[int]] = defaultdict(set)
    for person, *contact in answered.filter(person__in=selves).values_list("person_id", *_CONTACT):
        mine[_key(contact)].add(person)
    alike = known_as({mailbox for _kind, mailbox, _by in mine}).filter(verified_at__isnull=False)
    for person, *contact in alike.values_list("person_id", *_CONTACT):
        for known in mine.get(_key(contact), ()):
            selves[known].add(person)
    _add_the_erased(selves)
    return selves


def _add_the_erased(selves: dict[int, set[int]]) -> None:
    mine: dict[tuple[str, bool], set[int]] = defaultdict(set)
    for person, *key in ContactKey.objects.filter(person__in=selves).values_list("person_id", *_KEPT):
        mine[tuple(key)].add(person)
    if not mine:
        return
    alike = ContactKey.objects.filter(digest__in={kept for kept, _exercise in mine})
    for person, *key in alike.values_list("person_id", *_KEPT):
        for known in mine.get(tuple(key), ()):
            selves[known].add(person)


_KEPT = ("digest", "exercise")
_CONTACT = ("kind", "value", "mailbox", "verified_by")


def _key(contact: list[str]) -> tuple[str, str, bool]:
    kind, value, mailbox, by = contact
    return kind, mailbox or value, by == VerifiedBy.DRILL


def _event(kind, by: Person, of: int, crisis_id: int | None, at: datetime):
    return kind(crisis_id=crisis_id, subject=by.public_id, at=at, by=by.pk, of=of)
