from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    HEARD = "heard", _("Heard, not confirmed")
    ONCE = "once", _("Confirmed by one person")
    TWICE = "twice", _("Confirmed by two people: the family is to be told")
    TOLD = "told", _("The family was told")
    SET_ASIDE = "set_aside", _("Set aside: it is not so")
    WRONG = "wrong", _("We were wrong: the family was told, and must hear it")


class StepKind(TextChoices):
    """What one liaison did; a matter's steps are its only log."""

    FIRST = "first", _("Confirmed, first")
    SECOND = "second", _("Confirmed, second")
    TAKEN_BACK = "taken_back", _("Took their own confirmation back")
    SET_ASIDE = "set_aside", _("Set aside")
    LOOKED_AGAIN = "looked_again", _("Opened again")
    JOINED = "joined", _("Found the search it is about")
    TOLD = "told", _("Told the family")
    WRONG = "wrong", _("Said that we were wrong")


class How(TextChoices):
    IN_PERSON = "in_person", _("In person")
    BY_PHONE = "by_phone", _("By phone")


TWICE_CONFIRMED = (Stage.TWICE, Stage.TOLD, Stage.WRONG)
WAITING = (Stage.HEARD, Stage.ONCE, Stage.TWICE, Stage.WRONG)
