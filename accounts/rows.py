"""Many rows in one statement, with no object for each: COPY on PostgreSQL, executemany on SQLite.

For what comes by the thousand. All of it belongs inside the caller's transaction.
"""

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import repeat
from uuid import UUID

import orjson
from django.db import connection, models
from django.db.models.expressions import RawSQL

Row = Sequence
_SIGN = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_signs = re.compile(r"[\\\t\n\r]").search


def among(ids: Iterable[int]) -> RawSQL:
    """For `pk__in`: thousands of numbers as one parameter; as many as they are cost psycopg the square of it."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [f"{{{','.join(map(str, ids))}}}"])  # noqa: S611  numbers
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps([*ids])])  # noqa: S611


def reserve(model: type[models.Model], count: int) -> list[int]:
    """As many primary keys that nobody else gets, ascending."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            counting = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(counting, [table, count])
            return [number for (number,) in cursor.fetchall()]
        # A transaction of ours is IMMEDIATE: nobody else counts meanwhile.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return list(range(last + 1, last + 1 + count))


def write(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert `rows` (values in the order of `names`, which are attribute names); other columns get their defaults."""
    rows = list(rows)
    if not rows:
        return
    fields, rest = _columns(model, names)
    if connection.vendor == "postgresql":
        _copy(model, fields, [*zip(*rows, strict=True), *((value,) for value in rest)], len(rows))
    else:
        _insert(model, fields, (tuple(row) + rest for row in rows))


def update_each(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Set `names` (attribute names) of many rows, each to values of its own; rows are (primary key, *values)."""
    rows = list(rows)
    if not rows:
        return
    fields, _others = _fields(model, tuple(names))
    told = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    sql = f"UPDATE {_quoted(model._meta.db_table)} SET {told} WHERE {_quoted(model._meta.pk.column)} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[*_ready(fields, row[1:]), row[0]] for row in rows])


def write_new(model: type[models.Model], unique: str, names: Sequence[str], rows: Sequence[Row]) -> set[str]:
    """As write(), but rows whose `unique` is taken are left out: those of `unique` that were written.

    In the order given: who writes the same ones at once gives them sorted, so that nobody waits in a circle.
    """
    if not rows:
        return set()
    fields, rest = _columns(model, names)
    whole = [tuple(row) + rest for row in rows]
    values, given = (_unpacked if connection.vendor == "postgresql" else _spelled)(fields, whole)
    sql = f"INSERT INTO {_named(model, fields)} {values} ON CONFLICT DO NOTHING RETURNING {_quoted(unique)}"  # noqa: S608  our own names
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return {taken for (taken,) in cursor.fetchall()}


def count_up(model: type[models.Model], unique: Sequence[str], amount: str, rows: Sequence[Row]) -> None:
    """Add to `amount` of the one row that has these `unique` values, or make it; rows are (*unique, amount).

    Each `unique` once, and sorted, for the reason write_new() names.
    """
    if not rows:
        return
    fields, rest = _columns(model, [*unique, amount])
    whole = [tuple(row) + rest for row in rows]
    values, given = (_unpacked if connection.vendor == "postgresql" else _spelled)(fields, whole)
    of, more = ", ".join(_quoted(field.column) for field in fields[: len(unique)]), _quoted(amount)
    sql = (
        f"INSERT INTO {_named(model, fields)} {values} ON CONFLICT ({of}) "  # noqa: S608  our own names
        f"DO UPDATE SET {more} = {_quoted(model._meta.db_table)}.{more} + excluded.{more}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, given)


def _columns(model: type[models.Model], names: Sequence[str]) -> tuple[list[models.Field], tuple]:
    """The fields of a row, those named first, and the values that the others have in all of them."""
    fields, others = _fields(model, tuple(names))
    return [*fields, *others], tuple(field.get_default() for field in others)


@cache
def _fields(model: type[models.Model], names: tuple[str, ...]) -> tuple[list, list]:
    every = {field.attname: field for field in model._meta.concrete_fields}
    named = [every.pop(name) for name in names]
    return named, [field for field in every.values() if not isinstance(field, models.AutoField)]


def _copy(model: type[models.Model], fields: list[models.Field], columns: list[tuple], count: int) -> None:
    """By columns: what is the same in all rows is spelled once, at a fifth of the cost of psycopg's write_row()."""
    texts = [_texts(column, count) for column in columns]
    lines = "\n".join(map("\t".join, zip(*texts, strict=True)))
    sql = f"COPY {_named(model, fields)} FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(sql) as copy:
        copy.write(lines + "\n")


def _texts(column: tuple, count: int) -> Iterable[str]:
    """PostgreSQL's text format for COPY: https://www.postgresql.org/docs/current/sql-copy.html"""
    first = column[0]
    if column.count(first) == len(column):
        return repeat(_text(first), count)
    kinds = set(map(type, column))
    if kinds == {str}:
        return map(_text, column) if _signs("".join(column)) else column
    if kinds == {UUID}:
        return [value.hex for value in column]
    return map(str if kinds == {int} else _text, column)


def _text(value) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, dict | list):
        value = json.dumps(value)
    if isinstance(value, bytes | memoryview):
        return "\\\\x" + bytes(value).hex()
    return str(value).translate(_SIGN)


def _insert(model: type[models.Model], fields: list[models.Field], rows: Iterable[tuple]) -> None:
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        sql = f"INSERT INTO {_named(model, fields)} VALUES ({marks})"  # noqa: S608  our own names
        cursor.executemany(sql, [_ready(fields, row) for row in rows])


def _unpacked(fields: list[models.Field], rows: list[tuple]) -> tuple[str, list]:
    """One JSON text: psycopg would quote every value of every array by itself, at ten times the cost."""
    names = [field.column for field in fields]
    shape = ", ".join(f"{_quoted(field.column)} {field.db_type(connection)}" for field in fields)
    packed = orjson.dumps([dict(zip(names, row, strict=True)) for row in rows], default=str).decode()
    return f"SELECT * FROM json_to_recordset(%s) AS given ({shape})", [packed]  # noqa: S608  our own names


def _spelled(fields: list[models.Field], rows: list[tuple]) -> tuple[str, list]:
    one = f"({', '.join(['%s'] * len(fields))})"
    return f"VALUES {', '.join([one] * len(rows))}", [value for row in rows for value in _ready(fields, row)]


def _ready(fields: list[models.Field], row: tuple) -> list:
    return [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)]


def _named(model: type[models.Model], fields: list[models.Field]) -> str:
    quoted = connection.ops.quote_name
    return f"{quoted(model._meta.db_table)} ({', '.join(quoted(field.column) for field in fields)})"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
