"""What is asked of the best few doors only: how their hosts are known, how often they were asked, the way on foot."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from accounts.people.models import ContactPoint
from accounts.people.vocabulary import VerifiedBy
from crisis.activation.clock import crisis_now
from crisis.shelter.models import Need, Offer
from crisis.shelter.vocabulary import NeedState
from matching import walking
from matching.engine import soft
from matching.engine.places import metres_between
from matching.engine.values import Candidate, Door, Known, Party
from matching.gather import party_of
from matching.models import Match
from matching.nearest import best_doors
from matching.vocabulary import EndReason

FEW = 10
IN_VAIN_WITHIN = timedelta(hours=1)


def best_few(need: Need, party: Party, *, at: datetime, limit: int = 5) -> list[Candidate]:
    """The best open doors for one need, all criteria weighed, best first."""
    return weighed(need, party, best_doors(need, party, at=at, limit=max(FEW, limit)), at=at)[:limit]


def ask_the_way(event) -> None:
    """Ahead of the listeners that look for a door: the ways to the best few, where the operator named a router."""
    if not walking.named():
        return
    which = {"pk": event.need} if isinstance(event.need, int) else {"public_id": event.need}
    need = Need.objects.select_related("crisis").get(**which)
    if need.state == NeedState.WAITING and walking.asks_somebody(need):
        party = party_of(need)
        found = best_doors(need, party, at=crisis_now(need.crisis), limit=FEW)
        walking.ask(need, (party.lat, party.lon), found)


def weighed(need: Need, party: Party, found: list[Candidate], *, at: datetime) -> list[Candidate]:
    """These candidates again, in the order that their hosts and the way there give them."""
    again = weighed_each([(need, party, found)], at=at)[0]
    return sorted(again, key=lambda candidate: (-candidate.score, candidate.door.id))


def weighed_each(
    asked: Sequence[tuple[Need, Party, Sequence[Candidate]]], *, at: datetime
) -> list[list[Candidate]]:
    """The candidates of each again, in the order given; all their hosts are asked about at once."""
    doors = {candidate.door.id: candidate.door for *_who, found in asked for candidate in found}
    known = {door.id: door for door in with_hosts(list(doors.values()), at=at)}
    return [
        _with_the_way(need, party, [known[each.door.id] for each in found], at)
        for need, party, found in asked
    ]


def _with_the_way(need: Need, party: Party, doors: list[Door], at: datetime) -> list[Candidate]:
    again = [soft.weigh(door, party, metres_between(door, party), at) for door in doors]
    seconds = walking.remembered(need)
    return [soft.on_foot(each, seconds[each.door.id]) if each.door.id in seconds else each for each in again]


def with_hosts(doors: list[Door], *, at: datetime) -> list[Door]:
    """The doors with what only their rows and their hosts' say, in one query."""
    if not doors:
        return []
    told = {pk: said for pk, *said in _facts([door.id for door in doors], at)}
    return [replace(door, **_said(*told[door.id])) if door.id in told else door for door in doors]


def _facts(pks: list[int], at: datetime) -> QuerySet:
    on_the_phone = ContactPoint.objects.filter(person=OuterRef("owner"), verified_by=VerifiedBy.COORDINATOR)
    vouched = Exists(on_the_phone) | Q(checked_at__isnull=False)
    account = Q(owner__email__gt="") | Q(owner__phone__gt="")
    facts = {
        "guests": F("places") - F("places_left"),
        "vouched": ExpressionWrapper(vouched, BooleanField()),
        "account": ExpressionWrapper(account, BooleanField()),
        "in_vain": Count("matches", filter=in_vain(at, "matches__")),
    }
    return Offer.objects.filter(pk__in=pks).annotate(**facts).values_list("pk", *facts)


def in_vain(at: datetime, prefix: str = "") -> Q:
    """Questions of the last hour that came to nothing before anybody set out."""
    told = {"proposed_at__gt": at - IN_VAIN_WITHIN, "coming_at": None, "closed_at__isnull": False}
    by_closure = Q(**{prefix + "close_reason": EndReason.CLOSED_AREA})  # nobody's fault
    return Q(~by_closure, **{prefix + name: value for name, value in told.items()})


def _said(guests: int, vouched: bool, account: bool, asked_in_vain: int) -> dict:
    known = Known.VOUCHED if vouched else Known.ACCOUNT if account else Known.ANSWERED
    return {"guests": guests, "known": known, "asked_in_vain": asked_in_vain}


def asked_in_vain(offer: Offer, at: datetime) -> int:
    """So often was this host asked of late for nothing, at any door of theirs."""
    return asked_in_vain_each([offer.owner_id], at)[offer.owner_id]


def asked_in_vain_each(hosts: Iterable[int], at: datetime) -> Counter[int]:
    """{host's id: times}; see asked_in_vain()."""
    asked = Match.objects.filter(in_vain(at), offer__owner__in=hosts).order_by()
    return Counter(dict(asked.values_list("offer__owner").annotate(Count("pk"))))
