"""What is asked of the best few doors only: how their hosts are known, how often they were asked, the way on foot."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from crisis.activation.clock import crisis_now
from crisis.shelter.models import Need
from crisis.shelter.vocabulary import NeedState
from matching import walking
from matching.engine import soft
from matching.engine.places import metres_between
from matching.engine.values import MOST_IN_VAIN, Candidate, Door, Party
from matching.gather import party_of
from matching.hosts import with_hosts
from matching.nearest import best_doors

FEW = 10


def best_few(need: Need, party: Party, *, at: datetime, limit: int = 5) -> list[Candidate]:
    """The best open doors for one need, all criteria weighed, best first; those of hosts at rest are searched past."""
    resting: frozenset[int] = frozenset()
    while True:
        # Hosts are many and few of them tired, so they are asked about only once their doors are among the best.
        others = replace(party, blocked_owner_ids=party.blocked_owner_ids | resting)
        found = weighed(need, party, best_doors(need, others, at=at, limit=max(FEW, limit)), at=at)
        tired = {each.door.owner_id for each in found if each.door.asked_in_vain >= MOST_IN_VAIN}
        if not tired:
            return found[:limit]
        resting |= tired


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
