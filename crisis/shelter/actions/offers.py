"""The doors through which a door opens, pauses, is confirmed and closes."""

from datetime import datetime

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, When

from accounts.errors import Invalid, TooLate
from accounts.idempotency.once import Done, once
from accounts.journal.announce import announce, announce_all
from accounts.origin import Origin
from accounts.people.many import posters
from accounts.people.models import Person
from accounts.people.names import typed_name
from crisis.activation.models import Crisis
from crisis.closures.queries import areas_of
from crisis.ground import grid
from crisis.shelter import events, rules
from crisis.shelter.actions.posting import contact_problems, hand_over_links, located, require_active
from crisis.shelter.drafts import OfferDraft, PlaceDraft
from crisis.shelter.ledger import void_holds
from crisis.shelter.models import Offer, OfferPlace
from crisis.shelter.open_doors import forget
from crisis.shelter.public_copy import publish, publish_all
from crisis.shelter.vocabulary import ALIVE_OFFERS, OfferState
from matching.engine.closed import ClosedAreas

ALWAYS = Q()


def open_offer(*, crisis: Crisis, draft: OfferDraft, origin: Origin, at: datetime) -> Done:
    """Open a door; its public id and its manage token. Raises Invalid, CrisisClosed, KeyReused."""
    return once(
        origin=origin, crisis_id=crisis.pk, request=draft, act=lambda: _open(crisis, [draft], origin, at)[0]
    )


def open_offers(*, crisis: Crisis, drafts: list[OfferDraft], origin: Origin, at: datetime) -> list[Done]:
    """`open_offer` for each of these, in this order, all or none, in a few statements however many they are.

    The journal tells each door as if it had come alone. No key is claimed: whoever may send a batch twice claims
    one for the whole of it. Raises Invalid, CrisisClosed.
    """
    with transaction.atomic():
        return _open(crisis, drafts, origin, at)


def _open(crisis: Crisis, drafts: list[OfferDraft], origin: Origin, at: datetime) -> list[Done]:
    # Here, not before: a repeat gets the first answer even when the crisis has closed since.
    require_active(crisis)
    for draft in drafts:
        _check(crisis, draft, at)
    named = [(draft.first_name, draft.language) for draft in drafts]
    owners = posters(origin=origin, named=named, drill=crisis.is_drill)
    offers = [_offer(crisis, owner, draft, origin, at) for owner, draft in zip(owners, drafts, strict=True)]
    told, closed = list(zip(offers, drafts, strict=True)), areas_of(crisis.pk)
    for offer, draft in told:
        offer.set_aside_at = _aside_since(draft.place, closed, at)
    Offer.objects.bulk_create(offers)
    OfferPlace.objects.bulk_create(OfferPlace(offer=offer, **_place_fields(draft)) for offer, draft in told)
    announce_all([_event(events.OfferOpened, offer, at) for offer in offers], origin=origin)
    handed = [(offer, draft.contact, draft.language) for offer, draft in told]
    tokens = hand_over_links(handed=handed, subject_kind="offer", crisis=crisis, origin=origin, at=at)
    publish_all(offers, at=at)  # once the contacts are known
    return [Done(subject=offer.public_id, secret=token) for offer, token in zip(offers, tokens, strict=True)]


def _offer(crisis: Crisis, owner: Person, draft: OfferDraft, origin: Origin, at: datetime) -> Offer:
    return Offer(
        crisis=crisis,
        owner=owner,
        door=origin.door,
        posted_at=at,
        confirmed_at=at,
        places_left=draft.places,
        **_fields(draft),
    )


def edit_offer(*, offer: Offer, draft: OfferDraft, origin: Origin, at: datetime) -> None:
    """Change what the door is; what it had promised but not given is voided.

    Raises Invalid, CrisisClosed, and TooLate for a door that is withdrawn or has more guests than `places`.
    """
    require_active(offer.crisis)
    _check(offer.crisis, draft, at)
    with transaction.atomic():
        void_holds(offer=offer, origin=origin, at=at)
        # A door that ran out opens again with the new end its host gives it.
        expired = Offer.objects.filter(pk=offer.pk, state=OfferState.EXPIRED)
        expired.update(state=OfferState.OPEN, closed_at=None)
        given = F("places") - F("places_left")
        alive = Offer.objects.filter(pk=offer.pk, state__in=ALIVE_OFFERS)
        # Fewer places than guests already inside is no edit, it is an eviction.
        fits = alive.annotate(given=given).filter(given__lte=draft.places)
        if not fits.update(
            places_left=draft.places - given,
            confirmed_at=at,
            asked_at=None,
            set_aside_at=_aside_since(draft.place, areas_of(offer.crisis_id), at),
            checked_at=Case(When(_as_checked(draft), then=F("checked_at"))),
            **_fields(draft),
        ):
            raise TooLate
        OfferPlace.objects.filter(offer=offer).update(**_place_fields(draft))
        forget([offer])  # it may have moved
        _settle(offer, at)
        announce(_event(events.OfferEdited, offer, at), origin=origin)


def pause_offer(*, offer: Offer, origin: Origin, at: datetime) -> None:
    """No new guest from this moment on; guests already given a place keep it."""
    _move(offer, (OfferState.OPEN,), OfferState.PAUSED, events.OfferPaused, origin, at)


