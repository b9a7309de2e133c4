"""When a search is public, and what of it: by profile, by contact, by moderator, by age, by suspension."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from accounts.errors import TooLate
from accounts.journal.deliver import claim_due, deliver_all
from accounts.links.secrets import new_token
from accounts.people.actions import mark_verified
from accounts.people.vocabulary import VerifiedBy
from crisis.activation.actions import edit_crisis
from crisis.activation.drafts import CrisisDraft
from crisis.activation.models import Crisis
from crisis.desk.suspending import suspend_owner
from crisis.search import name_index
from crisis.search.actions.closing import close_search, expire_searches, reopen_search
from crisis.search.actions.notes import add_note
from crisis.search.actions.posting import edit_search
from crisis.search.actions.showing import hide_search, show_note, show_search
from crisis.search.drafts import NoteDraft
from crisis.search.looking import by_name
from crisis.search.models import Note, PublicSearch, Search
from crisis.search.photos.models import Photo
from crisis.search.public_copy import settle
from crisis.search.queries import public_searches
from crisis.search.rules import LIFETIME
from matching.leads.shown import waits_for
from tests import cast

pytestmark = pytest.mark.django_db
FRESH = cast.WEB  # a door at which no contact is vouched for


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis()


def copy_of(search: Search) -> PublicSearch | None:
    return public_searches(Crisis.objects.get(pk=search.crisis_id)).filter(search=search).first()


def by_chen(search: Search) -> dict:
    return {"origin": cast.at_the_desk(search.crisis.declared_by), "at": cast.now()}


def answers_the_code(search: Search) -> None:
    about = {"by": VerifiedBy.CODE, "origin": cast.WEB, "at": cast.now(), "crisis_id": search.crisis_id}
    mark_verified(contact=search.owner.contact_points.get(), **about)
    deliver_all(claim_due())


def edited(crisis: Crisis, **changes) -> None:
    said = {name: getattr(crisis, name) for name in CrisisDraft.__dataclass_fields__}
    draft = CrisisDraft(**said | {"hashtags": tuple(crisis.hashtags)} | changes)
    edit_crisis(crisis=crisis, draft=draft, origin=cast.at_the_desk(crisis.declared_by), at=cast.now())
    deliver_all(claim_due())


def with_photo(search: Search) -> Photo:
    picture = {"full": b"full", "thumb": b"thumb", "width": 9, "height": 9, "added_at": cast.now()}
    Photo.objects.filter(search=search).delete()
    photo = Photo.objects.create(search=search, key=new_token(), **picture)
    with transaction.atomic():
        settle(search, at=cast.now())
    return photo


def test_a_guarded_crisis_shows_nothing_before_the_author_answered_and_a_moderator_read(crisis):
    search = cast.esma_searches(crisis, origin=FRESH)
    assert copy_of(search) is None
    show_search(search=search, **by_chen(search))
    assert copy_of(search) is None, "read, but nobody has answered"
    answers_the_code(search)
    assert copy_of(search).full_name == "Farid Belkacem"


def test_an_open_crisis_shows_it_once_the_author_has_answered():
    search = cast.esma_searches(cast.active_crisis(profile="open"), origin=FRESH)
    assert copy_of(search) is None
    answers_the_code(search)
    assert copy_of(search)


@pytest.mark.parametrize(
    "said",
    [
        {"description": "Décédé, corps à la morgue."},
        {"proof_question": "Did you know that he is dead?"},
        {"family_name": "Belkacem est mort hier"},
    ],
)
def test_in_an_open_crisis_too_words_of_a_death_wait_for_a_moderator(said):
    crisis = cast.active_crisis(profile="open")
    search = cast.esma_searches(crisis, **said)
    assert copy_of(search) is None and waits_for(search, None) == "moderator"
    show_search(search=search, **by_chen(search))
    assert copy_of(search)
    other = cast.esma_searches(crisis, contact="lina@example.org")
    before = model_to_dict(copy_of(other))
    edit_search(search=other, draft=cast.search_draft(**said), origin=cast.WEB, at=cast.now())
    other.refresh_from_db()
    assert model_to_dict(copy_of(other)) == before, "the old wording stays until the new one is read"
    assert waits_for(other, copy_of(other)) == "edit"
    show_search(search=other, **by_chen(other))
    assert model_to_dict(copy_of(other)) != before


def test_a_photo_waits_for_a_moderator_in_an_open_crisis_too():
    search = cast.esma_searches(cast.active_crisis(profile="open"))
    photo = with_photo(search)
    assert copy_of(search).photos == []
    show_search(search=search, **by_chen(search))
    assert [shown["key"] for shown in copy_of(search).photos] == [photo.key]
    draft = cast.search_draft(description="A red scarf")
    edit_search(search=search, draft=draft, origin=cast.WEB, at=cast.now())
    assert copy_of(search).description == "A red scarf" and copy_of(search).photos, "it was read"


def test_a_crisis_where_people_are_hunted_shows_nothing_whoever_read_it():
    search = cast.esma_searches(cast.active_crisis(profile="hunted"), public=True)
    assert copy_of(search) is None
    assert not PublicSearch.objects.exists()


def test_a_crisis_that_becomes_hunted_takes_its_searches_back_at_once(crisis):
    search = cast.esma_searches(crisis, public=True)
    Crisis.objects.filter(pk=crisis.pk).update(profile="hunted")
    assert copy_of(search) is None, "before any listener has heard of it"


def test_the_public_copy_holds_a_district_and_neither_the_place_nor_the_author(crisis):
    copy = copy_of(cast.esma_searches(crisis, public=True))
    assert copy.last_seen_words == "Paris 10"
    held = str({field.name: getattr(copy, field.name) for field in copy._meta.concrete_fields})
    assert not [word for word in ("Carillon", "Alibert", "Esma", "sister", "esma@") if word in held]


@pytest.mark.parametrize("said", ["06 12 34 56 78", "+33612345678", "me@example.org"])
def test_a_number_written_into_the_description_or_a_note_is_not_shown(crisis, said):
    search = cast.esma_searches(crisis, public=True, description=f"Tall. Call {said} please.")
    note = NoteDraft(status="believed_alive", text=f"Ask {said}")
    done = add_note(search=search, draft=note, origin=cast.WEB, at=cast.now())
    show_note(note=Note.objects.get(public_id=done.subject), shown_to="everyone", **by_chen(search))
    copy = copy_of(search)
    assert copy.description == "Tall. Call ••• please."
    assert copy.notes[0]["text"] == "Ask •••"


@pytest.mark.parametrize(
    "ages", [{"age_min": 14}, {"age_min": 14, "age_max": 16}, {"age_min": None, "age_max": 3}]
)
def test_of_a_child_under_fifteen_nothing_is_ever_public(crisis, ages):
    assert copy_of(cast.esma_searches(crisis, public=True, **ages)) is None


def test_under_eighteen_the_page_is_public_and_the_photo_is_not(crisis):
    search = cast.esma_searches(crisis, age_min=17)
    with_photo(search)
    search.refresh_from_db()
    show_search(search=search, **by_chen(search))
    assert copy_of(search).photos == []


def test_an_edit_waits_to_be_read_and_the_public_keeps_what_was_read(crisis):
    search = cast.esma_searches(crisis, public=True)
    changed = cast.search_draft(description="Something a moderator never saw.")
    edit_search(search=search, draft=changed, origin=cast.WEB, at=cast.now())
    assert copy_of(search).description.startswith("Dark green coat")
    show_search(search=search, **by_chen(search))
    assert copy_of(search).description == "Something a moderator never saw."


def test_a_photo_changed_after_it_was_read_leaves_the_page_until_it_is_read_again(crisis):
    search = cast.esma_searches(crisis)
    first = with_photo(search)
    show_search(search=search, **by_chen(search))
    assert [photo["key"] for photo in copy_of(search).photos] == [first.key]
    Search.objects.filter(pk=search.pk).update(edited_at=cast.now())
    with_photo(search)
    assert copy_of(search).photos == []


def test_a_child_found_out_by_an_edit_is_gone_before_anybody_reads_it(crisis):
    search = cast.esma_searches(crisis, public=True)
    edit_search(search=search, draft=cast.search_draft(age_min=12), origin=cast.WEB, at=cast.now())
    assert copy_of(search) is None


def test_a_moderator_lets_through_the_wording_they_read_and_no_later_one(crisis):
    search = cast.esma_searches(crisis)
    read = Search.objects.get(pk=search.pk)
    edit_search(search=search, draft=cast.search_draft(description="Later."), origin=cast.WEB, at=cast.now())
    with pytest.raises(TooLate):
        show_search(search=read, **by_chen(search))
    assert copy_of(search) is None


def test_an_edit_begun_before_the_moderator_read_waits_to_be_read_too(crisis):
    begun = cast.now()
    search = cast.esma_searches(crisis, public=True)
    assert not search.unread
    edit_search(search=search, draft=cast.search_draft(description="Rue X."), origin=cast.WEB, at=begun)
    assert search.unread
    assert copy_of(search).description != "Rue X."


def test_two_edits_of_one_moment_are_two_wordings_and_the_last_can_be_read(crisis):
    search = cast.esma_searches(crisis)
    about = {"origin": cast.WEB, "at": cast.now() + timedelta(minutes=1)}
    edit_search(search=search, draft=cast.search_draft(description="Rue X."), **about)
    read = Search.objects.get(pk=search.pk)
    edit_search(search=search, draft=cast.search_draft(description="Rue Y."), **about)
    with pytest.raises(TooLate):
        show_search(search=read, **by_chen(search))
    show_search(search=search, **by_chen(search))
    assert copy_of(search).description == "Rue Y."


def test_what_ends_leaves_the_public_at_once_and_comes_back_when_it_goes_on(crisis):
    search = cast.esma_searches(crisis, public=True)
    close_search(search=search, to="found", origin=cast.WEB, at=cast.now())
    assert copy_of(search) is None
    with pytest.raises(TooLate):
        close_search(search=search, to="closed", origin=cast.WEB, at=cast.now())
    reopen_search(search=search, origin=cast.WEB, at=cast.now())
    assert copy_of(search)


def test_a_search_nobody_touched_for_a_month_expires(crisis):
    search = cast.esma_searches(crisis, public=True)
    assert expire_searches(crisis=crisis, at=cast.now() + LIFETIME - timedelta(hours=1)) == 0
    assert expire_searches(crisis=crisis, at=cast.now() + LIFETIME) == 1
    search.refresh_from_db()
    assert (search.state, copy_of(search)) == ("expired", None)


def test_the_searches_of_a_suspended_author_are_not_public(crisis):
    search = cast.esma_searches(crisis, public=True)
    suspend_owner(posted=search, reason="Invented.", **by_chen(search))
    deliver_all(claim_due())
    assert copy_of(search) is None


def test_as_of_moves_with_what_is_shown_and_with_nothing_else(crisis):
    search = cast.esma_searches(crisis, public=True)
    before = copy_of(search).as_of
    with transaction.atomic():
        settle(search, at=cast.now() + timedelta(hours=1))
    assert copy_of(search).as_of == before
    done = add_note(
        search=search, draft=NoteDraft(status="believed_alive", text="Seen."), origin=cast.WEB, at=cast.now()
    )
    assert copy_of(search).as_of == before, "a note nobody has read"
    show_note(note=Note.objects.get(public_id=done.subject), shown_to="everyone", **by_chen(search))
    assert copy_of(search).as_of > before


@pytest.mark.parametrize(
    "typed", ["Farid Belkacem", "belkacem farid", "BELKACEM", "Fàrid Belkasem", "farid  b"]
)
def test_a_name_is_found_in_any_order_with_or_without_accents(crisis, typed):
    search = cast.esma_searches(crisis, public=True)
    cast.esma_searches(crisis, public=True, given_name="Nora", family_name="Lopez")
    assert [copy.search_id for copy in by_name(crisis, typed)] == [search.pk]


def test_a_hidden_search_and_one_of_another_crisis_are_not_found(crisis):
    search = cast.esma_searches(crisis, public=True)
    assert by_name(cast.active_crisis(name="Lyon"), "Farid Belkacem") == []
    hide_search(search=search, **by_chen(search))
    assert by_name(crisis, "Farid Belkacem") == []
    assert by_name(crisis, "b") == []


def test_many_of_one_first_name_do_not_hide_the_one_meant(crisis, monkeypatch):
    monkeypatch.setattr(name_index, "MOST_OF_ONE_ENTRY", 2)
    names = ["Dubois", "Moreau", "Belkacem", "Lefevre", "Garnier", "Rousseau"]
    for name in names:
        cast.esma_searches(crisis, public=True, family_name=name)
    assert [copy.family_name for copy in by_name(crisis, "farid belkacem")][:1] == ["Belkacem"]


def test_editing_a_crisis_to_open_shows_what_open_allows(crisis):
    search = cast.esma_searches(crisis)
    assert copy_of(search) is None
    edited(crisis, profile="open")
    assert copy_of(search)


def test_editing_the_hotline_goes_through_no_search(crisis):
    cast.esma_searches(crisis, public=True)
    deliver_all(claim_due())
    with CaptureQueriesContext(connection) as asked:
        edited(crisis, hotline="0 800 00 00 00")
    assert not [each for each in asked if "crisis_publicsearch" in each["sql"]]
