"""The sweep, per crisis and by the crisis's own clock."""

from celery import shared_task

from accounts.journal.schedule import every
from crisis.activation.clock import crisis_now
from crisis.activation.queries import swept_crises
from crisis.search.actions.closing import expire_searches
from crisis.search.name_index import forget_words


@every(seconds=60)
@shared_task(ignore_result=True)
def sweep_searches(**_later) -> None:
    """Close what nobody has touched for a month. Harmless to run twice."""
    for crisis in swept_crises():
        expire_searches(crisis=crisis, at=crisis_now(crisis))


@every(seconds=3600)
@shared_task(ignore_result=True)
def sweep_names(**_later) -> None:
    """Take away the words that nobody's name has any more. Harmless to run twice."""
    forget_words()
