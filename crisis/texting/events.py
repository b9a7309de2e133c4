from accounts.journal.events import Event, event


@event
class TextReceived(Event):
    """`conversation`: its internal id."""

    conversation: int


@event
class TextUnclear(Event):
    """Somebody's text waits for a person; `subject` is the conversation."""


@event
class TextAnswered(Event):
    """A coordinator wrote to them; `subject` is the conversation."""

    by: int


@event
class TextSetAside(Event):
    """A coordinator read what was unclear and needs to write nothing; `subject` is the conversation."""

    by: int


@event
class NumberGiven(Event):
    """What is sent to a phone number of ours is about this crisis; `subject` is the number's row."""

    by: int


@event
class NumberTakenBack(Event):
    by: int
