from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Why(TextChoices):
    """Why something needs a person, most urgent first."""

    UNACCOMPANIED = "unaccompanied", _("Children without an adult")
    CHILD_SOUGHT = "child_sought", _("A child under 15 is looked for")
    HELP_UNPLACED = "help_unplaced", _("Needs help, and we do not know where")
    CLAIMED = "claimed", _("Says they are the person looked for")
    UNSAFE_DOOR = "unsafe_door", _("A guest of a door that may not be safe")
    CLOSED_WAY = "closed_way", _("On the way, through a closed area")
    CLOSED_AREA = "closed_area", _("Inside a closed area: are they safe?")
    WANTS_TO_LEAVE = "wants_to_leave", _("The guest wants to leave")
    CANNOT_GET_IN = "cannot_get_in", _("The guest cannot get in")
    NOT_ARRIVED = "not_arrived", _("Arrival not confirmed")
    ASKED_FOR_US = "asked_for_us", _("Asked for a coordinator")
    FOLLOW_UP = "follow_up", _("Needs follow-up after the night")
    LONG_WAIT = "long_wait", _("Waits for a place")


CLOSURE_WHYS = (Why.CLOSED_WAY, Why.CLOSED_AREA)  # opened, and closed again, as areas are

URGENCY = {why: rank for rank, why in enumerate(Why.values)}
