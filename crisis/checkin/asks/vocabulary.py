"""The words of a question. None of them says how somebody is who did not answer."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AskState(TextChoices):
    OPEN = "open", pgettext_lazy("question", "Open")
    CLOSED = "closed", pgettext_lazy("question", "Closed")


class Whom(TextChoices):
    """Who may ask no more."""

    ASKER = "asker", _("Never again from this asker")
    EVERYBODY = "everybody", _("Never again from anybody")


class AppointmentState(TextChoices):
    PLANNED = "planned", pgettext_lazy("appointment", "Planned")
    ASKED = "asked", pgettext_lazy("appointment", "Asked, not answered yet")
    ANSWERED = "answered", pgettext_lazy("appointment", "Answered")
    TOLD = "told", pgettext_lazy("appointment", "Not answered: those named were told")
    CANCELLED = "cancelled", pgettext_lazy("appointment", "Cancelled")


STANDING = (AppointmentState.PLANNED, AppointmentState.ASKED)
