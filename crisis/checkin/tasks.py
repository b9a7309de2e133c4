"""The sweep and the public's count, per crisis and by the crisis's own clock."""

import time

from celery import shared_task
from django.conf import settings

from accounts.journal.schedule import every
from crisis.activation.clock import crisis_now, database_now
from crisis.activation.queries import swept_crises
from crisis.checkin.actions.changing import expire_check_ins
from crisis.checkin.actions.telling import tell_again
from crisis.checkin.counts import keep_counts
from crisis.checkin.queries import put_away_with_check_ins

SECONDS = 10  # a run; what it leaves, the next takes: a whole city said so within an hour
PAUSE_SECONDS = 0.02  # others write between


@every(seconds=30)
@shared_task(ignore_result=True)
def sweep_check_ins(**_later) -> None:
    """End what was said too long ago, and what is left where all is put away. Harmless to run twice."""
    ends = time.monotonic() + SECONDS
    for crisis in (*swept_crises(), *put_away_with_check_ins()):
        while expire_check_ins(crisis=crisis, at=crisis_now(crisis)) and time.monotonic() < ends:
            time.sleep(PAUSE_SECONDS)
    tell_again()


@every(seconds=settings.COUNTED_FOR or 15)
@shared_task(ignore_result=True)
def count_the_safe(**_later) -> None:
    """Count once for all who look. Harmless to run twice."""
    for crisis in swept_crises().filter(is_drill=False):
        keep_counts(crisis, at=crisis_now(crisis), now=database_now())
