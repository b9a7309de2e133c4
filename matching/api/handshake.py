"""The handshake by API: every step of a match, by whoever holds the host's or the guest's manage token."""

from collections.abc import Callable
from uuid import UUID

from rest_framework.response import Response

from accounts.errors import NotThere
from crisis.activation.clock import crisis_now
from crisis.desk.vocabulary import Why
from crisis.ground.api.bodies import checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import created
from crisis.ground.api.paging import paged
from crisis.ground.api.views import both_of, caller_of
from crisis.moderation.actions import report
from crisis.shelter.models import Need, Offer
from matching.actions import handshake, talking
from matching.actions.extending import give_more_time
from matching.actions.morning import say_how_it_went
from matching.actions.parting import cut_contact, step_back
from matching.actions.talking import readable
from matching.api.bodies import (
    CancelBody,
    CutBody,
    DeclineBody,
    HelpBody,
    MatchReportBody,
    MessageBody,
    MorningBody,
)
from matching.api.own import ENTRANCE, PAGE, Own, matches_of, page_of
from matching.api.serializers import MessageSerializer
from matching.models import Match, RelayMessage
from matching.vocabulary import Side

HOST, GUEST = (Side.HOST,), (Side.GUEST,)
BOTH = HOST + GUEST


def side_of(posted: Offer | Need) -> Side:
    return Side.HOST if isinstance(posted, Offer) else Side.GUEST


class OwnMatch(Own):
    def match(self, public_id: UUID, sides: tuple[Side, ...] = BOTH) -> tuple[Match, Side]:
        """Raises NotThere for somebody else's match, or the other side's button."""
        posted = self.posted()
        match = matches_of(posted).filter(public_id=public_id).first()
        if match is None or side_of(posted) not in sides:
            raise NotThere
        return match, side_of(posted)


IN_TURN = ("set_out", "confirm_arrival", "report_no_show", "end_stay")


def match_verb(name: str, about: str, explained: str, sides: tuple[Side, ...], action: Callable, body=None):
    """A view for one step. `action(match, side, origin=, at=, **body)`."""
    who = {HOST: "The host's button. ", GUEST: "The guest's button. ", BOTH: "For both sides. "}[sides]

    class Press(OwnMatch):
        @operation(
            f"{name}_match",
            about=about,
            explained=who + explained,
            body=body,
            answer=PAGE,
            tag="handshake",
            refuses=(*ENTRANCE, *(["too_early"] if name in IN_TURN else []), "too_late"),
        )
        def post(self, request, match, **_path):
            row, side = self.match(match, sides)
            words = checked(body, request) if body else {}
            action(row, side, origin=self.origin(), at=crisis_now(row.crisis), **words)
            return Response(page_of(self.posted()))

    Press.__name__ = Press.__qualname__ = f"Match_{name}"
    return Press


def _call(match: Match, side: Side, *, why: str, **by) -> None:
    # A host may ask for somebody; that the guest can't get in or wants to leave is the guest's to say.
    if side == Side.HOST and why != Why.ASKED_FOR_US:
        raise NotThere
    handshake.call_coordinator(match=match, why=why, **by)


def _plain(action: Callable) -> Callable:
    return lambda match, _side, **by: action(match=match, **by)


def _sided(action: Callable) -> Callable:
    return lambda match, side, **by: action(match=match, side=side, **by)


