"""How far, in words."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

STEP_METRES = 50  # how finely a distance is told: repeated questions must not locate a door


def distance(metres: int) -> str:
    """652 → "650 m", 1340 → "1.3 km" ("1,3 km" in French)."""
    if metres < 1_000 - STEP_METRES / 2:
        return _("%(metres)s m") % {"metres": max(STEP_METRES, round(metres / STEP_METRES) * STEP_METRES)}
    return _("%(kilometres)s km") % {"kilometres": number_format(metres / 1_000, 1)}
