from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageState(TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    UNDELIVERABLE = "undeliverable", _("Cannot be delivered")
    FAILED = "failed", _("Failed")
    ON_SCREEN = "on_screen", _("On screen only (exercise)")