_VERBS = (
    ("accept", "accept", "The host says yes",
     "While `proposed`, before `answer_by`. The place stays held until the guest's own answer, a new `answer_by`.",
     HOST, _plain(handshake.accept_match)),
    ("decline", "decline", "The host says no",
     "While `proposed`. With `no_room_now` the door is paused; otherwise it may be asked for somebody else.",
     HOST, _plain(handshake.decline_match), DeclineBody),
    ("coming", "set_out", "The guest comes: the address is released",
     "While `accepted`, before `answer_by`. The answer holds the address, how to get in and the code word; the "
     "host gets the first name. The release is logged for the host to read.",
     GUEST, _plain(handshake.set_out)),
    ("arrived", "confirm_arrival", "The guest is here",
     "While `coming`. Once both sides have said it the need is `sheltered`.",
     BOTH, _sided(handshake.confirm_arrival)),
    ("cancel", "cancel", "Step back before arrival",
     "The other side is told, and not why; the place is free, and the guest waits for another door.",
     BOTH, _sided(step_back), CancelBody),
    ("no-show", "report_no_show", "The guest did not come",
     "While `coming`. The place is free again. It stays kept, and `coming`, until a coordinator has looked where the "
     "guest says otherwise or may still be on the way.",
     HOST, _plain(handshake.report_no_show)),
    ("more-time", "extend", "A little longer to answer",
     "While `proposed` for the host, while `accepted` for the guest: ten minutes more, once. Both read the new "
     "`answer_by`. Writing to each other while `accepted` does the same.",
     BOTH, _sided(give_more_time)),
    ("morning", "answer_morning", "How did it go?",
     "Once asked (`mornings`). `follow_up` puts it before the coordinators; the other side learns of neither.",
     BOTH, _sided(say_how_it_went), MorningBody),
    ("left", "end_stay", "The guest has left",
     "While `arrived`. The place is free again.",
     BOTH, _sided(handshake.end_stay)),
    ("help", "help", "Call a coordinator; the other side isn't told",
     "`cannot_get_in` and `wants_to_leave` are the guest's; both may send `asked_for_us`. In danger: 112 first.",
     BOTH, _call, HelpBody),
    ("share-number", "share_number", "Give my number to the other side",
     "A phone number that has answered, else `invalid`. It cannot be taken back.",
     BOTH, _sided(talking.share_number)),
)  # fmt: skip
VERBS = {path: match_verb(*named) for path, *named in _VERBS}


class Messages(OwnMatch):
    @operation(
        "list_messages", about="What host and guest wrote, oldest first", answer=MessageSerializer, pages=True,
        tag="handshake", refuses=(*ENTRANCE, "cursor_malformed"),
    )  # fmt: skip
    def get(self, request, match, **_path):
        row, side = self.match(match)
        messages = readable(row, side).filter(held_at__isnull=True)
        return paged(
            self, messages, ordering=("at", "id"), show=lambda rows: MessageSerializer(rows, many=True).data
        )

    @operation(
        "send_message", about="Write to the other side through the relay", body=MessageBody, status=201,
        answer=MessageSerializer, key=True, tag="handshake",
        refuses=(*ENTRANCE, "too_late"),
    )  # fmt: skip
    def post(self, request, match, **_path):
        row, side = self.match(match)
        self.spend("message", caller_of(request))
        origin, text, at = self.origin(), checked(MessageBody, request)["text"], crisis_now(row.crisis)
        return created(
            request, origin, model=RelayMessage, shape=MessageSerializer, crisis_id=row.crisis_id,
            act=lambda: talking.say(match=row, side=side, text=text, origin=origin, at=at),
        )  # fmt: skip


class CutContact(OwnMatch):
    @operation(
        "cut_contact", about="Never bring me together with this host, or this guest, again",
        explained="What is under way ends as `withdrawn`. The other side is not told: their messages are taken and "
        "reach nobody. What was released stays known to them. `GET /own/contacts-cut` lists them, `DELETE` undoes it.",
        answer=PAGE, body=CutBody, tag="handshake", refuses=ENTRANCE,
    )  # fmt: skip
    def post(self, request, match, **_path):
        row, side = self.match(match)
        words = checked(CutBody, request)
        if words["reason"]:
            self.spend("report", *both_of(request))
        cut_contact(match=row, side=side, origin=self.origin(), at=crisis_now(row.crisis), **words)
        return Response(page_of(self.posted()))


class ReportOther(OwnMatch):
    @operation(
        "report_match", about="Tell the coordinators what is wrong with this door, or this guest", status=204,
        body=MatchReportBody, tag="handshake", key=True, refuses=ENTRANCE,
    )  # fmt: skip
    def post(self, request, match, **_path):
        row, side = self.match(match)
        other = row.need if side == Side.HOST else row.offer
        kind = "need" if side == Side.HOST else "offer"
        self.spend("report", *both_of(request))
        words = checked(MatchReportBody, request)
        at = crisis_now(row.crisis)
        report(
            crisis=row.crisis,
            subject_kind=kind,
            subject=other.public_id,
            origin=self.origin(),
            at=at,
            **words,
        )
        return Response(status=204)
