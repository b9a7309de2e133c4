"""Who may learn of a lead: what the person who checked in chose, and nobody's convenience. Asked at every reading."""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from accounts.people.contact import digest
from accounts.people.models import ContactPoint
from crisis.activation.vocabulary import Profile
from crisis.checkin.models import CheckIn, CheckInKey
from crisis.checkin.vocabulary import Audience, KeyKind
from crisis.search.models import Follower, Note
from crisis.search.queries import public_searches
from crisis.search.vocabulary import Role, ShownTo
from matching.leads.gather import standing_check_ins
from matching.models import Lead, LeadTold
from matching.vocabulary import LeadKind


class Because(StrEnum):
    ANYONE = "anyone"
    KNOWN_CONTACT = "known_contact"
    NAMED = "named"
    NOBODY_NAMED = "nobody_named"
    CONTACT_UNKNOWN = "contact_unknown"
    HELD = "held"
    GONE = "gone"
    NOTE_SHOWN = "note_shown"
    NOTE_NOT_SHOWN = "note_not_shown"
    OTHER_SEARCH = "other_search"


@dataclass(frozen=True)
class Choice:
    """`followers`: who may learn of it, with `person`; `because`: why them, or why nobody."""

    followers: tuple[Follower, ...]
    because: Because


def choice_for(lead: Lead) -> Choice:
    """Read afresh: a choice may be taken back at any time."""
    if lead.kind == LeadKind.CHECK_IN:
        check_in = standing_check_ins().filter(public_id=lead.other).first()
        if check_in is None:
            return Choice((), Because.GONE)
        choice = _of_check_in(lead, check_in)
        return _while_held(lead, choice) if lead.search.held_at else choice
    if lead.kind == LeadKind.NOTE:
        return _of_note(lead)
    return Choice((), Because.OTHER_SEARCH)


def knows_contact(lead: Lead, check_in: CheckIn, follower: Follower) -> bool:
    """May this follower read the message too? Only who was named, or whose family knows the person's own contact."""
    if follower in _named(_followers(lead), check_in):
        return True
    may = check_in.audience in (Audience.ANYONE, Audience.CONTACTS)
    return may and follower.role == Role.FAMILY and _hinted(lead, check_in)


def _of_check_in(lead: Lead, check_in: CheckIn) -> Choice:
    followers = _followers(lead)
    # Where people are hunted nobody is found by name, whatever they chose before it was known.
    anyone = check_in.audience == Audience.ANYONE
    if anyone and lead.search.crisis.profile != Profile.HUNTED:
        return Choice(followers, Because.ANYONE)
    if (anyone or check_in.audience == Audience.CONTACTS) and _hinted(lead, check_in):
        family = tuple(each for each in followers if each.role == Role.FAMILY)
        named = _named(followers, check_in)
        return Choice(
            tuple(each for each in followers if each in family or each in named), Because.KNOWN_CONTACT
        )
    if named := _named(followers, check_in):
        return Choice(named, Because.NAMED)
    unknown = anyone or check_in.audience == Audience.CONTACTS
    return Choice((), Because.CONTACT_UNKNOWN if unknown else Because.NOBODY_NAMED)


def _while_held(lead: Lead, choice: Choice) -> Choice:
    """Nobody more than knew already: whoever read it before would learn from its absence that somebody holds it."""
    told = set(LeadTold.objects.filter(lead=lead, taken_back_at=None).values_list("person", flat=True))
    kept = tuple(each for each in choice.followers if each.person_id in told)
    return Choice(kept, choice.because if kept or not choice.followers else Because.HELD)


def _of_note(lead: Lead) -> Choice:
    note = Note.objects.filter(public_id=lead.other, held_at__isnull=True).first()
    if note is None or note.shown_to == ShownTo.NOBODY:
        return Choice((), Because.NOTE_NOT_SHOWN)
    shown = [
        each for each in _followers(lead) if note.shown_to == ShownTo.EVERYONE or each.role == Role.FAMILY
    ]
    return Choice(tuple(shown), Because.NOTE_SHOWN)


def _followers(lead: Lead) -> tuple[Follower, ...]:
    """The family; and whoever else follows, while the search is one that everybody may see."""
    may = {"person__erased_at": None, "person__suspended_at": None}
    rows = Follower.objects.filter(search=lead.search_id, **may)
    if not public_searches(lead.search.crisis).filter(search=lead.search_id).exists():
        rows = rows.filter(role=Role.FAMILY)
    return tuple(rows.select_related("person").order_by("pk"))


def _hinted(lead: Lead, check_in: CheckIn) -> bool:
    """Did the family give a contact that is the person's own?"""
    hints = lead.search.contact_hints
    return CheckInKey.objects.filter(check_in=check_in, kind=KeyKind.OWN, digest__in=hints).exists()


def _named(followers: tuple[Follower, ...], check_in: CheckIn) -> tuple[Follower, ...]:
    """Those one of whose own verified contacts was named."""
    rows = CheckInKey.objects.filter(check_in=check_in, kind=KeyKind.NAMED)
    named = set(rows.values_list("digest", flat=True))
    if not named:
        return ()
    held = defaultdict(set)
    people = [each.person_id for each in followers]
    for point in ContactPoint.objects.filter(person__in=people, verified_at__isnull=False):
        held[point.person_id].add(digest(point))
    return tuple(each for each in followers if held[each.person_id] & named)
