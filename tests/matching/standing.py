"""What must hold of doors, needs and places, whatever happened before; an AssertionError says what is wrong."""

from datetime import datetime

from django.db.models import Count, F, Q, Sum

from accounts.disclosure.models import Disclosed, Disclosure
from accounts.journal.deliver import deliver_all
from accounts.journal.models import Delivery
from accounts.journal.schedule import scheduled
from accounts.people.blocking import blocked_with
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase
from crisis.closures.queries import areas_of
from crisis.desk.models import Case
from crisis.desk.queue import queue_of
from crisis.desk.vocabulary import Why
from crisis.shelter.models import Hold, Need, Offer
from crisis.shelter.queries import in_good_standing
from crisis.shelter.vocabulary import ACTIVE_HOLDS, HoldState, NeedState, OfferState
from matching.actions.rounds import run_rounds
from matching.gather import party_of
from matching.models import Match
from matching.nearest import best_doors
from matching.tasks import ARRIVAL_WATCH, calm_drills
from matching.vocabulary import LIVE, MatchState

ANSWERING = (MatchState.PROPOSED, MatchState.ACCEPTED)
NEED_OF = {
    MatchState.PROPOSED: NeedState.PROPOSED,
    MatchState.ACCEPTED: NeedState.MATCHED,
    MatchState.COMING: NeedState.MATCHED,
}
HOLD_OF = {
    MatchState.PROPOSED: HoldState.HELD,
    MatchState.ACCEPTED: HoldState.HELD,
    MatchState.COMING: HoldState.TAKEN,
}


def places_add_up() -> None:
    """What is given and what is left is exactly what was offered, for every door."""
    given = Sum("holds__places", filter=Q(holds__state__in=ACTIVE_HOLDS), default=0)
    wrong = Offer.objects.annotate(given=given).exclude(places=F("places_left") + F("given"))
    _none(wrong.values("pk", "places", "places_left", "given"), "places that do not add up")


def nothing_is_given_twice() -> None:
    """At every moment, also while events wait to be heard."""
    places_add_up()
    _none(Offer.objects.filter(places_left__lt=0).values("pk"), "more given than offered")
    active = Hold.objects.filter(state__in=ACTIVE_HOLDS)
    _none(_more_than_one(active), "needs with two beds")
    _none(_more_than_one(Match.objects.filter(state__in=LIVE)), "needs with two handshakes")
    under_way = Q(match__state__in=(*LIVE, MatchState.ARRIVED))
    _none(active.exclude(under_way).values("pk", "state"), "places held by nobody")
    unexplained = Match.objects.filter(closed_at__isnull=False, close_reason="")
    _none(unexplained.values("pk", "state"), "ends without a reason")
    unasked = Match.objects.filter(coming_at__isnull=False, accepted_at=None)
    _none(unasked.values("pk"), "addresses released without a yes")
    released = Disclosure.objects.filter(what=Disclosed.ADDRESS, to_role="guest")
    came = Match.objects.filter(coming_at__isnull=False)
    assert released.count() == came.count(), "each release of an address is logged once"


def nothing_contradicts() -> None:
    """Once everything announced has been heard."""
    owed = Delivery.objects.filter(done_at=None)
    _none(owed.values("listener", "error", "attempts"), "deliveries still owed")
    for match in Match.objects.filter(state__in=LIVE).select_related("offer", "need", "hold"):
        told = f"{match!r}, {match.offer.state} door, {match.need.state} need, {match.hold.state} hold"
        assert match.need.state == NEED_OF[match.state], told
        assert match.hold.state == HOLD_OF[match.state], told
        assert match.hold.places == match.need.people, told
        assert match.offer.state != OfferState.WITHDRAWN, told
        assert match.state == MatchState.COMING or match.offer.state == OfferState.OPEN, told
        assert match.need.adults or match.by_hand_id, told
        assert match.offer.owner_id not in blocked_with(match.need.owner_id), told
    _none(_live().exclude(offer__in=Offer.objects.filter(in_good_standing())).values("pk"), "at a shut door")
    asked = Need.objects.filter(state__in=(NeedState.PROPOSED, NeedState.MATCHED))
    _none(asked.exclude(matches__state__in=LIVE).values("pk", "state"), "needs that nobody works on")
    waiting = Need.objects.filter(state=NeedState.WAITING, holds__state__in=ACTIVE_HOLDS)
    _none(waiting.values("pk"), "needs that wait with a bed")


