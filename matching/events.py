"""What happens between a door and a need. `subject` is the match; `need` and `offer` are their public ids."""

from accounts.journal.events import Event, event


@event
class MatchProposed(Event):
    match: int
    need: str
    offer: str


@event
class DecidedByHand(Event):
    """A coordinator asked a door the machine would not have: `overruled` against what; of children alone
    `by` said the second yes, `together_with` has them and asked for it."""

    lasting = True
    match: int
    need: str
    offer: str
    overruled: list
    by: int
    together_with: int | None


@event
class MatchAccepted(Event):
    match: int
    need: str
    offer: str


@event
class GuestComing(Event):
    """The guest said "I'm coming"; the exact address was released in the same transaction."""

    lasting = True
    match: int
    need: str
    offer: str


@event
class ArrivalConfirmed(Event):
    """`side` confirmed; `both`: the guest has arrived, for the other had, too, or `side` is "desk" or "clock"."""

    match: int
    need: str
    offer: str
    side: str
    both: bool


@event
class MatchClosed(Event):
    """Declined, lapsed, withdrawn, no-show or ended: `state`; by whom: `side` ("" when by the clock)."""

    match: int
    need: str
    offer: str
    state: str
    side: str


@event
class HoldExtended(Event):
    """`side` has a little longer to answer; `asked`: by the button, else because they wrote to each other."""

    match: int
    need: str
    offer: str
    side: str
    asked: bool


@event
class HowItWentAsked(Event):
    """Both sides were asked in the morning how it went."""

    match: int
    need: str
    offer: str


@event
class HowItWentAnswered(Event):
    """What was answered is in the row alone; the other side never learns that anything was."""

    match: int
    need: str
    offer: str
    side: str


@event
class WayClosed(Event):
    """The guest is on the way through a closed area, or in one; `why` is the case's."""

    match: int
    need: str
    offer: str
    why: str


@event
class MessageRelayed(Event):
    """`withheld`: the other side had cut contact, and nobody is told."""

    match: int
    need: str
    offer: str
    side: str
    withheld: bool = False


@event
class NumberShared(Event):
    lasting = True
    match: int
    need: str
    offer: str
    side: str


@event
class MessageHeld(Event):
    """Moderation hid a relayed message from both sides."""

    match: int
    need: str
    offer: str


@event
class MessageRestored(Event):
    match: int
    need: str
    offer: str


@event
class LeadsWeighed(Event):
    """A search, check-in, note or batch (`subject`; the crisis for a batch) was compared.

    One entry for each comparison whatever it found, so that positions tell nobody who is alike. `leads`: the public
    ids of those that are new, changed or closed by it, mostly none.
    """

    leads: list


@event
class LeadConfirmed(Event):
    """`subject` is the lead; `search` the public id of the search it is about."""

    lasting = True
    lead: int
    search: str


@event
class LeadRefused(Event):
    lead: int
    search: str


@event
class LeadReopened(Event):
    """A coordinator took a decision back. `told`: those who had learned of it, or of something else through the link
    it was; `through`: of each, the public id of the search they follow. `confirmed`: not a refusal, but a yes.
    """

    lasting = True
    lead: int
    search: str
    told: list
    through: list | tuple = ()
    confirmed: bool = True


@event
class LeadShared(Event):
    """One follower, `person`, learned of a confirmed lead, as its author's choice allows. `search`: the one they
    follow, the lead's own or linked with it.
    """

    lasting = True
    lead: int
    search: str
    person: int


@event
class PersonErased(Event):
    """`subject` is the person's public id, which names nobody any more."""

    lasting = True
