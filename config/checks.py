"""Refuses a half configuration before it loses anything."""

import os
import re

import phonenumbers
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


@register
def whole_sms(app_configs, **kwargs) -> list:
    """One provider, with all it needs."""
    twilio = {"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"}
    missing = {name for name in twilio if not getattr(settings, name)}
    wrong = [
        (missing and missing != twilio, f"Of a Twilio-compatible account {', '.join(sorted(missing))} is missing.",
         "Set all of TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM, or none.", "config.E004"),
        (settings.TWILIO_ACCOUNT_SID and settings.SMS_GATEWAY_URL,
         "A Twilio-compatible account and SMS_GATEWAY_URL are both set: which one sends?", "Unset one.",
         "config.E005"),
        ((settings.SMS_GATEWAY_SECRET or settings.SMS_GATEWAY_TOKEN) and not settings.SMS_GATEWAY_URL,
         "SMS_GATEWAY_TOKEN or SMS_GATEWAY_SECRET is set but SMS_GATEWAY_URL is not: no text could leave.",
         "Set SMS_GATEWAY_URL, or unset the others.", "config.E006"),
        (settings.TWILIO_FROM and not re.fullmatch(r"\+[1-9]\d{6,14}|MG\w+|\d{4,6}", settings.TWILIO_FROM),
         "TWILIO_FROM is no number the provider takes.", "Write it as +33612345678, or a messaging service (MG…).",
         "config.E010"),
    ]  # fmt: skip
    return [Error(said, hint=hint, id=number) for is_so, said, hint, number in wrong if is_so]


@register
def bounded_sms(app_configs, **kwargs) -> list:
    """Strangers type any number, and each text is paid."""
    if not (settings.SMS_GATEWAY_URL or settings.TWILIO_ACCOUNT_SID):
        return []
    unknown = sorted(set(settings.SMS_COUNTRIES) - phonenumbers.SUPPORTED_REGIONS)
    said = f"SMS_COUNTRIES: {', '.join(unknown)} is no country."
    errors = [Error(said, hint="FR,BE,CH", id="config.E012")] if unknown else []
    open_to = [
        (settings.SMS_SEGMENTS_PER_DAY or settings.SMS_SEGMENTS_PER_CRISIS,
         "No cap on what SMS costs: set SMS_SEGMENTS_PER_DAY.", "config.W006"),
        (settings.SMS_COUNTRIES, "SMS goes to every country, the dearest too: set SMS_COUNTRIES.", "config.W007"),
    ]  # fmt: skip
    return errors + [
        Warning(said, hint="docs/sms.md", id=number) for bound, said, number in open_to if not bound
    ]


@register(deploy=True)
def carriers(app_configs, **kwargs) -> list:
    ways = [
        ("EMAIL_HOST", settings.EMAIL_HOST or settings.EMAIL_PROVIDER, "config.W001"),
        ("SMS_GATEWAY_URL", settings.SMS_GATEWAY_URL or settings.TWILIO_ACCOUNT_SID, "config.W002"),
    ]
    said = "is not set: its messages are written to files in VAR_DIR/messages and reach nobody."
    return [Warning(f"{name} {said}", id=number) for name, is_set, number in ways if not is_set]
