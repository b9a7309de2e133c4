"""The doors of leads: proposed by the engine, confirmed or refused by a coordinator, taken back, told."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.errors import TooLate
from accounts.journal.announce import announce
from accounts.origin import SYSTEM, Origin
from crisis.activation.access import COORDINATE, require
from crisis.checkin.models import CheckIn
from crisis.search.linking.actions import link_searches, unlink_searches
from crisis.search.lists.models import ListedPerson
from crisis.search.models import Follower, Note, Search
from crisis.search.public_copy import names_of
from crisis.search.vocabulary import NoteStatus, SearchState
from matching import events
from matching.engine.names import LEAD_FROM, Score, likeness
from matching.leads.choice import choice_for
from matching.leads.gather import (
    check_ins_like,
    known_check_in,
    known_listed,
    known_search,
    listed_like,
    pairs,
    searches_for,
    searches_like,
    searches_named_in,
    standing_check_ins,
    standing_listed,
)
from matching.leads.taking_back import told_in_vain
from matching.models import Lead, LeadTold
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
        _say_weighed(search, search.public_id, _weigh_all(alike, at), at)


def propose_from_check_ins(*, check_ins: list[CheckIn], at: datetime, anew: bool = False) -> None:
    """Compare those of this batch of one crisis, never empty, that still stand with its open searches.

    `anew`: they were compared before, and what fits no more is no longer looked into.
    """
    with transaction.atomic():
        standing = standing_check_ins().filter(pk__in=[check_in.pk for check_in in check_ins])
        found = searches_for(list(standing))
        changed = _weigh_all([_of_check_in(search, check_in) for check_in, search in found], at)
        if anew:
            still = {(search.pk, check_in.public_id) for check_in, search in found}
            changed += _close_all(LeadKind.CHECK_IN, check_ins, but=still)
        one = check_ins[0]
        subject = one.public_id if len(check_ins) == 1 else one.crisis.public_id
        _say_weighed(one, subject, changed, at)


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
        _say_weighed(note, note.public_id, changed + _weigh_all(named, at), at)


def propose_from_listed(*, persons: list[ListedPerson], at: datetime) -> None:
    """Compare these rows of lists, of one crisis and never none, with its open searches; what fits no more is closed.

    Harmless to run twice.
    """
    with transaction.atomic():
        standing = standing_listed().filter(pk__in=[person.pk for person in persons])
        found = pairs([(person, names_of(person)) for person in standing])
        changed = _weigh_all([_of_listed(search, person) for person, search in found], at)
        changed += _close_all(
            LeadKind.LISTED, persons, but={(search.pk, row.public_id) for row, search in found}
        )
        _say_weighed(persons[0], persons[0].crisis.public_id, changed, at)


def confirm_lead(*, lead: Lead, origin: Origin, at: datetime) -> None:
    """The same person: two searches are linked. Those who may know are told next.

    Raises NotAllowed; TooLate when decided, or gone; EnoughLinked.
    """
    require(origin.actor, COORDINATE, lead.crisis_id)
    if not still_stands(lead):
        raise TooLate
    with transaction.atomic():
        _decide(lead, LeadState.CONFIRMED, events.LeadConfirmed, origin, at)
        if lead.kind == LeadKind.SEARCH:
            link_searches(one=lead.search, other=other_search(lead), origin=origin, at=at)


def refuse_lead(*, lead: Lead, origin: Origin, at: datetime) -> None:
    """Somebody else. Raises NotAllowed, TooLate."""
    require(origin.actor, COORDINATE, lead.crisis_id)
    _decide(lead, LeadState.REFUSED, events.LeadRefused, origin, at)


def undo_lead(*, lead: Lead, origin: Origin, at: datetime) -> None:
    """Take a decision back, and with it the link; whoever was told learns that it was wrong.

    Raises NotAllowed, TooLate.
    """
    require(origin.actor, COORDINATE, lead.crisis_id)
    with transaction.atomic():
        decided = (LeadState.CONFIRMED, LeadState.REFUSED)
        _step(lead, before=decided, to=LeadState.PROPOSED, decided_at=None, decided_by=None)
        if lead.kind == LeadKind.SEARCH and (other := other_search(lead)):
            unlink_searches(one=lead.search, other=other, origin=origin, at=at)
        told = told_in_vain(lead)
        through = [str(each.followed.public_id) for each in told]
        reopened = lead_event(
            events.LeadReopened, lead, at, told=[each.person_id for each in told], through=through
        )
        announce(reopened, origin=origin)


def share_lead(*, lead: Lead, follower: Follower, at: datetime) -> LeadTold:
    """Note that this follower learns of it; announces it the first time, and after it was taken back."""
    with transaction.atomic():
        through = {"search": follower.search, "told_at": at}
        told, new = LeadTold.objects.get_or_create(lead=lead, person=follower.person, defaults=through)
        again = through | {"written_at": None, "taken_back_at": None}
        back = LeadTold.objects.filter(pk=told.pk, taken_back_at__isnull=False).update(**again)
        if new or back:
            told.refresh_from_db()
            theirs = {"search": str(follower.search.public_id), "person": follower.person_id}
            announce(lead_event(events.LeadShared, lead, at, **theirs), origin=SYSTEM)
    return told


def share_with_all(*, lead: Lead, at: datetime) -> list[LeadTold]:
    """Everybody who may know now; nobody when it is not, or no longer, confirmed."""
    confirmed = Lead.objects.filter(pk=lead.pk, state=LeadState.CONFIRMED)
    if not confirmed.update(
        state=LeadState.CONFIRMED
    ):  # and whoever takes it back waits: nobody is told unseen
        return []
    return [share_lead(lead=lead, follower=follower, at=at) for follower in choice_for(lead).followers]


def still_stands(lead: Lead) -> bool:
    """Is what it rests on still said?"""
    if lead.kind == LeadKind.SEARCH:
        return _worth_linking(lead.search, other_search(lead))
    if lead.search.state != SearchState.OPEN:
        return False
    if lead.kind == LeadKind.CHECK_IN:
        return standing_check_ins().filter(public_id=lead.other).exists()
    if lead.kind == LeadKind.LISTED:
        return standing_listed().filter(public_id=lead.other).exists()
    return Note.objects.filter(public_id=lead.other).exists()


def _worth_linking(one: Search, other: Search | None) -> bool:
    """One of them still looks, and both say whom they are about."""
    if other is None or one.wiped_at or other.wiped_at:
        return False
    return SearchState.OPEN in (one.state, other.state)


def other_search(lead: Lead) -> Search | None:
    return Search.objects.select_related("crisis").filter(public_id=lead.other).first()


def lead_event(kind, lead: Lead, at: datetime, **extra):
    """`search`: the lead's own, unless said."""
    about = {"lead": lead.pk, "search": str(lead.search.public_id)} | extra
    return kind(crisis_id=lead.crisis_id, subject=lead.public_id, cell=lead.search.cell, at=at, **about)


