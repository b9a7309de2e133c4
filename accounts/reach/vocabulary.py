from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageState(TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    UNDELIVERABLE = "undeliverable", _("Cannot be delivered")
    FAILED = "failed", _("Failed")
    ON_SCREEN = "on_screen", _("On screen only (exercise)")
    REPLACED = "replaced", _("Replaced by a newer one")
    GATHERED = "gathered", _("Sent together with others")
    DROPPED = "dropped", _("No longer needed")


WRITTEN = "file"  # `provider_ref` of what no carrier took: it was written to a file
SO_FAR = dict(MessageState.choices) | {WRITTEN: _("Written to a file: reached nobody")}


class NewsKind(TextChoices):
    """What a message is about; what follows from it stands in rules.py."""

    CODE = "code", _("Codes")
    MATCH = "match", _("A place for tonight")
    SEARCH = "search", _("Somebody who is sought")
    ASK = "ask", _("“Are you safe?”")
    CHECK_IN = "check_in", _("“I am safe”")
    OTHER = "other", _("Your own page")


class Way(TextChoices):
    CONTACT = "contact", _("To the contact")
    PUSH = "push", _("Shown on their devices besides")
    PUSH_FIRST = "push_first", _("Shown on their devices, else to the contact")
