"""Checking in, looking somebody up, the public counts; the coordinators' list."""

from collections.abc import Sequence

from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.response import Response

from accounts.errors import Invalid
from crisis.activation.api.access import desk_crisis, open_crisis
from crisis.activation.clock import crisis_now
from crisis.checkin.actions.checking_in import check_in
from crisis.checkin.actions.telling import tell_named_later
from crisis.checkin.api.answers import answer_of, draft_of, place_of
from crisis.checkin.api.serializers import (
    CheckedInSerializer,
    CheckInBody,
    CountsSerializer,
    DeskCheckInSerializer,
    FindBody,
    FindingsSerializer,
    NamedBody,
    SimilarBody,
    TallySerializer,
)
from crisis.checkin.counts import tally, told_counts
from crisis.checkin.queries import Found, desk_check_ins, look_up
from crisis.checkin.vocabulary import Status
from crisis.ground.api.bodies import checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin
from crisis.ground.api.paging import paged
from crisis.ground.api.permissions import Anyone
from crisis.ground.api.views import Endpoint, NamedEndpoint, both_of
from crisis.search.api.looking import wanted_in
from crisis.search.api.posting import drafted
from crisis.search.looking import look_for, names_enough, too_short
from crisis.search.models import PublicSearch
from crisis.search.rules import name_problems
from crisis.search.similar import similar

SAFE = {
    "status": "safe",
    "given_name": "Amira",
    "family_name": "Haddad",
    "audience": "contacts",
    "contact": "+33612345678",
    "message": "I am at Leïla's.",
}
TOGETHER = {
    "status": "safe",
    "given_name": "Boris",
    "family_name": "Petrov",
    "contact": "+33699999978",
    "said_by": "Boris",
    "group": [{"given_name": "Amira"}, {"given_name": "Lina", "family_name": "Haddad"}],
}
FOR_ANOTHER = {
    "status": "safe",
    "voice": "other",
    "given_name": "Amira",
    "family_name": "Haddad",
    "said_by": "Boris",
    "contact": "+33699999978",
    "their_contact": "amira@example.org",
}
HELP = {
    "status": "need_help",
    "given_name": "Amira",
    "contact": "+33612345678",
    "place": {"text": "metro République"},
}
SAID = {"I am safe": SAFE, "My family, too": TOGETHER, "Somebody else": FOR_ANOTHER, "I need help": HELP}
NAMED = {"contact": "+33612345678"}
FIND = {"name": "Farid Belkacem", "age_min": 34, "place": {"text": "rue Alibert, 75010 Paris"}}
DESK = ("not_authenticated", "authentication_failed", "permission_denied", "not_there", "cursor_malformed")


