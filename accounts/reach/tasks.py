from celery import shared_task

from accounts.journal.schedule import every
from accounts.reach.carrying import carry_due_messages

# A task for each line: a slow provider of one must not hold up the others. Harmless to run twice: one run of each
# goes on at a time, and each message is claimed.


@every(seconds=2)
@shared_task(ignore_result=True)
def carry_messages(**_later) -> None:
    """E-mail."""
    carry_due_messages(lines=("mail",))


@every(seconds=2)
@shared_task(ignore_result=True)
def carry_texts(**_later) -> None:
    carry_due_messages(lines=("sms",))


@every(seconds=2)
@shared_task(ignore_result=True)
def carry_pushes(**_later) -> None:
    carry_due_messages(lines=("push",))