def _say_weighed(
    compared: Search | CheckIn | Note | ListedPerson, subject: UUID, leads: list[Lead | None], at: datetime
) -> None:
    """One entry whatever was found: positions are public, and a second one would tell who is alike."""
    changed = [str(lead.public_id) for lead in leads if lead]
    weighed = events.LeadsWeighed(crisis_id=compared.crisis_id, subject=subject, at=at, leads=changed)
    announce(weighed, origin=SYSTEM)


def _alike(search: Search) -> list[Weighed]:
    """What has a name like this search, and what waits on it from before."""
    waiting = Lead.objects.filter(state=LeadState.PROPOSED)
    also = _others(waiting.filter(search=search, kind=LeadKind.CHECK_IN))
    weighed = [_of_check_in(search, check_in) for check_in in check_ins_like(search, also)]
    also = _others(waiting.filter(search=search, kind=LeadKind.LISTED))
    weighed += [_of_listed(search, person) for person in listed_like(search, also)]
    older = _others(waiting.filter(search=search, kind=LeadKind.SEARCH))
    newer = waiting.filter(kind=LeadKind.SEARCH, other=search.public_id)
    also = [*older, *newer.values_list("search__public_id", flat=True)]
    return weighed + [_of_searches(search, other) for other in searches_like(search, also)]


def _of_check_in(search: Search, check_in: CheckIn) -> Weighed:
    score = likeness(known_search(search), known_check_in(check_in))
    return search, LeadKind.CHECK_IN, check_in.public_id, score


def _of_listed(search: Search, person: ListedPerson) -> Weighed:
    score = likeness(known_search(search), known_listed(person))
    return search, LeadKind.LISTED, person.public_id, score


def _of_searches(one: Search, other: Search) -> Weighed:
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
        return _propose(search, kind, other, score, at) if score.value >= LEAD_FROM else None
    if known.state == LeadState.PROPOSED and score.value < LEAD_FROM:
        return _close(known)
    if not _worth_another_look(known, score):
        return None
    told = {"score": score.value, "reasons": _plain(score), "state": LeadState.PROPOSED}
    return known if Lead.objects.filter(pk=known.pk, state=known.state).update(**told) else None


def _worth_another_look(lead: Lead, score: Score) -> bool:
    """Closed, and alike again; or waiting, and more or less alike than it was."""
    if lead.state == LeadState.CLOSED:
        return score.value >= LEAD_FROM
    return lead.state == LeadState.PROPOSED and abs(lead.score - score.value) > CHANGED


def _propose(search: Search, kind: LeadKind, other: UUID, score: Score, at: datetime) -> Lead | None:
    fields = {
        "crisis_id": search.crisis_id,
        "score": score.value,
        "reasons": _plain(score),
        "proposed_at": at,
    }
    lead, new = Lead.objects.get_or_create(search=search, kind=kind, other=other, defaults=fields)
    return lead if new else None


def _plain(score: Score) -> list[list]:
    return [[str(why), figure] for why, figure in score.reasons]


def _decide(lead: Lead, to: LeadState, kind, origin: Origin, at: datetime) -> None:
    with transaction.atomic():
        _step(lead, before=(LeadState.PROPOSED,), to=to, decided_at=at, decided_by=origin.actor)
        announce(lead_event(kind, lead, at), origin=origin)


def _step(lead: Lead, *, before: tuple[str, ...], to: LeadState, **fields) -> None:
    if not Lead.objects.filter(pk=lead.pk, state__in=before).update(state=to, **fields):
        raise TooLate
    for name, value in ({"state": to} | fields).items():
        setattr(lead, name, value)


def _close_all(kind: LeadKind, rows: list, but: set[tuple[int, UUID]]) -> list[Lead | None]:
    """What was taken back is no longer looked into, but for these pairs. What was decided stays decided."""
    gone = [row.public_id for row in rows]
    waiting = Lead.objects.filter(kind=kind, other__in=gone, state=LeadState.PROPOSED)
    return [_close(lead) for lead in waiting if (lead.search_id, lead.other) not in but]


def _close(lead: Lead) -> Lead | None:
    still = Lead.objects.filter(pk=lead.pk, state=LeadState.PROPOSED)
    return lead if still.update(state=LeadState.CLOSED) else None
