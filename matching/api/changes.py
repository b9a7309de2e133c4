"""/changes: what is different since a cursor, in the journal's order. For everybody, for one's own, for the desk."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.journal.models import Entry
from crisis.activation.api.serializers import CrisisSerializer
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.checkin.api.serializers import DeskCheckInSerializer
from crisis.checkin.models import CheckIn
from crisis.closures.api.serializers import ClosureSerializer
from crisis.closures.queries import active_closures
from crisis.desk.api.serializers import CaseSerializer
from crisis.desk.models import Case
from crisis.livemap.streams import told
from crisis.search.api.serializers import DeskSearchSerializer
from crisis.search.models import Note, Search
from crisis.shelter.api.serializers import (
    DeskNeedSerializer,
    DeskOfferSerializer,
    DeskShelterSerializer,
    OwnNeedSerializer,
    OwnOfferSerializer,
    ShelterSerializer,
)
from crisis.shelter.api.views import door_cells
from crisis.shelter.models import Need, Offer, OfficialShelter
from crisis.shelter.public_copy import public_delay
from crisis.shelter.queries import public_shelters, with_closed
from matching.access import Held
from matching.api.cursors import Cursor
from matching.api.desk_serializers import DeskMatchSerializer
from matching.api.lead_serializers import DeskLeadSerializer
from matching.api.people import people_page
from matching.api.serializers import GuestMatchSerializer, HostMatchSerializer
from matching.models import Lead, Match
from matching.vocabulary import LIVE, MatchState, Side

KIND_OF = {
    "crisis": ("CrisisActivated", "ActivationConfirmed", "CrisisEdited", "CrisisStoodDown", "CrisisArchived"),
    "shelter": ("ShelterEntered", "ShelterChanged", "SheltersImported"),
    "closure": ("ClosureDeclared", "ClosureChanged", "ClosureLifted"),
    "offer": (
        "OfferOpened", "OfferEdited", "OfferPaused", "OfferResumed", "OfferConfirmed", "OfferAsked", "OfferChecked",
        "OfferWithdrawn", "OfferExpired", "OfferHidden", "OfferShown", "PlacesFreed",
        "OfferSetAside", "OfferBroughtBack",
    ),
    "need": ("NeedPosted", "NeedEdited", "NeedReopened", "NeedDivided", "NeedClosed"),
    "match": (
        "MatchProposed", "MatchAccepted", "GuestComing", "ArrivalConfirmed", "MatchClosed", "MessageRelayed",
        "NumberShared", "HoldExtended", "HowItWentAsked", "HowItWentAnswered", "WayClosed",
    ),
    "case": ("CaseOpened", "CaseTaken", "CaseHandedOver", "CaseClosed"),
    "search": (
        "SearchPosted", "SearchEdited", "SearchShown", "SearchHidden", "SearchClosed", "SearchReopened", "PhotoChanged",
        "PhotoHeld", "PhotoJudgedFalse", "PhotoCleared",
    ),
    "check_in": (
        "CheckInsRecorded", "CheckInCorrected", "CheckInWithdrawn", "CheckInHidden", "CheckInShown", "CheckInsExpired",
    ),
    "lead": ("LeadsWeighed", "LeadConfirmed", "LeadRefused", "LeadReopened"),
}  # fmt: skip
# What a follower may hear of, besides; their streams decide.
HEARD = (
    *KIND_OF["search"], *KIND_OF["check_in"], "SearchFollowed", "SearchUnfollowed", "NoteShown", "NoteHidden",
    "LeadShared", "LeadReopened",
)  # fmt: skip
RESOURCE = {event: kind for kind, events in KIND_OF.items() for event in events}
# Of a match, and what the need and the offer are is another.
MOVES = ("MatchProposed", "MatchAccepted", "GuestComing", "ArrivalConfirmed", "MatchClosed")
PUBLIC = (*KIND_OF["crisis"], *KIND_OF["shelter"], *KIND_OF["closure"])
# A hold or a taken place changes what the public sees of a door as well.
DOORS = (*KIND_OF["offer"], "MatchProposed", "MatchClosed")


@dataclass(frozen=True)
class Batch:
    items: list[dict]
    next: str
    has_more: bool


# -- Everybody's ------------------------------------------------------------------------------------------------
def public_changes(crisis: Crisis, since: Cursor, limit: int) -> Batch:
    """The crisis, its shelters, what is closed, and its doors as one whole: single cells would tell where a lone door
    opened.
    """
    entries, position, more = _read(crisis, since.position, Q(kind__in=PUBLIC), limit)
    items = _public_items(crisis, entries)
    doors = _doors_told(crisis, since.doors)
    if doors > since.doors:
        items.append(_item("doors", crisis.public_id, {"cells": door_cells(crisis)}))
    return Batch(items, str(Cursor(position, doors)), more)


def _doors_told(crisis: Crisis, since: int) -> int:
    """The newest door entry the public may know of, or `since`."""
    known_until = crisis_now(crisis) - public_delay(crisis)
    later = Entry.objects.filter(crisis_id=crisis.pk, kind__in=DOORS, position__gt=since).order_by("position")
    positions = later.values_list("position", flat=True)
    unknown = positions.filter(happened_at__gt=known_until).first()
    told = positions if unknown is None else positions.filter(position__lt=unknown)
    return told.last() or since


def _public_items(crisis: Crisis, entries: list[Entry]) -> list[dict]:
    touched = _touched(entries)
    items = [_item("crisis", crisis.public_id, CrisisSerializer(crisis).data)] if "crisis" in touched else []
    items += _closures(crisis, touched)
    shown = _shelters(crisis, public_shelters(crisis), touched)
    return items + _rows("shelter", touched, shown, ShelterSerializer)


def _shelters(crisis: Crisis, rows: QuerySet[OfficialShelter], touched: dict) -> dict:
    """{public id: row} of those touched. A changed area touches all of them: what it holds is closed with it."""
    if "closure" in touched:
        everyone = [str(public_id) for public_id in rows.values_list("public_id", flat=True)]
        touched["shelter"] = list(dict.fromkeys([*everyone, *touched.get("shelter", ())]))
    found = with_closed(crisis, rows.filter(public_id__in=touched.get("shelter", ())))
    return {row.public_id: row for row in found}


def _closures(crisis: Crisis, touched: dict) -> list[dict]:
    """What is open again is a tombstone."""
    closed = active_closures(crisis).filter(public_id__in=touched.get("closure", ()))
    return _rows("closure", touched, {row.public_id: row for row in closed}, ClosureSerializer)


# -- One's own --------------------------------------------------------------------------------------------------
def own_changes(posted: Offer | Need, since: Cursor, limit: int) -> Batch:
    """My offer or need and its matches; a match that ended is a tombstone. Mine, too, when an area closes or opens."""
    kind = "offer" if isinstance(posted, Offer) else "need"
    mine = {match.public_id: match for match in Match.objects.filter(**{kind: posted})}
    side = Side.HOST if kind == "offer" else Side.GUEST
    heard = _heard_by(side, kind, [posted.public_id, *mine])
    entries, position, more = _read(posted.crisis, since.position, heard, limit)
    touched = _touched([entry for entry in entries if not _withheld_from(side, entry)])
    if touched.pop("closure", None):  # public, and it may say otherwise now what is closed here
        touched.setdefault(kind, [str(posted.public_id)])
    own, of_match = _own_shapes(kind)
    alive = {
        public_id: match for public_id, match in mine.items() if match.state in (*LIVE, MatchState.ARRIVED)
    }
    items = _rows(kind, touched, {posted.public_id: posted}, own) + _rows("match", touched, alive, of_match)
    return Batch(items, str(Cursor(position, position)), more)


def _heard_by(side: str, kind: str, subjects: list) -> Q:
    """What the other side said of the night does not even move the cursor."""
    both = set(KIND_OF[kind] + KIND_OF["match"]) - {"HowItWentAnswered"}
    mine = Q(kind__in=both) | Q(kind="HowItWentAnswered", payload__side=side)
    return mine & Q(subject__in=subjects) | Q(kind__in=KIND_OF["closure"])


def _withheld_from(side: str, entry: Entry) -> bool:
    """A message of whoever was cut off: it has not come."""
    return bool(entry.payload.get("withheld")) and entry.payload["side"] != side


def people_changes(held: Held, streams: tuple[str, ...], since: Cursor) -> Batch:
    """My search, check-in or claim as one whole, whenever something on its streams happened: one item."""
    subjects = [held.posted.public_id, *_beside(held)]
    entries = _entries(held.posted.crisis, since.position, Q(kind__in=HEARD, subject__in=subjects))
    heard = [entry for entry in entries if told([entry]).keys() & set(streams)]
    items = [_item(held.kind, held.posted.public_id, people_page(held))] if heard else []
    # What others alone hear of does not even move the cursor.
    position = heard[-1].position if heard else since.position
    return Batch(items, str(Cursor(position, position)), has_more=False)


def _beside(held: Held) -> list:
    """The notes on a search, and the leads this follower was told of."""
    if held.kind != "search":
        return []
    notes = Note.objects.filter(search=held.posted).values_list("public_id", flat=True)
    here = Q(told__search=held.posted) | Q(search=held.posted, told__search=None)
    leads = Lead.objects.filter(here, told__person=held.person)
    return [*notes, *leads.values_list("public_id", flat=True)]


def _own_shapes(kind: str):
    if kind == "offer":
        return OwnOfferSerializer, HostMatchSerializer
    return OwnNeedSerializer, GuestMatchSerializer


# -- The desk's -------------------------------------------------------------------------------------------------
DESK = {
    "offer": (Offer, DeskOfferSerializer, ()),
    "need": (Need, DeskNeedSerializer, ()),
    "match": (Match, DeskMatchSerializer, ("offer", "need", "hold")),
    "search": (Search, DeskSearchSerializer, ("crisis",)),
    "check_in": (CheckIn, DeskCheckInSerializer, ("need", "unknown_place")),
    "lead": (Lead, DeskLeadSerializer, ("search__crisis",)),
}


def desk_changes(crisis: Crisis, since: Cursor, limit: int) -> Batch:
    """Everything the desk works with; what was erased, and a case that was closed, is a tombstone."""
    entries, position, more = _read(crisis, since.position, Q(kind__in=RESOURCE), limit)
    touched = _touched(entries)
    items = [_item("crisis", crisis.public_id, CrisisSerializer(crisis).data)] if "crisis" in touched else []
    for kind, (model, serializer, joins) in DESK.items():
        rows = model.objects.filter(crisis=crisis, public_id__in=touched.get(kind, ())).select_related(*joins)
        items += _rows(kind, touched, {row.public_id: row for row in rows}, serializer)
    of_crisis = OfficialShelter.objects.filter(crisis=crisis)
    items += _closures(crisis, touched)
    items += _rows("shelter", touched, _shelters(crisis, of_crisis, touched), DeskShelterSerializer)
    items += _crowds(crisis, entries) + _cases(crisis, touched)
    return Batch(items, str(Cursor(position, position)), more)


def _crowds(crisis: Crisis, entries: list[Entry]) -> list[dict]:
    """Check-ins that came or ended by the batch, as one item: thousands of rows are read as the list, a page a time."""
    batches = [entry for entry in entries if _is_a_crowd(entry)]
    if not batches:
        return []
    cells: Counter = Counter()
    statuses: Counter = Counter()
    for entry in batches:
        cells.update(entry.payload.get("cells", {}))
        statuses.update(entry.payload.get("statuses", {}))
    ended = sum(len(entry.payload["check_ins"]) for entry in batches if entry.kind == "CheckInsExpired")
    return [_item("check_ins", crisis.public_id, {"cells": cells, "statuses": statuses, "expired": ended})]


def _is_a_crowd(entry: Entry) -> bool:
    return len(entry.payload.get("check_ins", ())) > 1


def _cases(crisis: Crisis, touched: dict) -> list[dict]:
    cases = Case.objects.filter(crisis=crisis, subject__in=touched.get("case", ())).select_related("taken_by")
    return [
        _item("case", case.public_id, None if case.closed_at else CaseSerializer(case).data) for case in cases
    ]


# -- What they share --------------------------------------------------------------------------------------------
def _read(crisis: Crisis, since: int, heard: Q, limit: int):
    """(entries, position to go on from, whether more wait)."""
    entries = list(_entries(crisis, since, heard)[: limit + 1])
    more = len(entries) > limit
    entries = entries[:limit]
    return entries, entries[-1].position if entries else since, more


def _entries(crisis: Crisis, since: int, heard: Q) -> QuerySet[Entry]:
    return Entry.objects.filter(heard, crisis_id=crisis.pk, position__gt=since).order_by("position")


def _touched(entries: list[Entry]) -> dict[str, list]:
    """{resource: [public id, …]} in the order of the last change to each."""
    touched: dict[str, dict] = {}
    for entry in entries:
        for kind, public_id in _about(entry):
            of_kind = touched.setdefault(kind, {})
            of_kind.pop(public_id, None)
            of_kind[public_id] = True
    return {kind: list(ids) for kind, ids in touched.items()}


def _about(entry: Entry) -> Iterator[tuple[str, str]]:
    for public_id in _subjects(entry):
        yield RESOURCE[entry.kind], public_id
    if entry.kind in MOVES:
        yield from ((kind, entry.payload[kind]) for kind in ("need", "offer"))


def _subjects(entry: Entry) -> list[str]:
    """A batch is one entry, about many."""
    if _is_a_crowd(entry):
        return []
    if entry.kind == "SheltersImported":
        return entry.payload["shelters"]
    if entry.kind == "LeadsWeighed":
        return entry.payload["leads"]
    if entry.kind == "CheckInsExpired":  # its subject is the crisis, also for one
        rows = CheckIn.objects.filter(pk__in=entry.payload["check_ins"]).values_list("public_id", flat=True)
        return [str(public_id) for public_id in rows.order_by("pk")]
    return [str(entry.subject)]


def _rows(kind: str, touched: dict, found: dict, serializer) -> list[dict]:
    by_id = {str(public_id): row for public_id, row in found.items()}
    return [
        _item(kind, public_id, serializer(by_id[public_id]).data if public_id in by_id else None)
        for public_id in touched.get(kind, ())
    ]


def _item(kind: str, public_id, data: dict | None) -> dict:
    return {"type": kind, "id": str(public_id), "deleted": data is None, "data": data}