class CheckIns(Endpoint):
    """Never throttled, and no key is asked for."""

    permission_classes = [Anyone]
    scopes = {"POST": "check_ins:write"}
    throttled = False

    @operation(
        "check_in", about="I am safe, I need help, I was not there",
        explained="Never throttled, and no key is asked for. `need_help` needs a first name and a place, no more, "
        "and opens a need; who knows no place sends `unplaced` true, and a coordinator reads it. With `group` it is "
        "said for everybody who is there, with `voice` other for somebody elsewhere: readers are always told whose "
        "word it is. `find` finds it a moment after the answer.",
        body=CheckInBody, answer=CheckedInSerializer, status=201, key=True, examples=SAID,
        refuses=("not_there", "place_unknown", "crisis_closed"),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        body, language = checked(CheckInBody, request), get_language() or "fr"
        place = place_of(crisis, body)
        draft = draft_of(body, place, language)
        done = check_in(crisis=crisis, draft=draft, origin=api_origin(request), at=crisis_now(crisis))
        return Response(answer_of(done, place, language), status=200 if done.repeated else 201)


class Find(Endpoint):
    """A POST that changes nothing: a name in an address is written down by every machine on the way."""

    permission_classes = [Anyone]
    scopes = {"POST": "check_ins:read"}

    @operation(
        "find", about="Look a person up by name, or by name and contact",
        explained="Check-ins of those who chose to be found so: whoever chose otherwise is not there. And public "
        "searches by that name, likest first; of each kind ten at most, each with its `reasons`. Age, sex, place, time "
        "and description move the order of the searches; without a name they list nobody. Nothing is kept.",
        body=FindBody, answer=FindingsSerializer, refuses=("not_there",), example=FIND,
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        self.spend("look_up", *both_of(request))
        body = checked(FindBody, request)
        contact = body.get("contact")
        if contact:
            self.spend("look_up_contact", *both_of(request))
        wanted = wanted_in(crisis, body)
        people = look_up(crisis, wanted.name, contact, seen=wanted.seen)
        return _findings(people, look_for(crisis, wanted))


class SimilarSearches(Endpoint):
    """Before a search is posted: is it one of these? A POST that changes nothing."""

    permission_classes = [Anyone]
    scopes = {"POST": "check_ins:read"}

    @operation(
        "find_similar", about="Who is like the person a search would be for",
        explained="Send the search as you would post it (`contact` may be left out). Ask whoever searches: is it one "
        "of these? Then `follow` that search instead. The same as `/find` shows, and no more: check-ins found by the "
        "names, or by `their_contacts`; five of each kind at most. Counted as a look-up. Nothing is kept.",
        body=SimilarBody, answer=FindingsSerializer, refuses=("not_there",),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        self.spend("look_up", *both_of(request))
        body = checked(SimilarBody, request)
        for _contact in body["their_contacts"]:
            self.spend("look_up_contact", *both_of(request))
        draft, _place, _words = drafted(crisis, body)
        if not names_enough(f"{draft.given_name} {draft.family_name}"):
            raise Invalid(name_problems(draft.given_name, draft.family_name) or {"given_name": [too_short()]})
        found = similar(crisis, draft)
        return _findings(found.people, found.searches)


def _findings(people: Sequence[Found], searches: Sequence[PublicSearch]) -> Response:
    response = Response(FindingsSerializer({"people": people, "searches": searches}).data)
    response["Cache-Control"] = "no-store"
    return response


class Named(Endpoint):
    """Always the same answer; what there is goes to the contact itself."""

    permission_classes = [Anyone]
    scopes = {"POST": "check_ins:read"}

    @operation(
        "was_i_named", about="Ask whether somebody left a message for one's own phone or e-mail",
        explained="If somebody did, a link is sent to that contact, and to it alone. The answer never says.",
        body=NamedBody, status=202, refuses=("not_there",), example=NAMED,
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        self.spend("look_up", *both_of(request))
        contact = checked(NamedBody, request)["contact"]
        tell_named_later(crisis=crisis, contact=contact, language=get_language() or "fr")
        return Response(status=202)


class Counts(Endpoint):
    permission_classes = [Anyone]
    scopes = {"GET": "check_ins:read"}

    @operation(
        "count_check_ins", about="How many say they are safe, by cell, in bands", answer=CountsSerializer,
        explained="Later than they said it, and only those whom anybody may find and whose phone or e-mail answered, "
        "with all who are with them; of one author the latest word. Counted apart by how near to the crisis they say "
        "they are: the total alone would take in people who never were there.",
        refuses=("not_there",),
    )  # fmt: skip
    def get(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        return Response(CountsSerializer(told_counts(crisis, at=crisis_now(crisis))).data)


class DeskCheckIns(NamedEndpoint):
    scopes = {"GET": "desk:read"}

    @operation(
        "list_desk_check_ins", about="Check-ins of a crisis that stand, latest first", pages=True, tag="desk",
        answer=DeskCheckInSerializer, refuses=DESK, parameters=[OpenApiParameter("status", enum=Status.values)],
    )  # fmt: skip
    def get(self, request, slug, **_path):
        crisis, status = desk_crisis(request, slug), request.GET.get("status", "")
        if status and status not in Status.values:
            raise serializers.ValidationError({"status": [", ".join(Status.values)]}, code="invalid_choice")
        return paged(
            self, desk_check_ins(crisis, status=status), ordering=("-said_at", "-id"),
            show=lambda rows: DeskCheckInSerializer(rows, many=True).data,
        )  # fmt: skip


class DeskTally(NamedEndpoint):
    scopes = {"GET": "desk:read"}

    @operation(
        "list_check_in_tally", about="How many said what, minute by minute and cell by cell", pages=True, tag="desk",
        explained="As it came, latest minute first: a correction counts no second time, a withdrawal takes nothing "
        "back. So it is how many said it, not how many it holds for.",
        answer=TallySerializer, refuses=DESK,
    )  # fmt: skip
    def get(self, request, slug, **_path):
        crisis = desk_crisis(request, slug)
        return paged(
            self, tally(crisis), ordering=("-minute", "-id"),
            show=lambda rows: TallySerializer(rows, many=True).data,
        )  # fmt: skip
