from accounts.journal.events import Event, event


@event
class CaseOpened(Event):
    subject_kind: str
    why: str


@event
class CaseTaken(Event):
    by: int


@event
class CaseHandedOver(Event):
    to: int | None


@event
class CaseClosed(Event):
    why: str


@event
class CaseNoted(Event):
    pass


@event
class ExactRevealed(Event):
    """A coordinator was shown an exact address or a contact; the reason is in the disclosure, not here."""

    lasting = True
    subject_kind: str
    by: int
