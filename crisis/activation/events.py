from accounts.journal.events import Event, event


@event
class CrisisDeclared(Event):
    pass


@event
class CrisisActivated(Event):
    pass


@event
class ActivationConfirmed(Event):
    pass


@event
class CrisisEdited(Event):
    pass


@event
class CrisisStoodDown(Event):
    pass


@event
class CrisisArchived(Event):
    pass


@event
class ColleagueInvited(Event):
    person: int


@event
class ColleagueRemoved(Event):
    person: int
