"""In touch with who wrote a note: the family's yes or no, and messages either way. No number is shown."""

from uuid import UUID

from rest_framework.response import Response

from crisis.activation.clock import crisis_now
from crisis.ground.api.bodies import checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import created
from crisis.ground.api.views import caller_of
from crisis.search.contact.actions import judge_wish, pass_on, take_back_wish
from crisis.search.contact.models import ContactLine, ContactWish
from crisis.search.contact.queries import wish_of
from crisis.search.models import Note
from matching.access import Held
from matching.api.bodies import MessageBody, WishBody
from matching.api.own import ENTRANCE, PAGE, Own
from matching.api.people_serializers import ContactLineSerializer


class OwnWish(Own):
    @operation(
        "judge_contact_wish", about="Yes or no to whoever wrote this note and wants to be in touch", body=WishBody,
        answer=PAGE, tag="own", refuses=(*ENTRANCE, "too_late"),
        explained="The family's alone; may change. After a yes they are told so, and messages are passed on. They are "
        "never told of a no.",
    )  # fmt: skip
    def post(self, request, note, **_path):
        held = self.held()
        agreed = checked(WishBody, request)["agreed"]
        judge_wish(wish=_for_family(held, note), agreed=agreed, **_by(self, held))
        return self.page()

    @operation(
        "take_back_contact_wish", about="I do not want to be in touch any more", status=204, tag="own",
        refuses=(*ENTRANCE, "too_late"),
        explained="For whoever wrote the note: the answer and every message go, for both sides.",
    )  # fmt: skip
    def delete(self, request, note, **_path):
        held = self.held()
        take_back_wish(wish=_of_author(held, note), **_by(self, held))
        return Response(status=204)


class WishMessages(Own):
    @operation(
        "send_contact_message", about="Write to whoever wrote this note, or to the family they wrote to",
        body=MessageBody, answer=ContactLineSerializer, status=201, key=True, tag="own",
        refuses=(*ENTRANCE, "too_late"),
        explained="Once the family said yes. Read it in `contact_wish` at `/own`.",
    )  # fmt: skip
    def post(self, request, note, **_path):
        held = self.held()
        self.spend("message", caller_of(request))
        wish = _for_family(held, note) if held.is_family else _of_author(held, note)
        about = _by(self, held) | {"text": checked(MessageBody, request)["text"]}
        return created(
            request, about["origin"], model=ContactLine, shape=ContactLineSerializer,
            crisis_id=held.posted.crisis_id, act=lambda: pass_on(wish=wish, writer=held.person, **about),
        )  # fmt: skip


def _for_family(held: Held, note: UUID) -> ContactWish:
    """Raises NotThere."""
    family = held.kind == "search" and held.is_family
    return wish_of(Note.objects.filter(search=held.posted, public_id=note).first() if family else None)


def _of_author(held: Held, note: UUID) -> ContactWish:
    """Raises NotThere."""
    mine = held.kind == "search_note" and held.posted.public_id == note
    return wish_of(held.posted if mine else None)


def _by(view: Own, held: Held) -> dict:
    return {"origin": view.origin(), "at": crisis_now(held.posted.crisis)}
