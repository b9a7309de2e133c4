"""From a letter to what waits in the outbox: by which ways, to which contact, from when on, and in place of what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.people.models import ContactPoint
from accounts.people.vocabulary import ContactKind
from accounts.push.models import PushDevice
from accounts.reach import rules
from accounts.reach.choices import wishes_of
from accounts.reach.letters import Letter
from accounts.reach.models import Message
from accounts.reach.rules import Wishes
from accounts.reach.stops import stopped_each
from accounts.reach.vocabulary import MessageState, Way


@dataclass(frozen=True)
class Known:
    """Of those written to: what they chose, who of them has a device, where else they answer."""

    wishes: dict[int, Wishes]
    devices: set[int]
    others: dict[int, list[ContactPoint]]


def queue(letters: list[Letter], *, at: datetime) -> list[Message]:
    """Write the messages down; none for what its receiver does not want. An exercise's stay on screen."""
    known = _known(letters)
    messages = [
        message
        for letter in letters
        for message in ([_on_screen(letter)] if letter.drill else _leaving(letter, known, at))
    ]
    _replace_older(messages, at)
    return Message.objects.bulk_create(messages)


def _known(letters: list[Letter]) -> Known:
    asked = [each for each in letters if not (each.drill or each.verifying)]
    people = {each.contact.person_id for each in asked}
    if not people:
        return Known({}, set(), {})
    devices = PushDevice.objects.filter(person__in=people).values_list("person_id", flat=True)
    wishes = wishes_of(people)
    moved = {each.contact.person_id for each in asked if each.contact.unreachable_at}
    return Known(wishes, set(devices), others_of(moved | wishes.keys()))


def others_of(people: Iterable[int]) -> dict[int, list[ContactPoint]]:
    """Contacts of each that answered our code, still do, and want our messages; those they gave first before others."""
    found: dict[int, list[ContactPoint]] = {}
    if people:
        answer = ContactPoint.objects.filter(verified_at__isnull=False, unreachable_at__isnull=True)
        points = list(answer.filter(person__in=people).order_by("pk"))
        for point, stopped in zip(points, stopped_each([(point, False) for point in points]), strict=True):
            if not stopped:
                found.setdefault(point.person_id, []).append(point)
    return found


def _on_screen(letter: Letter) -> Message:
    return _message(letter, letter.contact, state=MessageState.ON_SCREEN)


def _leaving(letter: Letter, known: Known, at: datetime) -> list[Message]:
    if letter.verifying:
        return [_message(letter, letter.contact, next_attempt_at=at)]
    person = letter.contact.person_id
    wishes, devices = known.wishes.get(person, Wishes()), person in known.devices
    contact, ways = _contact_and_ways(letter, known.others.get(person, []), wishes, devices)
    zone = timezone.get_default_timezone()
    due, any_hour = at + timedelta(seconds=letter.wait), letter.at_once or letter.wait > 0
    leaves = rules.leaves_at(due, urgent=any_hour, wishes=wishes, zone=zone)
    return [_message(letter, contact, way=way, next_attempt_at=leaves) for way in ways]


def _contact_and_ways(
    letter: Letter, others: list[ContactPoint], wishes: Wishes, devices: bool
) -> tuple[ContactPoint, tuple[Way, ...]]:
    """The contact it was meant for, unless nobody is there or it is switched off: then another of theirs."""
    here = [] if letter.contact.unreachable_at else [letter.contact]
    for contact in here + others:
        ways = _ways(letter, contact, wishes, devices)
        if ways and ways != (Way.PUSH,):
            return contact, ways
    wanted = _ways(letter, letter.contact, wishes, devices)
    return letter.contact, (Way.PUSH,) if devices and wanted else ()


def _ways(letter: Letter, contact: ContactPoint, wishes: Wishes, devices: bool) -> tuple[Way, ...]:
    return rules.ways(letter.about, phone=contact.kind == ContactKind.PHONE, devices=devices, wishes=wishes)


def _message(letter: Letter, contact: ContactPoint, **fields) -> Message:
    return Message(
        contact=contact,
        crisis_id=letter.crisis_id,
        drill=letter.drill,
        kind=letter.about,
        thing=letter.thing,
        subject=letter.subject,
        text=letter.text,
        urgent=letter.at_once,
        behind=letter.behind,
        **{"state": MessageState.QUEUED} | fields,
    )


def _replace_older(messages: list[Message], at: datetime) -> None:
    """Of one thing only the newest leaves; as early as the earliest of them would have."""
    newest = {}
    for message in messages:
        if message.thing and not message.drill:
            if older := newest.get(_key(message)):
                _take_over(older, message, at)
            newest[_key(message)] = message
    if not newest:
        return
    waiting = Message.objects.filter(state=MessageState.QUEUED, drill=False)
    contacts, things, _ways_of = zip(*newest, strict=True)
    older = [each for each in waiting.filter(contact__in=contacts, thing__in=things) if _key(each) in newest]
    for each in older:
        _take_over(each, newest[_key(each)], at)
    replaced = waiting.filter(pk__in=[each.pk for each in older])
    replaced.update(state=MessageState.REPLACED, text="")


def _take_over(older: Message, newer: Message, at: datetime) -> None:
    older.state, older.text = MessageState.REPLACED, ""
    if older.urgent and not newer.urgent:
        newer.urgent, newer.next_attempt_at = True, at


def _key(message: Message) -> tuple[int, str, str]:
    return message.contact_id, message.thing, message.way
