"""Areas closed until now are opened, per crisis and by the crisis's own clock."""

from celery import shared_task

from accounts.journal.schedule import every
from crisis.activation.clock import crisis_now
from crisis.activation.queries import swept_crises
from crisis.closures.actions import lift_ended


@every(seconds=5)
@shared_task(ignore_result=True)
def sweep_closures(**_later) -> None:
    """Harmless to run twice."""
    for crisis in swept_crises():
        lift_ended(crisis=crisis, at=crisis_now(crisis))
