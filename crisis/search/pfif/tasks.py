"""The clockwork of the exchange, per crisis and by the crisis's own clock."""

from celery import shared_task

from accounts.journal.schedule import every
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.activation.queries import swept_crises
from crisis.activation.vocabulary import Phase
from crisis.search.pfif.cloning import end_what_ran_out
from crisis.search.pfif.ledger import enter_what_is_missing
from crisis.search.pfif.photos import fetch_photos


@every(seconds=60)
@shared_task(ignore_result=True)
def sweep_clones(**_later) -> None:
    """Wipe other sites' records on the day they said, in archived crises too. Harmless to run twice."""
    for crisis in Crisis.objects.exclude(phase=Phase.DRAFT):
        end_what_ran_out(crisis=crisis, at=crisis_now(crisis))


@every(seconds=60)
@shared_task(ignore_result=True)
def enter_what_was_public(**_later) -> None:
    """After an upgrade others read what was public before it, without anybody having to think of it."""
    for crisis in swept_crises():
        enter_what_is_missing(crisis=crisis, at=crisis_now(crisis))


@every(seconds=30)
@shared_task(ignore_result=True)
def fetch_clones_photos(**_later) -> None:
    """A handful each time: a slow host holds up the next photo, and no import."""
    for crisis in swept_crises():
        fetch_photos(crisis=crisis)
