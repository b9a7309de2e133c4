"""The ledger of holds: the only code that changes `places_left`.

Every step is a compare-and-set, so the database decides who was first; a loser gets TooLate. Called inside the
caller's transaction. Taking compares `until > at`, so a sweep and an acceptance cannot disagree.

Rows are locked in one order, offer before hold before need, so that two transactions never wait for each other.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import rows
from accounts.errors import TooLate
from accounts.journal.announce import announce
from accounts.origin import Origin
from crisis.shelter.events import PlacesFreed
from crisis.shelter.models import Hold, Need, Offer
from crisis.shelter.public_copy import publish_room, publish_rooms
from crisis.shelter.queries import in_good_standing
from crisis.shelter.vocabulary import ACTIVE_HOLDS, HoldState, OfferState


class NoRoom(TooLate):
    code = "no_room"
    message = _("This place was given a moment ago.")


def hold_places(*, offer: Offer, need: Need, places: int, until: datetime, at: datetime) -> Hold:
    """Keep `places` of an open offer for `need`. Raises NoRoom when the places, or the need, are taken."""
    room = _with_room(at).filter(pk=offer.pk, places_left__gte=places)
    if not room.update(places_left=F("places_left") - places):
        raise NoRoom
    try:
        with transaction.atomic():
            hold = Hold.objects.create(offer=offer, need=need, places=places, until=until)
    except IntegrityError:
        Offer.objects.filter(pk=offer.pk).update(places_left=F("places_left") + places)
        raise NoRoom from None
    _refresh(offer, at)
    return hold


def hold_each(*, wanted: Iterable[tuple[int, Need]], until: datetime, at: datetime) -> list[Hold]:
    """`hold_places` for each (offer's id, need), a need once at most, for all its people, in a few statements.

    The holds that were made: whoever finds no room, or is held for already, is left out.
    """
    wanted = list(wanted)
    doors = {offer.pk: offer for offer in _locked({pk for pk, _need in wanted}, at)}
    asked = {need.pk: (pk, need) for pk, need in _that_fit(wanted, doors)}
    told = [(pk, key, need.people, until) for key, (pk, need) in sorted(asked.items())]
    free = rows.write_new(Hold, "need_id", ("offer_id", "need_id", "places", "until"), told)
    given: Counter[int] = Counter()
    for key in free:
        given[asked[key][0]] += asked[key][1].people
    _take_room(given, doors)
    publish_rooms([doors[pk] for pk in given], at=at)
    holds = list(Hold.objects.filter(need__in=free, state=HoldState.HELD))
    for hold in holds:
        hold.offer, hold.need = doors[hold.offer_id], asked[hold.need_id][1]
    return holds


def _with_room(at: datetime) -> QuerySet[Offer]:
    return Offer.objects.filter(
        in_good_standing(), state=OfferState.OPEN, until__gt=at, places_left__gt=0, set_aside_at__isnull=True
    )


def _locked(pks: Iterable[int], at: datetime) -> QuerySet[Offer]:
    """In the order of their ids, so that two who want the same doors never wait for each other."""
    free = _with_room(at).filter(pk__in=pks).select_related("crisis").order_by("pk")
    return free.select_for_update(no_key=True, of=("self",))


def _that_fit(wanted: list[tuple[int, Need]], doors: dict[int, Offer]) -> Iterator[tuple[int, Need]]:
    left = {pk: offer.places_left for pk, offer in doors.items()}
    for pk, need in wanted:
        if left.get(pk, 0) >= need.people:
            left[pk] -= need.people
            yield pk, need


def _take_room(given: Counter[int], doors: dict[int, Offer]) -> None:
    """So many places of each of these; one statement for all that give as many. Raises NoRoom."""
    alike: dict[int, list[int]] = defaultdict(list)
    for pk, places in given.items():
        alike[places].append(pk)
        doors[pk].places_left -= places
    for places, pks in alike.items():
        room = Offer.objects.filter(pk__in=pks, places_left__gte=places)
        if room.update(places_left=F("places_left") - places) != len(pks):
            raise NoRoom


def extend_hold(*, hold: Hold, until: datetime, at: datetime) -> None:
    """More time for a hold that still stands. Raises TooLate when it ran out."""
    if not Hold.objects.filter(pk=hold.pk, state=HoldState.HELD, until__gt=at).update(until=until):
        raise TooLate
    hold.until = until


def take_places(*, hold: Hold, at: datetime) -> None:
    """The guest comes: the places are given. Raises TooLate when the hold ran out or was voided."""
    if not Hold.objects.filter(pk=hold.pk, state=HoldState.HELD, until__gt=at).update(state=HoldState.TAKEN):
        raise TooLate
    hold.state = HoldState.TAKEN


def release_places(*, hold: Hold, to: HoldState, origin: Origin, at: datetime) -> bool:
    """Give the places back, once: released, lapsed or voided. False when they were back already."""
    lock_offer(hold.offer_id)
    standing = Hold.objects.filter(pk=hold.pk, state__in=ACTIVE_HOLDS)
    if to == HoldState.LAPSED:
        standing = standing.filter(state=HoldState.HELD, until__lte=at)
    if not standing.update(state=to):
        return False
    Offer.objects.filter(pk=hold.offer_id).update(places_left=F("places_left") + hold.places)
    hold.state = to
    offer = hold.offer
    _refresh(offer, at)
    if offer.state == OfferState.OPEN:
        freed = PlacesFreed(
            crisis_id=offer.crisis_id, subject=offer.public_id, cell=offer.cell, at=at, offer=offer.pk
        )
        announce(freed, origin=origin)
    return True


def lock_offer(pk: int) -> None:
    """First in the order of locks. SQLite has one writer at a time and needs none."""
    list(Offer.objects.select_for_update(no_key=True).filter(pk=pk).values_list("pk"))


def void_holds(*, offer: Offer, origin: Origin, at: datetime) -> list[Hold]:
    """End what an offer had promised but not given, in the transaction that closes it; the holds that ended."""
    standing = list(Hold.objects.filter(offer=offer, state=HoldState.HELD).select_related("offer__crisis"))
    return [hold for hold in standing if release_places(hold=hold, to=HoldState.VOIDED, origin=origin, at=at)]


def _refresh(offer: Offer, at: datetime) -> None:
    """The whole row: the caller may have read it before its host changed the cell or the tags."""
    offer.refresh_from_db(from_queryset=Offer.objects.select_related("crisis"))
    publish_room(offer, at=at)
