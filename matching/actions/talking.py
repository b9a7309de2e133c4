"""The relay: host and guest talk through the service; a number passes only when its owner shares it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.disclosure.actions import record_disclosure
from accounts.disclosure.models import Disclosed
from accounts.errors import Invalid, TooLate
from accounts.journal.announce import announce
from accounts.origin import Origin
from accounts.people.blocking import has_cut
from accounts.people.models import Person
from accounts.people.vocabulary import ContactKind
from matching.actions.extending import extend_by_talking
from matching.actions.steps import match_event
from matching.events import MessageHeld, MessageRelayed, MessageRestored, NumberShared
from matching.models import Match, RelayMessage
from matching.vocabulary import TALKING, Side

LONGEST = 500


def say(*, match: Match, side: Side, text: str, origin: Origin, at: datetime) -> RelayMessage:
    """Pass a short message on. Raises Invalid, and TooLate before the host's yes or after the end.

    Where the other side has cut contact it is taken all the same and reaches nobody.
    """
    text = text.strip()
    if not 0 < len(text) <= LONGEST:
        raise Invalid({"text": [_("Write a message of at most %(most)s characters.") % {"most": LONGEST}]})
    writer, reader = ids_of(match, side)
    if has_cut(writer, reader):
        raise Invalid({"text": [_("You cut contact with them. Allow it again first, to write.")]})
    with transaction.atomic():
        if not Match.objects.filter(pk=match.pk, state__in=TALKING).exists():
            raise TooLate
        withheld = has_cut(reader, writer)
        message = RelayMessage.objects.create(match=match, side=side, text=text, at=at, withheld=withheld)
        announce(match_event(MessageRelayed, match, at, side=side, withheld=withheld), origin=origin)
        extend_by_talking(match=match, side=side, origin=origin, at=at)
    return message


def readable(match: Match, side: Side) -> QuerySet[RelayMessage]:
    """What one side may read, oldest first: all of its own, and what reached it."""
    reached = Q(side=side) | Q(held_at=None, withheld=False)
    return match.relay_messages.filter(reached).order_by("at", "pk")


def share_number(*, match: Match, side: Side, origin: Origin, at: datetime) -> None:
    """The owner gives their own number to the other side, logged. Saying it twice is harmless."""
    column = {Side.HOST: "host_number_shared_at", Side.GUEST: "guest_number_shared_at"}[side]
    owner, other = _two_people(match, side)
    if not own_number(owner):
        raise Invalid(
            {"": [_("You gave no phone number that has answered. Write it in a message to share it.")]}
        )
    with transaction.atomic():
        unshared = Match.objects.filter(pk=match.pk, state__in=TALKING, **{f"{column}__isnull": True})
        if not unshared.update(**{column: at}):
            return
        record_disclosure(
            about=owner,
            what=Disclosed.CONTACT,
            to=other,
            to_role=Side.GUEST if side == Side.HOST else Side.HOST,
            subject=match.public_id,
            crisis_id=match.crisis_id,
            at=at,
        )
        announce(match_event(NumberShared, match, at, side=side), origin=origin)


def own_number(person: Person) -> str:
    """The phone that has answered by code, or ""; a number only typed may be a stranger's."""
    phones = person.contact_points.filter(kind=ContactKind.PHONE, verified_at__isnull=False)
    return phones.order_by("pk").values_list("value", flat=True).first() or ""


def ids_of(match: Match, side: Side) -> tuple[int, int]:
    """(whose side it is, the other): ids of people."""
    people = match.offer.owner_id, match.need.owner_id
    return people if side == Side.HOST else people[::-1]


def _two_people(match: Match, side: Side):
    people = match.offer.owner, match.need.owner
    return people if side == Side.HOST else people[::-1]


def hold_message(*, message: RelayMessage, origin: Origin, at: datetime) -> None:
    """Moderation's door: neither side reads it any more. Raises TooLate when it was held already."""
    _hold(message, origin, at, held=at)


def restore_message(*, message: RelayMessage, origin: Origin, at: datetime) -> None:
    _hold(message, origin, at, held=None)


def _hold(message: RelayMessage, origin: Origin, at: datetime, *, held: datetime | None) -> None:
    with transaction.atomic():
        before = RelayMessage.objects.filter(pk=message.pk, held_at__isnull=held is not None)
        if not before.update(held_at=held):
            raise TooLate
        kind = MessageRestored if held is None else MessageHeld
        announce(match_event(kind, message.match, at), origin=origin)
    message.refresh_from_db()
