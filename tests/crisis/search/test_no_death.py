"""No route, role or door can set or show a death: there is no word, column or state that could hold one.

Every write door with every spelling, as every role, is in tests/trust/test_matrix.py; two people: liaison/ beside this.
"""

import itertools

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models.enums import ChoicesType
from django.test import Client

from accounts.errors import Invalid
from crisis.activation.models import Crisis
from crisis.desk.searching import move_search, review_note, tell_of_search
from crisis.search import vocabulary
from crisis.search.actions.closing import close_search
from crisis.search.actions.notes import add_note
from crisis.search.actions.showing import show_note
from crisis.search.drafts import NoteDraft
from crisis.search.models import Note, Search
from tests import cast
from tests.api.client import Program, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_minute")]

WORDS = ("dead", "deceased", "died", "death", "believed_dead", "body", "killed", "fatal")
WORDS += ("mort", "morte", "décédé", "decede", "muerto", "tot", "убит")
SPELLINGS = sorted(
    {
        spelt
        for word in WORDS
        for spelt in (
            word,
            word.upper(),
            word.title(),
            f" {word} ",
            f"{word}\u200b",
            f"is_{word}",
            f"{word}=1",
        )
    }
    | {"believed dead", "believed-dead", "BELIEVED_DEAD", "belіeved_dead", "ｄｅａｄ", "†", "✝", "x", "4"}
)


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis()


def note_of(search: Search) -> Note:
    done = add_note(
        search=search,
        draft=NoteDraft(status="believed_missing", text="No news."),
        origin=cast.WEB,
        at=cast.now(),
    )
    return Note.objects.select_related("search__crisis").get(public_id=done.subject)


def states() -> set[tuple]:
    return set(Search.objects.values_list("state", "sex")) | set(
        Note.objects.values_list("status", "shown_to")
    )


def test_no_vocabulary_model_or_event_has_a_word_for_it():
    choices = [words for words in vars(vocabulary).values() if isinstance(words, ChoicesType)]
    said = [str(value).lower() for words in choices for value in (*words.values, *words.labels)]
    columns = [
        field.name for model in apps.get_app_config("crisis").get_models() for field in model._meta.fields
    ]
    found = [
        (word, text) for word, text in itertools.product(WORDS, said + columns) if word in text.split("_")
    ]
    assert found == []


def test_every_action_refuses_every_spelling(crisis):
    search = cast.esma_searches(crisis, public=True)
    note, before = note_of(search), states()
    chen = {"origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}
    for word in SPELLINGS:
        doors = (
            lambda word=word: add_note(search=search, draft=NoteDraft(status=word, text="."), **chen),
            lambda word=word: add_note(search=search, draft=NoteDraft(kind=word, text="."), **chen),
            lambda word=word: tell_of_search(search=search, draft=NoteDraft(kind=word, text="."), **chen),
            lambda word=word: close_search(search=search, to=word, **chen),
            lambda word=word: show_note(note=note, shown_to=word, **chen),
            lambda word=word: move_search(search=search, to=word, reason="Told.", **chen),
            lambda word=word: review_note(note=note, to=word, reason="Told.", **chen),
            lambda word=word: cast.esma_searches(crisis, sex=word),
        )
        for door in doors:
            with pytest.raises(Invalid):
                door()
    assert states() == before


def test_every_web_and_api_door_refuses_every_spelling_whoever_sends_it(crisis):
    search = cast.esma_searches(crisis, public=True)
    note, before = note_of(search), states()
    api, desk = "/api/v1/crises/paris", "/en/desk/paris"
    chen = Client()
    chen.force_login(crisis.declared_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    programs = (Program(), signed_in(crisis.declared_by))
    for word in SPELLINGS[::10]:
        for page in (Client(), chen):
            sent = {"kind": word, "status": word, "text": "."}
            assert page.post(f"/en/c/paris/search/{search.public_id}/note/", sent).status_code in (400, 429)
        for program in programs:
            sent = {"status": word, "text": "."}
            assert program.send("post", f"{api}/searches/{search.public_id}/notes", sent).status_code in (
                400,
                429,
            )
            sent = {"given_name": "Lina", "contact": "new@example.org", "sex": word}
            assert program.send("post", f"{api}/searches", sent).status_code == 400
            sent = {"kind": word, "text": "."}
            assert program.send("post", f"{api}/searches/{search.public_id}/notes", sent).status_code in (
                400,
                429,
            )
            for extra in ("status", "state", "deceased"):
                sent = {"given_name": "Lina", "contact": "new@example.org", extra: word}
                assert program.send("post", f"{api}/searches", sent).status_code == 400
        decided = {"to": word, "reason": "Told."}
        assert (
            programs[1].send("post", f"{api}/desk/search-notes/{note.public_id}", decided).status_code == 400
        )
        chen.post(f"{desk}/searches/{search.public_id}/move/", decided)
        chen.post(f"{desk}/search-notes/{note.public_id}/decide/", decided)
        chen.post(f"{desk}/searches/{search.public_id}/decide/", {"do": word, "reason": ""})
    assert states() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda search, note: Search.objects.filter(pk=search.pk).update(state="deceased"),
        lambda search, note: Note.objects.filter(pk=note.pk).update(status="believed_dead"),
        lambda search, note: Note.objects.filter(pk=note.pk).update(shown_to="morgue"),
        lambda search, note: Note.objects.filter(pk=note.pk).update(kind="death"),
        lambda search, note: Note.objects.filter(pk=note.pk).update(author_kind="coroner"),
    ],
)
def test_the_database_itself_refuses_it(crisis, change):
    search = cast.esma_searches(crisis)
    note = note_of(search)
    with pytest.raises(IntegrityError), transaction.atomic():
        change(search, note)


def test_what_a_stranger_writes_of_it_is_shown_to_nobody_before_somebody_read_it(crisis):
    search = cast.esma_searches(crisis, public=True)
    done = add_note(
        search=search,
        draft=NoteDraft(status="believed_missing", text="He is dead."),
        origin=cast.WEB,
        at=cast.now(),
    )
    for path in (
        f"/en/c/paris/search/{search.public_id}/",
        f"/api/v1/crises/paris/searches/{search.public_id}",
    ):
        assert b"He is dead" not in Client().get(path).content
    assert Note.objects.get(public_id=done.subject).shown_to == ""
