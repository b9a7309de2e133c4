"""What a viewer missed, read from the journal."""

from accounts.journal.keeping import kept_after
from accounts.journal.models import Entry
from crisis.livemap.streams import message, resync, told

MOST_REPLAYED = 500  # entries of the crisis; beyond, fetching afresh is cheaper for both


def replay(crisis: int | None, stream: str, after: int, end: int, *more: str) -> str:
    """The message covering (after, end] of one stream, and of `more`; a resync where that is too much, or not known.

    `after` beyond `end`: the viewer comes from a process, or a database, that knew more than this one. Far before it:
    what the viewer missed is no longer kept.
    """
    if after > end or after < 0 or not kept_after(after):
        return resync(end)
    missed = Entry.objects.filter(crisis_id=crisis, position__gt=after, position__lte=end)
    entries = list(missed.order_by("position")[: MOST_REPLAYED + 1])
    if len(entries) > MOST_REPLAYED:
        return resync(end)
    heard = told(entries)
    news = [each for one in (stream, *more) for each in heard.get(one, [])]
    return message(after, end, sorted(news, key=lambda each: each["position"]))
