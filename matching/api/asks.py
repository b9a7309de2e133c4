"""Behind the token: ask again and put right whom, of a question; "ask me again", of a check-in."""

from collections.abc import Callable
from functools import partial

from rest_framework.response import Response

from accounts.errors import NotThere
from crisis.activation.clock import crisis_now
from crisis.checkin.asks.actions import appointments
from crisis.checkin.asks.actions.asking import ask_again
from crisis.checkin.asks.actions.putting_right import add_people, correct_person
from crisis.checkin.asks.api.serializers import AppointmentBody, PeopleBody, PersonChangeBody
from crisis.checkin.asks.drafts import AppointmentDraft, PersonToAsk
from crisis.ground.api.bodies import checked
from crisis.ground.api.describing import operation
from matching.api.own import ENTRANCE, PAGE, Own

IN_TWO_HOURS = {"minutes": 120, "tell": ["+33699999978"]}


class AskAgain(Own):
    @operation(
        "ask_again_own", about="Ask those who have not answered my question once more", answer=PAGE, tag="own",
        refuses=(*ENTRANCE, "asked_enough", "crisis_closed"),
    )  # fmt: skip
    def post(self, request, **_path):
        held = self.held()
        if held.kind != "ask":
            raise NotThere
        ask_again(ask=held.posted, origin=self.origin(), at=crisis_now(held.posted.crisis))
        return self.page()


class OfAsk(Own):
    def asked(self) -> dict:
        """Whose question, and by whom. Raises NotThere for a token to something else."""
        held = self.held()
        if held.kind != "ask":
            raise NotThere
        count = partial(self.spend, "ask_changes", f"Ask:{held.posted.pk}")
        at = crisis_now(held.posted.crisis)
        return {"ask": held.posted, "origin": self.origin(), "at": at, "count": count}


class MorePeople(OfAsk):
    @operation(
        "ask_more_people", about="Ask more people by my question", body=PeopleBody, answer=PAGE, tag="own",
        explained="At once, where the others were written to already; 300 people one question at most.",
        key=True, example={"people": [{"name": "Lina", "contact": "lina@example.org"}]},
        refuses=(*ENTRANCE, "crisis_closed", "too_late"),
    )  # fmt: skip
    def post(self, request, **_path):
        by, body = self.asked(), checked(PeopleBody, request)
        add_people(people=tuple(PersonToAsk(**each) for each in body["people"]), **by)
        return self.page()


class OnePerson(OfAsk):
    @operation(
        "correct_person_asked", about="Correct one person of my question who has not answered",
        explained="With another contact only the new one is written to: the link sent to the old one opens nothing "
        "any more, and that contact does not come back to this question.",
        body=PersonChangeBody, answer=PAGE, tag="own", example={"contact": "06 12 34 56 79"},
        refuses=(*ENTRANCE, "crisis_closed", "too_late"),
    )  # fmt: skip
    def patch(self, request, number, **_path):
        by, said = self.asked(), checked(PersonChangeBody, request, partial=True)
        row = by["ask"].asked.filter(number=number).first()
        if row is None:
            raise NotThere
        person = PersonToAsk(name=said.get("name", row.name), contact=said.get("contact", ""))
        correct_person(number=number, person=person, **by)
        return self.page()


class OfCheckIn(Own):
    def on(self, action: Callable, **more) -> Response:
        """Raises NotThere for a token to something else."""
        held = self.held()
        if held.kind != "check_in":
            raise NotThere
        action(check_in=held.posted, origin=self.origin(), at=crisis_now(held.posted.crisis), **more)
        return self.page()


class Appointment(OfCheckIn):
    @operation(
        "ask_me_again", about="Ask me again later, and tell somebody if I do not answer",
        explained="We write to the author's own contact, which must have answered a code. Whoever is named hears "
        "only if nothing is heard from the author within half an hour: their first name, when we asked, and what "
        "that means and does not. The one made before no longer counts.",
        body=AppointmentBody, answer=PAGE, tag="own", example=IN_TWO_HOURS,
        refuses=(*ENTRANCE, "not_reachable", "crisis_closed", "too_late"),
    )  # fmt: skip
    def post(self, request, **_path):
        said = checked(AppointmentBody, request)
        draft = AppointmentDraft(minutes=said["minutes"], tell=tuple(said["tell"]))
        return self.on(appointments.make_appointment, draft=draft)

    @operation(
        "do_not_ask_me", about="Do not ask me again, and tell nobody", answer=PAGE, tag="own",
        refuses=(*ENTRANCE, "too_late"),
    )  # fmt: skip
    def delete(self, request, **_path):
        return self.on(appointments.cancel_appointment)


class IAmHere(OfCheckIn):
    @operation(
        "i_am_here", about="Answer what I wanted to be asked", answer=PAGE, tag="own",
        explained="Whoever was told already reads that an answer came.",
        refuses=(*ENTRANCE, "too_late"),
    )  # fmt: skip
    def post(self, request, **_path):
        return self.on(appointments.answer_appointment)


class AskLater(OfCheckIn):
    @operation(
        "ask_me_later", about="Ask me an hour later", answer=PAGE, tag="own",
        refuses=(*ENTRANCE, "too_late"),
    )  # fmt: skip
    def post(self, request, **_path):
        return self.on(appointments.postpone)
