"""Whoever asks puts right whom they ask: a contact mistyped, what they call somebody, somebody forgotten."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from accounts.errors import Invalid, NotThere, TooLate
from accounts.idempotency.once import Done, once
from accounts.origin import Origin
from accounts.people.contact import Contact
from accounts.people.names import typed_name
from crisis.checkin.asks import rules
from crisis.checkin.asks.access import contact_of
from crisis.checkin.asks.actions.asking import owe, write_down
from crisis.checkin.asks.actions.ending import forget_asked
from crisis.checkin.asks.drafts import PersonToAsk
from crisis.checkin.asks.models import Ask, Asked
from crisis.checkin.asks.vocabulary import AskState
from crisis.shelter.actions.posting import require_active


def add_people(
    *, ask: Ask, people: tuple[PersonToAsk, ...], origin: Origin, at: datetime, count: Callable = bool
) -> None:
    """Ask these, too: at once, where the others were written to already; who is asked stays. `count`: as in ask().

    Raises Invalid, with fields as ask() has them, CrisisClosed, KeyReused, TooLate where the question is not open.
    """

    def act() -> Done:
        standing = _locked(ask)
        asked = list(standing.asked.order_by("number"))
        there = {each.key for each in asked}
        found, contacts = _read(standing, people, there, leave=True)
        if found:
            raise Invalid(found)
        count()
        more = [each for each in people if rules.key_typed(each.contact) not in there]
        _ask(standing, more, contacts, asked[-1].number + 1, origin, at)
        return Done(subject=ask.public_id)

    require_active(ask.crisis)
    request = ["add", str(ask.public_id), [asdict(each) for each in people]]
    once(origin=origin, crisis_id=ask.crisis_id, request=request, act=act)


def correct_person(
    *, ask: Ask, number: int, person: PersonToAsk, origin: Origin, at: datetime, count: Callable = bool
) -> None:
    """Call them `person.name`; with another contact than theirs, ask there. An empty one keeps what stands.

    Whoever was written to under the old contact hears and answers nothing more: behind their link they may still
    refuse this asker, and report them. The contact does not come back to this question, or what was typed first would
    be no limit to how often it is written to.
    Raises Invalid, CrisisClosed, NotThere, TooLate once they answered or where the question is not open.
    """
    require_active(ask.crisis)
    with transaction.atomic():
        standing = _locked(ask)
        people = {each.number: each for each in standing.asked.all()}
        before = people.pop(number, None)
        if before is None:
            raise NotThere
        if before.answer:
            raise TooLate
        if not person.contact.strip() or rules.key_typed(person.contact) == before.key:
            Asked.objects.filter(pk=before.pk).update(name=typed_name(person.name))
            return
        found, contacts = _read(standing, (person,), [each.key for each in people.values()])
        if found:
            raise Invalid({"contact": [*found.values()][0]})
        count()
        _take_off(standing, before)
        _ask(standing, (person,), contacts, number, origin, at)


def _locked(ask: Ask) -> Ask:
    """As it stands; nobody answers, closes or changes it meanwhile. Raises TooLate."""
    standing = Ask.objects.filter(pk=ask.pk, state=AskState.OPEN, held_at__isnull=True)
    if not standing.update(state=AskState.OPEN):
        raise TooLate
    return Ask.objects.select_related("crisis", "owner", "contact").get(pk=ask.pk)


def _read(
    ask: Ask, people: tuple[PersonToAsk, ...], there: Iterable[str], *, leave: bool = False
) -> tuple[dict, list[Contact]]:
    own = contact_of(ask.contact) if ask.contact else None
    gone = [key for key, _link in ask.taken_off]
    return rules.more_problems(people, own=own, there=there, taken_off=gone, leave=leave)


def _take_off(ask: Ask, before: Asked) -> None:
    if before.sent:
        gone = [before.key, before.token_hash]
        ask.taken_off = [*ask.taken_off, gone]
        ask.save(update_fields=["taken_off"])
    forget_asked(Asked.objects.filter(pk=before.pk))
    before.delete()


def _ask(ask: Ask, people, contacts: list[Contact], first: int, origin: Origin, at: datetime) -> None:
    made = write_down(ask, people, contacts, first=first)
    if ask.sent_at:
        owe(ask, made, origin, at)
