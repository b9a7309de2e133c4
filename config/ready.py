"""Is this process fit to serve, and does the work behind it go on?"""

from datetime import timedelta

from django.db import DatabaseError
from django.http import JsonResponse
from django.utils import timezone

from accounts.journal.models import Delivery, Heartbeat
from accounts.reach.spending import waiting_for_room

LATE = timedelta(seconds=30)


def ready(_request) -> JsonResponse:
    """200 when the database answers and the dispatcher is alive, else 503; both say what they found."""
    try:
        beat = Heartbeat.objects.filter(name="dispatcher").first()
        found = {
            "database": True,
            "dispatcher": bool(beat and timezone.now() - beat.at < LATE),
            "owed": Delivery.objects.filter(done_at__isnull=True, stuck_at__isnull=True).count(),
            "stuck": Delivery.objects.filter(stuck_at__isnull=False).count(),
            "sms_at_the_cost_cap": waiting_for_room().count(),
        }
    except DatabaseError:
        found = {"database": False, "dispatcher": False}
    fit = found["database"] and found["dispatcher"]
    return JsonResponse(found, status=200 if fit else 503)
