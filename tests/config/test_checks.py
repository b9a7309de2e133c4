"""Half a configuration is refused before it can lose anything."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import checks, checks_reach
from config.environment import number

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


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        ({}, 0),
        ({"EMAIL_HOST": "mail", "DEFAULT_FROM_EMAIL": "us@example.org"}, 0),
        ({"EMAIL_HOST": "mail"}, 1),
        ({"EMAIL_HOST_PASSWORD": "p"}, 1),
        ({"ANYMAIL": settings.ANYMAIL | {"MAILGUN_API_KEY": "k"}}, 1),
    ],
)
def test_what_stands_beside_a_mail_carrier_that_is_not_named_is_refused(settings, told, refused):
    for name, value in told.items():
        setattr(settings, name, value)
    assert [error.id for error in checks_reach.half_a_carrier(None)] == ["config.E011"] * refused


def test_a_gateway_that_could_not_answer_is_warned_of(settings):
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = "https://gateway.example.org", "t"
    assert [each.id for each in checks_reach.a_gateway_that_answers(None)] == ["config.W005"]
    settings.SMS_GATEWAY_SECRET = "s"
    assert checks_reach.a_gateway_that_answers(None) == []


def test_a_number_that_is_none_is_refused_by_its_name(monkeypatch):
    monkeypatch.setenv("HOLD_SECONDS", "1e3")
    with pytest.raises(ImproperlyConfigured, match="HOLD_SECONDS=1e3"):
        number("HOLD_SECONDS", default=900)
