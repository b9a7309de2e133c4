from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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


LIVE = (MatchState.PROPOSED, MatchState.ACCEPTED, MatchState.COMING)
TALKING = (MatchState.ACCEPTED, MatchState.COMING, MatchState.ARRIVED)

# Said at the door, so that both know who stands there. Short, easy in French and English, never a name.
CODE_WORDS = tuple(
    "abricot banane basilic bison cactus canari carafe caramel castor cerise citron colibri corail domino "  # noqa: SIM905
    "flamant girafe guitare jasmin kiwi koala lavande lilas limonade mangue marimba melon menthe mimosa "
    "mosaique muguet nacre olive orange panda papaye pelican pistache safran sardine saturne savane tango "
    "tomate topaze tulipe vanille violon zebre".split()
)
