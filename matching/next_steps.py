"""What now: for host, guest and coordinator, at every state of a handshake and every way it ends. Words only, pure.

A reason that a person gave is told to whoever gave it and to the desk, never to the other side: they read what they
would have read had no reason been given.
"""

from django.utils.translation import gettext_lazy as _

from matching.vocabulary import (
    GUEST_REASONS,
    HOST_REASONS,
    EndReason,
    MatchState,
    Side,
    usual_reason,
)

HOST, GUEST, DESK = Side.HOST, Side.GUEST, Side.DESK
SAID_TO_BOTH = frozenset(
    {
        EndReason.LAPSED_HOST,
        EndReason.LAPSED_GUEST,
        EndReason.NOT_COME,
        EndReason.LEFT,
        EndReason.CLOSED_AREA,
        EndReason.TAKEN_BACK,
        EndReason.CRISIS_OVER,
    }
)

# By whom it is ended, and why it may be.
ENDS = {
    MatchState.DECLINED: {HOST: HOST_REASONS},
    MatchState.LAPSED: {HOST: (EndReason.LAPSED_HOST,), GUEST: (EndReason.LAPSED_GUEST,)},
    MatchState.WITHDRAWN: {
        HOST: (
            *HOST_REASONS,
            EndReason.CONTACT_CUT,
            EndReason.DOOR_CLOSED,
            EndReason.DOOR_HELD,
            EndReason.SUSPENDED,
        ),
        GUEST: (*GUEST_REASONS, EndReason.CONTACT_CUT, EndReason.NEED_CLOSED),
        DESK: (EndReason.TAKEN_BACK, EndReason.CLOSED_AREA, EndReason.CRISIS_OVER),
    },
    MatchState.NO_SHOW: {HOST: (EndReason.NOT_COME,), DESK: (EndReason.NOT_COME,)},
    MatchState.ENDED: dict.fromkeys((HOST, GUEST, DESK), (EndReason.LEFT,)),
}

UNDER_WAY = {
    MatchState.PROPOSED: {
        HOST: _("Somebody waits for your answer. Say yes or no before the time is up; then we ask the next door."),
        GUEST: _("Stay where you are safe. If this host does not answer in time, we ask the next one by ourselves."),
        DESK: _("Wait for the host's answer. When the time is up, the next door is asked by itself."),
    },
    MatchState.ACCEPTED: {
        HOST: _(
            "Keep the place ready. If your guest does not say that they come before the time is up, it is free "
            "again."
        ),
        GUEST: _("Say that you come before the time is up: then you get the address. If not, say so and we look on."),
        DESK: _("Wait for the guest's answer. When the time is up, the place is free again by itself."),
    },
    MatchState.COMING: {
        HOST: _("Keep your phone near. Ask for the word at the door, then press “My guest has arrived”."),
        GUEST: _("Go there now, if the way is safe. Say the word at the door, then press “I am there”."),
        DESK: _("Nothing to do yet. If nobody confirms the arrival, a case opens here by itself."),
    },
    MatchState.ARRIVED: {
        HOST: _("In the morning we ask you how it went. When your guest leaves, press “My guest has left”."),
        GUEST: _("In the morning we ask you how it went. When you leave, press “I have left”."),
        DESK: _("Nothing to do. In the morning both are asked how it went."),
    },
}  # fmt: skip

# What a side reads that is not to know why.
_UNSAID = {
    (MatchState.DECLINED, GUEST): _(
        "This host could not. We look for the next door by ourselves; stay where you are safe."
    ),
    (MatchState.WITHDRAWN, GUEST): _(
        "Do not go there any more: this door is no longer open for you. We look for another one by ourselves."
    ),
    (MatchState.WITHDRAWN, HOST): _(
        "Your guest does not come. Your place is free again: we ask you if somebody else needs it."
    ),
}  # fmt: skip

