"""What happens while a record is on its way: another document, the sweep, a moderator who reads, somebody who polls."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from crisis.activation.models import Crisis
from crisis.search.actions.notes import add_note
from crisis.search.actions.showing import hide_search, show_note, show_search
from crisis.search.actions.wiping import wipe
from crisis.search.drafts import NoteDraft
from crisis.search.models import Note, PublicSearch, Search
from crisis.search.pfif import cloning, exports
from crisis.search.pfif.cloning import end_what_ran_out
from crisis.search.pfif.ledger import enter_what_is_missing
from crisis.search.pfif.models import Clone, Entry
from crisis.search.pfif.photos import fetch_photos
from tests import cast
from tests.crisis.search.pfif import documents as other
from tests.crisis.search.pfif.test_exchange import CLONE, SITE, desk, exported, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis(profile="open")


@pytest.fixture
def guarded() -> Crisis:
    return cast.active_crisis()


@pytest.fixture
def before_the_lock(monkeypatch) -> Callable:
    """What somebody else does after we looked and before we are alone with the record."""

    def does(something: Callable) -> None:
        waiting, lock = [something], cloning.lock

        def locked(search: Search) -> None:
            if waiting:
                waiting.pop()()
            lock(search)

        monkeypatch.setattr(cloning, "lock", locked)

    return does


def changed(description: str, hours: float, **fields) -> bytes:
    return other.written(other.person(description=description, source_date=other.when(hours), **fields))


def page(crisis: Crisis) -> str:
    about = {"slug": crisis.slug, "search": PublicSearch.objects.get().public_id}
    answer = Client().get(reverse("search_page", kwargs=about))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_newer_record_wins_though_the_older_looked_first(crisis, before_the_lock):
    sent(crisis, changed("first", -9))
    before_the_lock(lambda: sent(crisis, changed("newest", -1)))
    assert sent(crisis, changed("older", -5)) == [("known", CLONE)]
    assert Search.objects.get().description == "newest"


def test_a_search_wiped_meanwhile_gets_no_names_back(crisis, before_the_lock):
    sent(crisis, changed("first", -9))
    search = Search.objects.get()

    def ends() -> None:
        Search.objects.filter(pk=search.pk).update(state="expired", closed_at=cast.now())
        wipe(search, at=cast.now())

    before_the_lock(ends)
    sent(crisis, changed("newer", -1))
    search.refresh_from_db()
    assert search.wiped_at and search.full_name == ""
    assert Clone.objects.get().search_id != search.pk, "it is a new search"


def test_a_record_its_site_extends_while_it_is_swept_is_kept(crisis, before_the_lock):
    sent(crisis, changed("first", -9, expiry_date=other.when(1)))
    before_the_lock(lambda: sent(crisis, changed("longer", -1, expiry_date=other.when(99))))
    end_what_ran_out(crisis=crisis, at=cast.now() + timedelta(hours=2))
    assert exported(crisis)[CLONE]["description"] == "longer"


def test_a_record_begun_before_a_moderator_read_the_last_waits_to_be_read(guarded):
    begun = cast.now()
    sent(guarded, changed("A red scarf", -9))
    show_search(search=Search.objects.get(), **desk(guarded))
    sent(guarded, changed("zzunread", -1), at=begun)
    assert Search.objects.get().unread
    assert exported(guarded)[CLONE]["description"] == "A red scarf"


def test_the_page_names_the_site_and_its_address_as_they_were_read(guarded):
    said = {"source_name": "Finder", "source_url": "https://finder.example.org/1"}
    sent(guarded, changed("A red scarf", -9, **said))
    show_search(search=Search.objects.get(), **desk(guarded))
    assert "Finder" in page(guarded) and said["source_url"] in page(guarded)
    words = {"source_name": "zzunread words", "source_url": "https://zzunread.example.org/"}
    sent(guarded, changed("A red scarf", -1, **words))
    assert "zzunread" not in page(guarded) and "Finder" in page(guarded)
    show_search(search=Search.objects.get(), **desk(guarded))
    assert "zzunread words" in page(guarded)


def test_what_a_long_import_writes_last_is_news_to_who_asked_meanwhile(crisis):
    begun, asked = cast.now() - timedelta(hours=1), cast.now()
    search = cast.esma_searches(crisis)
    sent(crisis, changed("late", -9), at=begun)
    assert CLONE in exported(crisis, since=asked)
    hide_search(search=search, origin=cast.at_the_desk(crisis.declared_by), at=begun)
    assert len(exported(crisis, since=asked)) == 2


def test_an_export_during_changes_leaves_nobody_out(crisis, monkeypatch):
    monkeypatch.setattr(exports, "MOST", 1)
    first = cast.esma_searches(crisis)
    cast.esma_searches(crisis, given_name="Lina")
    cast.esma_searches(crisis, given_name="Karim")
    found = exports.every_person(crisis)
    names = [next(found)[0]["full_name"]]
    hide_search(search=first, **desk(crisis))
    names += [person["full_name"] for person, _notes in found]
    assert names == ["Farid Belkacem", "Lina Belkacem", "Karim Belkacem"]


def test_what_was_public_before_the_upgrade_is_entered_and_answered(crisis):
    search = cast.esma_searches(crisis)
    draft = NoteDraft(status="believed_alive", text="At the town hall.", contact="")
    note = add_note(search=search, draft=draft, origin=cast.WEB, at=cast.now())
    show_note(note=Note.objects.get(public_id=note.subject), shown_to="everyone", **desk(crisis))
    Entry.objects.all().delete()
    _as_it_was_before(PublicSearch.objects.get())
    import_module("crisis.migrations.0023_public_copies_as_they_are_now").say_what_is_new_in_a_note(
        apps, None
    )
    answer = Client().get(f"/api/v1/crises/{crisis.slug}/searches/{search.public_id}")
    assert answer.status_code == 200 and answer.json()["notes"][0]["district"] == ""
    assert exported(crisis) == {}
    assert enter_what_is_missing(crisis=crisis, at=cast.now()) == 1
    assert len(exported(crisis)) == 2, "the person and the note"
    assert enter_what_is_missing(crisis=crisis, at=cast.now()) == 0


def test_an_exercise_says_so_to_other_sites_and_fetches_nothing_from_them():
    drill = cast.active_crisis(profile="open", is_drill=True)
    cast.esma_searches(drill, description="A red scarf")
    data = other.person(photo_url=f"https://{SITE}/1.jpg", notes=[other.note()])
    sent(drill, other.written(data))
    Clone.objects.update(photo_state="waiting")
    for fields in exported(drill).values():
        assert fields.get("text" if "note_record_id" in fields else "description").startswith("EXERCISE")
    assert fetch_photos(crisis=drill) == 0
    assert Clone.objects.get().photo_tries == 0


def test_word_of_a_death_under_a_long_id_is_known_the_second_time(crisis):
    search = cast.esma_searches(crisis)
    about = {"person_record_id": cloning.ledger.record_id_of(search), "status": "believed_dead"}
    data = other.written(notes=[other.note("9" * 220, **about)])
    assert [outcome for outcome, _id in sent(crisis, data)] == ["taken"]
    assert [outcome for outcome, _id in sent(crisis, data)] == ["known"]


def _as_it_was_before(copy: PublicSearch) -> None:
    for note in copy.notes:
        del note["district"], note["answers"]
    copy.save()
