from accounts.journal.events import Event, event


@event
class SearchPosted(Event):
    search: int


@event
class SearchEdited(Event):
    search: int


@event
class SearchShown(Event):
    """A moderator let it through."""

    search: int


@event
class SearchHidden(Event):
    search: int


@event
class SearchRunsOut(Event):
    """Soon, unless its family extends it; they are told once."""

    search: int


@event
class SearchExtended(Event):
    search: int


@event
class SearchClosed(Event):
    """Found, closed, expired or withdrawn: `state` says which."""

    search: int
    state: str


@event
class SearchReopened(Event):
    search: int


@event
class SearchWiped(Event):
    """Only ids and dates are left of it."""

    search: int


@event
class NotesFrozen(Event):
    """Nobody may add a note; what was said stays."""

    search: int


@event
class NotesUnfrozen(Event):
    search: int


@event
class SearchFollowed(Event):
    """`role`: family or follower."""

    search: int
    person: int
    role: str


@event
class SearchUnfollowed(Event):
    search: int
    person: int


@event
class SearchClaimed(Event):
    """Somebody says they are the person sought; `note` holds what they wrote."""

    search: int
    note: int


@event
class NoteAdded(Event):
    """`subject` is the note; `of`: the public id of its search."""

    search: int
    note: int
    of: str


@event
class NoteShown(Event):
    """`shown_to`: family or everyone."""

    search: int
    note: int
    of: str
    shown_to: str


@event
class NoteHidden(Event):
    """`shown_to`: who could read it until now."""

    search: int
    note: int
    of: str
    shown_to: str


@event
class NoteChecked(Event):
    """A coordinator checked it, or took that back; `verification` says how sure it is now."""

    search: int
    note: int
    of: str
    verification: str


@event
class PhotoChanged(Event):
    search: int


@event
class PhotoHeld(Event):
    """It looks like one judged false, or a moderator held it: for the family and the desk alone until it is cleared."""

    search: int
    photo: int


@event
class PhotoJudgedFalse(Event):
    lasting = True
    search: int
    photo: int


@event
class PhotoCleared(Event):
    search: int
    photo: int


@event
class ContactJudged(Event):
    """The family said yes or no to who wrote the note and wants to be in touch."""

    search: int
    note: int
    of: str
    agreed: bool


@event
class ContactPassedOn(Event):
    """A message between the family and who wrote the note; `by_family`: from which side."""

    search: int
    note: int
    of: str
    by_family: bool


@event
class ContactTakenBack(Event):
    search: int
    note: int
    of: str
