"""The doors of leads: confirmed or refused by a coordinator, taken back, told."""

from datetime import datetime

from django.db import transaction

from accounts.errors import TooLate
from accounts.journal.announce import announce
from accounts.origin import SYSTEM, Origin
from crisis.activation.access import COORDINATE, require
from crisis.search.linking.actions import link_searches, unlink_searches
from crisis.search.models import Follower, Note, Search
from crisis.search.vocabulary import SearchState
from matching import events
from matching.leads.choice import choice_for
from matching.leads.gather import (
    standing_check_ins,
    standing_listed,
)
from matching.leads.taking_back import told_in_vain
from matching.models import Lead, LeadTold
from matching.vocabulary import LeadKind, LeadState


def confirm_lead(*, lead: Lead, origin: Origin, at: datetime) -> None:
    """The same person: two searches are linked. Those who may know are told next.

    Raises NotAllowed; TooLate when decided, or gone; EnoughLinked.
    """
    require(origin.actor, COORDINATE, lead.crisis_id)
    if not still_stands(lead):
        raise TooLate
    with transaction.atomic():
        _decide(lead, LeadState.CONFIRMED, events.LeadConfirmed, origin, at)
        if lead.kind == LeadKind.SEARCH:
            link_searches(one=lead.search, other=other_search(lead), origin=origin, at=at)


def refuse_lead(*, lead: Lead, origin: Origin, at: datetime) -> None:
    """Somebody else. Raises NotAllowed, TooLate."""
    require(origin.actor, COORDINATE, lead.crisis_id)
    _decide(lead, LeadState.REFUSED, events.LeadRefused, origin, at)


def undo_lead(*, lead: Lead, origin: Origin, at: datetime) -> None:
    """Take a decision back, and with it the link; whoever was told learns that it was wrong.

    Raises NotAllowed, TooLate.
    """
    require(origin.actor, COORDINATE, lead.crisis_id)
    with transaction.atomic():
        decided = (LeadState.CONFIRMED, LeadState.REFUSED)
        was = Lead.objects.select_for_update().values_list("state", flat=True).get(pk=lead.pk)
        _step(lead, before=decided, to=LeadState.PROPOSED, decided_at=None, decided_by=None)
        if lead.kind == LeadKind.SEARCH and (other := other_search(lead)):
            unlink_searches(one=lead.search, other=other, origin=origin, at=at)
        told = told_in_vain(lead)
        through = [str(each.followed.public_id) for each in told]
        about = {"told": [each.person_id for each in told], "through": through}
        reopened = lead_event(events.LeadReopened, lead, at, confirmed=was == LeadState.CONFIRMED, **about)
        announce(reopened, origin=origin)


def share_lead(*, lead: Lead, follower: Follower, at: datetime) -> LeadTold:
    """Note that this follower learns of it; announces it the first time, and after it was taken back."""
    with transaction.atomic():
        through = {"search": follower.search, "told_at": at}
        told, new = LeadTold.objects.get_or_create(lead=lead, person=follower.person, defaults=through)
        again = through | {"written_at": None, "taken_back_at": None}
        back = LeadTold.objects.filter(pk=told.pk, taken_back_at__isnull=False).update(**again)
        if new or back:
            told.refresh_from_db()
            theirs = {"search": str(follower.search.public_id), "person": follower.person_id}
            announce(lead_event(events.LeadShared, lead, at, **theirs), origin=SYSTEM)
    return told


def share_with_all(*, lead: Lead, at: datetime) -> list[LeadTold]:
    """Everybody who may know now; nobody when it is not, or no longer, confirmed."""
    confirmed = Lead.objects.filter(pk=lead.pk, state=LeadState.CONFIRMED)
    if not confirmed.update(
        state=LeadState.CONFIRMED
    ):  # and whoever takes it back waits: nobody is told unseen
        return []
    return [share_lead(lead=lead, follower=follower, at=at) for follower in choice_for(lead).followers]


def still_stands(lead: Lead) -> bool:
    """Is what it rests on still said?"""
    if lead.kind == LeadKind.SEARCH:
        return _worth_linking(lead.search, other_search(lead))
    if lead.search.state != SearchState.OPEN:
        return False
    if lead.kind == LeadKind.CHECK_IN:
        return standing_check_ins().filter(public_id=lead.other).exists()
    if lead.kind == LeadKind.LISTED:
        return standing_listed().filter(public_id=lead.other).exists()
    return Note.objects.filter(public_id=lead.other).exists()


def _worth_linking(one: Search, other: Search | None) -> bool:
    """One of them still looks, and both say whom they are about."""
    if other is None or one.wiped_at or other.wiped_at:
        return False
    return SearchState.OPEN in (one.state, other.state)


def other_search(lead: Lead) -> Search | None:
    return Search.objects.select_related("crisis").filter(public_id=lead.other).first()


def lead_event(kind, lead: Lead, at: datetime, **extra):
    """`search`: the lead's own, unless said."""
    about = {"lead": lead.pk, "search": str(lead.search.public_id)} | extra
    return kind(crisis_id=lead.crisis_id, subject=lead.public_id, cell=lead.search.cell, at=at, **about)


def _decide(lead: Lead, to: LeadState, kind, origin: Origin, at: datetime) -> None:
    with transaction.atomic():
        _step(lead, before=(LeadState.PROPOSED,), to=to, decided_at=at, decided_by=origin.actor)
        announce(lead_event(kind, lead, at), origin=origin)


def _step(lead: Lead, *, before: tuple[str, ...], to: LeadState, **fields) -> None:
    if not Lead.objects.filter(pk=lead.pk, state__in=before).update(state=to, **fields):
        raise TooLate
    for name, value in ({"state": to} | fields).items():
        setattr(lead, name, value)
