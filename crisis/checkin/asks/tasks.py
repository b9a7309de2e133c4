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
    running, put_away = swept_crises(), put_away_with_asks()
    for crisis in (*running, *put_away):
        keep_appointments(crisis=crisis, at=crisis_now(crisis))
    for crisis in running:
        tell_askers(crisis=crisis, at=crisis_now(crisis))
    for crisis in (*running, *put_away):
        at = crisis_now(crisis)
        expire_asks(crisis=crisis, at=at)
        wipe_appointments(crisis=crisis, at=at)
        wipe_asks(crisis=crisis, at=at)
