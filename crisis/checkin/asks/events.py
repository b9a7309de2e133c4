from accounts.journal.events import Event, event


@event
class AskPosted(Event):
    ask: int


@event
class QuestionsOwed(Event):
    """These people are to be written to: as many as one delivery writes."""

    ask: int
    asked: list


@event
class AskAnswered(Event):
    """An answer was given, changed or taken back; whose, no entry says."""

    ask: int


@event
class AskClosed(Event):
    """By its asker, by the clock, or because they erased themselves."""

    ask: int


@event
class AskHidden(Event):
    ask: int


@event
class AskShown(Event):
    ask: int


@event
class AppointmentChanged(Event):
    """`subject` is the check-in. `state`: what the appointment is now."""

    check_in: int
    state: str
