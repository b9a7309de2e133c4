"""Who may learn of a lead: what the person who checked in chose, and nobody's convenience. Asked at every reading."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from accounts.people.contact import digest
from accounts.people.models import ContactPoint
from crisis.activation.vocabulary import Profile
from crisis.checkin.models import CheckIn, CheckInKey
from crisis.checkin.vocabulary import Audience, KeyKind
from crisis.search.linking.queries import group, linked
from crisis.search.models import Follower, Note, Search
from crisis.search.queries import is_public
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
    NOTE_ELSEWHERE = "note_elsewhere"
    OTHER_SEARCH = "other_search"
    PUBLIC_SEARCH = "public_search"
    LISTED = "listed"


@dataclass(frozen=True)
class Choice:
    """`followers`: who may learn of it, each person once, with `person` and the `search` they follow; `because`: why
    them, or why nobody."""

    followers: tuple[Follower, ...]
    because: Because


def choice_for(lead: Lead) -> Choice:
    """Read afresh: a choice may be taken back at any time. Of linked searches each family by what is theirs to know."""
    if lead.kind == LeadKind.CHECK_IN:
        return _of_check_in(lead)
    if lead.kind == LeadKind.NOTE:
        return _of_note(lead)
    return _of_search(lead) if lead.kind == LeadKind.SEARCH else Choice((), Because.LISTED)


def knows_contact(check_in: CheckIn, follower: Follower) -> bool:
    """May this follower read the message too? Only who was named, or whose family knows the person's own contact."""
    if _named((follower,), check_in):
        return True
    may = check_in.audience in (Audience.ANYONE, Audience.CONTACTS)
    return may and follower.role == Role.FAMILY and _hinted(follower.search, check_in)


def followers_of(search: Search) -> tuple[Follower, ...]:
    """The family; and whoever else follows, while the search is one that everybody may see."""
    may = {"person__erased_at": None, "person__suspended_at": None}
    rows = Follower.objects.filter(search=search, **may)
    if not is_public(search):
        rows = rows.filter(role=Role.FAMILY)
    return tuple(rows.select_related("person", "search__crisis").order_by("pk"))


def each_once(followers: Iterable[Follower]) -> tuple[Follower, ...]:
    """Each person once however many of these searches they follow: as the family they are, else as they come."""
    known = {}
    for each in sorted(followers, key=lambda follower: follower.role != Role.FAMILY):
        known.setdefault(each.person_id, each)
    return tuple(known.values())


def _of_check_in(lead: Lead) -> Choice:
    check_in = standing_check_ins().filter(public_id=lead.other).first()
    if check_in is None:
        return Choice((), Because.GONE)
    choices = [_as_they_chose(search, check_in) for search in (lead.search, *linked(lead.search))]
    choices = [_while_held(lead, search, choice) for search, choice in choices]
    because = next((each.because for each in choices if each.followers), choices[0].because)
    return Choice(each_once(follower for each in choices for follower in each.followers), because)


def _as_they_chose(search: Search, check_in: CheckIn) -> tuple[Search, Choice]:
    """Of those who follow this search."""
    followers = followers_of(search)
    # Where people are hunted nobody is found by name, whatever they chose before it was known.
    anyone = check_in.audience == Audience.ANYONE
    if anyone and search.crisis.profile != Profile.HUNTED:
        return search, Choice(followers, Because.ANYONE)
    named = _named(followers, check_in)
    if (anyone or check_in.audience == Audience.CONTACTS) and _hinted(search, check_in):
        may = [each for each in followers if each.role == Role.FAMILY or each in named]
        return search, Choice(tuple(may), Because.KNOWN_CONTACT)
    if named:
        return search, Choice(named, Because.NAMED)
    unknown = anyone or check_in.audience == Audience.CONTACTS
    return search, Choice((), Because.CONTACT_UNKNOWN if unknown else Because.NOBODY_NAMED)


def _while_held(lead: Lead, search: Search, choice: Choice) -> Choice:
    """Nobody more than knew already: whoever read it before would learn from its absence that somebody holds it."""
    if not (lead.search.held_at or search.held_at):
        return choice
    told = set(LeadTold.objects.filter(lead=lead, taken_back_at=None).values_list("person", flat=True))
    kept = tuple(each for each in choice.followers if each.person_id in told)
    return Choice(kept, choice.because if kept or not choice.followers else Because.HELD)


def _of_note(lead: Lead) -> Choice:
    """Those it is shown to. What everybody may read reaches those who follow a linked search, too."""
    note = Note.objects.filter(public_id=lead.other, held_at__isnull=True).first()
    if note and note.search_id != lead.search_id:
        return Choice((), Because.NOTE_ELSEWHERE)
    if note is None or note.shown_to == ShownTo.NOBODY:
        return Choice((), Because.NOTE_NOT_SHOWN)
    shown = [
        each
        for each in followers_of(lead.search)
        if note.shown_to == ShownTo.EVERYONE or each.role == Role.FAMILY
    ]
    if note.shown_to == ShownTo.EVERYONE and is_public(lead.search):
        shown += [each for search in linked(lead.search) for each in followers_of(search)]
    return Choice(each_once(shown), Because.NOTE_SHOWN)


def _of_search(lead: Lead) -> Choice:
    """Of two searches for one person: those around each learn of the other where it is public, and no more."""
    other = Search.objects.select_related("crisis").filter(public_id=lead.other).first()
    if other is None:
        return Choice((), Because.GONE)
    here, there = sides(lead.search, other)
    told = [each for pk in here if is_public(other) for each in _around(pk)]
    told += [each for pk in there if is_public(lead.search) for each in _around(pk)]
    return Choice(each_once(told), Because.PUBLIC_SEARCH if told else Because.OTHER_SEARCH)


def sides(one: Search, other: Search) -> tuple[set[int], set[int]]:
    """The searches around each, as if these two were not linked: the same twice where others link them, too."""
    pair = (min(one.pk, other.pk), max(one.pk, other.pk))
    return group(one.pk, without=pair), group(other.pk, without=pair)


def _around(pk: int) -> tuple[Follower, ...]:
    return followers_of(Search.objects.select_related("crisis").get(pk=pk))


def _hinted(search: Search, check_in: CheckIn) -> bool:
    """Did the family give a contact that is the person's own?"""
    hints = search.contact_hints
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
