"""How long the journal remembers. Positions count without a gap, so a reader can tell what it can no longer hear."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.journal.events import lasting_kinds
from accounts.journal.models import Delivery, Entry
from accounts.journal.sequence import last_position
from accounts.retention import days_ago, forgets

RETENTION = "JOURNAL_RETENTION_DAYS"
GRACE = timedelta(days=1)  # readers are refused first; only then is anything removed


def kept_after(position: int) -> bool:
    """Is every entry after `position` still here? Not for a position that was never given, either."""
    following = Entry.objects.filter(position__gt=position).order_by("position").first()
    if following is None:
        return position <= last_position()
    return following.position == position + 1 and following.written_at >= days_ago(RETENTION)


def first_kept() -> int:
    """The position after which nothing is missing."""
    return _newest_older_than(days_ago(RETENTION))


@forgets(RETENTION)
def old_entries(before: datetime) -> QuerySet[Entry]:
    """All but what is still owed, what lasts (see Event), and the newest: the next position is counted from it."""
    owed = Delivery.objects.filter(entry=OuterRef("pk"), done_at__isnull=True)
    past = Q(position__lte=_newest_older_than(before - GRACE), position__lt=last_position())
    return Entry.objects.filter(past, ~Exists(owed)).exclude(kind__in=lasting_kinds())


@forgets("DELIVERY_RETENTION_DAYS")
def done_deliveries(before: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(done_at__lt=before)


def _newest_older_than(moment: datetime) -> int:
    """By position, because that is indexed: entries are written very nearly in its order."""
    later = Entry.objects.filter(position__isnull=False, written_at__gte=moment).order_by("position")
    first = later.values_list("position", flat=True).first()
    return last_position() if first is None else first - 1
