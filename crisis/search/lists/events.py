from accounts.journal.events import Event, event


@event
class PersonListImported(Event):
    """A hospital's or shelter's list was given, and said something new: so many rows of each outcome that may be told.

    Which rows: `crisis.search.lists.queries.changed_in(list, at)`.
    """

    list: int
    entered: int
    changed: int
    left: int
    by: int | None
