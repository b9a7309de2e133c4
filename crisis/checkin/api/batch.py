"""Many check-ins in one call: for gateways, and for phones that were offline. Each is taken or refused by itself."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from accounts.errors import Refused
from accounts.idempotency.keys import random_key
from accounts.origin import Door, Origin
from accounts.throttle import network_of
from crisis.activation.api.access import open_crisis
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.checkin.actions.checking_in import CheckedIn, arrival, check_in, check_in_each
from crisis.checkin.api.answers import answer_of, draft_of, place_of
from crisis.checkin.api.plain import plain
from crisis.checkin.api.serializers import CheckInBatchBody, CheckInBody, CheckInsAnsweredSerializer
from crisis.checkin.drafts import CheckInDraft
from crisis.checkin.vocabulary import Status
from crisis.gazetteer.places import Place
from crisis.ground.api.bodies import unknown_fields
from crisis.ground.api.codes import BUSY, CODES
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import poster_of
from crisis.ground.api.permissions import Anyone
from crisis.ground.api.problems import told
from crisis.ground.api.views import Endpoint

MOST = 1_000
# New ones a call that need help or speak for others: each costs as fifty plain ones do, or more.
MOST_ONE_BY_ONE = 50
MOST_LOOKED_UP = 2_000  # letters of places told in words: fifty addresses, and half a second of work at worst
WAITED = {
    "items": [
        {
            "id": "8d2f6f0e-7a55-4a63-9c1c-1f0c5c1f9a11",
            "status": "safe",
            "given_name": "Amira",
            "contact": "+33612345678",
        },
        {
            "id": "0b7c1d52-94f0-4a0e-8a35-6d1c2f3b4e5d",
            "status": "safe",
            "voice": "other",
            "given_name": "Lina",
            "said_by": "Amira",
            "contact": "+33612345678",
        },
    ]
}
Failure = Refused | serializers.ValidationError


class NextCall(Refused):
    """Nothing was done: the same item is taken when it is sent again."""

    code, message, status = BUSY, CODES[BUSY], 503


class CheckInBatch(Endpoint):
    """Public like a single one: a mesh of phones has no account. Not throttled either, and no dearer."""

    permission_classes = [Anyone]
    scopes = {"POST": "check_ins:write"}
    throttled = False

    @operation(
        "check_in_many", about="Up to 1,000 check-ins that waited for a network", body=CheckInBatchBody,
        explained="Each by itself, in its place in the answer: one that is refused stops no other. The `id` of each "
        "is its Idempotency-Key: sent again, it gets the same answer and changes nothing. Finding them by name and "
        "writing to their contacts follows a moment after the answer. Of places in words the first 2,000 letters are "
        "looked up; beyond, need_help is kept as with `unplaced`: send points. Of need_help, groups and `voice` other "
        "50 new ones are taken in a call (fewer of large groups), need_help first; the others are told 503 `busy`: "
        "send these again, at once.",
        answer=CheckInsAnsweredSerializer, example=WAITED, refuses=("not_there",),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis, language = open_crisis(request, slug), get_language() or "fr"
        origin = Origin(door=Door.API, actor=poster_of(request), network=network_of(request))
        items = _items(request.data)
        places, body = _Places(crisis), CheckInBody()
        read = [_read(places, body, item, language) for item in items]
        done = dict(_done(crisis, read, origin))
        answers = [
            _answer(item, read[number], done.get(number), language) for number, item in enumerate(items)
        ]
        return Response({"items": answers})


def _items(body: dict) -> list:
    if unknown := set(body) - {"items"}:
        raise unknown_fields(unknown, known=["items"])
    items = body.get("items")
    if not isinstance(items, list) or not 1 <= len(items) <= MOST:
        said = _("A list of 1 to %(most)s.") % {"most": MOST}
        raise serializers.ValidationError({"items": [said]}, code="out_of_range")
    return items


class _Places:
    """Where each of a batch is. Whose words are beyond MOST_LOOKED_UP is taken as where nobody knows the place: whoever
    needs help is read by a coordinator, in their own words, and whoever is safe is safe."""

    def __init__(self, crisis: Crisis):
        self.crisis, self.left = crisis, MOST_LOOKED_UP
        self.known: dict[tuple[str, str], Place | None] = {}

    def find(self, said: dict) -> tuple[dict, Place | None]:
        """What was said, as it is to be taken, and its place. Raises PlaceUnknown."""
        place, for_help = said["place"], said["status"] == Status.NEED_HELP
        if not place or "lat" in place or for_help and said["unplaced"]:
            return said, place_of(self.crisis, said)
        asked = (said["status"], place["text"])
        if asked not in self.known:
            self.left -= len(place["text"])
            if self.left < 0:
                return said | {"unplaced": for_help}, None
            self.known[asked] = place_of(self.crisis, said)
        return said, self.known[asked]


def _read(
    places: _Places, judge: CheckInBody, item, language: str
) -> tuple[str, CheckInDraft, Place | None] | Failure:
    """(ref, draft, place) of one, or why it is refused."""
    try:
        if not isinstance(item, dict):
            raise serializers.ValidationError({"": [_("An object is expected.")]})
        body = dict(item)
        given = body.pop("id", None)
        # A number would be a UUID to the library, and every gateway counts from one.
        ref = _ref(given if isinstance(given, str) else "")
        said, place = places.find(plain(body) or judge.run_validation(body))
        return ref, draft_of(said, place, language), place
    except (Refused, serializers.ValidationError) as failure:
        return failure


def _ref(given: str) -> str:
    try:
        return random_key(str(serializers.UUIDField().run_validation(given)))
    except serializers.ValidationError as wrong:
        raise serializers.ValidationError({"id": wrong.detail}) from None
    except ValueError:
        raise serializers.ValidationError({"id": [CODES["key_malformed"]]}) from None


def _done(crisis: Crisis, read: list, origin: Origin) -> Iterator[tuple[int, CheckedIn | Failure]]:
    """(number, answer): the plain ones together; one by one who needs help, or speaks for others as well."""
    together, others, at = {}, [], crisis_now(crisis)
    for number, each in enumerate(read):
        if isinstance(each, Refused | serializers.ValidationError):
            yield number, each
            continue
        ref, draft, _place = each
        try:
            arrived = arrival(draft, crisis=crisis, ref=ref)
        except Refused as failure:
            yield number, failure
        else:
            if draft.is_plain:
                together[number] = arrived
            else:
                others.append((number, draft, replace(origin, ref=ref)))
    yield from _one_by_one(crisis, others, at)
    arrivals = list(together.values())
    answers = (
        check_in_each(crisis=crisis, arrivals=arrivals, origin=origin, at=at, later=True) if arrivals else []
    )
    yield from zip(together, answers, strict=True)


def _one_by_one(crisis: Crisis, others: list, at: datetime) -> Iterator[tuple[int, CheckedIn | Failure]]:
    """`others`: (number, draft, origin). Who needs help first; then in any order, so that whoever sends those that were
    refused again and again keeps nobody behind them waiting for ever. Repeats are not counted."""
    left = MOST_ONE_BY_ONE
    for number, draft, own in sorted(
        others, key=lambda each: (each[1].status != Status.NEED_HELP, random.random())
    ):
        try:
            answer = check_in(crisis=crisis, draft=draft, origin=own, at=at) if left > 0 else NextCall()
        except Refused as failure:
            answer = failure
        if not getattr(answer, "repeated", False):
            left -= 1 + len(draft.group) // 10
        yield number, answer


def _answer(item, read, done: CheckedIn | Failure, language: str) -> dict:
    sent = item.get("id") if isinstance(item, dict) else None
    answer = {"id": sent if isinstance(sent, str) else None, "check_in": None, "problem": None}
    if isinstance(done, CheckedIn):
        status = 200 if done.repeated else 201
        return answer | {"status": status, "check_in": answer_of(done, read[2], language)}
    problem = told(done)
    return answer | {"status": problem["status"], "problem": problem}
