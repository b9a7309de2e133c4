"""Reads. For liaisons; and the two questions others may ask, whose answers show nothing by themselves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from accounts.retention import forgets
from crisis.activation.models import Crisis, Membership
from crisis.activation.vocabulary import Phase
from crisis.search.liaison.models import Matter, News, Step
from crisis.search.liaison.vocabulary import (
    AFTER_TELLING,
    TWICE_CONFIRMED,
    URGENT,
    WAITING,
    Stage,
    StepKind,
    Via,
)
from crisis.search.linking.queries import group
from crisis.search.models import Note, Search
from crisis.search.name_index import find
from crisis.search.public_copy import SEARCHES, names_of
from crisis.search.vocabulary import NoteStatus, SearchState
from matching.engine.names import Asked, fold, name_likeness

LIKE_ENOUGH, MOST_LIKE, MOST_COMPARED = 0.55, 5, 300
CROWD = 10
NOT_TAKEN_BACK = (Stage.TELLING, Stage.TOLD)
Signs = Callable[[Iterable[int]], Iterable[tuple[int, datetime]]]
_signs: list[Signs] = []


@dataclass(frozen=True)
class Told:
    """What the family's own page says, and nothing else does. `wrong`: it was not so."""

    at: datetime
    told_by: str
    told_whom: str
    call: str
    wrong: bool


def matters(crisis: Crisis) -> QuerySet[Matter]:
    people = ("search", "heard_from", "first_by", "second_by", "doubted_by")
    return Matter.objects.filter(crisis=crisis).select_related(*people)


