"""The sweeps, per crisis and by the crisis's own clock."""

from celery import shared_task

from accounts.journal.schedule import every
from crisis.activation.clock import crisis_now
from crisis.activation.queries import swept_crises
from crisis.checkin.asks.actions.appointments import keep_appointments, wipe_appointments
from crisis.checkin.asks.actions.ending import expire_asks, wipe_asks
from crisis.checkin.asks.actions.telling import tell_askers
from crisis.checkin.asks.queries import put_away_with_asks


@every(seconds=15)
@shared_task(ignore_result=True)
def sweep_asks(**_later) -> None:
    """Keep appointments, tell askers of answers, end and forget what is old. Harmless to run twice."""
    for crisis in swept_crises():
        at = crisis_now(crisis)
        keep_appointments(crisis=crisis, at=at)
        tell_askers(crisis=crisis, at=at)
    for crisis in (*swept_crises(), *put_away_with_asks()):
        at = crisis_now(crisis)
        keep_appointments(crisis=crisis, at=at)
        expire_asks(crisis=crisis, at=at)
        wipe_appointments(crisis=crisis, at=at)
        wipe_asks(crisis=crisis, at=at)