_NEXT_DOOR = _("The next door is tried by itself.")
_CALL_THEM = _("Call the one who said so: something worried them. The next door is tried by itself.")
_NOT_AT_EASE = _(
    "You were right to say so, and nobody is told why. If something worried you, tell a coordinator."
)
_EMERGENCY = _("Look after yourself first; in danger call 112. Pause your door until you are ready.")
_CALL_THE_HOST = _("Call the host: they may need help themselves. The next door is tried by itself.")
_CUT_BY_HOST = _(
    "You cut contact: we never bring you together again, and they are not told. They keep what they already know "
    "of you. If that worries you, tell a coordinator."
)
_CUT_BY_GUEST = _(
    "You cut contact: we never bring you together again, and they are not told. They keep what they already know "
    "of you; if that worries you, tell a coordinator. We look for another door."
)

_ENDED = {
    (MatchState.DECLINED, EndReason.NO_ROOM_NOW): {
        HOST: _("Thank you for saying so. Your door is paused: open it again when you have room."),
        DESK: _NEXT_DOOR,
    },
    (MatchState.DECLINED, EndReason.TOO_LATE): {
        HOST: _("Thank you for saying so. Your door stays open: pause it if nobody else should come tonight."),
        DESK: _NEXT_DOOR,
    },
    (MatchState.DECLINED, EndReason.NOT_AT_EASE): {
        HOST: _NOT_AT_EASE,
        DESK: _CALL_THEM,
    },
    (MatchState.DECLINED, EndReason.EMERGENCY): {
        HOST: _EMERGENCY,
        DESK: _CALL_THE_HOST,
    },
    (MatchState.DECLINED, EndReason.OTHER): {
        HOST: _("Thank you for saying so. We look for another door; yours stays open."),
        DESK: _NEXT_DOOR,
    },
    (MatchState.LAPSED, EndReason.LAPSED_HOST): {
        HOST: _(
            "You did not answer in time, so we asked somebody else. If your door is paused, open it when you can "
            "answer."
        ),
        GUEST: _("This host did not answer in time. We ask the next one by ourselves; stay where you are safe."),
        DESK: _("The next door is tried by itself. If several hosts stay silent, propose one by hand."),
    },
    (MatchState.LAPSED, EndReason.LAPSED_GUEST): {
        HOST: _("Your guest did not answer in time. Your place is free again: we ask you if somebody else needs it."),
        GUEST: _(
            "There was no answer from you in time, so the place is no longer kept for you. An answer in time keeps "
            "the next one."
        ),
        DESK: _("If they are silent again we stop asking hosts: call them, they may not be able to answer."),
    },
    (MatchState.WITHDRAWN, EndReason.NO_ROOM_NOW): {
        HOST: _("Your guest is told that they cannot come, and not why. Pause your door until you have room."),
        DESK: _NEXT_DOOR,
    },
    (MatchState.WITHDRAWN, EndReason.TOO_LATE): {
        HOST: _("Your guest is told that they cannot come, and not why. Pause your door if nobody else should come."),
        DESK: _NEXT_DOOR,
    },
    (MatchState.WITHDRAWN, EndReason.NOT_AT_EASE): {
        HOST: _NOT_AT_EASE,
        GUEST: _(
            "You were right to say so; the host is not told why. We look for another door. If something worried "
            "you, tell a coordinator."
        ),
        DESK: _CALL_THEM,
    },
    (MatchState.WITHDRAWN, EndReason.EMERGENCY): {
        HOST: _EMERGENCY,
        DESK: _CALL_THE_HOST,
    },
    (MatchState.WITHDRAWN, EndReason.FOUND_ELSEWHERE): {
        GUEST: _("Good to know. Nobody looks for a door for you any more; the host is told that you do not come."),
        DESK: _("Nothing to do: they have a place."),
    },
    (MatchState.WITHDRAWN, EndReason.TOO_FAR): {
        GUEST: _("We look for another door by ourselves. If you have moved, change where you are on this page."),
        DESK: _("The next door is tried by itself. If it is far again, think of an official shelter."),
    },
    (MatchState.WITHDRAWN, EndReason.CHANGED_MIND): {
        GUEST: _("We look for another door by ourselves. If you need none any more, withdraw your request."),
        DESK: _NEXT_DOOR,
    },
    (MatchState.WITHDRAWN, EndReason.OTHER): {
        HOST: _("Your guest is told that they cannot come, and not why. We look for another door for them."),
        GUEST: _("The host is told that you do not come, and not why. We look for another door."),
        DESK: _NEXT_DOOR,
    },
    (MatchState.WITHDRAWN, EndReason.CONTACT_CUT): {
        HOST: _CUT_BY_HOST,
        GUEST: _CUT_BY_GUEST,
        DESK: _("One of them cut contact. Ask that one whether they need help; never tell the other."),
    },
    (MatchState.WITHDRAWN, EndReason.NEED_CLOSED): {
        GUEST: _("You closed your request, so this door is free for somebody else. You may ask again at any time."),
        DESK: _("Nothing to do: they no longer ask."),
    },
    (MatchState.WITHDRAWN, EndReason.DOOR_CLOSED): {
        HOST: _(
            "You closed or changed your door; your guest is told that they cannot come. Open it again when you can "
            "host."
        ),
        DESK: _NEXT_DOOR,
    },
    (MatchState.WITHDRAWN, EndReason.DOOR_HELD): {
        HOST: _("A coordinator is checking something about your door. Ask them on this page."),
        DESK: _("Decide about the report. Guests who had the address have a case of their own."),
    },
    (MatchState.WITHDRAWN, EndReason.SUSPENDED): {
        HOST: _("A coordinator has suspended you. Your page says why."),
        DESK: _("Guests who had the address have a case of their own: speak with each of them."),
    },
    (MatchState.WITHDRAWN, EndReason.CLOSED_AREA): {
        HOST: _("The authorities closed an area between you and your guest: they do not come. You need do nothing."),
        GUEST: _(
            "The authorities closed an area on the way: do not go there. We look for another door by ourselves."
        ),
        DESK: _("A door outside the closed area is tried by itself."),
    },
    (MatchState.WITHDRAWN, EndReason.TAKEN_BACK): {
        HOST: _("A coordinator cancelled this stay: your guest does not come. Your place is free again."),
        GUEST: _("A coordinator cancelled this stay: do not go there. We look for another door."),
        DESK: _("The need waits again; this door is not asked again for it."),
    },
    (MatchState.WITHDRAWN, EndReason.CRISIS_OVER): {
        HOST: _("This crisis is closed, and with it your door. Thank you for having opened it."),
        GUEST: _("This crisis is closed, and nobody looks for a door any more. In danger, call 112."),
        DESK: _("Nothing to do: the crisis is closed."),
    },
    (MatchState.NO_SHOW, EndReason.NOT_COME): {
        HOST: _("Your place is free again, and a coordinator looks whether they are well."),
        GUEST: _(
            "The host told us that you did not come. Are you well? If you still need a place, say so on this page; "
            "in danger call 112."
        ),
        DESK: _("Call the guest: are they well? Close the case once you know."),
    },
    (MatchState.ENDED, EndReason.LEFT): {
        HOST: _("Your place is free again. Thank you for having opened your door."),
        GUEST: _("Take care. In the morning we ask you how it went."),
        DESK: _("Nothing to do. In the morning both are asked how it went."),
    },
}  # fmt: skip


