"""Under load everybody who waits is matched at once, in rounds: one runner a crisis, by a lease.

A need alone is looked after by its own listener, at once. From BATCH_FROM waiting needs on, one at a time would give
the last door for four to the first who came alone; and a round for all costs less than a search for each.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.journal.deliver import PAUSE_SECONDS
from accounts.journal.schedule import every
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.activation.queries import takes_anything_new
from crisis.closures.queries import areas_of
from crisis.shelter.models import Need
from crisis.shelter.queries import open_offers, waiting_needs
from matching.actions.proposing import Pair, propose_each, propose_matches
from matching.doors import doors_in_order, with_verification
from matching.engine.asking import Pair as Chosen
from matching.engine.batch import assign_batch
from matching.engine.closed import ClosedAreas
from matching.engine.places import rank
from matching.engine.soft import as_all_together
from matching.engine.spare import Spare
from matching.engine.values import Door, Party
from matching.gather import parties
from matching.hosts import with_hosts
from matching.models import Match, Round
from matching.nearest import NEAREST, nearest_doors
from matching.weighing import weighed_each

# A runner that was killed gives its crisis back by then; a living one renews it.
LEASE = timedelta(seconds=10)
REST_SECONDS, SHORTEST_REST = 1.0, 0.2  # from the start of a round to the next; at least between two
LONGEST_REST = 4.0  # after one that served nobody: it would find the same again
MOST_AT_ONCE = 500  # needs that are chosen for together, the longest wait first
MOST_TOGETHER, FEW_TOGETHER = 100, 20  # needs in one transaction; on SQLite, where others wait meanwhile
FEW_NEAREST = 20  # doors read for each at first: enough for all wherever places abound
# Doors: all are read where they are no more than this, in all and a need.
MOST_READ, READ_FOR_EACH = 20_000, 100

Crowd = dict[int, tuple[Need, Party]]  # by the need's row id


def left_to_a_round(crisis: Crisis) -> bool:
    """Do so many wait that all are matched at once? Then a round is asked for. Inside the listener's transaction."""
    return _asked_for(crisis, crowd=_waiting(crisis, most=settings.BATCH_FROM))


def newcomer_left_to_a_round(crisis: Crisis) -> bool:
    """The same for a need that has just begun to wait: whom the last round left over for want of a door is no crowd."""
    left_over = Round.objects.filter(crisis=crisis).values_list("left_over", flat=True).first() or 0
    waiting = _waiting(crisis, most=left_over + settings.BATCH_FROM)
    if waiting <= left_over:
        # Some of those found a place, and this one came: that many are no longer left over.
        Round.objects.filter(crisis=crisis, left_over=left_over).update(left_over=max(0, waiting - 1))
        left_over = waiting - 1
    return _asked_for(crisis, crowd=waiting - left_over)


def _waiting(crisis: Crisis, *, most: int) -> int:
    return _matchable(crisis).order_by()[:most].count()


def _asked_for(crisis: Crisis, *, crowd: int) -> bool:
    if crowd < settings.BATCH_FROM:
        return False
    ask_for_a_round(crisis)
    return True


def ask_for_a_round(crisis: Crisis) -> None:
    """Soon all who wait are matched at once, however few. Inside the caller's transaction: not lost with a worker."""
    Round.objects.get_or_create(crisis=crisis)
    # Only the first who asks writes, so that hundreds of listeners don't queue up for one row.
    if Round.objects.filter(crisis=crisis, wanted_at=None).update(wanted_at=timezone.now()):
        transaction.on_commit(_wake)


def _wake() -> None:
    if not settings.EMBEDDED:
        match_waiting.delay()


@every(seconds=0.5)
@shared_task(ignore_result=True)
def match_waiting(**_later) -> None:
    """Where many wait, all of them at once. Harmless to run twice."""
    run_rounds()


def run_rounds(*, rested: bool = True) -> int:
    """A round for each crisis where one is due; how many were asked. `rested`: not sooner than a second later."""
    now = timezone.now()
    idle = Q(leased_until=None) | Q(leased_until__lte=now)
    due = Round.objects.filter(idle, Q(wanted_at__isnull=False) | Q(leased_until__isnull=False))
    if rested:
        due = due.filter(Q(rests_until=None) | Q(rests_until__lte=now))
    return sum(_run(each) for each in due.select_related("crisis"))


def _run(found: Round) -> int:
    """Under the lease. A round that fails or is killed leaves it to run out, and is held again then."""
    lease = _Lease(found)
    if not lease.taken():
        return 0
    began, asked = time.monotonic(), _matchable(found.crisis).order_by().count()
    made = propose_waiting(crisis=found.crisis, at=crisis_now(found.crisis), lease=lease)
    took, fruitful = time.monotonic() - began, len(made) >= settings.BATCH_FROM
    lease.give_back(rest=_rest(took, fruitful=fruitful), left_over=max(0, asked - len(made)))
    return len(made)


def _rest(took: float, *, fruitful: bool) -> float:
    """Seconds. Whoever came meanwhile shall not wait long; but what finds nothing is not asked all the time."""
    if fruitful:
        return max(SHORTEST_REST, REST_SECONDS - took)
    return min(LONGEST_REST, max(REST_SECONDS, 3 * took))