def waiting(crisis: Crisis) -> QuerySet[Matter]:
    """First where a family waits, then what one person confirmed, then what families here ask; each oldest first.

    What another site says of its own records, and people nobody looks for, stand behind, however many they are.
    """
    rank = Case(
        When(stage__in=URGENT, then=Value(0)),
        When(stage=Stage.ONCE, then=Value(1)),
        When(search__isnull=False, search__clone__isnull=True, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return matters(crisis).filter(stage__in=WAITING).order_by(rank, "heard_at", "pk")


def alive_since(crisis: Crisis) -> list[Matter]:
    """Where a coordinator has confirmed a sign of life since a family was told, and since it was looked into."""
    steps = Step.objects.filter(matter__crisis=crisis, matter__stage__in=NOT_TAKEN_BACK).order_by("pk")
    told = list(steps.filter(kind=StepKind.TOLD).values_list("matter", "families", "at"))
    looked_into = dict(steps.filter(kind=StepKind.HELD_TO).values_list("matter", "at"))
    signs = [sign for source in _signs for sign in source({search for _matter, search, _at in told})]
    found = {
        matter
        for matter, search, at in told
        for of, since in signs
        if of == search and since > max(at, looked_into.get(matter, at))
    }
    return list(matters(crisis).filter(pk__in=found).order_by("pk"))


def sign_of_life(function: Signs) -> Signs:
    """Register `function(searches) -> (search, when a coordinator confirmed that the person lives)`; primary keys."""
    _signs.append(function)
    return function


@sign_of_life
def notes_confirmed(searches: Iterable[int]) -> Iterable[tuple[int, datetime]]:
    alive = (NoteStatus.BELIEVED_ALIVE, NoteStatus.IS_NOTE_AUTHOR)
    notes = Note.objects.filter(search__in=searches, status__in=alive, confirmed_at__isnull=False)
    return notes.values_list("search", "confirmed_at")


def settled(crisis: Crisis) -> QuerySet[Matter]:
    """Newest first."""
    return matters(crisis).exclude(stage__in=WAITING).order_by("-heard_at", "-pk")


def standing(search: Search) -> Matter | None:
    """The matter of the person this search is for, unless it was set aside; its own before that of a linked one."""
    rows = Matter.objects.filter(search__in=group(search.pk)).exclude(stage=Stage.SET_ASIDE)
    return min(rows, key=lambda row: (row.search_id != search.pk, row.pk), default=None)


def about_the_same(matter: Matter) -> list[Matter]:
    """Other matters of this person: by a link made since, of the very same name, or set aside before."""
    same = Q(search__in=group(matter.search_id)) if matter.search_id else Q(pk__in=())
    if matter.search_id is None and matter.name:
        same |= Q(name__iexact=matter.name)
    return list(matters(matter.crisis).filter(same).exclude(pk=matter.pk).order_by("-pk")[:MOST_LIKE])


def sought(matter: Matter) -> list[Search]:
    """Every search for this person that a family here may have opened, its own first."""
    if matter.search_id is None:
        return []
    rows = Search.objects.filter(pk__in=group(matter.search_id), wiped_at=None)
    ours = list(rows.filter(clone=None)) or list(rows)
    return sorted(ours, key=lambda row: (row.pk != matter.search_id, row.pk))


def to_be_told(matter: Matter) -> list[Search]:
    """Of those, the ones whose family nobody has told yet."""
    told = {family for step in told_steps(matter) for family in step.families.all()}
    return [search for search in sought(matter) if search not in told]


def told_steps(matter: Matter) -> list[Step]:
    """What this family and that one was told, since it was last looked into from the beginning."""
    told: list[Step] = []
    for step in matter.steps.prefetch_related("families"):
        if step.kind == StepKind.TOLD:
            told.append(step)
        elif step.kind == StepKind.LOOKED_AGAIN:
            told = []
    return told


def told_to_family(search_id: int) -> Told | None:
    """For the family's page, once a person has told them; None before that, and for everything else."""
    said = Step.objects.filter(kind=StepKind.TOLD, families=search_id, matter__stage__in=AFTER_TELLING)
    rows = [step for step in said.select_related("matter") if step in told_steps(step.matter)]
    if not rows:
        return None
    # What is wrong must not stand.
    step = next((each for each in reversed(rows) if each.matter.stage == Stage.WRONG), rows[-1])
    return Told(step.spoke_at, step.told_by, step.told_whom, step.call, step.matter.stage == Stage.WRONG)


def write_nothing_by_machine(search_id: int) -> bool:
    """Two people have confirmed it: no message goes to this family. Others are written to as ever."""
    theirs = Q(search=search_id) | Q(steps__families=search_id)
    return Matter.objects.filter(theirs, stage__in=TWICE_CONFIRMED).exists()


def reporters(matter: Matter) -> set[int]:
    """Whoever handed in anything about the same person."""
    about = Q(matter=matter)
    if matter.search_id:
        about |= Q(matter__search__in=group(matter.search_id))
    return set(News.objects.filter(about).exclude(heard_from=None).values_list("heard_from", flat=True))


def confirmation(matter: Matter) -> Step | None:
    """What the one who stands as the first said; None where nobody has confirmed it."""
    kinds = (StepKind.FIRST, StepKind.SECOND)
    return matter.steps.filter(kind__in=kinds, by=matter.first_by_id).last() if matter.first_by_id else None


def owes(crisis_id: int, person: int) -> set[int]:
    """Those who ever made `person` a liaison here, and those whom they ever made one: ended or removed since, too."""
    here = Membership.objects.filter(crisis=crisis_id, liaison_by__isnull=False)
    givers = here.filter(person=person).values_list("liaison_by", flat=True)
    return set(givers) | set(here.filter(liaison_by=person).values_list("person", flat=True))


def perhaps(matter: Matter) -> list[Search]:
    """Searches for somebody of such a name, hidden ones too, likest first: a liaison says which it is, if any.

    Once it is about one of them, the others: another family may look for the same person, and nobody has linked them.
    """
    words = fold(matter.name)
    if not words:
        return []
    known = group(matter.search_id) if matter.search_id else ()
    named = find(SEARCHES, matter.crisis_id, Asked.of(words), most=MOST_COMPARED)
    rows = Search.objects.filter(pk__in=named, crisis=matter.crisis_id, state=SearchState.OPEN).exclude(
        pk__in=known
    )
    scored = [(name_likeness(words, names_of(row)), -row.pk, row) for row in rows]
    return [row for score, _pk, row in sorted(scored, reverse=True) if score >= LIKE_ENOUGH][:MOST_LIKE]


def heard_of_site(crisis: Crisis, domain: str) -> QuerySet[Matter]:
    """Of another site's word alone, and confirmed by nobody."""
    from_there = News.objects.filter(crisis=crisis, via=Via.SITE, source=domain).values("matter")
    others = News.objects.filter(crisis=crisis).exclude(via=Via.SITE, source=domain).values("matter")
    return Matter.objects.filter(crisis=crisis, stage=Stage.HEARD, pk__in=from_there).exclude(pk__in=others)


def crowding(crisis: Crisis) -> list[tuple[str, int]]:
    """(site, of how many people it alone speaks) where those would bury the others."""
    heard = News.objects.filter(crisis=crisis, via=Via.SITE, matter__stage=Stage.HEARD)
    many = (
        (site, heard_of_site(crisis, site).count())
        for site in sorted(set(heard.values_list("source", flat=True)))
    )
    return [(site, count) for site, count in many if count >= CROWD]


@forgets("LIST_RETENTION_DAYS")
def about_nobody_sought(before: datetime) -> QuerySet[Matter]:
    """With no search to be wiped with: set aside, or of a crisis that is over. An exercise's clock is its own."""
    over = Q(stage=Stage.SET_ASIDE) | Q(crisis__phase=Phase.ARCHIVED)
    return Matter.objects.filter(over, search=None, heard_at__lt=before, crisis__is_drill=False)


def steps(matter: Matter) -> list[Step]:
    return list(matter.steps.select_related("by").prefetch_related("families"))
