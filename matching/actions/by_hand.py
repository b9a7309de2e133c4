"""A coordinator chooses the door. What they may overrule they say why; for children alone, with whom they decided."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, Refused
from accounts.journal.announce import announce
from accounts.origin import Origin
from accounts.people.models import Person
from accounts.permissions import can
from crisis.activation.access import COORDINATE, require
from crisis.desk.actions import note_case
from crisis.desk.models import Case
from crisis.desk.vocabulary import Why
from crisis.shelter.actions.posting import require_active
from crisis.shelter.models import Need, Offer
from matching.actions.proposing import OVERRULABLE, propose
from matching.actions.steps import match_event
from matching.doors import door_now
from matching.engine.places import metres_between
from matching.engine.soft import weigh
from matching.engine.values import Candidate, Door, Known, Reason, Refusal
from matching.events import DecidedByHand
from matching.gather import party_of, refusals_of
from matching.hosts import with_hosts
from matching.models import Match
from matching.why_words import refused_because


class DoesNotFit(Refused):
    """`refusals`: the hard constraints that keep the pair apart."""

    code = "does_not_fit"

    def __init__(self, refusals: tuple[str, ...]):
        super().__init__()
        self.refusals = refusals


class TakeOverFirst(Refused):
    code = "take_over_first"
    message = _("Take this case over first: children without an adult need one person who has them.")


class HostNotChecked(Refused):
    code = "host_not_checked"
    message = _(
        "Children alone go only to a host a coordinator has checked. Speak with the host, note it, then ask."
    )


def propose_by_hand(
    *,
    offer: Offer,
    need: Need,
    origin: Origin,
    at: datetime,
    reason: str = "",
    together_with: Person | None = None,
) -> Match:
    """A coordinator's own proposal; `reason` where it overrules the machine, `together_with` for children alone.

    Raises DoesNotFit for what nobody may overrule, Invalid without the reason or the second coordinator,
    TakeOverFirst, HostNotChecked, TooLate, CrisisClosed, NotAllowed.
    """
    require(origin.actor, COORDINATE, need.crisis_id)
    require_active(need.crisis)
    against = refusals_of(offer, need, at=at)
    if offer.crisis_id != need.crisis_id or not set(against) <= OVERRULABLE:
        raise DoesNotFit(tuple(r for r in against if r not in OVERRULABLE))
    (door,) = with_hosts([door_now(offer)], at=at)
    if need.unaccompanied:
        _require_care(need, door, origin, together_with)
    if against and not reason.strip():
        words = _("This overrules: %(what)s. Say why.") % {"what": refused_because(against)}
        raise Invalid({"reason": [words]})
    with transaction.atomic():
        match = propose(offer, need, _candidate(door, need, at), origin, at)
        if against:
            _record(match, against, reason, together_with, origin, at)
    return match


def _require_care(need: Need, door: Door, origin: Origin, second: Person | None) -> None:
    mine = Case.objects.filter(
        subject=need.public_id, why=Why.UNACCOMPANIED, taken_by=origin.actor, closed_at=None
    )
    if not mine.exists():
        raise TakeOverFirst
    if door.known != Known.VOUCHED:
        raise HostNotChecked
    if second is None or second == origin.actor or not can(second, COORDINATE, need.crisis_id):
        raise Invalid({"together_with": [_("Choose the second coordinator who decided this with you.")]})


def _candidate(door: Door, need: Need, at: datetime) -> Candidate:
    """Its reasons without how well it fits: a person chose it."""
    party = party_of(need)
    metres = metres_between(door, party)
    where = Reason("distance", {"metres": round(metres)}, -round(metres))
    return Candidate(
        door, round(metres), weigh(door, party, metres, at).score, (where, Reason("by_hand", {}))
    )


def _record(
    match: Match,
    against: tuple[Refusal, ...],
    reason: str,
    second: Person | None,
    origin: Origin,
    at: datetime,
) -> None:
    """For the next shift as a note, and for good in the journal."""
    told = {"door": match.offer.reference, "what": refused_because(against), "reason": reason.strip()}
    text = _("Door %(door)s asked by hand, overruling: %(what)s. Reason: %(reason)s")
    if second:
        told["second"] = str(second)
        text = _(
            "Door %(door)s asked by hand, overruling: %(what)s. Decided with %(second)s. Reason: %(reason)s"
        )
    note_case(crisis=match.crisis, subject=match.need.public_id, text=text % told, origin=origin, at=at)
    decided = match_event(
        DecidedByHand,
        match,
        at,
        overruled=[str(refusal) for refusal in against],
        by=origin.actor_id,
        together_with=second and second.pk,
    )
    announce(decided, origin=origin)
