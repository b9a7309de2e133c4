"""What waits for a coordinator, in the order to take it: open cases, needs, and all there is to read or decide."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crisis.activation.models import Crisis
from crisis.checkin.models import CheckIn, UnknownPlace
from crisis.checkin.vocabulary import Life
from crisis.desk.figures import minutes
from crisis.desk.models import Case
from crisis.desk.queries import open_cases, second_yes_awaited
from crisis.desk.vocabulary import URGENCY, Why
from crisis.desk.waiting import KINDS, Row, counts, page_of
from crisis.gazetteer.districts import district_of
from crisis.search.models import Search
from crisis.shelter.models import Need, Offer
from crisis.shelter.queries import waiting_needs

MOST_ROWS = 200
MOST_OF_ONE = 40  # cases of one reason, then those of others: what comes by the hundred hides nothing
WORDS_GONE = _("anything they wrote about the place is deleted")
URGENT = (
    Why.UNACCOMPANIED,
    Why.CHILD_SOUGHT,
    Why.HELP_UNPLACED,
    Why.CLAIMED,
    Why.UNSAFE_DOOR,
    Why.CLOSED_WAY,
    Why.CLOSED_AREA,
    Why.WANTS_TO_LEAVE,
    Why.CANNOT_GET_IN,
)


def queue_of(crisis: Crisis, *, at: datetime, why: str = "") -> tuple[list[Row], int]:
    """(rows, how many rows there are in all): at most 200 rows; `why` keeps one kind only.

    What is urgent comes first, cases before the rest; then cases by urgency, then whom a person threatens, then
    whatever waits longest, then what there is more than MOST_OF_ONE of; what is for after the night comes last.
    """
    cases = _lost_in_turn(crisis, open_cases(crisis, **({"why": why} if why else {})))
    kinds = [kind for kind in KINDS.values() if why in ("", kind.name)]
    rest = [row for kind in kinds for row in kind.rows(crisis, at, MOST_ROWS)]
    total = len(cases) + (sum(kind.count(crisis) for kind in kinds) if len(rest) >= MOST_ROWS else len(rest))
    if why in ("", Why.LONG_WAIT):
        waiting = waiting_needs(crisis).exclude(public_id__in=_listed(crisis, why))
        rest += [_waiting(crisis, need, at) for need in waiting[:MOST_ROWS]]
        total += waiting.count()
    rest.sort(key=lambda row: (not row.threatened, -row.waited))
    first, more = _shared(cases)
    rows = _rows_of(crisis, first[:MOST_ROWS], at) + rest + _rows_of(crisis, more[:MOST_ROWS], at)
    return sorted(rows, key=lambda row: (not row.urgent, row.patient))[:MOST_ROWS], total


def _lost_in_turn(crisis: Crisis, cases: list[Case]) -> list[Case]:
    """Of those whose place nobody knows, first whoever is not one of very many from one network."""
    if not any(case.why == Why.HELP_UNPLACED for case in cases):
        return cases
    behind = UnknownPlace.objects.filter(check_in__crisis=crisis, behind=True)
    last = set(behind.values_list("check_in__public_id", flat=True))
    return sorted(cases, key=lambda case: (URGENCY[case.why], case.subject in last))


def _shared(cases: list[Case]) -> tuple[list[Case], list[Case]]:
    """(MOST_OF_ONE of each reason, with those that somebody has; the others)"""
    free, first, more = Counter(), [], []
    for case in cases:
        free[case.why] += case.taken_by_id is None
        (first if case.taken_by_id or free[case.why] <= MOST_OF_ONE else more).append(case)
    return first, more


def tab_counts(crisis: Crisis) -> dict[str, int]:
    """{tab's address name: how much waits there}; the queue holds it all."""
    waits = counts(crisis)
    tabs = dict.fromkeys((kind.tab for kind in KINDS.values()), 0)
    for kind in KINDS.values():
        tabs[kind.tab] += waits[kind.name]
    cases = crisis.cases.filter(closed_at__isnull=True).count()
    needs = waiting_needs(crisis).exclude(public_id__in=_listed(crisis, "")).count()
    return tabs | {"desk_queue": cases + needs + sum(waits.values())}


def _listed(crisis: Crisis, why: str) -> QuerySet:
    """Subjects that stand among the cases already."""
    listed = crisis.cases.filter(closed_at__isnull=True)
    if why:
        listed = listed.filter(why__in=(Why.LONG_WAIT, Why.UNACCOMPANIED))
    return listed.values("subject")


def _rows_of(crisis: Crisis, cases: list[Case], at: datetime) -> list[Row]:
    subjects = [case.subject for case in cases]
    posted = {
        row.public_id: row
        for model in (Need, Offer, Search, CheckIn)
        for row in model.objects.filter(crisis=crisis, public_id__in=subjects)
    }
    rows = [_case_row(crisis, case, posted.get(case.subject), at) for case in cases]
    if any(case.why == Why.HELP_UNPLACED for case in cases):
        rows = _with_their_words(rows)
    second = second_yes_awaited(subjects, at)
    return [replace(row, second_yes=second.get(row.subject)) if second else row for row in rows]


def _with_their_words(rows: list[Row]) -> list[Row]:
    """Where people say they are whose place nobody knows."""
    lost = UnknownPlace.objects.filter(check_in__public_id__in=[row.subject for row in rows])
    words = dict(lost.exclude(words="").values_list("check_in__public_id", "words"))
    return [
        replace(row, state=f"{row.state} · {words[row.subject]}") if row.subject in words else row
        for row in rows
    ]


def _case_row(
    crisis: Crisis, case: Case, posted: Need | Offer | Search | CheckIn | None, at: datetime
) -> Row:
    is_need = isinstance(posted, Need)
    return Row(
        subject_kind=case.subject_kind,
        subject=case.subject,
        reference=posted.reference if posted else "",
        why=case.get_why_display(),
        people=posted.people if is_need else 0,
        children=posted.children if is_need else 0,
        district=district_of(posted.cell) if posted and posted.cell else "",
        state=_state_of(posted) if posted else "",
        waited=minutes(posted.posted_at if case.why == Why.LONG_WAIT and posted else case.opened_at, at),
        urgent=case.why in URGENT,
        case=case,
        path=page_of(crisis, case.subject_kind, case.subject),
        about=getattr(posted, "full_name", ""),
    )


def _state_of(posted: Need | Offer | Search | CheckIn) -> str:
    if isinstance(posted, CheckIn):
        if posted.life == Life.ACTIVE:
            return posted.get_status_display()
        ended = posted.get_life_display()
        return f"{ended} · {WORDS_GONE}" if posted.words_are_gone else ended
    return posted.get_state_display()


def _waiting(crisis: Crisis, need: Need, at: datetime) -> Row:
    return Row(
        subject_kind="need",
        subject=need.public_id,
        reference=need.reference,
        why=Why.UNACCOMPANIED.label if need.unaccompanied else Why.LONG_WAIT.label,
        people=need.people,
        children=need.children,
        district=district_of(need.cell),
        state=need.get_state_display(),
        waited=minutes(need.posted_at, at),
        urgent=need.unaccompanied,
        takable=True,
        path=page_of(crisis, "need", need.public_id),
    )
