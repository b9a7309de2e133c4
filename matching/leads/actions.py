"""The doors of leads: proposed by the engine, confirmed or refused by a coordinator, taken back, told."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.errors import TooLate
from accounts.journal.announce import announce
from accounts.origin import SYSTEM, Origin
from crisis.activation.access import COORDINATE, require
from crisis.checkin.models import CheckIn
from crisis.search.models import Note, Search
from crisis.search.vocabulary import NoteStatus, SearchState
from matching import events
from matching.engine.names import LEAD_FROM, Score, likeness
from matching.leads.choice import choice_for
from matching.leads.gather import (
    check_ins_like,
    known_check_in,
    known_search,
    searches_for,
    searches_like,
    standing_check_ins,
)
from matching.models import Lead, LeadTold
from matching.vocabulary import LeadKind, LeadState

SAYS = {NoteStatus.IS_NOTE_AUTHOR: "says_it_is_me", NoteStatus.BELIEVED_ALIVE: "says_alive"}
CHANGED = 0.001  # a score that moved less is the same


def propose_leads(*, search: Search, at: datetime) -> None:
    """Compare an open search with every check-in and search that has a name like it, or had before it was edited.

    Harmless to run twice.
    """
    if search.state != SearchState.OPEN:
        return
    known, weighed = known_search(search), []
    waiting = Lead.objects.filter(state=LeadState.PROPOSED)
    for check_in in check_ins_like(search, _others(waiting.filter(search=search, kind=LeadKind.CHECK_IN))):
        score = likeness(known, known_check_in(check_in))
        weighed.append((search, LeadKind.CHECK_IN, check_in.public_id, score))
    older = _others(waiting.filter(search=search, kind=LeadKind.SEARCH))
    newer = waiting.filter(kind=LeadKind.SEARCH, other=search.public_id)
    for other in searches_like(search, [*older, *newer.values_list("search__public_id", flat=True)]):
        score = likeness(known, known_search(other))
        older, newer = sorted((search, other), key=lambda each: each.pk)
        weighed.append((newer, LeadKind.SEARCH, older.public_id, score))
    _weigh_all(weighed, at)


def propose_from_check_ins(*, check_ins: list[CheckIn], at: datetime) -> set[int]:
    """Compare a batch of one crisis with its open searches; those it was compared with."""
    pairs = searches_for(check_ins)
    weighed = []
    for check_in, search in pairs:
        score = likeness(known_search(search), known_check_in(check_in))
        weighed.append((search, LeadKind.CHECK_IN, check_in.public_id, score))
    _weigh_all(weighed, at)
    return {search.pk for _check_in, search in pairs}


def propose_from_note(*, note: Note, at: datetime) -> None:
    """Who says that the person lives, or is them, is a lead whatever it looks like."""
    if says := SAYS.get(note.status):
        sure = 1.0 if note.status == NoteStatus.IS_NOTE_AUTHOR else 0.9
        _weigh(note.search, LeadKind.NOTE, note.public_id, Score(sure, ((says, 0),)), at)


def confirm_lead(*, lead: Lead, origin: Origin, at: datetime) -> None:
    """The same person. Those who may know are told next. Raises NotAllowed; TooLate when decided, or gone."""
    require(origin.actor, COORDINATE, lead.crisis_id)
    if not still_stands(lead):
        raise TooLate
    _decide(lead, LeadState.CONFIRMED, events.LeadConfirmed, origin, at)


def refuse_lead(*, lead: Lead, origin: Origin, at: datetime) -> None:
    """Somebody else. Raises NotAllowed, TooLate."""
    require(origin.actor, COORDINATE, lead.crisis_id)
    _decide(lead, LeadState.REFUSED, events.LeadRefused, origin, at)


def undo_lead(*, lead: Lead, origin: Origin, at: datetime) -> None:
    """Take a decision back; whoever was told learns that it was wrong. Raises NotAllowed, TooLate."""
    require(origin.actor, COORDINATE, lead.crisis_id)
    with transaction.atomic():
        decided = (LeadState.CONFIRMED, LeadState.REFUSED)
        _step(lead, before=decided, to=LeadState.PROPOSED, decided_at=None, decided_by=None)
        told = list(LeadTold.objects.filter(lead=lead).order_by("pk").values_list("person", flat=True))
        announce(lead_event(events.LeadReopened, lead, at, told=told), origin=origin)


def close_leads(*, check_ins: list[CheckIn], at: datetime, but: set[int] = frozenset()) -> None:
    """What was taken back is no longer looked into, but for these searches. What was decided stays decided."""
    gone = [check_in.public_id for check_in in check_ins]
    waiting = Lead.objects.filter(kind=LeadKind.CHECK_IN, other__in=gone, state=LeadState.PROPOSED)
    for lead in waiting.exclude(search__in=but).select_related("search"):
        _close(lead, at)


def share_lead(*, lead: Lead, person: int, at: datetime) -> LeadTold:
    """Note that this follower learns of it; announces it the first time, and after it was taken back."""
    with transaction.atomic():
        told, new = LeadTold.objects.get_or_create(lead=lead, person_id=person, defaults={"told_at": at})
        again = {"told_at": at, "written_at": None, "taken_back_at": None}
        back = LeadTold.objects.filter(pk=told.pk, taken_back_at__isnull=False).update(**again)
        if new or back:
            told.refresh_from_db()
            announce(lead_event(events.LeadShared, lead, at, person=person), origin=SYSTEM)
    return told


def share_with_all(*, lead: Lead, at: datetime) -> list[LeadTold]:
    """Everybody who may know now; nobody when it is not, or no longer, confirmed."""
    confirmed = Lead.objects.filter(pk=lead.pk, state=LeadState.CONFIRMED)
    if not confirmed.update(
        state=LeadState.CONFIRMED
    ):  # and whoever takes it back waits: nobody is told unseen
        return []
    may_know = choice_for(lead).followers
    return [share_lead(lead=lead, person=follower.person_id, at=at) for follower in may_know]


def still_stands(lead: Lead) -> bool:
    """Is what it rests on still said?"""
    if lead.search.state != SearchState.OPEN:
        return False
    if lead.kind == LeadKind.CHECK_IN:
        return standing_check_ins().filter(public_id=lead.other).exists()
    if lead.kind == LeadKind.NOTE:
        return Note.objects.filter(public_id=lead.other).exists()
    return Search.objects.filter(public_id=lead.other, state=SearchState.OPEN).exists()


def lead_event(kind, lead: Lead, at: datetime, **extra):
    about = {"lead": lead.pk, "search": str(lead.search.public_id)} | extra
    return kind(crisis_id=lead.crisis_id, subject=lead.public_id, cell=lead.search.cell, at=at, **about)


def _others(leads) -> list[UUID]:
    return list(leads.values_list("other", flat=True))


def _weigh_all(weighed: list[tuple[Search, LeadKind, UUID, Score]], at: datetime) -> None:
    """What is alike, or was once. The rest, nearly all of a night's names, costs no statement each."""
    searches, others = {search.pk for search, *_ in weighed}, {other for _, _, other, _ in weighed}
    leads = Lead.objects.filter(search__in=searches, other__in=others)
    known = set(leads.values_list("search", "kind", "other"))
    for search, kind, other, score in weighed:
        if score.value >= LEAD_FROM or (search.pk, kind, other) in known:
            _weigh(search, kind, other, score, at)


