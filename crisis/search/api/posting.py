"""From a body to a draft, through the same action as the form, to the answer."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from rest_framework.response import Response

from accounts.idempotency.once import Done
from accounts.origin import Origin
from crisis.activation.actions import absolute
from crisis.activation.models import Crisis
from crisis.gazetteer.places import Place
from crisis.search.actions.posting import edit_search, post_search
from crisis.search.actions.unplaced import keep_place_words
from crisis.search.api.serializers import OpenedSerializer, PostedSearchSerializer
from crisis.search.drafts import SearchDraft
from crisis.search.looking import look_for
from crisis.search.models import PublicSearch, Search
from crisis.search.similar import MOST, wanted
from crisis.shelter.actions.posting import manage_path
from crisis.shelter.api.posting import place_draft, place_if_known


def post(crisis: Crisis, body: dict, *, origin: Origin, at: datetime, may_look: bool = True) -> Response:
    """201, or 200 when this key had done it before. `may_look`: else nobody similar is named.

    Raises Invalid, CrisisClosed, KeyReused.
    """
    draft, place, words = drafted(crisis, body)
    with transaction.atomic():
        done = post_search(crisis=crisis, draft=draft, origin=origin, at=at)
        search = Search.objects.get(public_id=done.subject)
        if words and not place and not done.repeated:
            keep_place_words(search=search, words=words, origin=origin, at=at)
    answer = _answer(done, "search", search.reference) | {"place": place, "place_words": words}
    answer["similar"] = _similar(crisis, draft, but=search) if may_look else []
    return Response(PostedSearchSerializer(answer).data, status=_status(done))


def edit(search: Search, body: dict, *, known: bool, origin: Origin, at: datetime) -> None:
    """`known`: the place stays where it is. Raises Invalid, CrisisClosed, TooLate."""
    draft, place, words = drafted(search.crisis, body)
    if known and (seen := getattr(search, "last_seen", None)):
        draft = replace(draft, place=place_draft(seen, seen.typed))
    with transaction.atomic():
        edit_search(search=search, draft=draft, origin=origin, at=at)
        if words and not place:
            keep_place_words(search=search, words=words, origin=origin, at=at)


def _similar(crisis: Crisis, draft: SearchDraft, *, but: Search) -> list[PublicSearch]:
    found = look_for(crisis, wanted(crisis, draft), limit=MOST + 1)
    return [copy for copy in found if copy.search_id != but.pk][:MOST]


def opened(done: Done, kind: str, reference: str) -> Response:
    return Response(OpenedSerializer(_answer(done, kind, reference)).data, status=_status(done))


def language() -> str:
    return get_language() or "fr"


def _answer(done: Done, kind: str, reference: str) -> dict:
    return {
        "id": done.subject,
        "kind": kind,
        "reference": reference,
        "manage_token": done.secret,
        "url": absolute(manage_path(done.secret, language())),
    }


def _status(done: Done) -> int:
    return 200 if done.repeated else 201


def drafted(crisis: Crisis, body: dict) -> tuple[SearchDraft, Place | None, str]:
    """The draft, the place found, and the words typed for it: a search is never lost for words that name none."""
    said = body.get("place") or {}
    place = place_if_known(crisis, said) if said else None
    words = said.get("text", "")
    fields = body | {
        "their_contacts": tuple(body.get("their_contacts", ())),
        "place": place_draft(place, words) if place else None,
    }
    return SearchDraft(**fields, language=language()), place, words
