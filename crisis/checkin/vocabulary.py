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
    ANSWERED = "answered", _("Ended by the person it was about")


class Audience(TextChoices):
    NAMED = "named", _("Only people I name")
    CONTACTS = "contacts", _("People who know my phone number or e-mail")
    ANYONE = "anyone", _("Anyone who searches my name")
    DESK = "desk", _("Only the coordinators")


class Voice(TextChoices):
    """Whose word it is. Only one's own is ever told as confirmed."""

    OWN = "own", _("Of themselves")
    TOGETHER = "together", _("Of somebody who is with them")
    OTHER = "other", _("Of somebody elsewhere")


class Nearness(TextChoices):
    """Where they say they are, seen from the crisis. For counts: it stands beside nobody's name."""

    PERIMETER = "perimeter", _("In the perimeter")
    NEAR = "near", _("Near it")
    ELSEWHERE = "elsewhere", _("Elsewhere")
    NOT_SAID = "not_said", _("Did not say where")


class KeyKind(TextChoices):
    OWN = "own", _("Of whoever says it")
    NAMED = "named", _("Of somebody they named")
    ABOUT = "about", _("Of whom they say it of")


# What others read; the person's own words stand in Status.
TOLD = {
    Status.SAFE: _("says: I am safe"),
    Status.NEED_HELP: _("says: I need help"),
    Status.NOT_THERE: _("says: I was not there"),
}
# Of somebody else: weaker, and read so. `%(who)s`: as whoever says it chose to be named.
TOLD_BY = {
    Status.SAFE: _("%(who)s says that %(name)s is safe"),
    Status.NEED_HELP: _("%(who)s says that %(name)s needs help"),
    Status.NOT_THERE: _("%(who)s says that %(name)s was not there"),
}
TOLD_BY_SOMEBODY = {
    Status.SAFE: _("Somebody who gives no name says that %(name)s is safe"),
    Status.NEED_HELP: _("Somebody who gives no name says that %(name)s needs help"),
    Status.NOT_THERE: _("Somebody who gives no name says that %(name)s was not there"),
}
# As the desk reads the author's choice.
TOLD_TO = {
    Audience.DESK: _("nobody but coordinators"),
    Audience.NAMED: _("only people they named"),
    Audience.CONTACTS: _("people who know their phone number or e-mail"),
    Audience.ANYONE: _("anyone who searches their name"),
}


def told_to(audience: str, *, voice: str) -> str:
    """Whom it may be told to, as the desk reads it. Of another's word: by the contact of whoever says it."""
    if voice != Voice.OWN and audience == Audience.CONTACTS:
        return _("people who know the phone number or e-mail of who says it")
    return TOLD_TO[Audience(audience)]


def told(status: str, *, voice: str, who: str, name: str) -> str:
    """What others read. `voice`: whose word it is; `who`: says it of `name`, or ""."""
    if voice == Voice.OWN:
        return TOLD[Status(status)]
    words = TOLD_BY if who else TOLD_BY_SOMEBODY
    return words[Status(status)] % {"who": who, "name": name}
