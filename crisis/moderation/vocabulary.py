from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class ReportReason(TextChoices):
    DANGER = "danger", _("Somebody is in danger there")
    STALKER = "stalker", _("A person threatens me or somebody else, or looks for us to do harm")
    FALSE = "false", _("It is not true")
    ABUSE = "abuse", _("Harassment, hate or threats")
    MONEY = "money", _("Money was asked for")
    PRIVATE = "private", _("It shows somebody's private life")
    OTHER = "other", _("Something else")


class ReportState(TextChoices):
    OPEN = "open", _("To be read")
    DECIDED = "decided", _("Decided")


class Act(TextChoices):
    HOLD = "hold", _("Held")
    RESTORE = "restore", _("Restored")
    KEEP = "keep", _("Kept as it is")


# Why something is held, where nobody says more: stored so, and read by each in their own language.
LOOKED_AT_AGAIN = gettext_noop("A moderator looks at it again.")