class _Lease:
    """Compare-and-set on its own last word: whoever lost it learns so at the next step."""

    def __init__(self, found: Round):
        self._pk, self._until = found.pk, found.leased_until

    def taken(self) -> bool:
        return self._move(timezone.now() + LEASE, wanted_at=None)

    def kept(self) -> bool:
        """Renewed once half of it is over; False when somebody else has it."""
        now = timezone.now()
        return self._until - now > LEASE / 2 or self._move(now + LEASE)

    def give_back(self, *, rest: float, **told) -> None:
        self._move(None, rests_until=timezone.now() + timedelta(seconds=rest), **told)

    def _move(self, until: datetime | None, **fields) -> bool:
        mine = Round.objects.filter(pk=self._pk, leased_until=self._until)
        self._until = until
        return bool(mine.update(leased_until=until, **fields))


def propose_waiting(*, crisis: Crisis, at: datetime, lease: _Lease | None = None) -> list[Match]:
    """Ask a door for each who waits, all chosen together: people sheltered first, then metres.

    The engine's pairs are advice: they go through the same compare-and-set as any other, many in a transaction, and
    whoever comes too late there looks for a door alone. The same rows give the same pairs.
    """
    if not takes_anything_new(crisis.pk):
        return []
    made: list[Match] = []
    for waiting in _crowds(crisis):
        if lease and not lease.kept():
            break
        made += _propose_crowd(crisis, waiting, at, lease)
    return made


def _crowds(crisis: Crisis) -> Iterator[Crowd]:
    """All who wait, the longest wait first, MOST_AT_ONCE at a time: whoever finds nothing hides nobody behind them."""
    later = Q()
    while True:
        rows = parties(_matchable(crisis).filter(later)[:MOST_AT_ONCE])
        if rows:
            yield {party.id: (need, party) for need, party in rows}
        if len(rows) < MOST_AT_ONCE:
            return
        last = rows[-1][0]
        later = Q(posted_at__gt=last.posted_at) | Q(posted_at=last.posted_at, pk__gt=last.pk)


def _propose_crowd(crisis: Crisis, waiting: Crowd, at: datetime, lease: _Lease | None) -> list[Match]:
    made: list[Match] = []
    for portion in _in_portions(_pairs(crisis, waiting, at), lease):
        proposed = propose_each(portion, at=at)
        made += proposed
        done = {match.need_id for match in proposed}
        late = Need.objects.filter(pk__in={pair.need.pk for pair in portion} - done)
        found = (propose_matches(need=need, at=at) for need in late.select_related("crisis"))
        made += [match for match in found if match]
    return made


def _matchable(crisis: Crisis) -> QuerySet[Need]:
    return waiting_needs(crisis).filter(adults__gt=0)


def _pairs(crisis: Crisis, waiting: Crowd, at: datetime) -> list[Pair]:
    """Longest wait first, so that a round that is cut short has served those."""
    closed = areas_of(crisis.pk)
    doors, pairs = _assigned(crisis, [party for _need, party in waiting.values()], at, closed)
    chosen = {pair.need: doors[pair.door] for pair in pairs}
    spare = Spare(_left_over(doors, pairs))
    asked = []
    for need, party in waiting.values():
        if first := chosen.get(party.id):
            found = rank([first], party, at=at, limit=1, closed=closed)
            other = spare.next_best(party, first, at=at, closed=closed) if found else None
            asked += [(need, party, [*found, other] if other else found)] if found else []
    ranked = weighed_each(asked, at=at)
    return [
        Pair(need, as_all_together(one), tuple(later))
        for (need, *_who), (one, *later) in zip(asked, ranked, strict=True)
    ]


def _assigned(
    crisis: Crisis, asking: list[Party], at: datetime, closed: ClosedAreas
) -> tuple[dict[int, Door], tuple[Chosen, ...]]:
    """The doors looked at, and who goes where. Where a few doors each don't do for all, more are read.

    In the end as many for each as there are who ask: whatever the others take, one of them is left for it.
    """
    for count in (FEW_NEAREST, max(NEAREST, len(asking))):
        read, all_of_them = _doors_for(crisis, asking, at, count)
        pairs = assign_batch(asking, read, at=at, closed=closed).pairs
        if all_of_them or len(pairs) == len(asking):
            break
    return {door.id: door for door in read}, pairs


def _left_over(doors: dict[int, Door], pairs: Iterable[Chosen]) -> list[Door]:
    """Where there is room when all of these have come."""
    taken: Counter[int] = Counter()
    for pair in pairs:
        taken[pair.door] += pair.people
    left = (
        replace(door, places_left=door.places_left - taken[pk]) if pk in taken else door
        for pk, door in doors.items()
    )
    return [door for door in left if door.places_left > 0]


def _doors_for(crisis: Crisis, asking: list[Party], at: datetime, count: int) -> tuple[list[Door], bool]:
    """All open doors, and True; of very many, for each who asks the `count` nearest."""
    opened = open_offers(crisis)
    most = min(MOST_READ, READ_FOR_EACH * len(asking))
    few = opened.order_by()[: most + 1].count() <= most
    if not few:
        near = {pk for party in asking for _metres, pk in nearest_doors(crisis.pk, party, at=at, count=count)}
        opened, most = opened.filter(pk__in=near), len(near)
    read = doors_in_order(with_verification(opened.order_by("pk")), limit=most)
    return with_hosts(read, at=at), few


def _in_portions(pairs: list[Pair], lease: _Lease | None) -> Iterator[list[Pair]]:
    """So many as share a transaction; SQLite's one writer rests between. Ends early when the lease is lost."""
    others_wait = connection.vendor == "sqlite"
    size = FEW_TOGETHER if others_wait else MOST_TOGETHER
    for first in range(0, len(pairs), size):
        time.sleep(PAUSE_SECONDS if others_wait and first else 0)
        if lease and not lease.kept():
            return
        yield pairs[first : first + size]
