"""The words of the safety check. None of them can hold a death."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(TextChoices):
    SAFE = "safe", _("I am safe")
    NEED_HELP = "need_help", _("I need help")
    NOT_THERE = "not_there", _("I was not there")


class Life(TextChoices):
    ACTIVE = "active", pgettext_lazy("check-in", "Active")
    WITHDRAWN = "withdrawn", pgettext_lazy("check-in", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("check-in", "Expired")


class Audience(TextChoices):
    NAMED = "named", _("Only people I name")
    CONTACTS = "contacts", _("People who know my phone number or e-mail")
    ANYONE = "anyone", _("Anyone who searches my name")


class KeyKind(TextChoices):
    OWN = "own", _("Of the person who checked in")
    NAMED = "named", _("Of somebody they named")


# What others read; the person's own words stand in Status.
TOLD = {
    Status.SAFE: _("says: I am safe"),
    Status.NEED_HELP: _("says: I need help"),
    Status.NOT_THERE: _("says: I was not there"),
}
# As the desk reads the author's choice.
TOLD_TO = {
    Audience.NAMED: _("only people they named"),
    Audience.CONTACTS: _("people who know their phone number or e-mail"),
    Audience.ANYONE: _("anyone who searches their name"),
}
