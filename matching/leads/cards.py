"""A lead as a coordinator reads it: both sides, whether they answered, why, and who would read what."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from accounts.people.models import ContactPoint
from crisis.checkin.findable import confirmed_among
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import Found, told_of
from crisis.checkin.vocabulary import Life, told_to
from crisis.gazetteer.districts import district_of
from crisis.search.lists.models import ListedPerson
from crisis.search.models import Follower, Note, Search
from crisis.search.vocabulary import Role
from matching.leads.choice import Choice, choice_for, knows_contact
from matching.leads.words import likeness, reasons, will_be_told
from matching.models import Lead
from matching.vocabulary import LeadKind, LeadState

MODELS = {
    LeadKind.CHECK_IN: CheckIn,
    LeadKind.NOTE: Note,
    LeadKind.SEARCH: Search,
    LeadKind.LISTED: ListedPerson,
}
BESIDE = {LeadKind.LISTED: ("list",), LeadKind.NOTE: ("search",)}
Row = Search | CheckIn | Note | ListedPerson


@dataclass(frozen=True)
class Side:
    """A search, a check-in, a note or a row of a list. `answered`: whoever wrote it answered at the contact they gave,
    None where it ended and that contact is forgotten; a list is a coordinator's word."""

    row: Row
    answered: bool | None

    @property
    def district(self) -> str:
        cell = getattr(self.row, "cell", "")
        return district_of(cell) if cell else ""

    @property
    def told_to(self) -> str:
        """Of a check-in only: its author's choice, as others say it."""
        return str(told_to(self.row.audience, voice=self.row.voice))


@dataclass(frozen=True)
class Reader:
    """One who would be told, on their page of the search `reference`. `said`: what they read of a check-in; `written`:
    by a message, not on their page alone."""

    name: str
    relation: str
    reference: str
    family: bool
    written: bool
    said: Found | None

    @property
    def district(self) -> str:
        return district_of(self.said.cell) if self.said and self.said.cell else ""


class AboutLead:
    """What there is to say of a `lead`."""

    lead: Lead

    @property
    def likeness(self) -> str:
        return likeness(self.lead)

    @property
    def reasons(self) -> list[str]:
        return reasons(self.lead)

    @cached_property
    def choice(self) -> Choice:
        return choice_for(self.lead)

    @property
    def told(self) -> list[str]:
        return will_be_told(self.choice)


@dataclass(frozen=True)
class Card(AboutLead):
    """`already`: a confirmed lead of the same search."""

    lead: Lead
    sought: Side
    other: Side | None
    reached: int
    already: Lead | None

    @property
    def count_stands(self) -> bool:
        """Confirmed, and not a moment ago: whoever may know is told next."""
        is_next = not self.reached and self.choice.followers
        return self.lead.state == LeadState.CONFIRMED and not is_next

    @property
    def readers(self) -> list[Reader]:
        return readers_of(self.choice, self.other.row if self.other else None)


def cards(found: list[Lead]) -> list[Card]:
    """In as many queries whatever their number."""
    others, already = _others(found), _already(found)
    rows = [lead.search for lead in found] + list(others.values())
    answered = _answered(rows)
    return [
        Card(
            lead=lead,
            sought=Side(lead.search, answered[lead.search.public_id]),
            other=Side(others[lead.other], answered[lead.other]) if lead.other in others else None,
            reached=len([each for each in lead.told.all() if not each.taken_back_at]),
            already=next(
                (each for each in already if each.search_id == lead.search_id and each != lead), None
            ),
        )
        for lead in found
    ]


def _others(found: list[Lead]) -> dict:
    """What each lead rests on, by its public id."""
    rows = {}
    for kind, model in MODELS.items():
        if wanted := [lead.other for lead in found if lead.kind == kind]:
            found_here = model.objects.filter(public_id__in=wanted).select_related(*BESIDE.get(kind, ()))
            rows |= {row.public_id: row for row in found_here}
    return rows


def _already(found: list[Lead]) -> list[Lead]:
    """Not that others look, too: that answers nothing."""
    confirmed = Lead.objects.filter(search__in={lead.search_id for lead in found}, state=LeadState.CONFIRMED)
    said = confirmed.exclude(kind=LeadKind.SEARCH)
    return list(said.select_related("decided_by").order_by("-decided_at"))


def _answered(rows: list[Row]) -> dict[UUID, bool | None]:
    owners = {row.public_id: _owner(row) for row in rows if not isinstance(row, ListedPerson)}
    verified = ContactPoint.objects.filter(person__in=owners.values(), verified_at__isnull=False)
    who = set(verified.values_list("person_id", flat=True))
    said = confirmed_among([row for row in rows if isinstance(row, CheckIn)])
    found = {row.public_id: owners.get(row.public_id) in who for row in rows}
    found |= {row.public_id: True for row in rows if isinstance(row, ListedPerson)}
    return found | {row.public_id: _of_check_in(row, said, who) for row in rows if isinstance(row, CheckIn)}


def _of_check_in(row: CheckIn, said: dict[int, int], who: set[int]) -> bool | None:
    """With its end its contact is forgotten: of somebody who answered anywhere we no longer know where."""
    return None if row.life != Life.ACTIVE and row.owner_id in who else row.pk in said


def _owner(row: Search | Note | CheckIn) -> int:
    return row.author_id if isinstance(row, Note) else row.owner_id


def readers_of(choice: Choice, other: Row | None = None) -> list[Reader]:
    """Who would be told, and what they would read of `other`."""
    followers = choice.followers
    people = [each.person_id for each in followers]
    verified = ContactPoint.objects.filter(person__in=people, verified_at__isnull=False)
    reached = set(verified.values_list("person_id", flat=True))
    return [_reader(other, each, each.person_id in reached) for each in followers]


def _reader(other, follower: Follower, written: bool) -> Reader:
    posted = follower.person_id == follower.search.owner_id
    said = isinstance(other, CheckIn)
    return Reader(
        name=follower.search.first_name if posted else "",
        reference=follower.search.reference,
        relation=follower.relation or (follower.search.relation if posted else ""),
        family=follower.role == Role.FAMILY,
        written=written,
        said=told_of(other, knows_contact=knows_contact(other, follower)) if said else None,
    )
