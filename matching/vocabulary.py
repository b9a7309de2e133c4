from enum import StrEnum

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


class Now(StrEnum):
    """What else is known of a guest on the way: what they are told first."""

    BARRED = "barred"  # an area between them and the door is closed
    SHUT_OUT = "shut_out"  # they said that they cannot get in
    THERE = "there"  # they said that they are there


class EndReason(TextChoices):
    """Why a handshake ended. What people say of themselves is for the desk: `matching.next_steps` keeps it from the
    other side.
    """

    NO_ROOM_NOW = "no_room_now", _("No room any more")
    TOO_LATE = "too_late", _("Too late for tonight")
    FOUND_ELSEWHERE = "found_elsewhere", _("I found a place elsewhere")
    TOO_FAR = "too_far", _("Too far for me")
    CHANGED_MIND = "changed_mind", _("I changed my mind")
    NOT_AT_EASE = "not_at_ease", _("I do not feel at ease")
    EMERGENCY = "emergency", _("An emergency of my own")
    OTHER = "other", _("Another reason")
    CONTACT_CUT = "contact_cut", _("One of them cut contact")
    NEED_CLOSED = "need_closed", _("The guest no longer asks")
    DOOR_CLOSED = "door_closed", _("The door closed or changed")
    DOOR_HELD = "door_held", _("A moderator held the door")
    SUSPENDED = "suspended", _("The host was suspended")
    CLOSED_AREA = "closed_area", _("The area is closed")
    LAPSED_HOST = "lapsed_host", _("The host did not answer in time")
    LAPSED_GUEST = "lapsed_guest", _("The guest did not answer in time")
    NOT_COME = "not_come", _("The guest did not come")
    LEFT = "left", _("The guest has left")
    TAKEN_BACK = "taken_back", _("A coordinator took it back")
    CRISIS_OVER = "crisis_over", _("The crisis was closed")


# What people say of themselves, as the desk reads it of them: by whom it was said, and why.
SAID_OF_THEM = {
    (Side.HOST, EndReason.NOT_AT_EASE): _("The host does not feel at ease"),
    (Side.GUEST, EndReason.NOT_AT_EASE): _("The guest does not feel at ease"),
    (Side.HOST, EndReason.EMERGENCY): _("The host has an emergency"),
    (Side.GUEST, EndReason.FOUND_ELSEWHERE): _("The guest found a place elsewhere"),
    (Side.GUEST, EndReason.TOO_FAR): _("Too far for the guest"),
    (Side.GUEST, EndReason.CHANGED_MIND): _("The guest changed their mind"),
}


class Morning(TextChoices):
    """What host or guest answered when asked in the morning how it went; empty: nothing."""

    FINE = "fine", _("All went well")
    FOLLOW_UP = "follow_up", _("Please get in touch with me")


class LeadKind(TextChoices):
    """What may be about the person sought."""

    CHECK_IN = "check_in", _("A check-in")
    NOTE = "note", _("A note")
    SEARCH = "search", _("Another search")
    LISTED = "listed", _("On a list of persons")


class LeadState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("lead", "To be checked")
    CONFIRMED = "confirmed", pgettext_lazy("lead", "Confirmed")
    REFUSED = "refused", pgettext_lazy("lead", "Not the same person")
    CLOSED = "closed", pgettext_lazy("lead", "Taken back by who said it")


LIVE = (MatchState.PROPOSED, MatchState.ACCEPTED, MatchState.COMING)
TALKING = (MatchState.ACCEPTED, MatchState.COMING, MatchState.ARRIVED)

# What each may give as a reason, in the order it is asked.
HOST_REASONS = (
    EndReason.NO_ROOM_NOW,
    EndReason.TOO_LATE,
    EndReason.NOT_AT_EASE,
    EndReason.EMERGENCY,
    EndReason.OTHER,
)
GUEST_REASONS = (
    EndReason.FOUND_ELSEWHERE,
    EndReason.TOO_FAR,
    EndReason.NOT_AT_EASE,
    EndReason.CHANGED_MIND,
    EndReason.OTHER,
)
GIVEN_REASONS = {Side.HOST: HOST_REASONS, Side.GUEST: GUEST_REASONS}


def usual_reason(state: str, side: str) -> EndReason:
    """Why a match that was brought to `state` by `side` ended, where nobody said more."""
    if state == MatchState.LAPSED:
        return EndReason.LAPSED_GUEST if side == Side.GUEST else EndReason.LAPSED_HOST
    if state == MatchState.WITHDRAWN and side == Side.DESK:
        return EndReason.TAKEN_BACK
    return {MatchState.NO_SHOW: EndReason.NOT_COME, MatchState.ENDED: EndReason.LEFT}.get(
        state, EndReason.OTHER
    )


# Said at the door, so that both know who stands there: written and understood alike in French and English,
# and by most of the world. Short, never a name.
CODE_WORDS = tuple(
    "banjo bison bongo bonsai cactus caramel condor domino gazelle gong harmonica iceberg igloo judo kayak kimono "  # noqa: SIM905
    "kiwi koala lotus mambo marimba melon mimosa nougat okapi orange origami panda paprika parasol piano piccolo "
    "polka polo puma radio robot rumba safari salsa samba saxophone sofa spaghetti tango toucan trombone "
    "tuba violet yoga".split()
)
