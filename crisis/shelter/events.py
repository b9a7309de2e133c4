from accounts.journal.events import Event, event


@event
class OfferOpened(Event):
    offer: int


@event
class OfferEdited(Event):
    offer: int


@event
class OfferPaused(Event):
    offer: int


@event
class OfferResumed(Event):
    offer: int


@event
class OfferConfirmed(Event):
    offer: int


@event
class OfferAsked(Event):
    """The host was asked whether the door is still open."""

    offer: int


@event
class OfferChecked(Event):
    """A coordinator, `by`, has spoken with the host and noted what they found."""

    lasting = True
    offer: int
    by: int


@event
class OfferWithdrawn(Event):
    offer: int


@event
class OfferExpired(Event):
    offer: int


@event
class OfferHidden(Event):
    offer: int


@event
class OfferShown(Event):
    offer: int


@event
class OfferSetAside(Event):
    """A closed area holds it: nobody is sent there until it opens again."""

    offer: int


@event
class OfferBroughtBack(Event):
    """No closed area holds it any more."""

    offer: int


@event
class PlacesFreed(Event):
    """Places came back to an offer: a hold lapsed or was released, or a guest left."""

    offer: int


@event
class NeedPosted(Event):
    need: int


@event
class NeedEdited(Event):
    need: int


@event
class NeedReopened(Event):
    need: int


@event
class NeedDivided(Event):
    """A group that may be split became two needs. `part`: the public id of the new one, which is posted, too."""

    need: int
    part: str


@event
class NeedClosed(Event):
    """Withdrawn, found elsewhere or expired: `state` says which."""

    need: int
    state: str


@event
class ShelterEntered(Event):
    shelter: int


@event
class ShelterChanged(Event):
    shelter: int


@event
class SheltersImported(Event):
    """One entry for a whole list. `subject` is the crisis."""

    shelters: list
