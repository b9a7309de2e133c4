"""What a coordinator who has spoken to host or guest says for them. Arrival: `arriving.confirm_for`."""

from datetime import datetime

from django.db import transaction

from accounts.origin import Origin
from crisis.activation.access import COORDINATE, require
from crisis.desk.actions import settle_cases
from crisis.desk.vocabulary import Why
from crisis.shelter.vocabulary import HoldState, NeedState
from matching.actions.arriving import confirm_for
from matching.actions.handshake import cancel_match, end_stay
from matching.actions.steps import close
from matching.models import Match
from matching.vocabulary import MatchState, Side


def note_no_show(*, match: Match, origin: Origin, at: datetime) -> None:
    """The guest did not come: the place is free, the search for one ends until they ask again. Raises TooLate."""
    require(origin.actor, COORDINATE, match.crisis_id)
    with transaction.atomic():
        close(
            match,
            before=(MatchState.COMING,),
            to=MatchState.NO_SHOW,
            hold_to=HoldState.RELEASED,
            need_to=NeedState.EXPIRED,
            side=Side.DESK,
            origin=origin,
            at=at,
        )
        subject = match.need.public_id
        settle_cases(crisis=match.crisis, subject=subject, whys=(Why.NOT_ARRIVED,), origin=origin, at=at)


def note_departure(*, match: Match, origin: Origin, at: datetime) -> None:
    """The guest has left: the place is free again. Raises TooLate."""
    require(origin.actor, COORDINATE, match.crisis_id)
    end_stay(match=match, side=Side.DESK, origin=origin, at=at)


def take_back(*, match: Match, origin: Origin, at: datetime) -> None:
    """Undo a proposal, or stop one under way: the need waits again, this door is not asked again. Raises TooLate."""
    require(origin.actor, COORDINATE, match.crisis_id)
    cancel_match(match=match, side=Side.DESK, origin=origin, at=at)


VERBS = {"arrived": confirm_for, "no-show": note_no_show, "left": note_departure, "undo": take_back}
