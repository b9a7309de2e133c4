from celery import shared_task

from accounts.journal.deliver import deliver_all


@shared_task(ignore_result=True)
def deliver_entry(*, delivery: int, **_later) -> None:
    """Run one delivery, named by its id. Harmless to run twice."""
    deliver_all([delivery])
