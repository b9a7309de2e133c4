"""Is this process fit to serve, and does the work behind it go on?"""

import tempfile
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Min
from django.http import JsonResponse
from django.utils import timezone

from accounts import throttle
from accounts.journal.models import Delivery, Heartbeat
from accounts.reach.carriers import not_set
from accounts.reach.carrying import LINES
from accounts.reach.models import Message
from accounts.reach.spending import waiting_for_room
from accounts.reach.turns import resting
from accounts.reach.vocabulary import MessageState

LATE = timedelta(seconds=30)
ROOM = 64 * 1024  # bytes; a few pages of SQLite


def ready(_request) -> JsonResponse:
    """200 when the database answers and the dispatcher is alive, and the disk
    takes what is written (embedded; PostgreSQL's is elsewhere), else 503; both say what they found."""
    try:
        beat = Heartbeat.objects.filter(name="dispatcher").first()
        found = {
            "database": True,
            "dispatcher": bool(beat and timezone.now() - beat.at < LATE),
            "owed": Delivery.objects.filter(done_at__isnull=True, stuck_at__isnull=True).count(),
            "stuck": Delivery.objects.filter(stuck_at__isnull=False).count(),
            "sms_at_the_cost_cap": waiting_for_room().count(),
            "minutes_tried_in_vain": {line: _tried_for(line) for line in LINES},
            "resting": sorted(
                name.removeprefix("carry_") for name in resting(f"carry_{line}" for line in LINES)
            ),
            "nothing_set_for": [str(kind) for kind in not_set()],
        }
        if not settings.EMBEDDED:
            found["redis"] = throttle.counts()
    except DatabaseError:
        found = {"database": False, "dispatcher": False}
    if settings.EMBEDDED:
        found["disk"] = _takes_what_is_written()
    fit = found["database"] and found["dispatcher"] and found.get("disk", True)
    return JsonResponse(found, status=200 if fit else 503)


def _takes_what_is_written() -> bool:
    """By trying: a quota and a disk that was made read-only show in no figure of free space."""
    try:
        with tempfile.TemporaryFile(dir=settings.VAR_DIR) as file:
            file.write(bytes(ROOM))
    except OSError:
        return False
    return True


def _tried_for(line: str) -> int:
    """Minutes since the first try of what its carrier still has not taken."""
    tried = Message.objects.filter(LINES[line], state=MessageState.QUEUED, drill=False, attempts__gt=0)
    first = tried.aggregate(first=Min("tried_at"))["first"]
    return int((timezone.now() - first).total_seconds() // 60) if first else 0