def resume_offer(*, offer: Offer, origin: Origin, at: datetime) -> None:
    """Guests may come again. Raises CrisisClosed, and TooLate once the door's end has come."""
    require_active(offer.crisis)
    _move(
        offer,
        (OfferState.PAUSED, OfferState.EXPIRED),
        OfferState.OPEN,
        events.OfferResumed,
        origin,
        at,
        confirmed_at=at,
        asked_at=None,
        closed_at=None,
        set_aside_at=_aside_since(offer.place, areas_of(offer.crisis_id), at),
    )


def withdraw_offer(*, offer: Offer, origin: Origin, at: datetime) -> None:
    _move(offer, ALIVE_OFFERS, OfferState.WITHDRAWN, events.OfferWithdrawn, origin, at, closed_at=at)


def expire_offer(*, offer: Offer, origin: Origin, at: datetime, due: Q = ALWAYS) -> None:
    """The end came, or the host never answered "still open?".

    `due`: what made it due, compared again in the same statement, so that an answer of the last second wins.
    """
    _move(offer, ALIVE_OFFERS, OfferState.EXPIRED, events.OfferExpired, origin, at, due=due, closed_at=at)


def confirm_offer(*, offer: Offer, origin: Origin, at: datetime) -> None:
    """The host says: still open. Raises TooLate when it no longer is."""
    with transaction.atomic():
        if not Offer.objects.filter(pk=offer.pk, state=OfferState.OPEN).update(
            confirmed_at=at, asked_at=None
        ):
            raise TooLate
        announce(_event(events.OfferConfirmed, offer, at), origin=origin)
    offer.refresh_from_db()


def hide_offer(*, offer: Offer, origin: Origin, at: datetime) -> None:
    """Moderation's door: off every public surface and out of matching, at once."""
    with transaction.atomic():
        if not Offer.objects.filter(pk=offer.pk, held_at__isnull=True).update(held_at=at):
            raise TooLate
        void_holds(offer=offer, origin=origin, at=at)
        _settle(offer, at)
        announce(_event(events.OfferHidden, offer, at), origin=origin)


def show_offer(*, offer: Offer, origin: Origin, at: datetime) -> None:
    with transaction.atomic():
        if not Offer.objects.filter(pk=offer.pk, held_at__isnull=False).update(held_at=None):
            raise TooLate
        _settle(offer, at)
        announce(_event(events.OfferShown, offer, at), origin=origin)


def shut_with_host(*, offer: Offer, origin: Origin, at: datetime) -> None:
    """The host was suspended: as hidden, for as long as that lasts. Nothing is marked on the door itself."""
    with transaction.atomic():
        void_holds(offer=offer, origin=origin, at=at)
        _settle(offer, at)
        announce(_event(events.OfferHidden, offer, at), origin=origin)


def open_with_host(*, offer: Offer, origin: Origin, at: datetime) -> None:
    """The suspension is over: the door is what it would be without it; one that moderation holds stays held."""
    with transaction.atomic():
        _settle(offer, at)
        if offer.state == OfferState.OPEN and not offer.held_at:
            announce(_event(events.OfferShown, offer, at), origin=origin)


def _move(
    offer: Offer, before, after: OfferState, kind, origin: Origin, at: datetime, *, due: Q = ALWAYS, **fields
) -> None:
    with transaction.atomic():
        ready = Offer.objects.filter(due, pk=offer.pk, state__in=before)
        if after == OfferState.OPEN:
            ready = ready.filter(until__gt=at)
        if not ready.update(state=after, **fields):
            raise TooLate
        if after != OfferState.OPEN:
            void_holds(offer=offer, origin=origin, at=at)
        _settle(offer, at)
        announce(_event(kind, offer, at), origin=origin)


def _settle(offer: Offer, at: datetime) -> None:
    offer.refresh_from_db()
    publish(offer, at=at)


def _check(crisis: Crisis, draft: OfferDraft, at: datetime) -> None:
    found = rules.offer_problems(draft, centre=(crisis.lat, crisis.lon), at=at)
    found |= contact_problems(draft.contact)
    if found:
        raise Invalid(found)


def _aside_since(place: PlaceDraft | OfferPlace, closed: ClosedAreas, at: datetime) -> datetime | None:
    """A door in a closed area is set aside from the beginning."""
    return at if closed.holds(place.lat, place.lon) else None


def _fields(draft: OfferDraft) -> dict:
    return {
        "first_name": typed_name(draft.first_name),
        "cell": grid.cell(draft.place.lat, draft.place.lon),
        "places": draft.places,
        "until": draft.until,
        "step_free": draft.step_free,
        "children": draft.children,
        "pets": draft.pets,
        "women_only": draft.women_only,
        "languages": list(draft.languages),
        "note": draft.note[:500],
    }


def _as_checked(draft: OfferDraft) -> Q:
    """Still the door and the person a coordinator spoke with: else they speak with them again."""
    place = _place_fields(draft)
    where = {field: place[field] for field in ("lat", "lon", "typed", "label", "entry")}
    same = OfferPlace.objects.filter(offer=OuterRef("pk"), **where)
    return Q(Exists(same), first_name=_fields(draft)["first_name"])


def _place_fields(draft: OfferDraft) -> dict:
    return located(draft.place) | {"entry": draft.entry[:200], "meeting_point": draft.meeting_point[:120]}


def _event(kind, offer: Offer, at: datetime):
    return kind(crisis_id=offer.crisis_id, subject=offer.public_id, cell=offer.cell, at=at, offer=offer.pk)
