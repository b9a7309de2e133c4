"""The engine at work: what may be about whom, kept while it is worth a coordinator's look."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.journal.announce import announce
from accounts.origin import SYSTEM
from crisis.activation.models import Crisis
from crisis.checkin.models import CheckIn
from crisis.search.known import known_search
from crisis.search.lists.models import ListedPerson
from crisis.search.models import Note, Search
from crisis.search.public_copy import names_of
from crisis.search.vocabulary import NoteStatus, SearchState
from matching import events
from matching.engine.names import LEAD_FROM, Score, likeness
from matching.leads.gather import (
    Shared,
    anybody_sought,
    check_ins_like,
    families_who_know,
    known_both,
    known_listed,
    known_to_the_family,
    listed_like,
    pairs,
    searches_for,
    searches_like,
    searches_named_in,
    standing_listed,
)
from matching.models import Lead
from matching.vocabulary import LeadKind, LeadState

SAYS = {NoteStatus.IS_NOTE_AUTHOR: "says_it_is_me", NoteStatus.BELIEVED_ALIVE: "says_alive"}
Weighed = tuple[Search, LeadKind, UUID, Score]
CHANGED = 0.001  # a score that moved less is the same


def propose_leads(*, search: Search, at: datetime) -> None:
    """Compare an open search with every check-in and search that has a name like it, or had before it was edited.

    Harmless to run twice.
    """
    with transaction.atomic():
        alike = _alike(search) if search.state == SearchState.OPEN else []
        _say_weighed(search.crisis_id, search.public_id, _weigh_all(alike, at), at)


def propose_from_check_ins(*, crisis: Crisis, check_ins: list[int], at: datetime, anew: bool = False) -> None:
    """Compare those of these (primary keys, never none) that still stand with the crisis's open searches.

    `anew`: they were compared before, and what fits no more is no longer looked into.
    """
    with transaction.atomic():
        shared, found = {}, []
        if anybody_sought(crisis.pk):
            shared = families_who_know(crisis.pk, check_ins)
            found = searches_for(crisis.pk, check_ins, shared)
        changed = _weigh_all(_of_check_ins(found, shared), at)
        subjects = CheckIn.objects.filter(pk__in=check_ins).values_list("public_id", flat=True)
        if anew:
            still = {(search.pk, check_in.public_id) for check_in, search in found}
            changed += _close_all(LeadKind.CHECK_IN, subjects, but=still)
        subject = crisis.public_id if len(check_ins) > 1 else subjects.get()
        _say_weighed(crisis.pk, subject, changed, at)


def propose_from_note(*, note: Note, at: datetime) -> None:
    """Who says that the person lives, or is them, is a lead whatever it looks like; and whom else it may name."""
    with transaction.atomic():
        changed = []
        if says := SAYS.get(note.status):
            sure = 1.0 if note.status == NoteStatus.IS_NOTE_AUTHOR else 0.9
            changed = [_weigh(note.search, LeadKind.NOTE, note.public_id, Score(sure, ((says, 0),)), at)]
        named = [
            (search, LeadKind.NOTE, note.public_id, likeness(known_search(search), known))
            for search, known in searches_named_in(note)
        ]
        _say_weighed(note.crisis_id, note.public_id, changed + _weigh_all(named, at), at)


def propose_from_listed(*, persons: list[ListedPerson], at: datetime) -> None:
    """Compare these rows of lists, of one crisis and never none, with its open searches; what fits no more is closed.

    Harmless to run twice.
    """
    with transaction.atomic():
        standing = standing_listed().filter(pk__in=[person.pk for person in persons])
        crisis = persons[0].crisis
        named = [(person, names_of(person)) for person in standing] if anybody_sought(crisis.pk) else []
        found = pairs(crisis.pk, named)
        changed = _weigh_all([_of_listed(search, person) for person, search in found], at)
        still = {(search.pk, row.public_id) for row, search in found}
        changed += _close_all(LeadKind.LISTED, [person.public_id for person in persons], but=still)
        _say_weighed(crisis.pk, crisis.public_id, changed, at)


def _say_weighed(crisis_id: int, subject: UUID, leads: list[Lead | None], at: datetime) -> None:
    """One entry whatever was found: positions are public, and a second one would tell who is alike."""
    changed = [str(lead.public_id) for lead in leads if lead]
    weighed = events.LeadsWeighed(crisis_id=crisis_id, subject=subject, at=at, leads=changed)
    announce(weighed, origin=SYSTEM)


def _alike(search: Search) -> list[Weighed]:
    """What has a name like this search, and what waits on it from before."""
    waiting = Lead.objects.filter(state=LeadState.PROPOSED)
    also = _others(waiting.filter(search=search, kind=LeadKind.CHECK_IN))
    shared = known_to_the_family(search)
    weighed = _of_check_ins([(each, search) for each in check_ins_like(search, also, shared)], shared)
    also = _others(waiting.filter(search=search, kind=LeadKind.LISTED))
    weighed += [_of_listed(search, person) for person in listed_like(search, also)]
    older = _others(waiting.filter(search=search, kind=LeadKind.SEARCH))
    newer = waiting.filter(kind=LeadKind.SEARCH, other=search.public_id)
    also = [*older, *newer.values_list("search__public_id", flat=True)]
    return weighed + [of_searches(search, other) for other in searches_like(search, also)]


def _of_check_ins(found: list[tuple[CheckIn, Search]], shared: Shared) -> list[Weighed]:
    """Most share a first name with somebody sought, and nothing else is asked of those."""
    return [
        (search, LeadKind.CHECK_IN, check_in.public_id, likeness(sought, said, least=LEAD_FROM))
        for check_in, search, sought, said in known_both(found, shared)
    ]


def _of_listed(search: Search, person: ListedPerson) -> Weighed:
    score = likeness(known_search(search), known_listed(person))
    return search, LeadKind.LISTED, person.public_id, score


def of_searches(one: Search, other: Search) -> Weighed:
    """As their one lead says it: of the newer, resting on the older."""
    older, newer = sorted((one, other), key=lambda each: each.pk)
    return newer, LeadKind.SEARCH, older.public_id, likeness(known_search(one), known_search(other))


def _others(leads) -> list[UUID]:
    return list(leads.values_list("other", flat=True))


def _weigh_all(weighed: list[Weighed], at: datetime) -> list[Lead | None]:
    """What is alike, or was once. The rest, nearly all of a night's names, costs no statement each."""
    searches, others = {search.pk for search, *_ in weighed}, {other for _, _, other, _ in weighed}
    leads = Lead.objects.filter(search__in=searches, other__in=others)
    known = set(leads.values_list("search", "kind", "other"))
    return [
        _weigh(search, kind, other, score, at)
        for search, kind, other, score in weighed
        if score.value >= LEAD_FROM or (search.pk, kind, other) in known
    ]