def next_step(*, state: str, reason: str, closed_by: str, reader: str) -> str:
    """What `reader` (host, guest or desk) reads. `reason`, `closed_by`: of a match that ended, else ""."""
    if state in UNDER_WAY:
        return str(UNDER_WAY[MatchState(state)][Side(reader)])
    told = reason_told(state=state, reason=reason, closed_by=closed_by, reader=reader)
    words = _ENDED.get((state, told), {}) if told else {}
    return str(words.get(reader) or _UNSAID.get((state, reader), ""))


def reason_told(*, state: str, reason: str, closed_by: str, reader: str) -> str:
    """The reason as far as `reader` may know it; "" for what the other side keeps to itself, or no end at all."""
    if state in UNDER_WAY:
        return ""
    known = (state, reason) in _ENDED
    reason = reason if known else usual_reason(state, closed_by)
    if reader in (DESK, closed_by) or reason in SAID_TO_BOTH:
        return str(reason)
    return ""


def step_of(match, reader: str) -> str:
    """`next_step` of a match, as one side reads it."""
    return next_step(state=match.state, reason=match.close_reason, closed_by=match.closed_by, reader=reader)


def reason_of(match, reader: str) -> str:
    """`reason_told` of a match."""
    return reason_told(state=match.state, reason=match.close_reason, closed_by=match.closed_by, reader=reader)
