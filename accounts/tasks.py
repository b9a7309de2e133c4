"""Celery looks here; the tasks live in their rooms."""

from accounts.journal.tasks import deliver_entry
from accounts.reach.tasks import carry_messages

__all__ = ["carry_messages", "deliver_entry"]
