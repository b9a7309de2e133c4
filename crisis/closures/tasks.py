"""Areas closed until now are opened, per crisis and by the crisis's own clock."""

from contextlib import suppress

from celery import shared_task

from accounts.errors import TooLate
from accounts.journal.schedule import every
from crisis.activation.clock import crisis_now
from crisis.activation.queries import swept_crises
from crisis.closures.actions import lift_ended


@every(seconds=5)
@shared_task(ignore_result=True)
def sweep_closures(**_later) -> None:
    """Harmless to run twice."""
    for crisis in swept_crises():
        with suppress(TooLate):  # a coordinator was faster
            lift_ended(crisis=crisis, at=crisis_now(crisis))
