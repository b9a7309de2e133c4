"""What a manage-link opens: an offer, a need, a search one follows, a check-in, a question, a claim."""

from dataclasses import dataclass

from accounts.links.models import ManageLink
from accounts.people.models import Person
from crisis.checkin.access import check_in_of
from crisis.checkin.asks.access import ask_of
from crisis.checkin.asks.models import Ask
from crisis.checkin.models import CheckIn
from crisis.search.access import claim_of, following
from crisis.search.models import Follower, Note, Search
from crisis.search.vocabulary import Role
from crisis.shelter.access import posted_by_link
from crisis.shelter.models import Need, Offer


@dataclass(frozen=True)
class Held:
    """`kind`: offer, need, search, check_in, ask or search_note. `person`: whose link it is."""

    kind: str
    posted: Offer | Need | Search | CheckIn | Ask | Note
    person: Person
    follower: Follower | None = None

    @property
    def is_family(self) -> bool:
        return self.follower is not None and self.follower.role == Role.FAMILY


def held_by(link: ManageLink | None) -> Held:
    """Raises NotThere for a missing link, or one to what is no longer theirs."""
    kind = link.subject_kind if link else ""
    if kind == "search":
        follower = following(link)
        return Held(kind, follower.search, follower.person, follower)
    if kind == "check_in":
        check_in = check_in_of(link)
        return Held(kind, check_in, check_in.owner)
    if kind == "ask":
        ask = ask_of(link)
        return Held(kind, ask, ask.owner)
    if kind == "search_note":
        note = claim_of(link)
        return Held(kind, note, note.author)
    posted = posted_by_link(link)
    return Held(kind, posted, posted.owner)
