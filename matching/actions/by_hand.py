"""A coordinator chooses the door. What they may overrule they say why.

Children alone go to a door by two: whoever has them says which and why, a second coordinator says yes from their own
session, and only then the host is asked.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, Refused, TooLate
from accounts.journal.announce import announce
from accounts.origin import Origin
from accounts.people.models import Person
from crisis.activation.access import COORDINATE, require
from crisis.desk.actions import note_case
from crisis.desk.models import Case, SecondYes
from crisis.desk.queries import second_yes_awaited
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
    """`refusals`: the hard constraints that keep the pair apart; `members`: the same for programs, in words too."""

    code = "does_not_fit"
    message = _("This door cannot be proposed.")

    def __init__(self, refusals: tuple[str, ...]):
        why = refused_because(refusals)
        super().__init__(_("This door cannot be proposed: %(why)s.") % {"why": why} if why else None)
        self.refusals = refusals
        told = [{"code": str(each), "in_words": str(refused_because((each,)))} for each in refusals]
        self.members = {"refusals": told}


class TakeOverFirst(Refused):
    code = "take_over_first"
    message = _("Take this case over first: children without an adult need one person who has them.")


class TwoDecide(Refused):
    code = "two_decide"
    message = _("Children alone: a second coordinator says yes first, from their own session.")


class HostNotChecked(Refused):
    code = "host_not_checked"
    message = _(
        "Children alone go only to a host a coordinator has checked. Speak with the host, note it, then ask."
    )


def propose_by_hand(*, offer: Offer, need: Need, origin: Origin, at: datetime, reason: str = "") -> Match:
    """A coordinator's own proposal; `reason` where it overrules the machine.

    Raises DoesNotFit for what nobody may overrule, Invalid without the reason, TwoDecide for children alone,
    TooLate, CrisisClosed, NotAllowed.
    """
    require(origin.actor, COORDINATE, need.crisis_id)
    if need.unaccompanied:
        raise TwoDecide
    return _propose(offer, need, reason, None, origin, at)


def ask_second(*, offer: Offer, need: Need, reason: str, origin: Origin, at: datetime) -> SecondYes:
    """Whoever has children alone wants this door for them; it waits an hour for somebody else's yes.

    Raises as propose_by_hand() does, TakeOverFirst, HostNotChecked; Invalid without a reason.
    """
    require(origin.actor, COORDINATE, need.crisis_id)
    if not need.unaccompanied:
        raise TooLate
    _judged(offer, need, reason, at)
    case = _theirs(need, origin.actor)
    told = {"door": offer.reference, "reason": reason.strip()}
    text = _("Door %(door)s wanted for them; a second coordinator decides. Reason: %(reason)s") % told
    wanted = {"offer": offer, "reason": reason.strip(), "by": origin.actor, "at": at}
    with transaction.atomic():
        asked, _new = SecondYes.objects.update_or_create(case=case, defaults=wanted)
        note_case(crisis=need.crisis, subject=need.public_id, text=text, origin=origin, at=at)
    return asked


def say_second_yes(*, need: Need, door: str, origin: Origin, at: datetime) -> Match:
    """The second coordinator's yes: the host is asked. All is judged again.

    `door`: the public id of the one they read of. Raises TwoDecide for whoever asked for it; TooLate where nothing
    waits any more, it is an hour old, or another door is wanted by now.
    """
    require(origin.actor, COORDINATE, need.crisis_id)
    asked = _awaited(need, at)
    if asked.by_id == origin.actor_id:
        raise TwoDecide
    if str(asked.offer.public_id) != door:
        raise TooLate
    _theirs(need, asked.by)
    with transaction.atomic():
        if not SecondYes.objects.filter(pk=asked.pk, by=asked.by_id, offer=asked.offer_id).delete()[0]:
            raise TooLate
        return _propose(asked.offer, need, asked.reason, asked.by, origin, at)


def take_back_asking(*, need: Need, origin: Origin, at: datetime) -> None:
    """Whoever asked for a second yes no longer wants that door. Raises TooLate."""
    require(origin.actor, COORDINATE, need.crisis_id)
    asked = _awaited(need, at)
    text = _("Door %(door)s is no longer wanted for them.") % {"door": asked.offer.reference}
    with transaction.atomic():
        if not SecondYes.objects.filter(pk=asked.pk, by=origin.actor).delete()[0]:
            raise TooLate
        note_case(crisis=need.crisis, subject=need.public_id, text=text, origin=origin, at=at)


def _awaited(need: Need, at: datetime) -> SecondYes:
    asked = second_yes_awaited([need.public_id], at).get(need.public_id)
    if asked is None:
        raise TooLate
    return asked


def _propose(
    offer: Offer, need: Need, reason: str, first: Person | None, origin: Origin, at: datetime
) -> Match:
    door, against = _judged(offer, need, reason, at)
    with transaction.atomic():
        match = propose(offer, need, _candidate(door, need, at), origin, at, overruled=frozenset(against))
        if against:
            _record(match, against, reason, first, origin, at)
    return match


def _judged(offer: Offer, need: Need, reason: str, at: datetime) -> tuple[Door, tuple[Refusal, ...]]:
    """(the door, what asking it overrules)."""
    require_active(need.crisis)
    against = refusals_of(offer, need, at=at)
    if offer.crisis_id != need.crisis_id or not set(against) <= OVERRULABLE:
        raise DoesNotFit(tuple(r for r in against if r not in OVERRULABLE))
    (door,) = with_hosts([door_now(offer)], at=at)
    if need.unaccompanied and door.known != Known.VOUCHED:
        raise HostNotChecked
    if against and not reason.strip():
        words = _("This overrules: %(what)s. Say why.") % {"what": refused_because(against)}
        raise Invalid({"reason": [words]})
    return door, against


def _theirs(need: Need, person: Person) -> Case:
    """The case of children alone, had by `person`. Raises TakeOverFirst."""
    cases = Case.objects.filter(
        subject=need.public_id, why=Why.UNACCOMPANIED, taken_by=person, closed_at=None
    )
    if (case := cases.first()) is None:
        raise TakeOverFirst
    return case


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
