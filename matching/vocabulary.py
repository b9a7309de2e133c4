from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MatchState(TextChoices):
    PROPOSED = "proposed", _("The host is asked")
    ACCEPTED = "accepted", _("The host said yes")
    COMING = "coming", _("The guest is on the way")
    ARRIVED = "arrived", _("Arrived")
    ENDED = "ended", _("The stay is over")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("No answer in time")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NO_SHOW = "no_show", _("The guest did not come")


class Side(TextChoices):
    HOST = "host", _("Host")
    GUEST = "guest", _("Guest")
    DESK = "desk", _("Coordinator")


class DeclineReason(TextChoices):
    NO_ROOM_NOW = "no_room_now", _("No room any more")
    TOO_LATE = "too_late", _("Too late for tonight")
    NOT_AT_EASE = "not_at_ease", _("I do not feel at ease")
    OTHER = "other", _("Another reason")


class LeadKind(TextChoices):
    """What may be about the person sought."""

    CHECK_IN = "check_in", _("A check-in")
    NOTE = "note", _("A note")
    SEARCH = "search", _("Another search")


class LeadState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("lead", "To be checked")
    CONFIRMED = "confirmed", pgettext_lazy("lead", "Confirmed")
    REFUSED = "refused", pgettext_lazy("lead", "Not the same person")
    CLOSED = "closed", pgettext_lazy("lead", "Taken back by who said it")


LIVE = (MatchState.PROPOSED, MatchState.ACCEPTED, MatchState.COMING)
TALKING = (MatchState.ACCEPTED, MatchState.COMING, MatchState.ARRIVED)

# Said at the door, so that both know who stands there: written and understood alike in French and English,
# and by most of the world. Short, never a name.
CODE_WORDS = tuple(
    "banjo bison bongo bonsai cactus caramel condor domino gazelle gong harmonica iceberg igloo judo kayak kimono "  # noqa: SIM905
    "kiwi koala lotus mambo marimba melon mimosa nougat okapi orange origami panda paprika parasol piano piccolo "
    "polka polo puma radio robot rumba safari salsa samba saxophone sofa spaghetti tango toucan trombone "
    "tuba violet yoga".split()
)
