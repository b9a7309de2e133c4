"""What happens between searches for one person. `one` and `other`: their public ids, the older first."""

from accounts.journal.events import Event, event


@event
class SearchesLinked(Event):
    """A coordinator says that they are for one person. `subject` is the newer of the two."""

    lasting = True
    one: str
    other: str


@event
class SearchesUnlinked(Event):
    lasting = True
    one: str
    other: str


@event
class FoundWordGiven(Event):
    """The family of a search that is found lets the families of linked ones know."""

    search: int
