"""Stepping back with a reason, and cutting contact for good."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, TooLate
from accounts.origin import Origin
from accounts.people.blocking import block, blocked_among, everybody_apart, same_people
from accounts.people.models import Person
from crisis.moderation.actions import report
from crisis.shelter.actions.needs import find_elsewhere
from matching.actions.handshake import cancel_match, end_if_cut
from matching.models import Match
from matching.vocabulary import GIVEN_REASONS, LIVE, EndReason, Side


def step_back(
    *, match: Match, side: Side, origin: Origin, at: datetime, reason: str = EndReason.OTHER
) -> None:
    """Host or guest steps back before arrival; the need waits again, unless the guest has found a place.

    Raises Invalid for a reason that is not this side's to give, TooLate.
    """
    if reason not in GIVEN_REASONS[side]:
        raise Invalid({"reason": [_("Choose why.")]})
    with transaction.atomic():
        cancel_match(match=match, side=side, origin=origin, at=at, reason=reason)
        if reason == EndReason.FOUND_ELSEWHERE:
            find_elsewhere(need=match.need, origin=origin, at=at)


def cut_contact(
    *, match: Match, side: Side, origin: Origin, at: datetime, reason: str = "", text: str = ""
) -> None:
    """Never bring these two together again. What they have under way ends; `reason`: and report the other for it.

    The other side is told what anybody is told whom the other left, and no more. A guest who is inside stays so on
    both pages: an end that the host could see would give away a guest who leaves in fear.
    """
    by, of = two_people(match, side)
    with transaction.atomic():
        if reason:
            _report_other(match, side, reason, text, origin, at)
        block(by=by, of=of, subject=match.public_id, crisis_id=match.crisis_id, origin=origin, at=at)
        _end(match, side, origin, at)


def two_people(match: Match, side: Side) -> tuple[Person, Person]:
    """(whose side it is, the other)."""
    people = match.offer.owner, match.need.owner
    return people if side == Side.HOST else people[::-1]


def _report_other(match: Match, side: Side, reason: str, text: str, origin: Origin, at: datetime) -> None:
    kind, other = ("need", match.need) if side == Side.HOST else ("offer", match.offer)
    about = {"crisis": match.crisis, "subject_kind": kind, "subject": other.public_id}
    report(**about, reason=reason, text=text, origin=origin, at=at)


def _end(match: Match, side: Side, origin: Origin, at: datetime) -> None:
    try:
        cancel_match(match=match, side=side, origin=origin, at=at, reason=EndReason.CONTACT_CUT)
    except TooLate:  # arrived, or ended already
        return


def end_between(*, by: int, of: int) -> None:
    """End whatever else is under way between two of whom one cut contact: another door, another request of theirs."""
    selves = same_people([by, of])
    host_cut = Q(offer__owner__in=selves[by], need__owner__in=selves[of])
    guest_cut = Q(offer__owner__in=selves[of], need__owner__in=selves[by])
    for match in _live().filter(host_cut | guest_cut):
        end_if_cut(match)


def part_whoever_is_apart(*, person: int | None = None) -> int:
    """End what is under way between any two who must not meet: made while contact was being cut, or before one of
    them proved to be somebody cut off. Of everybody, or of `person`; how many have ended. Harmless to run twice.
    """
    apart = everybody_apart() if person is None else blocked_among(same_people([person])[person])
    if not apart:
        return 0
    return sum(
        end_if_cut(match) for match in _live().filter(Q(offer__owner__in=apart) | Q(need__owner__in=apart))
    )


def _live() -> QuerySet[Match]:
    rows = Match.objects.select_related("offer__crisis", "need__crisis", "hold__offer__crisis", "crisis")
    return rows.filter(state__in=LIVE)