def nobody_is_forgotten(crisis: Crisis, at: datetime) -> None:
    """And once the sweeps have run. Doors are looked for as of now: a door that closes two hours after `at` was open
    too short a moment later, when the listeners looked.
    """
    _none(_live().filter(state__in=ANSWERING, hold__until__lte=at).values("pk"), "past their deadline")
    late = _live().filter(state=MatchState.COMING, coming_at__lte=at - ARRIVAL_WATCH)
    for match in late.select_related("need"):
        seen = Case.objects.filter(subject=match.need.public_id, why=Why.NOT_ARRIVED)
        assert seen.filter(opened_at__gte=match.coming_at).exists(), f"nobody watches {match!r}"
    areas = areas_of(crisis.pk)
    for match in _live().filter(state__in=ANSWERING).select_related("offer__place", "need__place"):
        assert not areas.between(point(match.offer), point(match.need)), (
            f"{match!r} leads through a closed area"
        )
    rows, _total = queue_of(crisis, at=at)
    listed = {row.subject for row in rows}
    waiting = list(Need.objects.filter(state=NeedState.WAITING).select_related("crisis"))
    assert crisis.phase == Phase.ACTIVE or not [n for n in waiting if n.adults], "waits in a closed crisis"
    for need in waiting:
        assert need.public_id in listed, f"{need!r} waits and nobody sees it"
        if crisis.phase == Phase.ACTIVE and not need.unaccompanied:
            found = best_doors(need, party_of(need), at=crisis_now(crisis), limit=1)
            assert not found, f"{need!r} waits although {found} would take it"


def settle(crisis: Crisis, *, turns: int = 40) -> None:
    """Hear what is owed and let the sweeps run until nothing moves any more, at the crisis's own time."""
    for _turn in range(turns):
        before = Delivery.objects.count()
        hear_all()
        sweep()
        if Delivery.objects.count() == before and not Delivery.objects.filter(done_at=None).exists():
            return
    raise AssertionError("it never comes to rest")


def sweep() -> None:
    """What runs by the clock, once; but for what would give a crisis its own time back."""
    for each in scheduled():
        if each.task.name.startswith(("crisis.", "matching.")) and each.task != calm_drills:
            each.task()
    run_rounds(rested=False)


def hear_all() -> None:
    while owed := list(Delivery.objects.filter(done_at=None).order_by("pk").values_list("pk", flat=True)):
        deliver_all(owed)
        _none(Delivery.objects.exclude(error="").values("listener", "error"), "listeners that failed")


def picture() -> dict:
    """Everything that hearing an event twice must leave as it is."""
    return {
        "offers": list(Offer.objects.order_by("pk").values_list("pk", "state", "places_left", "held_at")),
        "needs": list(Need.objects.order_by("pk").values_list("pk", "state")),
        "holds": list(Hold.objects.order_by("pk").values_list("pk", "state", "places")),
        "matches": list(Match.objects.order_by("pk").values_list("pk", "state", "closed_by", "close_reason")),
        "cases": list(Case.objects.order_by("pk").values_list("pk", "why", "closed_at")),
    }


def point(posted: Offer | Need) -> tuple[float, float]:
    return posted.place.lat, posted.place.lon


def _live():
    return Match.objects.filter(state__in=LIVE)


def _more_than_one(rows):
    return rows.order_by().values("need").annotate(beds=Count("pk")).filter(beds__gt=1)


def _none(rows, what: str) -> None:
    found = list(rows[:5])
    assert not found, f"{what}: {found}"
