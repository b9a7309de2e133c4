"""Hidden, ended, never public and never there: the same status and the same bytes, at every door a visitor has."""

import re
import time
import uuid
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.links.secrets import new_token
from accounts.people.models import Person
from crisis.activation.models import Crisis
from crisis.moderation.actions import decide
from crisis.search.actions.closing import close_search
from crisis.search.actions.life import withdraw_search
from crisis.search.actions.notes import add_note
from crisis.search.actions.showing import hide_search, show_note, show_search
from crisis.search.actions.wiping import wipe
from crisis.search.drafts import NoteDraft
from crisis.search.models import Note, Search
from crisis.search.photos.models import Photo
from crisis.search.public_copy import settle
from crisis.search.sought import close_as_sought
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_minute")]
VARYING = {"X-Request-ID", "RateLimit", "Content-Length", "ETag", "Expires"}  # of the address, or the clock


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis()


def shown(crisis: Crisis) -> Search:
    """Public, with a photo and a note."""
    search = cast.esma_searches(crisis)
    picture = {"full": b"full", "thumb": b"thumb", "width": 9, "height": 9}
    Photo.objects.create(search=search, key=new_token(), added_at=cast.now(), **picture)
    by = {"origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}
    show_search(search=search, **by)
    note = NoteDraft(status="believed_alive", text="Seen near the canal.")
    done = add_note(search=search, draft=note, origin=cast.WEB, at=cast.now())
    show_note(note=Note.objects.get(public_id=done.subject), shown_to="everyone", **by)
    return search


def held(crisis: Crisis) -> Search:
    search = shown(crisis)
    about = {"subject_kind": "search", "subject": search.public_id, "act": "hold", "reason": "Not true."}
    decide(crisis=crisis, origin=cast.at_the_desk(crisis.declared_by), at=cast.now(), **about)
    return search


def ended(crisis: Crisis) -> Search:
    search = shown(crisis)
    close_search(search=search, to="found", origin=cast.WEB, at=cast.now())
    return search


def unread(crisis: Crisis) -> Search:
    return cast.esma_searches(crisis)


def unanswered(crisis: Crisis) -> Search:
    search = cast.esma_searches(crisis, origin=cast.WEB)
    show_search(search=search, origin=cast.at_the_desk(crisis.declared_by), at=cast.now())
    return search


def a_child(crisis: Crisis) -> Search:
    return cast.esma_searches(crisis, public=True, age_min=9)


def withdrawn(crisis: Crisis) -> Search:
    search = shown(crisis)
    withdraw_search(search=search, origin=cast.WEB, at=cast.now())
    return search


def ended_by_the_one_sought(crisis: Crisis) -> Search:
    search = shown(crisis)
    close_as_sought(search=search, person=Person.objects.create_user(), origin=cast.WEB, at=cast.now())
    return search


def wiped(crisis: Crisis) -> Search:
    search = withdrawn(crisis)
    assert wipe(search, at=cast.now())
    return search


FARID = {"given_name": "Farid", "family_name": "Belkacem", "age_min": 34, "description": "Dark green coat"}
GETS = (
    "/en/c/paris/search/{id}/",
    "/fr/c/paris/search/{id}/",
    "/en/c/paris/search/{id}/note/",
    "/en/c/paris/search/{id}/follow/",
    "/en/c/paris/search/{id}/claim/",
    "/en/c/paris/search/{id}/photo/{key}.jpg",
    "/en/c/paris/search/{id}/photo/{key}-small.jpg",
    "/en/c/paris/report/search/{id}/",
    "/en/c/paris/report/search_note/{note}/",
    "/api/v1/crises/paris/searches/{id}",
    "/api/v1/crises/paris/searches?name=Farid+Belkacem",
)
POSTS = (
    ("/en/c/paris/search/{id}/note/", {"status": "believed_alive", "text": "I saw him."}),
    ("/en/c/paris/search/{id}/follow/", {"contact": "friend@example.org"}),
    ("/en/c/paris/search/{id}/claim/", {"contact": "farid@example.org"}),
    ("/en/c/paris/report/search/{id}/", {"reason": "false"}),
    ("/api/v1/crises/paris/searches/{id}/notes", {"status": "believed_alive", "text": "I saw him."}),
    ("/api/v1/crises/paris/searches/{id}/follow", {"contact": "friend@example.org"}),
    ("/api/v1/crises/paris/searches/{id}/claim", {"contact": "farid@example.org"}),
    ("/en/c/paris/find/", {"name": "Farid Belkacem"}),
    ("/api/v1/crises/paris/find", {"name": "Farid Belkacem"}),
    (
        "/en/c/paris/search/new/",
        FARID | {"step": "check", "first_name": "Nour", "contact": "nour@example.org"},
    ),
    ("/api/v1/crises/paris/searches/similar", FARID),
)


def asked(names: dict[str, str]) -> list[tuple]:
    """Every answer a visitor gets about it, with its own names taken out."""
    visitor = Client(enforce_csrf_checks=False)
    answers = [visitor.get(path.format(**names)) for path in GETS]
    for path, body in POSTS:
        kind = {"content_type": "application/json"} if path.startswith("/api/") else {}
        answers.append(visitor.post(path.format(**names), body, **kind))
    return [_said(answer, names) for answer in answers]


def _said(answer, names: dict[str, str]) -> tuple:
    text = answer.content.decode()
    for name, value in names.items():
        text = text.replace(value, name)
    text = re.sub(r'(csrfmiddlewaretoken|submission_id)" value="[^"]*"', r"\1", text)
    text = re.sub(r"(Figures on this page as of: )<time.*?</time>", r"\1", text)  # the moment of asking
    headers = {name: value for name, value in answer.headers.items() if name not in VARYING}
    return answer.status_code, headers, text


def names_of(search: Search) -> dict[str, str]:
    photo, note = Photo.objects.filter(search=search).first(), search.notes.first()
    return {
        "id": str(search.public_id),
        "key": photo.key if photo else new_token(),
        "note": str(note.public_id if note else uuid.uuid4()),
    }


def nobody() -> dict[str, str]:
    return {"id": str(uuid.uuid4()), "key": new_token(), "note": str(uuid.uuid4())}


@pytest.mark.parametrize(
    "made", [held, ended, unread, unanswered, a_child, withdrawn, ended_by_the_one_sought, wiped]
)
def test_hidden_and_absent_get_the_same_bytes(crisis, made: Callable):
    absent = asked(nobody())
    assert asked(names_of(made(crisis))) == absent
    assert {status for status, *_rest in absent} <= {404, 200}


def test_a_public_search_gets_other_bytes_so_that_the_sameness_means_something(crisis):
    absent, seen = asked(nobody()), asked(names_of(shown(crisis)))
    differing = [path for path, one, other in zip(GETS, absent, seen, strict=False) if one != other]
    assert differing == list(GETS)


def test_hidden_and_absent_cost_the_same_number_of_queries(crisis):

    search, visitor = held(crisis), Client()
    counts = []
    for public_id in (search.public_id, uuid.uuid4()):
        with CaptureQueriesContext(connection) as queries:
            visitor.get(f"/en/c/paris/search/{public_id}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_a_moderator_holds_is_gone_from_every_surface_at_once(crisis):
    """Five seconds are promised; nothing is kept anywhere that would take any."""
    search, visitor = shown(crisis), Client()
    names = names_of(search)
    before = [visitor.get(path.format(**names)) for path in GETS]
    assert {answer.status_code for answer in before} == {200}
    etag = before[5].headers["ETag"]
    started = time.monotonic()
    hide_search(search=search, origin=cast.at_the_desk(crisis.declared_by), at=cast.now())
    after = [visitor.get(path.format(**names), headers={"If-None-Match": etag}) for path in GETS]
    assert time.monotonic() - started < 5
    assert [answer.status_code for answer in after] == [404] * 10 + [200]
    assert after[-1].json() == {"items": []}
    assert not [path for path, answer in zip(GETS, after, strict=True) if b"Belkacem" in answer.content]


def test_the_public_stream_and_its_changes_never_name_a_search(crisis):
    search = shown(crisis)
    names = names_of(search)
    told = Client().get("/api/v1/crises/paris/changes").content.decode()
    assert not [value for value in (*names.values(), "Belkacem", search.reference) if value in told]


def test_the_photo_leaves_as_a_picture_and_nothing_else(crisis):
    names = names_of(shown(crisis))
    for path, body in ((GETS[5], b"full"), (GETS[6], b"thumb")):
        answer = Client().get(path.format(**names))
        assert answer.content == body
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert not answer.cookies


def test_a_photo_replaced_or_of_another_search_is_not_there(crisis):
    mine, other = names_of(shown(crisis)), names_of(shown(crisis))
    for key in (other["key"], new_token(), ""):
        assert Client().get(f"/en/c/paris/search/{mine['id']}/photo/{key}.jpg").status_code == 404


def test_the_photo_of_a_minor_is_not_there_for_whoever_knows_its_address(crisis):
    search = shown(crisis)
    names = names_of(search)
    Search.objects.filter(pk=search.pk).update(age_min=17, age_max=17)
    with transaction.atomic():
        settle(search, at=cast.now())
    assert [Client().get(path.format(**names)).status_code for path in (GETS[0], *GETS[5:7])] == [
        200,
        404,
        404,
    ]
