from datetime import datetime
from uuid import UUID

from django.db.models import Max

from accounts.journal.models import Entry


def last_change(*, subject: UUID, kind: str) -> datetime | None:
    """When an event whose name begins with `kind` last happened to `subject`."""
    told = Entry.objects.filter(subject=subject, kind__startswith=kind)
    return told.aggregate(last=Max("happened_at"))["last"]
