from accounts.journal.events import Event, event


@event
class ClosureDeclared(Event):
    lasting = True
    closure: int


@event
class ClosureChanged(Event):
    lasting = True
    closure: int


@event
class ClosureLifted(Event):
    """By a coordinator, or by its own end."""

    lasting = True
    closure: int