def _weigh(search: Search, kind: LeadKind, other, score: Score, at: datetime) -> None:
    """Keep what is worth a look, follow what changed, and close what no longer is."""
    with transaction.atomic():
        known = Lead.objects.filter(search=search, kind=kind, other=other).select_related("search").first()
        if known is None and score.value >= LEAD_FROM:
            _propose(search, kind, other, score, at)
        elif known and known.state == LeadState.PROPOSED and score.value < LEAD_FROM:
            _close(known, at)
        elif known and _worth_another_look(known, score):
            told = {"score": score.value, "reasons": _plain(score), "state": LeadState.PROPOSED}
            if Lead.objects.filter(pk=known.pk, state=known.state).update(**told):
                announce(lead_event(events.LeadProposed, known, at), origin=SYSTEM)


def _worth_another_look(lead: Lead, score: Score) -> bool:
    """Closed, and alike again; or waiting, and more or less alike than it was."""
    if lead.state == LeadState.CLOSED:
        return score.value >= LEAD_FROM
    return lead.state == LeadState.PROPOSED and abs(lead.score - score.value) > CHANGED


def _propose(search: Search, kind: LeadKind, other, score: Score, at: datetime) -> None:
    fields = {
        "crisis_id": search.crisis_id,
        "score": score.value,
        "reasons": _plain(score),
        "proposed_at": at,
    }
    lead, new = Lead.objects.get_or_create(search=search, kind=kind, other=other, defaults=fields)
    if new:
        announce(lead_event(events.LeadProposed, lead, at), origin=SYSTEM)


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


def _close(lead: Lead, at: datetime) -> None:
    with transaction.atomic():
        if Lead.objects.filter(pk=lead.pk, state=LeadState.PROPOSED).update(state=LeadState.CLOSED):
            announce(lead_event(events.LeadClosed, lead, at), origin=SYSTEM)
