"""Half a configuration is refused before it can lose anything."""

from types import SimpleNamespace

import pytest

from config import checks

POSTGRES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
SQLITE = {"default": {"ENGINE": "django.db.backends.sqlite3"}}


def configured(monkeypatch, databases, redis: str) -> list[str]:
    settings = SimpleNamespace(DATABASES=databases, REDIS_URL=redis, EMBEDDED=not redis)
    monkeypatch.setattr(checks, "settings", settings)
    return [error.id for error in checks.whole_configuration(None)]


@pytest.mark.parametrize(
    ("databases", "redis", "refused"),
    [
        (SQLITE, "", []),
        (POSTGRES, "redis://127.0.0.1:1", []),
        (SQLITE, "redis://127.0.0.1:1", ["config.E001"]),
        (POSTGRES, "", ["config.E002"]),
    ],
)
def test_database_and_redis_go_together(monkeypatch, databases, redis, refused):
    assert configured(monkeypatch, databases, redis) == refused


def test_several_embedded_processes_are_refused(monkeypatch):
    monkeypatch.setenv("WEB_CONCURRENCY", "4")
    assert configured(monkeypatch, SQLITE, "") == ["config.E003"]
