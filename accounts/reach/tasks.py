from celery import shared_task

from accounts.journal.schedule import every
from accounts.reach.actions import carry_due_messages


@every(seconds=2)
@shared_task(ignore_result=True)
def carry_messages(**_later) -> None:
    """Carry what is queued. Harmless to run twice: each message is claimed."""
    carry_due_messages()
