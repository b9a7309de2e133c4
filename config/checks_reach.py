"""Refuses half a configuration of what leaves the machine as e-mail or push."""

import os

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection

from accounts.push.keys import public_key
from accounts.web.mail_events import webhook_is_guarded

OUR_OWN = 2  # settings of django-anymail that are set here and not by the operator


@register
def mail_provider(app_configs, **kwargs) -> list:
    """Each provider's own settings are known to django-anymail: it says which one is missing."""
    if not settings.EMAIL_PROVIDER:
        return []
    if settings.EMAIL_HOST:
        said = "EMAIL_HOST and EMAIL_PROVIDER are both set: which of them carries e-mail?"
        return [Error(said, hint="Unset one.", id="config.E007")]
    try:
        get_connection()
    except (ImproperlyConfigured, ImportError) as failure:
        hint = "docs/messages.md lists the variables of each provider."
        return [Error(f"EMAIL_PROVIDER={settings.EMAIL_PROVIDER}: {failure}", hint=hint, id="config.E008")]
    if webhook_is_guarded():
        return []
    said = "Nobody may post to hooks/mail/: who bounces or complains is written to again and again."
    hint = "Set ANYMAIL_WEBHOOK_SECRET (user:password), or your provider's signing key."
    return [Warning(said, hint=hint, id="config.W003")]


@register
def half_a_carrier(app_configs, **kwargs) -> list:
    """What is named beside a carrier that is not: somebody believes that it is."""
    sends_mail = settings.EMAIL_HOST or settings.EMAIL_PROVIDER
    wrong = [
        len(settings.ANYMAIL) > OUR_OWN and not settings.EMAIL_PROVIDER
        and "ANYMAIL_… is set but EMAIL_PROVIDER is not: no mail leaves by it.",
        (settings.EMAIL_HOST_USER or settings.EMAIL_HOST_PASSWORD) and not settings.EMAIL_HOST
        and "EMAIL_HOST_USER or EMAIL_HOST_PASSWORD is set but EMAIL_HOST is not.",
        sends_mail and settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost")
        and "DEFAULT_FROM_EMAIL is still at localhost: other mail servers refuse it.",
    ]  # fmt: skip
    return [Error(said, hint="docs/messages.md", id="config.E011") for said in wrong if said]


@register(deploy=True)
def a_gateway_that_answers(app_configs, **kwargs) -> list:
    means = {
        "SMS_GATEWAY_TOKEN": "the gateway takes texts from anybody, or none of ours.",
        "SMS_GATEWAY_SECRET": "nothing people text comes in, and nobody learns what became of a text.",
    }
    return [
        Warning(f"{name} is not set: {what}", hint="docs/sms.md", id="config.W005")
        for name, what in means.items()
        if settings.SMS_GATEWAY_URL and not getattr(settings, name)
    ]


@register
def push_key(app_configs, **kwargs) -> list:
    try:
        public_key()
    except ValueError:
        said = "VAPID_PRIVATE_KEY is no private key of P-256 (32 bytes, base64url)."
        return [Error(said, hint="Unset it for one of your own in VAR_DIR/vapid_key.", id="config.E009")]
    return []


@register(deploy=True)
def one_push_key(app_configs, **kwargs) -> list:
    if settings.EMBEDDED or os.environ.get("VAPID_PRIVATE_KEY"):
        return []
    said = "VAPID_PRIVATE_KEY is not set: each machine has its own, and pushes of the others are refused."
    hint = "Set the same everywhere, for example what one machine has in VAR_DIR/vapid_key."
    return [Warning(said, hint=hint, id="config.W004")]
