from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Phase(TextChoices):
    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Active")
    STOOD_DOWN = "stood_down", _("Stood down")
    ARCHIVED = "archived", _("Archived")


class Profile(TextChoices):
    OPEN = "open", _("Open (natural disaster)")
    GUARDED = "guarded", _("Guarded (attack; the default)")
    HUNTED = "hunted", _("Hunted (people are sought by those who would harm them)")


class Role(TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    MODERATOR = "moderator", _("Moderator")
