from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OfferState(TextChoices):
    """Full is not stored: an open offer with no place left is full."""

    OPEN = "open", _("Open")
    PAUSED = "paused", _("Paused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class NeedState(TextChoices):
    WAITING = "waiting", _("Waiting")
    PROPOSED = "proposed", _("A door is asked")
    MATCHED = "matched", _("A door is found")
    SHELTERED = "sheltered", _("Sheltered")
    FOUND_ELSEWHERE = "found_elsewhere", _("Found elsewhere")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class HoldState(TextChoices):
    HELD = "held", pgettext_lazy("place", "Held")
    TAKEN = "taken", _("Taken")
    RELEASED = "released", _("Released")
    LAPSED = "lapsed", _("Lapsed")
    VOIDED = "voided", _("Voided")


class ShelterState(TextChoices):
    OPEN = "open", pgettext_lazy("shelter", "Open")
    FULL = "full", _("Full")
    CLOSED = "closed", _("Closed")


# What a host or guest may speak; ISO 639-1, each named in its own language.
LANGUAGES = [
    ("fr", "Français"),
    ("en", "English"),
    ("ar", "العربية"),
    ("es", "Español"),
    ("pt", "Português"),
    ("it", "Italiano"),
    ("de", "Deutsch"),
    ("uk", "Українська"),
    ("ru", "Русский"),
    ("tr", "Türkçe"),
    ("zh", "中文"),
]
LANGUAGE_CODES = frozenset(code for code, _name in LANGUAGES)
ALIVE_NEEDS = (NeedState.WAITING, NeedState.PROPOSED, NeedState.MATCHED)
ALIVE_OFFERS = (OfferState.OPEN, OfferState.PAUSED)
ACTIVE_HOLDS = (HoldState.HELD, HoldState.TAKEN)
