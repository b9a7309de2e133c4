"""What is closed where somebody is, or on their way: what their own page says first, by web and API."""

from datetime import datetime
from typing import NamedTuple

from crisis.closures.models import Closure
from crisis.closures.queries import areas_of, holding, on_the_way
from crisis.shelter.models import Need, Offer
from crisis.shelter.vocabulary import ALIVE_NEEDS, ALIVE_OFFERS
from matching.engine.closed import ClosedAreas
from matching.models import Match
from matching.vocabulary import MatchState


class ClosedHere(NamedTuple):
    """`concerns`: "door" (a host's), "way" (of who is on it), "inside" (a guest behind a door), "need" (who waits)."""

    concerns: str
    areas: list[Closure]


def closed_here(posted: Offer | Need, match: Match | None = None) -> ClosedHere:
    """`match`: the guest's current one."""
    if match and match.state == MatchState.COMING:
        return ClosedHere("way", on_the_way(posted.crisis, _point(match.offer), _point(match.need)))
    if match and match.state == MatchState.ARRIVED:
        return ClosedHere("inside", holding(posted.crisis, *_point(match.offer)))
    concerns = "door" if isinstance(posted, Offer) else "need"
    alive = posted.state in (*ALIVE_OFFERS, *ALIVE_NEEDS)
    return ClosedHere(concerns, holding(posted.crisis, *_point(posted)) if alive else [])


def opened_again_at(match: Match) -> datetime | None:
    """When the last area on the way of somebody who set out was opened again; None while another one is closed."""
    if match.state != MatchState.COMING:
        return None
    way = _point(match.offer), _point(match.need)
    lifted = Closure.objects.filter(crisis=match.crisis_id, lifted_at__gte=match.coming_at)
    times = [each.lifted_at for each in lifted if ClosedAreas([each.area]).between(*way)]
    return max(times) if times and not areas_of(match.crisis_id).between(*way) else None


def _point(of: Offer | Need) -> tuple[float, float]:
    return of.place.lat, of.place.lon
