"""Through which of everyone's doors each kind of planned thing is done. A new kind registers here, with @deed.

What is due together is done kind by kind, in the order of registration: a door opens before it changes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings

from accounts.origin import Door, Origin
from crisis.activation.models import Crisis
from crisis.checkin.actions.checking_in import check_in_many
from crisis.checkin.models import CheckIn
from crisis.closures.actions import declare_closure
from crisis.search.actions.posting import post_search
from crisis.shelter.actions.needs import post_need
from crisis.shelter.actions.offers import open_offers, pause_offer, resume_offer, withdraw_offer
from crisis.shelter.actions.official import enter_shelter
from crisis.shelter.models import Offer
from matching.drill.company import Company
from matching.drill.drafts import (
    check_in_draft,
    closure_draft,
    need_draft,
    offer_draft,
    search_draft,
    shelter_draft,
)
from matching.drill.families import Families
from matching.drill.planned import (
    Planned,
    PlannedChange,
    PlannedCheckIn,
    PlannedClosure,
    PlannedNeed,
    PlannedOffer,
    PlannedSearch,
    PlannedShelter,
)
from matching.drill.scenario import Scenario

CHANGES = {"pause": pause_offer, "resume": resume_offer, "withdraw": withdraw_offer}


@dataclass
class Scene:
    """Where a night is played, and what its deeds have to remember. `doors`: public ids by the plan's keys."""

    crisis: Crisis
    scenario: Scenario
    company: Company
    families: Families
    doors: dict[str, UUID] = field(default_factory=dict)


@dataclass(frozen=True)
class Deed:
    """`act(scene, planned, at)` does up to `at_once` of a kind, all or none; `name` is what each counts as."""

    name: Callable[[Planned], str]
    at_once: int
    act: Callable[[Scene, list, datetime], None]


_deeds: dict[type, Deed] = {}


def deed(kind: type, *, name: str | Callable[[Planned], str], at_once: int = 1):
    def register(act: Callable[[Scene, list, datetime], None]):
        _deeds[kind] = Deed(name if callable(name) else lambda _planned: name, at_once, act)
        return act

    return register


def portion_of(planned: Planned) -> int:
    """How many of its kind are done at once."""
    return _deeds[type(planned)].at_once


def sorted_out(planned: list[Planned]) -> list[tuple[Deed, list[Planned]]]:
    """What is due together as portions of one kind each, in the order in which they are done."""
    return [
        (done_by, mine[start : start + done_by.at_once])
        for kind, done_by in _deeds.items()
        if (mine := [each for each in planned if type(each) is kind])
        for start in range(0, len(mine), done_by.at_once)
    ]


@deed(PlannedShelter, name="shelter")
def enter(scene: Scene, planned: list[PlannedShelter], at: datetime) -> None:
    (one,) = planned
    enter_shelter(crisis=scene.crisis, draft=shelter_draft(one), origin=_origin(one), at=at)


@deed(PlannedClosure, name="closure")
def close_off(scene: Scene, planned: list[PlannedClosure], at: datetime) -> None:
    (one,) = planned
    draft = closure_draft(one, language=settings.LANGUAGE_CODE)
    declare_closure(crisis=scene.crisis, draft=draft, origin=_origin(one), at=at)


@deed(PlannedOffer, name="offer", at_once=25)
def open_doors(scene: Scene, planned: list[PlannedOffer], at: datetime) -> None:
    drafts = [offer_draft(one, ends_at=scene.scenario.ends_at) for one in planned]
    done = open_offers(crisis=scene.crisis, drafts=drafts, origin=Origin(door=Door.DRILL), at=at)
    for one, opened in zip(planned, done, strict=True):
        scene.company.hosts[opened.subject] = one
        scene.doors[one.key] = opened.subject


@deed(PlannedNeed, name="need")
def ask(scene: Scene, planned: list[PlannedNeed], at: datetime) -> None:
    (one,) = planned
    done = post_need(crisis=scene.crisis, draft=need_draft(one), origin=_origin(one), at=at)
    scene.company.guests[done.subject] = one


@deed(PlannedChange, name=lambda planned: planned.change)
def change(scene: Scene, planned: list[PlannedChange], at: datetime) -> None:
    (one,) = planned
    offers = Offer.objects.select_related("crisis", "owner")
    if door := offers.filter(public_id=scene.doors.get(one.offer_key)).first():
        CHANGES[one.change](offer=door, origin=_origin(one), at=at)


@deed(PlannedSearch, name="search")
def look_for(scene: Scene, planned: list[PlannedSearch], at: datetime) -> None:
    (one,) = planned
    done = post_search(crisis=scene.crisis, draft=search_draft(one), origin=_origin(one), at=at)
    scene.families.look_for(done.subject, one, at)


@deed(PlannedCheckIn, name="check_in", at_once=200)
def say_so(scene: Scene, planned: list[PlannedCheckIn], at: datetime) -> None:
    drafts = [check_in_draft(one) for one in planned]
    done = check_in_many(crisis=scene.crisis, drafts=drafts, origin=Origin(door=Door.DRILL), at=at)
    said = {checked_in.subject: one for checked_in, one in zip(done, planned, strict=True)}
    scene.families.hear({subject: one.answers for subject, one in said.items() if one.answers})
    helped = CheckIn.objects.filter(public_id__in=[subject for subject, one in said.items() if one.guest])
    for subject, need in helped.values_list("public_id", "need__public_id"):
        scene.company.guests[need] = said[subject]


def _origin(planned: Planned) -> Origin:
    return Origin(door=Door.DRILL, ref=planned.key)
