from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ClosureReason(TextChoices):
    POLICE = "police", _("Police operation")
    ATTACK = "attack", _("Attack")
    FIRE = "fire", _("Fire")
    FLOOD = "flood", _("Flood")
    FUMES = "fumes", _("Gas, smoke or chemicals")
    RUIN = "ruin", _("Buildings that may fall")
    OTHER = "other", pgettext_lazy("closed area", "Another reason")
