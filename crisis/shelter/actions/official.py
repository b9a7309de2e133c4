"""Official shelters: entered, updated and imported by a coordinator."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from accounts.errors import Invalid, TooLate
from accounts.journal.announce import announce
from accounts.origin import Door, Origin
from crisis.activation.access import COORDINATE, require
from crisis.activation.models import Crisis
from crisis.ground import grid
from crisis.shelter import events, rules
from crisis.shelter.actions.posting import located
from crisis.shelter.drafts import ShelterDraft
from crisis.shelter.models import OfficialShelter


def enter_shelter(*, crisis: Crisis, draft: ShelterDraft, origin: Origin, at: datetime) -> OfficialShelter:
    """A new official shelter. Raises Invalid, NotAllowed."""
    _require(crisis, origin)
    _check(crisis, draft)
    with transaction.atomic():
        shelter = OfficialShelter.objects.create(crisis=crisis, updated_at=at, **_fields(draft))
        announce(_event(events.ShelterEntered, shelter, at), origin=origin)
    return shelter


def change_shelter(*, shelter: OfficialShelter, draft: ShelterDraft, origin: Origin, at: datetime) -> None:
    """Replace what the draft says; how many are inside only where it says other than `shelter` as it was read.

    Raises Invalid, NotAllowed.
    """
    _require(shelter.crisis, origin)
    _check(shelter.crisis, draft)
    fields = _fields(draft)
    if draft.occupied == shelter.occupied:  # somebody may be counting people in right now
        del fields["occupied"]
    with transaction.atomic():
        OfficialShelter.objects.filter(pk=shelter.pk).update(updated_at=at, **fields)
        announce(_event(events.ShelterChanged, shelter, at), origin=origin)
    shelter.refresh_from_db()


def import_shelters(
    *, crisis: Crisis, drafts: list[ShelterDraft], origin: Origin, at: datetime
) -> dict[str, int]:
    """Enter or update a whole list by key; {"entered": n, "changed": n, "known": n}. One journal entry.

    Raises Invalid naming the first wrong row ("row 3"): a list is taken whole or not at all.
    """
    _require(crisis, origin)
    for number, draft in enumerate(drafts, start=1):
        if found := rules.shelter_problems(draft, centre=(crisis.lat, crisis.lon)):
            field, messages = next(iter(found.items()))
            raise Invalid({f"row {number}: {field}": messages})
    with transaction.atomic():
        outcomes = [_upsert(crisis, draft, at) for draft in drafts]
        touched = [str(shelter.public_id) for shelter, outcome in outcomes if outcome != "known"]
        if touched:
            happened = events.SheltersImported(
                crisis_id=crisis.pk, subject=crisis.public_id, at=at, shelters=touched
            )
            announce(happened, origin=origin)
    counts = [outcome for _shelter, outcome in outcomes]
    return {name: counts.count(name) for name in ("entered", "changed", "known")}


def hide_shelter(*, shelter: OfficialShelter, origin: Origin, at: datetime) -> None:
    """Moderation's door: off every public surface. Raises TooLate when it was hidden already."""
    _hold(shelter, origin, at, before=None, after=at)


def show_shelter(*, shelter: OfficialShelter, origin: Origin, at: datetime) -> None:
    _hold(shelter, origin, at, before=shelter.held_at, after=None)


def _hold(shelter: OfficialShelter, origin: Origin, at: datetime, *, before, after) -> None:
    with transaction.atomic():
        ready = OfficialShelter.objects.filter(pk=shelter.pk, held_at=before)
        if before == after or not ready.update(held_at=after, updated_at=at):
            raise TooLate
        announce(_event(events.ShelterChanged, shelter, at), origin=origin)
    shelter.refresh_from_db()


def _upsert(crisis: Crisis, draft: ShelterDraft, at: datetime) -> tuple[OfficialShelter, str]:
    fields = _fields(draft)
    known = OfficialShelter.objects.filter(crisis=crisis, key=draft.key).first() if draft.key else None
    if known is None:
        return OfficialShelter.objects.create(crisis=crisis, updated_at=at, **fields), "entered"
    if all(getattr(known, name) == value for name, value in fields.items()):
        return known, "known"
    OfficialShelter.objects.filter(pk=known.pk).update(updated_at=at, **fields)
    return known, "changed"


def _require(crisis: Crisis, origin: Origin) -> None:
    by_nobody = origin.door == Door.IMPORT and origin.actor is None  # whoever has the server itself
    if not by_nobody and (origin.door != Door.DRILL or not crisis.is_drill):
        require(origin.actor, COORDINATE, crisis.pk)


def _check(crisis: Crisis, draft: ShelterDraft) -> None:
    if found := rules.shelter_problems(draft, centre=(crisis.lat, crisis.lon)):
        raise Invalid(found)


def _fields(draft: ShelterDraft) -> dict:
    fields = {k: v for k, v in asdict(draft).items() if k not in ("place", "source")}
    return (
        fields
        | located(draft.place)
        | {"cell": grid.cell(draft.place.lat, draft.place.lon), "origin_source": draft.source[:120]}
    )


def _event(kind, shelter: OfficialShelter, at: datetime):
    return kind(
        crisis_id=shelter.crisis_id, subject=shelter.public_id, cell=shelter.cell, at=at, shelter=shelter.pk
    )
