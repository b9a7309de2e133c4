"""announce(event): the one line every action ends with. listen(Event): who hears it, after the commit."""

from collections import defaultdict
from collections.abc import Callable

from django.db import connection, transaction

from accounts.journal.events import Event, payload_of
from accounts.journal.models import Delivery, Entry
from accounts.journal.wake import wake
from accounts.origin import Origin

Listener = Callable[[Event], None]
Together = Callable[[list[Event]], list[Event]]
_listeners: dict[str, list[str]] = defaultdict(list)
_functions: dict[str, Listener] = {}
_before: dict[str, Listener] = {}
_together: dict[str, Together] = {}


def listen(*events: type[Event], before: Listener | None = None, together: Together | None = None):
    """Register a function that hears these events after commit. It must bear to hear twice.

    `before` runs ahead of it, outside the transaction: the place to ask another machine. What it cannot find out the
    listener does without: its failures are only logged.

    `together` does the same for many events in one transaction, where many are owed at once. It returns those it
    leaves to be heard one by one, for which it has done nothing; should it fail, all of them are.
    """

    def register(function: Listener) -> Listener:
        name = f"{function.__module__}.{function.__name__}"
        _functions[name] = function
        if before:
            _before[name] = before
        if together:
            _together[name] = together
        for happened in events:
            _listeners[happened.__name__].append(name)
        return function

    return register


def listener(name: str) -> Listener:
    """The function registered under `name`. Raises KeyError when code no longer has it."""
    return _functions[name]


def forerunner(name: str) -> Listener | None:
    """What runs ahead of the listener `name`, outside its transaction."""
    return _before.get(name)


def heard_together(name: str) -> Together | None:
    """How the listener `name` hears many at once, where it can."""
    return _together.get(name)


def announce(happened: Event, *, origin: Origin) -> Entry:
    """Write one journal entry, and one delivery per listener, in the caller's transaction.

    Raises RuntimeError outside a transaction: an announcement without its change would be a lie.
    """
    return announce_all([happened], origin=origin)[0]


def announce_all(happened: list[Event], *, origin: Origin) -> list[Entry]:
    """`announce` for each of these, in this order, in two statements however many they are."""
    if not connection.in_atomic_block:
        raise RuntimeError("announce() belongs inside the action's transaction")
    entries = Entry.objects.bulk_create([_entry(each, origin) for each in happened])
    owed = [Delivery(entry=entry, listener=name) for entry in entries for name in _listeners[entry.kind]]
    Delivery.objects.bulk_create(owed)
    transaction.on_commit(wake, robust=True)
    return entries


def _entry(happened: Event, origin: Origin) -> Entry:
    return Entry(
        kind=type(happened).__name__,
        crisis_id=happened.crisis_id,
        subject=happened.subject,
        cell=happened.cell,
        payload=payload_of(happened),
        door=origin.door,
        actor_id=origin.actor_id,
        happened_at=happened.at,
    )
