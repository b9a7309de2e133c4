"""A full disk is named, where the log and whoever posts are told what is wrong."""

import errno
import logging
import sqlite3

import psycopg
import pytest
from django.db import OperationalError

from accounts.disk import is_full, named
from accounts.journal import dispatcher


@pytest.fixture
def full() -> OperationalError:
    """What Django makes of SQLite's own refusal; it quotes what was typed."""
    database = sqlite3.connect(":memory:")
    database.execute("PRAGMA max_page_count=1")
    try:
        database.execute("CREATE TABLE doors (place)")
    except sqlite3.OperationalError as own:
        failure = OperationalError("full at Amira's")
        failure.__cause__ = own
    database.close()
    return failure


def test_a_full_disk_is_no_busy_database(full):
    assert is_full(full) and is_full(full.__cause__) and is_full(psycopg.errors.DiskFull("no space"))
    assert is_full(OSError(errno.ENOSPC, "no space"))
    assert not is_full(OperationalError("database is locked")) and not is_full(
        psycopg.errors.LockNotAvailable()
    )


@pytest.mark.listener_failures_expected
def test_the_log_names_it_and_quotes_nobody(full, caplog, monkeypatch):
    def fail():
        raise full

    monkeypatch.setattr(dispatcher, "close_old_connections", lambda: None)
    with caplog.at_level(logging.WARNING):
        dispatcher._in_thread(fail)
    assert "failed with OperationalError (disk full)" in caplog.text and "Amira" not in caplog.text
    assert named(ValueError("Amira")) == "ValueError"
