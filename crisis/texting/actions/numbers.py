"""Which of our phone numbers belongs to which crisis."""

from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, NotThere, Refused
from accounts.journal.announce import announce
from accounts.origin import Origin
from accounts.people.contact import Contact, read_contact
from accounts.people.vocabulary import ContactKind
from crisis.activation.access import COORDINATE, require
from crisis.activation.models import Crisis
from crisis.texting.events import NumberGiven, NumberTakenBack
from crisis.texting.models import TextNumber


class NumberTaken(Refused):
    code = "number_taken"
    message = _("This number belongs to another crisis that is not over. Take it back there first.")


def give_number(*, crisis: Crisis, number: str, origin: Origin, at: datetime) -> TextNumber:
    """What is sent to `number` is about `crisis` from now on. Raises Invalid, NumberTaken; one of a crisis that is
    over moves here. An exercise has none: it never answers a real text."""
    require(origin.actor, COORDINATE, crisis.pk)
    if crisis.is_drill:
        raise Invalid({"number": [_("An exercise never answers a real text, so it has no number.")]})
    told = _phone(number)
    with transaction.atomic():
        row = _take(crisis, told.value, origin, at)
        announce(
            NumberGiven(crisis_id=crisis.pk, subject=row.public_id, at=at, by=origin.actor_id), origin=origin
        )
    return row


def take_number_back(*, number: TextNumber, origin: Origin, at: datetime) -> None:
    """Raises NotThere when a colleague was faster."""
    require(origin.actor, COORDINATE, number.crisis_id)
    with transaction.atomic():
        if not TextNumber.objects.filter(pk=number.pk).delete()[0]:
            raise NotThere
        told = NumberTakenBack(
            crisis_id=number.crisis_id, subject=number.public_id, at=at, by=origin.actor_id
        )
        announce(told, origin=origin)


def _phone(number: str) -> Contact:
    with suppress(Invalid):
        told = read_contact(number)
        if told.kind == ContactKind.PHONE:
            return told
    raise Invalid({"number": [_("Type a phone number such as 06 12 34 56 78.")]})


def _take(crisis: Crisis, value: str, origin: Origin, at: datetime) -> TextNumber:
    TextNumber.objects.filter(number=value, crisis__phase__in=("stood_down", "archived")).delete()
    try:
        with transaction.atomic():
            made = {"crisis": crisis, "given_by": origin.actor, "given_at": at}
            row, _new = TextNumber.objects.get_or_create(number=value, defaults=made)
    except IntegrityError:
        raise NumberTaken from None
    if row.crisis_id != crisis.pk:
        raise NumberTaken
    return row
