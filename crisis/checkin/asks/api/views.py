"""Asking people, and answering behind the link that was sent."""

from django.utils.translation import get_language
from rest_framework.response import Response

from accounts.errors import NotThere
from crisis.activation.actions import absolute
from crisis.activation.api.access import open_crisis
from crisis.activation.clock import crisis_now
from crisis.checkin.api.answers import place_of
from crisis.checkin.asks.access import asked_by_token, asker_shown, taken_off_by_token
from crisis.checkin.asks.actions.answering import (
    answer,
    let_ask_again,
    never_again,
    refusals_of,
    refuse_asker,
    refused_by,
    take_back,
)
from crisis.checkin.asks.actions.asking import ask
from crisis.checkin.asks.api.serializers import (
    AnsweredSerializer,
    AnswerQuestionBody,
    AskBody,
    AskedBody,
    AskPostedSerializer,
    NeverBody,
    QuestionSerializer,
)
from crisis.checkin.asks.drafts import AnswerDraft, AskDraft, PersonToAsk
from crisis.checkin.asks.models import Asked
from crisis.checkin.asks.vocabulary import Whom
from crisis.ground.api.bodies import checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin
from crisis.ground.api.permissions import Anyone
from crisis.ground.api.views import Endpoint, both_of
from crisis.shelter.actions.posting import manage_path
from crisis.shelter.api.posting import place_draft

ASKING = {
    "name": "Boris",
    "contact": "+33699999978",
    "people": [{"name": "Amira", "contact": "+33612345678"}],
}
LINK = {"token": "the part of the link after /a/"}
ANSWERS = {
    "To the asker alone": LINK | {"status": "safe", "word": "I am at Leïla's."},
    "To whoever knows my contact, too": LINK
    | {"status": "safe", "audience": "contacts", "given_name": "Amira", "family_name": "Haddad"},
    "I need help": LINK | {"status": "need_help", "place": {"text": "metro République"}},
}


class Asks(Endpoint):
    permission_classes = [Anyone]
    scopes = {"POST": "check_ins:write"}

    @operation(
        "ask", about="Ask people whether they are safe",
        explained="Nobody is written to before the asker's own contact has answered: verify it with the manage "
        "token, at `/own/verify`. Each person gets a link by text message or e-mail, three times at most, and none "
        "once they said “never again”: the asker cannot tell that from silence.",
        body=AskBody, answer=AskPostedSerializer, status=201, key=True, example=ASKING,
        refuses=("not_there", "crisis_closed", "not_allowed"),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        body, language = checked(AskBody, request), get_language() or "fr"
        people = tuple(PersonToAsk(**each) for each in body.pop("people"))
        draft = AskDraft(**body, people=people, language=language)
        about = {"crisis": crisis, "origin": api_origin(request), "at": crisis_now(crisis)}
        done = ask(draft=draft, count=lambda: self.spend("ask", *both_of(request)), **about)
        url = absolute(manage_path(done.secret, language))
        told = {"id": done.subject, "manage_token": done.secret, "url": url}
        return Response(AskPostedSerializer(told).data, status=200 if done.repeated else 201)


class Behind(Endpoint):
    """Behind the link that was sent: its token comes in the body, which no machine on the way writes down."""

    permission_classes = [Anyone]

    def asked(self, request, slug: str, token: str) -> Asked:
        """Raises NotThere for a token of another crisis, too."""
        crisis, found = open_crisis(request, slug), asked_by_token(token)
        if found.ask.crisis_id != crisis.pk:
            raise NotThere
        return found


class OpenQuestion(Behind):
    @operation(
        "open_question", about="Read who asks, behind the link that was sent", body=AskedBody, example=LINK,
        explained="A POST that changes nothing: nobody learns that it was read.",
        answer=QuestionSerializer, refuses=("not_there",),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        return _shown(self.asked(request, slug, checked(AskedBody, request)["token"]))


class AnswerQuestion(Behind):
    """Never throttled: somebody may need help."""

    throttled = False

    @operation(
        "answer_question", about="Answer a question, or answer something else",
        explained="`need_help` needs a place and opens a need; with `unplaced` a coordinator reads it. Without "
        "`audience` nobody but the asker reads the answer; of need_help the coordinators, too.",
        body=AnswerQuestionBody, answer=AnsweredSerializer, key=True, examples=ANSWERS,
        refuses=("not_there", "place_unknown", "crisis_closed", "question_closed", "too_late"),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        body = checked(AnswerQuestionBody, request)
        asked = self.asked(request, slug, body.pop("token"))
        place = place_of(asked.ask.crisis, body)
        typed = (body.pop("place") or {}).get("text", "")
        draft = AnswerDraft(
            **body,
            place=place_draft(place, typed) if place else None,
            whereabouts=typed,
            language=get_language() or "fr",
        )
        done = answer(asked=asked, draft=draft, origin=api_origin(request), at=crisis_now(asked.ask.crisis))
        response = Response(AnsweredSerializer({"manage_token": done.secret}).data)
        response["Cache-Control"] = "no-store"
        return response


class TakeAnswerBack(Behind):
    @operation(
        "take_answer_back", about="The asker reads no answer of mine any more", body=AskedBody,
        answer=QuestionSerializer, refuses=("not_there",), example=LINK,
        explained="Of a closed question, too. A check-in or a need the same answer opened stands.",
    )  # fmt: skip
    def post(self, request, slug, **_path):
        asked = self.asked(request, slug, checked(AskedBody, request)["token"])
        take_back(asked=asked, origin=api_origin(request), at=crisis_now(asked.ask.crisis))
        asked.refresh_from_db()
        return _shown(asked)


class NeverAskAgain(Behind):
    @operation(
        "never_ask_again", about="Never again: from this asker, or from anybody", body=NeverBody,
        explained="Nobody is told. `everybody`: we write nothing more to this phone or mailbox, but codes its owner "
        "asks for. Whoever is asked no more may say it of this asker, whatever `whom` is: nothing else is shown.",
        answer=QuestionSerializer, refuses=("not_there",), example=LINK | {"whom": "asker"},
    )  # fmt: skip
    def post(self, request, slug, **_path):
        body = checked(NeverBody, request)
        try:
            asked = self.asked(request, slug, body["token"])
        except NotThere:
            return self.taken_off(request, slug, body)
        if body["undo"]:
            let_ask_again(asked=asked, whom=body["whom"])
        else:
            never_again(asked=asked, whom=body["whom"], at=crisis_now(asked.ask.crisis))
        return _shown(asked)

    def taken_off(self, request, slug: str, body: dict) -> Response:
        """As the page does. Raises NotThere."""
        crisis, gone = open_crisis(request, slug), taken_off_by_token(body["token"])
        if gone.ask.crisis_id != crisis.pk:
            raise NotThere
        refuse_asker(gone=gone, undo=body["undo"], at=crisis_now(crisis))
        return _of_question(refused=[Whom.ASKER] if refusals_of(gone).exists() else [])


def _shown(asked: Asked) -> Response:
    question = asked.ask
    return _of_question(
        name=question.name,
        ends=asker_shown(question.contact),
        open=question.is_open and question.crisis.is_active,
        answer=asked.answer,
        word=asked.word,
        answered_at=asked.answered_at,
        refused=refused_by(asked),
    )


def _of_question(**told) -> Response:
    nothing = {"name": "", "ends": "", "open": False, "answer": "", "word": "", "answered_at": None}
    response = Response(QuestionSerializer(nothing | told).data)
    response["Cache-Control"] = "no-store"
    return response
