"""Backup and restore, on both databases: what was there is back, what came later is gone."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import dj_database_url
import psycopg
import pytest

from config.backups import BackupRefused, back_up, restore
from config.private_servers import PrivatePostgres


@pytest.fixture
def sqlite_database(tmp_path: Path) -> dict:
    name = tmp_path / "db.sqlite3"
    with sqlite3.connect(name) as connection:
        connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE door (who text);")
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(name)}


@pytest.fixture
def postgres_database(private_postgres: PrivatePostgres) -> Iterator[dict]:
    private_postgres.execute("CREATE DATABASE kept")
    with psycopg.connect(private_postgres.url_of("kept")) as connection:
        connection.execute("CREATE TABLE door (who text)")
    yield dj_database_url.parse(private_postgres.url_of("kept"))
    private_postgres.execute("DROP DATABASE kept")


# PostgreSQL's where one is running anyway.
@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.distributed)])
def database(request: pytest.FixtureRequest) -> dict:
    return request.getfixturevalue(f"{request.param}_database")


def connect(database: dict) -> sqlite3.Connection | psycopg.Connection:
    if "sqlite" in database["ENGINE"]:
        return sqlite3.connect(database["NAME"])
    where = {key: database[key.upper()] for key in ("host", "port", "user", "password")}
    return psycopg.connect(dbname=database["NAME"], **where)


def doors(database: dict) -> list[str]:
    connection = connect(database)
    try:
        return [row[0] for row in connection.execute("SELECT who FROM door ORDER BY who").fetchall()]
    finally:
        connection.close()


def open_door(database: dict, who: str) -> None:
    connection = connect(database)
    connection.execute(f"INSERT INTO door VALUES ('{who}')")
    connection.commit()
    connection.close()


def test_what_was_backed_up_comes_back_and_what_came_later_is_gone(database: dict, tmp_path: Path) -> None:
    open_door(database, "Boris")
    back_up(database, tmp_path / "copy")
    open_door(database, "Dana")
    restore(database, tmp_path / "copy")
    assert doors(database) == ["Boris"]


def test_a_backup_is_for_its_owner_only_and_never_overwritten(database: dict, tmp_path: Path) -> None:
    back_up(database, tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0
    with pytest.raises(BackupRefused, match="exists already"):
        back_up(database, tmp_path / "copy")


def test_a_damaged_backup_leaves_the_database_as_it_was(database: dict, tmp_path: Path) -> None:
    open_door(database, "Boris")
    back_up(database, tmp_path / "copy")
    whole = (tmp_path / "copy").read_bytes()
    (tmp_path / "copy").write_bytes(b"\0" * 50 + whole[50:])
    with pytest.raises(BackupRefused):
        restore(database, tmp_path / "copy")
    assert doors(database) == ["Boris"]


def test_what_cannot_be_backed_up_leaves_no_file(tmp_path: Path) -> None:
    nowhere = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "absent.sqlite3")}
    with pytest.raises(BackupRefused, match="does not exist"):
        back_up(nowhere, tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []
