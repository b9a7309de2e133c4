"""What a test with real commits leaves behind is deleted, and nothing else is touched.

Django's own flush empties all tables, however few were written to, and then makes every content type and permission
anew: half a second a test on PostgreSQL.
"""

from django.db import connection, transaction
from django.test import TransactionTestCase

# The same in every database of this code, and written by migrating alone.
MADE_BY_MIGRATING = {"django_migrations", "django_content_type", "auth_permission"}


def empty_what_was_written(_case: TransactionTestCase | None = None) -> None:
    tables = set(connection.introspection.django_table_names(only_existing=True)) - MADE_BY_MIGRATING
    with transaction.atomic(), connection.cursor() as cursor:
        if (
            connection.vendor == "postgresql"
        ):  # the rows go all together: nobody is asked who still points at them
            cursor.execute("SET LOCAL session_replication_role = replica")
        for table in _written(cursor, sorted(tables)):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def _written(cursor, tables: list[str]) -> list[str]:
    """Those with a row, in one question."""
    name = connection.ops.quote_name
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {name(table)})" for table in tables
    )
    cursor.execute(asked)
    return [table for (table,) in cursor.fetchall()]
