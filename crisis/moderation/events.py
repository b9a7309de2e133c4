from accounts.journal.events import Event, event


@event
class Reported(Event):
    subject_kind: str
    reason: str


@event
class Decided(Event):
    lasting = True
    subject_kind: str
    act: str
