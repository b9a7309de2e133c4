from accounts.journal.events import Event, event


@event
class CheckInsRecorded(Event):
    """One entry for a whole batch. `subject`: the check-in when it is one, else the crisis.

    `cells`: {H3 cell: how many say they are there}; `statuses`: {status: how many}.
    """

    check_ins: list
    cells: dict
    statuses: dict


@event
class LinksOwed(Event):
    """Their authors gave a contact and were answered before anything was sent to it. `subject` is the crisis."""

    check_ins: list


@event
class NamesOwed(Event):
    """They were answered before anybody could find them by name. `subject` is the crisis."""

    check_ins: list


@event
class NamesIndexed(Event):
    """From now on they are found by name. `subject` is the crisis."""

    check_ins: list


@event
class WordsOwed(Event):
    """They concern somebody who gave us no contact: OwedWord holds whom. `subject` is the crisis."""

    check_ins: list


@event
class HelpUnplaced(Event):
    """Help is needed and no place is known: UnknownPlace holds their words for it."""

    check_in: int


@event
class CheckInCorrected(Event):
    check_in: int


@event
class FoundByContact(Event):
    """It was said without a contact; one that its author proved since finds it."""

    check_in: int


@event
class CheckInWithdrawn(Event):
    check_in: int


@event
class CheckInSaidAgain(Event):
    """It had ended, and its author says by another one how they are."""

    check_in: int


@event
class CheckInsExpired(Event):
    """One entry for a whole sweep. `subject` is the crisis."""

    check_ins: list


@event
class CheckInHidden(Event):
    check_in: int


@event
class CheckInShown(Event):
    check_in: int
