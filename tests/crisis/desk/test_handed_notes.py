"""What is handed to the liaisons is gone for everybody else; and who is to read it is asked for from the beginning."""

from datetime import timedelta

import pytest

from accounts.errors import NotAllowed
from crisis.activation.actions import name_liaison
from crisis.activation.models import Crisis
from crisis.desk.queue import queue_of, tab_counts
from crisis.desk.searching import hand_note_to_liaison, review_note
from crisis.search.actions.notes import add_note
from crisis.search.drafts import NoteDraft
from crisis.search.models import Note, Search
from crisis.search.pfif.feeds import feed_of
from crisis.search.pfif.models import NoteRecord
from tests import cast
from tests.api.client import signed_in as program_of
from tests.crisis.desk.desk_cast import another_coordinator, signed_in

pytestmark = pytest.mark.django_db
DEAD = "He is dead, I saw the body."
NOBODY_YET = "This crisis has no liaisons: name three"


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis()


@pytest.fixture
def search(crisis) -> Search:
    return cast.esma_searches(crisis, public=True)


def told(search: Search, text: str = DEAD) -> Note:
    draft = NoteDraft(status="believed_alive", text=text, place="Bataclan")
    done = add_note(search=search, draft=draft, origin=cast.WEB, at=cast.now())
    return Note.objects.select_related("search__crisis").get(public_id=done.subject)


def by_chen(crisis: Crisis) -> dict:
    return {"origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}


def test_what_was_handed_over_only_liaisons_read(crisis, search):
    note, other = told(search), cast.esma_searches(crisis, public=True, contact="uncle@example.org")
    show_it = {"note": note, "to": "everyone", "reason": "Read.", "sure": True}
    review_note(**show_it, **by_chen(crisis))
    ada = another_coordinator(crisis, "Ada")
    name_liaison(crisis=crisis, person=ada, **by_chen(crisis))
    hand_note_to_liaison(note=note, **by_chen(crisis))
    note.refresh_from_db()
    desk = f"/en/desk/{crisis.slug}"
    one = f"{desk}/searches/{search.public_id}/"
    reported = f"{desk}/reports/search_note/{note.public_id}/"
    chen = signed_in(crisis.declared_by)
    for path in (one, f"{one}compare/{other.public_id}/", reported):
        page = chen.get(path).content.decode()
        assert DEAD not in page and "the liaisons have it" in page, path
    assert f"{note.public_id}/liaison/" not in chen.get(one).content.decode(), "it is handed over once"
    with pytest.raises(NotAllowed):
        review_note(**show_it, **by_chen(crisis))
    api = program_of(crisis.declared_by).get(f"/api/v1/crises/{crisis.slug}/desk/searches/{search.public_id}")
    said = api.json()["notes"][0]
    assert said["handed_at"] and said["text"] == said["place"] == ""
    assert DEAD in signed_in(ada).get(one).content.decode()
    review_note(**show_it, origin=cast.at_the_desk(ada), at=cast.now())


def test_without_a_liaison_the_desk_says_so_from_the_beginning_and_names_nobody(crisis, search):
    chen, desk = signed_in(crisis.declared_by), f"/en/desk/{crisis.slug}"
    first = [row.why for row in queue_of(crisis, at=cast.now())[0]][0]
    before = tab_counts(crisis)["desk_team"]
    note = told(search)
    page = chen.post(f"{desk}/search-notes/{note.public_id}/liaison/", follow=True).content.decode()
    assert "nobody is one yet" in page and f'href="{desk}/team/"' in page
    rows = [row for row in queue_of(crisis, at=cast.now())[0] if row.why == first == NOBODY_YET]
    assert [(row.urgent, row.about, row.state) for row in rows] == [(False, "", "")], (
        "people in danger come first"
    )
    assert tab_counts(crisis)["desk_team"] == before, "it tells nobody that something waits"
    assert "There are 0 now." in chen.get(f"{desk}/team/").content.decode()
    name_liaison(crisis=crisis, person=another_coordinator(crisis, "Ada"), **by_chen(crisis))
    assert NOBODY_YET not in [row.why for row in queue_of(crisis, at=cast.now())[0]]
    note = told(search, "He died.")
    page = chen.post(f"{desk}/search-notes/{note.public_id}/liaison/", follow=True).content.decode()
    assert "The liaisons have it" in page and "nobody is one yet" not in page


def test_the_queue_says_what_kind_of_note_waits_and_since_we_have_it(crisis, search):
    name_liaison(crisis=crisis, person=another_coordinator(crisis, "Ada"), **by_chen(crisis))
    far, dead = told(search, "Seen on Friday."), told(search)
    at = cast.now()
    Note.objects.filter(pk=far.pk).update(posted_at=at - timedelta(hours=4))
    about = {"record_id": "f.example.org/1", "source_date": at - timedelta(hours=4), "fields": {}}
    about |= {"feed": feed_of(crisis, "f.example.org", at=at), "taken_at": at}
    NoteRecord.objects.create(crisis=crisis, note=far, **about)
    rows = queue_of(crisis, at=at + timedelta(minutes=2), why="note_unread")[0]
    assert [(row.subject, str(row.state), row.urgent) for row in rows] == [
        (dead.public_id, "This may speak of a death", True),
        (far.public_id, "Saw them, or heard from them", False),
    ]
    assert max(row.waited for row in rows) == 2
