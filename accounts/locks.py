"""Rows that stay as they are until a transaction ends."""

from collections.abc import Iterable

from django.db import connection, models


def keep_still(model: type[models.Model], pks: Iterable[int]) -> None:
    """Whoever would change these rows waits until this transaction ends; who keeps them still, too, does not.

    Nothing to do on SQLite, where one writes at a time.
    """
    if connection.vendor != "postgresql":
        return
    table, key = (connection.ops.quote_name(name) for name in (model._meta.db_table, model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE {key} = ANY(%s) ORDER BY {key} FOR SHARE", [sorted(pks)])  # noqa: S608


def stand_in_line(model: type[models.Model], pks: Iterable[int]) -> None:
    """Wait for those under way with these rows, and let later ones wait for this: counting before writing is safe then,
    and so is what a `keep_still` must not miss."""
    list(model.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk").values_list("pk"))
