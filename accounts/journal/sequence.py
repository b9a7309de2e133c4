"""Gives entries the positions everyone reads by.

PostgreSQL hands out ids before commit, so "after id N" can miss a late row. Here one writer at a time numbers
what is committed and visible: a reader of positions never sees N+1 before N.
"""

from django.db import connection, transaction

from accounts.journal.models import Entry

LOCK = 0x706F7274  # "port"
BATCH = 2000
_NUMBER = """
UPDATE accounts_entry SET position = numbered.place + (SELECT COALESCE(MAX(position), 0) FROM accounts_entry)
FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place FROM accounts_entry
      WHERE position IS NULL ORDER BY id LIMIT %s) AS numbered
WHERE accounts_entry.id = numbered.id
"""


def sequence() -> int:
    """Number what has no position yet; how many entries were numbered (0 when another process is at it)."""
    if not Entry.objects.filter(position__isnull=True).exists():
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return 0
        cursor.execute(_NUMBER, [BATCH])
        return cursor.rowcount


def last_position() -> int:
    """The newest position given so far; 0 in an empty journal."""
    newest = (
        Entry.objects.filter(position__isnull=False).order_by("-position").values_list("position", flat=True)
    )
    return newest.first() or 0
