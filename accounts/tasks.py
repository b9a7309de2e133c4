"""Celery looks here; the tasks live in their rooms."""

from accounts import forgetting  # noqa: F401  registers
from accounts.journal import keeping  # noqa: F401  registers
from accounts.journal.tasks import deliver_entries
from accounts.reach.tasks import carry_messages, carry_pushes, carry_texts
from accounts.retention import clean_up

__all__ = ["carry_messages", "carry_pushes", "carry_texts", "clean_up", "deliver_entries"]
