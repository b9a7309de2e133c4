"""Who may learn of a lead: what the person who checked in chose, and nobody's convenience. Asked at every reading."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from accounts.people.contact import digest
from accounts.people.models import ContactPoint
from crisis.activation.vocabulary import Profile
from crisis.checkin.models import CheckIn, CheckInKey
from crisis.checkin.vocabulary import Audience, KeyKind
from crisis.search.linking.queries import group, linked
from crisis.search.models import Follower, Note, Search
from crisis.search.queries import is_public, public_searches
from crisis.search.vocabulary import Role, ShownTo
from matching.leads.gather import standing_check_ins
from matching.models import Lead, LeadTold
from matching.vocabulary import LeadKind

Keys = dict[str, set[str]]  # {kind of key: digests}


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
    keys = _keys(check_in)
    if _named((follower,), keys):
        return True
    may = check_in.audience in (Audience.ANYONE, Audience.CONTACTS)
    return may and follower.role == Role.FAMILY and _hinted(follower.search, keys)


def followers_of(*searches: Search) -> tuple[Follower, ...]:
    """The families; and whoever else follows one of them, while it is one that everybody may see. Of one crisis."""
    may = {"person__erased_at": None, "person__suspended_at": None}
    public = public_searches(searches[0].crisis).filter(search__in=searches).values("search")
    rows = Follower.objects.filter(search__in=searches, **may)
    rows = rows.filter(Q(role=Role.FAMILY) | Q(search__in=public))
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
    searches = (lead.search, *linked(lead.search))
    followers, keys = followers_of(*searches), _keys(check_in)
    named = _named(followers, keys)
    theirs = [
        (search, tuple(each for each in followers if each.search_id == search.pk)) for search in searches
    ]
    choices = [(search, _as_they_chose(search, check_in, some, keys, named)) for search, some in theirs]
    choices = [_while_held(lead, search, choice) for search, choice in choices]
    because = next((each.because for each in choices if each.followers), choices[0].because)
    return Choice(each_once(follower for each in choices for follower in each.followers), because)


def _as_they_chose(
    search: Search, check_in: CheckIn, followers: tuple[Follower, ...], keys: Keys, named: set[int]
) -> Choice:
    """Of the `followers` of this search; `named`: people."""
    # Where people are hunted nobody is found by name, whatever they chose before it was known.
    anyone = check_in.audience == Audience.ANYONE
    if anyone and search.crisis.profile != Profile.HUNTED:
        return Choice(followers, Because.ANYONE)
    if (anyone or check_in.audience == Audience.CONTACTS) and _hinted(search, keys):
        may = [each for each in followers if each.role == Role.FAMILY or each.person_id in named]
        return Choice(tuple(may), Because.KNOWN_CONTACT)
    if may := tuple(each for each in followers if each.person_id in named):
        return Choice(may, Because.NAMED)
    unknown = anyone or check_in.audience == Audience.CONTACTS
    return Choice((), Because.CONTACT_UNKNOWN if unknown else Because.NOBODY_NAMED)


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


def _keys(check_in: CheckIn) -> Keys:
    keys = defaultdict(set)
    for kind, said in CheckInKey.objects.filter(check_in=check_in).values_list("kind", "digest"):
        keys[kind].add(said)
    return keys


def _hinted(search: Search, keys: Keys) -> bool:
    """Did the family give a contact that is the person's own?"""
    return bool(keys[KeyKind.OWN]) and search.hints.filter(digest__in=keys[KeyKind.OWN]).exists()


def _named(followers: tuple[Follower, ...], keys: Keys) -> set[int]:
    """People one of whose own verified contacts was named."""
    people = {each.person_id for each in followers} if keys[KeyKind.NAMED] else ()
    points = ContactPoint.objects.filter(person__in=people, verified_at__isnull=False)
    return {point.person_id for point in points if digest(point) in keys[KeyKind.NAMED]}
