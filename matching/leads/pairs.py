"""Two searches side by side: what each says and where they differ, and what a coordinator decides about the two."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from django.db import transaction

from accounts.errors import NotThere, TooLate
from accounts.origin import Origin
from crisis.activation.access import COORDINATE, require
from crisis.activation.models import Crisis
from crisis.search.linking.actions import unlink_searches
from crisis.search.linking.models import SamePerson
from crisis.search.linking.queries import group, links_of
from crisis.search.models import Search
from crisis.search.name_index import find
from crisis.search.public_copy import SEARCHES, names_of
from matching.engine.names import AGE_FREE_YEARS, LEAD_FROM, Asked, name_likeness
from matching.leads.actions import confirm_lead, refuse_lead, undo_lead
from matching.leads.cards import AboutLead
from matching.leads.comparing import of_searches, plain, propose
from matching.leads.words import likeness, reasons
from matching.models import Lead
from matching.vocabulary import LeadKind, LeadState

VERBS = {"confirm": confirm_lead, "refuse": refuse_lead, "undo": undo_lead}
MOST_SUGGESTED = 8


class Verdict(StrEnum):
    SAME = "same"
    ALIKE = "alike"
    DIFFERS = "differs"
    ONE_ONLY = "one_only"
    NEITHER = "neither"


def verdict(one, other, alike: Callable[..., bool]) -> Verdict:
    """Of what two searches say of one thing; anything empty says nothing."""
    if not one and not other:
        return Verdict.NEITHER
    if not one or not other:
        return Verdict.ONE_ONLY
    if one == other:
        return Verdict.SAME
    return Verdict.ALIKE if alike(one, other) else Verdict.DIFFERS


def _ages(search: Search) -> tuple[int, int] | None:
    return None if search.age_min is None else (search.age_min, search.age_max)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] + AGE_FREE_YEARS and other[0] <= one[1] + AGE_FREE_YEARS


def _names_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return name_likeness(one, other) >= LEAD_FROM


NEAR = {"name": _names_alike, "age": _overlap}
FIELDS: dict[str, Callable[[Search], object]] = {
    "name": names_of,
    "age": _ages,
    "sex": lambda search: search.sex,
    "last_seen_at": lambda search: search.last_seen_at,
    "last_seen_place": lambda search: search.cell,
    "description": lambda search: " ".join(search.description.casefold().split()),
}


def _never(_one, _other) -> bool:
    return False


@dataclass(frozen=True)
class Pair(AboutLead):
    """As asked for. `lead`: the one of these two, kept or made for this reading alone."""

    one: Search
    other: Search
    lead: Lead
    links: tuple[SamePerson, ...]

    @property
    def verdicts(self) -> dict[str, Verdict]:
        return {
            name: verdict(said(self.one), said(self.other), NEAR.get(name, _never))
            for name, said in FIELDS.items()
        }

    @property
    def reached(self) -> int:
        return self.lead.told.filter(taken_back_at=None).count() if self.lead.pk else 0

    @property
    def link(self) -> SamePerson | None:
        return next((link for link in self.links if not link.undone_at), None)

    @cached_property
    def together(self) -> bool:
        """Linked, by themselves or by way of others."""
        return self.other.pk in group(self.one.pk)


def pair_here(crisis: Crisis, one: UUID, other: UUID) -> Pair:
    """Raises NotThere for one search twice, and for what belongs to another crisis."""
    rows = Search.objects.filter(crisis=crisis, public_id__in=(one, other), wiped_at__isnull=True)
    found = {row.public_id: row for row in rows.select_related("crisis", "last_seen")}
    if len(found) != 2:  # noqa: PLR2004
        raise NotThere
    links = links_of(found[one]).filter(one__in=found.values(), other__in=found.values())
    lead = _lead_of(found[one], found[other]) or _made_for_reading(found[one], found[other])
    return Pair(found[one], found[other], lead, tuple(links))


def decide_pair(*, pair: Pair, verb: str, origin: Origin, at: datetime) -> None:
    """What a coordinator says of two searches, whether the engine proposed them or not: "confirm", "refuse", "undo".

    Raises NotAllowed, NotThere for another verb; TooLate when decided, or gone; EnoughLinked.
    """
    require(origin.actor, COORDINATE, pair.one.crisis_id)
    if verb not in VERBS:
        raise NotThere
    with transaction.atomic():
        lead = _waiting(pair, at) if verb != "undo" else _lead_of(pair.one, pair.other)
        if lead and (verb != "undo" or lead.state in (LeadState.CONFIRMED, LeadState.REFUSED)):
            VERBS[verb](lead=lead, origin=origin, at=at)
        elif not unlink_searches(one=pair.one, other=pair.other, origin=origin, at=at):
            raise TooLate


def suggested(search: Search) -> list[tuple[Search, str, list[str]]]:
    """Searches of the same crisis that may be for the same person, likeliest first, ended ones too: (search, how
    alike in a word, why)."""
    found = find(SEARCHES, search.crisis_id, Asked.of(names_of(search)), most=4 * MOST_SUGGESTED)
    rows = Search.objects.filter(pk__in=found, wiped_at__isnull=True).exclude(pk=search.pk)
    made = [_made_for_reading(search, row) for row in rows.select_related("crisis")]
    alike = sorted((lead for lead in made if lead.score), key=lambda lead: (-lead.score, lead.other))
    by_id = {row.public_id: row for row in rows}
    return [(by_id[_not(search, lead)], likeness(lead), reasons(lead)) for lead in alike[:MOST_SUGGESTED]]


def _not(search: Search, lead: Lead) -> UUID:
    return lead.other if lead.search_id == search.pk else lead.search.public_id


def _lead_of(one: Search, other: Search) -> Lead | None:
    older, newer = sorted((one, other), key=lambda each: each.pk)
    rows = Lead.objects.select_related("search__crisis", "decided_by")
    return rows.filter(search=newer, kind=LeadKind.SEARCH, other=older.public_id).first()


def _made_for_reading(one: Search, other: Search) -> Lead:
    newer, kind, older, score = of_searches(one, other)
    about = {"score": score.value, "reasons": plain(score), "state": LeadState.PROPOSED}
    return Lead(crisis_id=newer.crisis_id, search=newer, kind=kind, other=older, **about)


def _waiting(pair: Pair, at: datetime) -> Lead:
    """The lead of these two, to be decided: a coordinator's own idea is one like the engine's."""
    propose(*of_searches(pair.one, pair.other), at)
    lead = _lead_of(pair.one, pair.other)
    if lead.state == LeadState.CLOSED:
        Lead.objects.filter(pk=lead.pk, state=LeadState.CLOSED).update(state=LeadState.PROPOSED)
    return lead
