"""The page behind the link of a search, a check-in or a claim, for programs; and its buttons."""

from datetime import datetime
from types import SimpleNamespace

from django.db import transaction
from django.utils.translation import get_language

from accounts.errors import NotThere
from accounts.origin import Origin
from crisis.activation.clock import crisis_now
from crisis.checkin.actions.changing import correct_check_in, withdraw_check_in
from crisis.checkin.api.answers import place_of
from crisis.checkin.asks.actions.appointments import answer_if_asked, standing_appointment
from crisis.checkin.asks.actions.ending import close_ask
from crisis.checkin.drafts import CheckInDraft
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import Found, company
from crisis.checkin.vocabulary import Audience, KeyKind, Status
from crisis.ground.api.bodies import checked
from crisis.search.actions.closing import close_search, reopen_search
from crisis.search.actions.following import stop_following
from crisis.search.actions.life import (
    bring_back_search,
    extend_search,
    freeze_notes,
    unfreeze_notes,
    withdraw_search,
)
from crisis.search.answers import answers_to
from crisis.search.api.posting import edit
from crisis.search.contact.models import ContactWish
from crisis.search.contact.queries import with_wishes
from crisis.search.linking.actions import give_found_word
from crisis.search.models import Follower, Search
from crisis.search.queries import public_copy_of
from crisis.search.vocabulary import Role, SearchState
from crisis.shelter.api.posting import place_draft
from matching.access import Held
from matching.api.ask_pages import AskPageSerializer, ask_held
from matching.api.people_serializers import (
    CheckInChangeBody,
    CheckInPageSerializer,
    ClaimPageSerializer,
    SearchChangeBody,
    SearchPageSerializer,
)
from matching.leads.known import standing_for
from matching.leads.linked import found_elsewhere
from matching.leads.shown import also_looked_for, last_told, notes_for, people_found, waits_for

PEOPLE = ("search", "check_in", "ask", "search_note")
PEOPLE_PAGES = {
    "search": SearchPageSerializer,
    "check_in": CheckInPageSerializer,
    "ask": AskPageSerializer,
    "search_note": ClaimPageSerializer,
}
PEOPLE_CHANGES = (SearchChangeBody, CheckInChangeBody)


def people_page(held: Held) -> dict:
    """Everything the page behind the link shows."""
    page = {"kind": held.kind, "crisis": held.posted.crisis} | _PAGES[held.kind](held)
    return PEOPLE_PAGES[held.kind](page, context={"me": held.person.pk}).data


def _search(held: Held) -> dict:
    search, copy = held.posted, public_copy_of(held.posted)
    family = Follower.objects.filter(search=search, role=Role.FAMILY).count()
    people, notes = people_found(search, held.follower), notes_for(held.follower, copy)
    if held.is_family:
        with_wishes(notes)
    return {
        "role": held.follower.role,
        "search": search if held.is_family else None,
        "public": copy,
        "waits_for": waits_for(search, copy) if held.is_family else "",
        "news": [_news(said, at) for said, at in people],
        "news_gone_since": None if people else last_told(search, held.follower),
        "standing": standing_for(notes, people),
        "notes": [_note(note) for note in notes],
        "relatives": family if held.is_family else None,
        "also": [other.public_id for other in also_looked_for(held.follower, copy)],
        "found_elsewhere": found_elsewhere(held.follower),
    }


def _news(said: Found, at: datetime) -> SimpleNamespace:
    return SimpleNamespace(**vars(said), told=said.told, district=said.district, confirmed_at=at)


def _note(note) -> dict:
    names = (
        "kind",
        "status",
        "author_kind",
        "verification",
        "text",
        "place",
        "district",
        "seen_at",
        "posted_at",
    )
    said = {name: getattr(note, name) for name in names}
    said |= {"id": note.public_id, "contact_wish": getattr(note, "contact_wish", None)}
    return said | {"answers": str(note.answers.public_id) if note.answers else ""}


def _check_in(held: Held) -> dict:
    named = held.posted.keys.filter(kind=KeyKind.NAMED).count()
    group = company(held.posted).exclude(pk=held.posted.pk)
    again = standing_appointment(held.posted)
    return {"check_in": held.posted, "named": named, "group": group, "ask_me_again": again}


def _claim(held: Held) -> dict:
    wish = ContactWish.objects.filter(note=held.posted).first()
    said = {"id": held.posted.public_id, "posted_at": held.posted.posted_at, "contact_wish": wish}
    return said | {"answers": answers_to(held.posted)}


_PAGES = {"search": _search, "check_in": _check_in, "ask": ask_held, "search_note": _claim}


def change_people(held: Held, request, origin: Origin) -> None:
    """Raises NotThere for what cannot be changed by this link."""
    by = {"origin": origin, "at": crisis_now(held.posted.crisis)}
    if held.kind == "search" and held.is_family:
        _change_search(held.posted, checked(SearchChangeBody, request, partial=True), by)
    elif held.kind == "check_in":
        _change_check_in(held.posted, checked(CheckInChangeBody, request, partial=True), by)
    else:
        raise NotThere


def _change_search(search: Search, changes: dict, by: dict) -> None:
    same = [name for name in SearchChangeBody().fields if name not in ("place", "their_contacts")]
    body = {name: getattr(search, name) for name in same} | changes
    edit(search, body, known="place" not in changes, **by)


def _change_check_in(check_in: CheckIn, changes: dict, by: dict) -> None:
    same = [name for name in CheckInChangeBody().fields if name not in ("place", "named", "unplaced")]
    body = {name: getattr(check_in, name) for name in same}
    body |= {"place": None, "named": [], "unplaced": False} | changes
    place = place_of(check_in.crisis, body)
    typed = (body.pop("place") or {}).get("text", "")
    unread = body["status"] == Status.NEED_HELP or body["audience"] == Audience.DESK
    draft = CheckInDraft(
        **body | {"named": tuple(body["named"]) if "named" in changes else None},
        place=place_draft(place, typed) if place else None,
        whereabouts=typed,
        nameless=unread and not (check_in.full_name or body["given_name"]),
        language=get_language() or "fr",
    )
    with transaction.atomic():
        correct_check_in(check_in=check_in, draft=draft, **by)
        answer_if_asked(check_in=check_in, **by)


def _of_family(action, **more):
    def press(held: Held, **by) -> None:
        if not held.is_family:
            raise NotThere
        action(search=held.posted, **more, **by)

    return press


PEOPLE_VERBS = {
    ("search", "found"): _of_family(close_search, to=SearchState.FOUND),
    ("search", "let-know"): _of_family(give_found_word),
    ("search", "close"): _of_family(close_search, to=SearchState.CLOSED),
    ("search", "reopen"): _of_family(reopen_search),
    ("search", "extend"): _of_family(extend_search),
    ("search", "freeze"): _of_family(freeze_notes),
    ("search", "unfreeze"): _of_family(unfreeze_notes),
    ("search", "withdraw"): _of_family(withdraw_search),
    ("search", "bring-back"): _of_family(bring_back_search),
    ("search", "stop"): lambda held, **by: stop_following(follower=held.follower, **by),
    ("ask", "close"): lambda held, **by: close_ask(ask=held.posted, **by),
    ("check_in", "withdraw"): lambda held, **by: withdraw_check_in(check_in=held.posted, **by),
}
