from accounts.journal.events import Event, event


@event
class CrisisDeclared(Event):
    lasting = True


@event
class CrisisActivated(Event):
    lasting = True


@event
class ActivationConfirmed(Event):
    lasting = True


@event
class CrisisEdited(Event):
    """`profile`: the new one where it changed, else ""."""

    profile: str = ""


@event
class CrisisStoodDown(Event):
    lasting = True


@event
class CrisisArchived(Event):
    lasting = True


@event
class ColleagueInvited(Event):
    lasting = True
    person: int


@event
class ColleagueRemoved(Event):
    lasting = True
    person: int


@event
class LiaisonNamed(Event):
    lasting = True
    person: int


@event
class LiaisonEnded(Event):
    lasting = True
    person: int
