"""Planned people as the drafts that every door fills."""

from datetime import datetime, timedelta

from crisis.activation.drafts import CrisisDraft
from crisis.checkin.drafts import CheckInDraft
from crisis.closures.drafts import ClosureDraft
from crisis.search.drafts import FollowDraft, NoteDraft, SearchDraft
from crisis.shelter.drafts import NeedDraft, OfferDraft, PlaceDraft, ShelterDraft
from crisis.shelter.vocabulary import LANGUAGE_CODES
from matching.drill.planned import (
    PlannedCheckIn,
    PlannedClosure,
    PlannedNeed,
    PlannedOffer,
    PlannedSearch,
    PlannedShelter,
    Relative,
    Sighting,
    Where,
)
from matching.drill.scenario import Scenario

OPEN_END = timedelta(hours=8)  # a host who names no end is taken to mean the morning
HOUSE_METRES, STREET_METRES = 30, 150
SOURCE = "drill"


def crisis_draft(scenario: Scenario, *, language: str) -> CrisisDraft:
    """The night as a coordinator would declare it, in French or English, marked as an exercise."""
    told, where = scenario.crisis, scenario.perimeter
    french = language.startswith("fr")
    return CrisisDraft(
        name=told.name_fr if french else told.name_en,
        what_happened=told.what_fr if french else told.what_en,
        place_label="Paris",
        lat=where.lat,
        lon=where.lon,
        radius_m=where.radius_metres,
        official_url=told.official_url,
        emergency_numbers=" · ".join(told.emergency_numbers),
        hashtags=tuple(f"#{word}" for word in told.hashtags),
        is_drill=True,
    )


def offer_draft(planned: PlannedOffer, *, ends_at: datetime) -> OfferDraft:
    who = planned.host.who
    return OfferDraft(
        place=_place(planned, planned.address, "address", HOUSE_METRES),
        places=planned.places,
        until=planned.until or ends_at + OPEN_END,
        first_name=who.first_name,
        contact=who.contact,
        step_free=planned.step_free,
        children=planned.children,
        pets=planned.pets,
        women_only=planned.women_only,
        languages=_languages(planned),
        entry=planned.floor_and_code,
        language=who.language,
    )


def need_draft(planned: PlannedNeed) -> NeedDraft:
    who = planned.guest.who
    return NeedDraft(
        place=_place(planned, planned.where_text, "street", STREET_METRES),
        adults=planned.adults,
        children=planned.children,
        first_name=who.first_name,
        contact=who.contact,
        step_free=planned.step_free,
        pets=planned.pets,
        women_group=planned.women_group,
        women_only=planned.women_only,
        languages=_languages(planned),
        for_someone_else=planned.for_someone_else,
        language=who.language,
    )


def shelter_draft(planned: PlannedShelter) -> ShelterDraft:
    return ShelterDraft(
        place=_place(planned, planned.name, "site", 0),
        name=planned.name,
        capacity=planned.capacity,
        step_free=True,
        source=SOURCE,
        key=planned.key,
    )


def closure_draft(planned: PlannedClosure, *, language: str) -> ClosureDraft:
    return ClosureDraft(
        name=planned.name_fr if language.startswith("fr") else planned.name_en,
        source=planned.closed_by,
        lat=planned.lat,
        lon=planned.lon,
        radius_m=planned.radius_metres,
        until=planned.opens_at,
    )


def search_draft(planned: PlannedSearch) -> SearchDraft:
    low, high = planned.age or (None, None)
    return SearchDraft(
        given_name=planned.sought.first_name,
        family_name=planned.family_name,
        age_min=low,
        age_max=high,
        sex=planned.sex,
        description=planned.description,
        place=_street(planned.place),
        last_seen_at=planned.last_seen_at,
        first_name=planned.author.first_name,
        relation=planned.relation,
        contact=planned.author.contact,
        their_contacts=(planned.sought.contact,) if planned.knows_contact else (),
        language=planned.author.language,
    )


def note_draft(sighting: Sighting, *, language: str) -> NoteDraft:
    return NoteDraft(status=sighting.status, text=sighting.text, language=language)


def follow_draft(relative: Relative) -> FollowDraft:
    who = relative.who
    return FollowDraft(contact=who.contact, relation=relative.relation, language=who.language)


def check_in_draft(planned: PlannedCheckIn) -> CheckInDraft:
    return CheckInDraft(
        status=planned.status,
        given_name=planned.given_name,
        family_name=planned.family_name,
        audience=planned.audience,
        contact=planned.contact,
        named=planned.named,
        message=planned.message,
        place=_street(planned.place),
        say_where=planned.say_where,
        language=planned.who.language,
    )


def _street(where: Where | None) -> PlaceDraft | None:
    return where and _place(where, where.words, "street", STREET_METRES)


def _place(planned, label: str, exactness: str, radius_m: int) -> PlaceDraft:
    return PlaceDraft(
        lat=planned.lat,
        lon=planned.lon,
        label=label,
        exactness=exactness,
        radius_m=radius_m,
        source=SOURCE,
        typed=label,
    )


def _languages(planned: PlannedOffer | PlannedNeed) -> tuple[str, ...]:
    return tuple(language for language in planned.languages if language in LANGUAGE_CODES)