def _weigh(search: Search, kind: LeadKind, other: UUID, score: Score, at: datetime) -> Lead | None:
    """Keep what is worth a look, follow what changed, and close what no longer is. The lead, where it changed."""
    known = Lead.objects.filter(search=search, kind=kind, other=other).first()
    if known is None:
        return propose(search, kind, other, score, at) if score.value >= LEAD_FROM else None
    if known.state == LeadState.PROPOSED and score.value < LEAD_FROM:
        return _close(known)
    if not _worth_another_look(known, score):
        return None
    told = {"score": score.value, "reasons": plain(score), "state": LeadState.PROPOSED}
    return known if Lead.objects.filter(pk=known.pk, state=known.state).update(**told) else None


def _worth_another_look(lead: Lead, score: Score) -> bool:
    """Closed, and alike again; or waiting, and more or less alike than it was."""
    if lead.state == LeadState.CLOSED:
        return score.value >= LEAD_FROM
    return lead.state == LeadState.PROPOSED and abs(lead.score - score.value) > CHANGED


def propose(search: Search, kind: LeadKind, other: UUID, score: Score, at: datetime) -> Lead | None:
    """The lead, unless there is one already."""
    fields = {
        "crisis_id": search.crisis_id,
        "score": score.value,
        "reasons": plain(score),
        "proposed_at": at,
    }
    lead, new = Lead.objects.get_or_create(search=search, kind=kind, other=other, defaults=fields)
    return lead if new else None


def plain(score: Score) -> list[list]:
    """A score's reasons as a lead keeps them."""
    return [[str(why), figure] for why, figure in score.reasons]


def _close_all(kind: LeadKind, gone: Iterable[UUID], but: set[tuple[int, UUID]]) -> list[Lead | None]:
    """What was taken back is no longer looked into, but for these pairs. What was decided stays decided."""
    waiting = Lead.objects.filter(kind=kind, other__in=gone, state=LeadState.PROPOSED)
    return [_close(lead) for lead in waiting if (lead.search_id, lead.other) not in but]


def _close(lead: Lead) -> Lead | None:
    still = Lead.objects.filter(pk=lead.pk, state=LeadState.PROPOSED)
    return lead if still.update(state=LeadState.CLOSED) else None
