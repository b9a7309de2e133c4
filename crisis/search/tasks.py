"""The sweep, per crisis and by the crisis's own clock."""

from celery import shared_task

from accounts.journal.schedule import every
from accounts.retention import empty_the_log
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.activation.queries import swept_crises
from crisis.activation.vocabulary import Phase
from crisis.search.actions.closing import expire_searches
from crisis.search.actions.life import warn_families
from crisis.search.actions.wiping import wipe_searches
from crisis.search.name_index import forget_words
from crisis.search.photos.judging import hold_copies


@every(seconds=60)
@shared_task(ignore_result=True)
def sweep_searches(**_later) -> None:
    """Warn of what runs out, close what nobody has touched for a month. Harmless to run twice."""
    for crisis in swept_crises():
        at = crisis_now(crisis)
        warn_families(crisis=crisis, at=at)
        expire_searches(crisis=crisis, at=at)


@every(seconds=10)
@shared_task(ignore_result=True)
def hold_false_photos(**_later) -> None:
    """What was here before a photo was judged false and looks like it. Harmless to run twice."""
    hold_copies()


@every(seconds=600)
@shared_task(ignore_result=True)
def sweep_ended_searches(**_later) -> None:
    """Wipe what ended long enough ago, in archived crises too: there what is still open runs out as well."""
    for crisis in Crisis.objects.exclude(phase=Phase.DRAFT):
        at = crisis_now(crisis)
        if crisis.phase == Phase.ARCHIVED:
            expire_searches(crisis=crisis, at=at)
        if wipe_searches(crisis=crisis, at=at):
            empty_the_log()


@every(seconds=3600)
@shared_task(ignore_result=True)
def sweep_names(**_later) -> None:
    """Take away the words that nobody's name has any more. Harmless to run twice."""
    forget_words()
