"""Refuses a half configuration before it loses anything."""

import os

from django.conf import settings
from django.core.checks import Error, Warning, register


def _sqlite() -> bool:
    return "sqlite" in settings.DATABASES["default"]["ENGINE"]


@register
def whole_configuration(app_configs, **kwargs) -> list:
    found = []
    if settings.REDIS_URL and _sqlite():
        found.append(
            Error(
                "REDIS_URL is set but the database is SQLite: workers on several machines cannot share a file.",
                hint="Set DATABASE_URL to PostgreSQL, or unset REDIS_URL.",
                id="config.E001",
            )
        )
    if not settings.REDIS_URL and not _sqlite():
        found.append(
            Error(
                "DATABASE_URL is set but REDIS_URL is not: several processes would each have a channel layer "
                "and throttles of their own.",
                hint="Set REDIS_URL, or unset DATABASE_URL.",
                id="config.E002",
            )
        )
    if settings.EMBEDDED and int(os.environ.get("WEB_CONCURRENCY") or 1) > 1:
        found.append(
            Error(
                "WEB_CONCURRENCY is above 1 in the embedded set-up, which is one process.",
                hint="Set DATABASE_URL and REDIS_URL to run several.",
                id="config.E003",
            )
        )
    return found


@register(deploy=True)
def carriers(app_configs, **kwargs) -> list:
    missing = [name for name in ("EMAIL_HOST", "SMS_GATEWAY_URL") if not getattr(settings, name)]
    return [
        Warning(
            f"{name} is not set: its messages are written to files in VAR_DIR/messages and reach nobody.",
            id=f"config.W00{number}",
        )
        for number, name in enumerate(missing, start=1)
    ]
