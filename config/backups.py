"""A copy of the whole database in one file, and back: SQLite by its backup API, PostgreSQL by its own tools.

The copy holds everything people entrusted to the service: it is readable by its owner only. `BackupRefused`
carries the reason in words; a refused restore leaves the database as it was.
"""

import contextlib
import os
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from config.private_servers import find_program


class BackupRefused(Exception):
    """Why the copy could not be made or taken back."""


def back_up(database: dict[str, Any], target: Path) -> None:
    """Write a consistent copy to `target` while the service runs; nothing half-written is left behind."""
    if target.exists():
        raise BackupRefused(f"{target} exists already; a backup is never overwritten")
    partial = target.with_name(target.name + ".part")
    os.close(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    try:
        (_dump_sqlite if _is_sqlite(database) else _dump_postgres)(database, partial)
        partial.rename(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def restore(database: dict[str, Any], source: Path) -> None:
    """Put the copy in the database's place. Stop the service first: it would not know what happened."""
    if not source.is_file():
        raise BackupRefused(f"{source} is not a file")
    (_restore_sqlite if _is_sqlite(database) else _restore_postgres)(database, source)


def _is_sqlite(database: dict[str, Any]) -> bool:
    return "sqlite" in database["ENGINE"]


def _dump_sqlite(database: dict[str, Any], target: Path) -> None:
    _copy_sqlite(Path(database["NAME"]), target)


def _restore_sqlite(database: dict[str, Any], source: Path) -> None:
    with contextlib.closing(sqlite3.connect(source)) as copy:
        try:
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as damage:
            raise BackupRefused(f"{source} is not a SQLite database: {damage}") from damage
    if verdict != "ok":
        raise BackupRefused(f"{source} is damaged: {verdict}")
    _copy_sqlite(source, Path(database["NAME"]))


def _copy_sqlite(source: Path, target: Path) -> None:
    """Never `cp`: the newest rows are in the write-ahead log."""
    if not source.exists():
        raise BackupRefused(f"{source} does not exist")
    with (
        contextlib.closing(sqlite3.connect(source)) as original,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        original.backup(copy)


def _dump_postgres(database: dict[str, Any], target: Path) -> None:
    _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"], database)


def _restore_postgres(database: dict[str, Any], source: Path) -> None:
    # One transaction: either the whole copy is back or nothing has changed.
    words = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction"]
    _run("pg_restore", [*words, "--exit-on-error", f"--dbname={database['NAME']}", str(source)], database)


def _run(name: str, words: list[str], database: dict[str, Any]) -> None:
    program = find_program(name)
    if not program:
        raise BackupRefused(f"{name} is not installed (Debian: apt-get install postgresql-client)")
    env = {**os.environ, **_connection(database)}
    done = subprocess.run([program, *words], env=env, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise BackupRefused(f"{name}: {done.stderr.strip()[-1000:]}")


def _connection(database: dict[str, Any]) -> dict[str, str]:
    """By environment, so that the password shows in no process list."""
    named = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    return {variable: str(database[key]) for variable, key in named.items() if database.get(key)}
