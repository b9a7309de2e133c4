"""Refuses half a configuration of what leaves the machine as e-mail or push."""

import os

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection

from accounts.push.keys import public_key
from accounts.web.mail_events import webhook_is_guarded


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
