from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    HEARD = "heard", _("Heard, not confirmed")
    ONCE = "once", _("Confirmed by one person")
    TWICE = "twice", _("Confirmed by two people: the family is to be told")
    TELLING = "telling", _("One family was told: another one is to be told")
    TOLD = "told", _("The family was told")
    SET_ASIDE = "set_aside", _("Set aside: it is not so")
    DOUBTED = "doubted", _("One of us says that we were wrong: somebody else looks at it")
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
    DOUBTED = "doubted", _("Said that we were wrong, first")
    HELD_TO = "held_to", _("Took that back: it was right")
    WRONG = "wrong", _("Said that we were wrong")
    TOLD_WRONG = "told_wrong", _("Told the family that we were wrong")


class How(TextChoices):
    IN_PERSON = "in_person", _("In person")
    BY_PHONE = "by_phone", _("By phone")


class Via(TextChoices):
    """Through which door it came."""

    NOTE = "note", _("A note that somebody wrote on the search")
    SITE = "site", _("Another site")
    LIST = "list", _("A list of persons")
    SAID = "said", _("Told to a coordinator")


AFTER_TELLING = (Stage.TELLING, Stage.TOLD, Stage.DOUBTED, Stage.WRONG)
TWICE_CONFIRMED = (Stage.TWICE, *AFTER_TELLING)
URGENT = (Stage.TWICE, Stage.TELLING, Stage.DOUBTED, Stage.WRONG)  # a family waits, whether it knows or not
WAITING = (*URGENT, Stage.ONCE, Stage.HEARD)
