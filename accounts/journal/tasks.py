from celery import shared_task

from accounts.journal.deliver import deliver_all


@shared_task(ignore_result=True)
def deliver_entries(*, deliveries: list[int], **_later) -> None:
    """Run a few deliveries, named by their ids. Harmless to run twice."""
    deliver_all(deliveries)
