"""The words of the exchange with other sites."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EntryKind(TextChoices):
    PERSON = "person", _("Person")
    NOTE = "note", _("Note")
    LINK = "link", _("Two records of one person")


class PhotoState(TextChoices):
    """Of the photo a clone names by its address."""

    NONE = "", _("None")
    UNLISTED = "unlisted", _("Its host is not on the list")
    WAITING = "waiting", _("To be fetched")
    TAKEN = "taken", _("Fetched")
    REFUSED = "refused", _("Could not be fetched")


class Outcome(TextChoices):
    """What became of one record that was sent."""

    TAKEN = "taken", _("taken")
    KNOWN = "known", _("known")
    REFUSED = "refused", _("refused")
