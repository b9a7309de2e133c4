"""A family's way through the pages, from a phone, with no account and no script; and the desk's."""

import gzip
import io
import re

import pytest
from django.test import Client
from PIL import Image

from crisis.activation.models import Crisis
from crisis.checkin.models import CheckIn
from crisis.search.actions.notes import add_note
from crisis.search.drafts import NoteDraft
from crisis.search.models import Note, PublicSearch, Search
from crisis.search.photos.models import Photo
from tests import cast

pytestmark = pytest.mark.django_db

NEW = "/en/c/paris/search/new/"
TYPED = {
    "given_name": "Farid",
    "family_name": "Belkacem",
    "age_min": "34",
    "description": "Green coat. Call 06 12 34 56 78",
    "where": "",
    "first_name": "Esma",
    "relation": "sister",
    "contact": "esma@example.org",
    "submission_id": "5a5a5a5a-0000-4000-8000-000000000000",
}
BUDGET = 14_000


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis(hotline="0 800 40 60 05")


@pytest.fixture
def phone() -> Client:
    return Client()


def desk(crisis: Crisis) -> Client:
    client = Client()
    client.force_login(crisis.declared_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_another_language_brings_back_what_was_typed_and_sends_nothing(crisis, phone):
    cast.esma_searches(crisis, public=True)
    search = Search.objects.get()
    here = f"/fr/c/paris/search/{search.public_id}"
    note, new = f"{here}/note/", NEW.replace("/en/", "/fr/")
    again = {"step": "change"}
    words = phone.post(note, again | {"text": "Seen at the café.", "status": ""})
    assert words.status_code == 200 and "Seen at the café." in words.content.decode()
    half = phone.post(new, again | {"given_name": "Farid", "contact": "es"})
    assert half.status_code == 200 and 'value="Farid"' in half.content.decode()
    assert 'class="errors' not in half.content.decode(), "nobody has sent it: nothing is wrong with it yet"
    said = phone.post("/fr/c/paris/safe/", again | {"first_name": "Amira", "status": "safe"})
    assert said.status_code == 200 and not Note.objects.exists() and not CheckIn.objects.exists()


def test_a_search_is_typed_checked_and_sent_with_no_place_and_no_script(crisis, phone):
    checked = phone.post(NEW, TYPED | {"step": "check"})
    assert (checked.status_code, Search.objects.count()) == (200, 0)
    words = checked.content.decode()
    assert "a moderator has read it" in words and "dots instead" in words
    sent = phone.post(NEW, TYPED | {"step": "send"})
    assert (sent.status_code, Search.objects.count()) == (302, 1)
    assert "Farid Belkacem" in page(phone, sent.url)


def test_sent_twice_it_leads_to_the_same_page(crisis, phone):
    first, again = (phone.post(NEW, TYPED | {"step": "send"}).url for _ in range(2))
    assert first == again
    assert Search.objects.count() == 1


def test_a_photo_is_added_on_ones_own_page_and_waits_to_be_read(crisis, phone):
    own = phone.post(NEW, TYPED | {"step": "send"}).url
    out = io.BytesIO()
    Image.new("RGB", (40, 50), "green").save(out, "PNG")
    out.seek(0)
    out.name = "IMG_0001.png"
    assert phone.post(f"{own}photo/", {"photo": out}, follow=True).status_code == 200
    assert Photo.objects.get().search.reference in page(phone, own)


def test_whoever_looks_alike_is_shown_before_a_second_search_is_posted_and_only_if_public(crisis, phone):
    public = cast.esma_searches(crisis, public=True)
    unread = cast.esma_searches(crisis, given_name="Farida")
    words = phone.post(NEW, TYPED | {"step": "check", "family_name": "Bélkasem"}).content.decode()
    assert f"/en/c/paris/search/{public.public_id}/" in words
    assert str(unread.public_id) not in words


def test_the_search_there_is_already_is_followed_by_the_contact_just_typed(crisis, phone):
    public = cast.esma_searches(crisis, public=True)
    followed = phone.post(NEW, TYPED | {"step": f"follow:{public.public_id}", "contact": "nour@example.org"})
    assert "The search you follow" in page(phone, followed.url) or "Farid" in page(phone, followed.url)
    assert (Search.objects.count(), public.followers.filter(role="follower").count()) == (1, 1)


@pytest.mark.parametrize("gone", ["nonsense", "5a5a5a5a-0000-4000-8000-000000000000"])
def test_a_search_gone_meanwhile_leaves_the_form_as_it_was(crisis, phone, gone):
    words = phone.post(NEW, TYPED | {"step": f"follow:{gone}"}).content.decode()
    assert "Green coat" in words and not Search.objects.exists()


def test_a_child_is_told_plainly_to_be_for_coordinators_only(crisis, phone):
    words = phone.post(NEW, TYPED | {"step": "check", "age_min": "9"}).content.decode()
    assert "Nothing of this will be public" in words


@pytest.mark.parametrize(
    "wrong", [{"contact": "x"}, {"given_name": "", "family_name": ""}, {"age_min": "999"}]
)
def test_a_mistake_is_said_on_the_form_and_nothing_typed_is_lost(crisis, phone, wrong):
    answer = phone.post(NEW, TYPED | wrong | {"step": "send"})
    words = answer.content.decode()
    assert answer.status_code == 400
    assert "There is a problem" in words and "Green coat" in words


def test_no_name_is_said_at_the_step_that_asks_for_it(crisis, phone):
    look = {"step": "look", "group": "0", "contact": "", "first_name": ""}
    assert phone.post(NEW, TYPED | look).status_code == 204
    answer = phone.post(NEW, TYPED | look | {"given_name": "", "family_name": ""})
    assert answer.status_code == 400
    assert "Give a first name or a family name" in answer.content.decode()


def test_the_public_page_says_as_of_when_whom_to_call_and_what_happens_next(crisis, phone):
    search = cast.esma_searches(crisis, public=True)
    words = page(phone, f"/en/c/paris/search/{search.public_id}/")
    assert re.search(r"as of \d+ \w+, \d\d:\d\d", words)
    assert "0 800 40 60 05" in words and "What happens next" in words and "No news is not bad news" in words
    assert "noindex" in words and "Esma" not in words and "Carillon" not in words
    assert "<script>" not in words and " style=" not in words


def test_the_code_said_to_coordinators_is_the_familys_alone(crisis, phone):
    search = cast.esma_searches(crisis, public=True)
    here = f"/en/c/paris/search/{search.public_id}/"
    follower = phone.post(f"{here}follow/", {"contact": "friend@example.org"}).url
    assert search.reference not in page(phone, here) + page(phone, follower)


def test_a_note_says_apart_when_it_was_written_and_when_that_was(crisis, phone):
    search, chen = cast.esma_searches(crisis, public=True), desk(crisis)
    here = f"/en/c/paris/search/{search.public_id}/"
    told = {"kind": "seen_alive", "text": "Seen.", "seen_at": "2015-11-13T23:00"}
    phone.post(f"{here}note/", told)
    chen.post(
        f"/en/desk/paris/search-notes/{Note.objects.get().public_id}/decide/",
        {"to": "everyone", "reason": "."},
    )
    words = page(phone, here)
    assert (
        "Written" in words
        and "seen about 13 November, 23:00" in words
        and "of this person since" not in words
    )


def test_a_search_that_is_not_here_says_where_to_look_next(crisis, phone):
    answer = phone.get("/en/c/paris/search/5a5a5a5a-0000-4000-8000-000000000000/")
    assert answer.status_code == 404
    assert "/en/c/paris/find/" in answer.content.decode()


def test_what_a_visitor_knows_goes_to_the_desk_and_nowhere_else(crisis, phone):
    search = cast.esma_searches(crisis, public=True)
    told = {"kind": "seen_alive", "text": "<b>Seen</b> at https://evil.example", "place": "Canal"}
    assert phone.post(f"/en/c/paris/search/{search.public_id}/note/", told).status_code == 200
    assert "Seen" not in page(phone, f"/en/c/paris/search/{search.public_id}/")
    note = Note.objects.get()
    chen = desk(crisis)
    assert "&lt;b&gt;Seen" in page(chen, f"/en/desk/paris/searches/{search.public_id}/")
    decided = chen.post(
        f"/en/desk/paris/search-notes/{note.public_id}/decide/", {"to": "everyone", "reason": "Ok."}
    )
    assert decided.status_code == 302
    words = page(phone, f"/en/c/paris/search/{search.public_id}/")
    assert "&lt;b&gt;Seen" in words and 'href="https://evil' not in words


@pytest.mark.parametrize("form", ["follow", "claim"])
def test_following_and_this_is_me_lead_to_a_page_of_ones_own(crisis, phone, form):
    search = cast.esma_searches(crisis, public=True)
    sent = phone.post(f"/en/c/paris/search/{search.public_id}/{form}/", {"contact": "friend@example.org"})
    assert sent.status_code == 302
    assert "Esma" not in page(phone, sent.url)


def test_the_desk_reads_an_unread_search_lets_it_through_and_holds_it(crisis, phone):
    search, chen = cast.esma_searches(crisis), desk(crisis)
    here = f"/en/desk/paris/searches/{search.public_id}/"
    assert search.reference in page(chen, "/en/desk/paris/searches/")
    read_at = re.search(r'name="read_at" value="([^"]+)"', page(chen, here))[1]
    chen.post(f"{here}decide/", {"do": "show", "reason": "Read.", "read_at": "2015-01-01"})
    assert not PublicSearch.objects.exists(), "another wording than the one there is"
    chen.post(f"{here}decide/", {"do": "show", "reason": "", "read_at": read_at})
    assert not PublicSearch.objects.exists(), "no reason"
    chen.post(f"{here}decide/", {"do": "show", "reason": "Read.", "read_at": read_at})
    assert PublicSearch.objects.exists()
    chen.post(f"{here}decide/", {"do": "hold", "reason": "Asked for money."})
    assert not PublicSearch.objects.exists()
    assert "Asked for money." in page(chen, here)


def test_whoever_lets_a_search_through_has_its_photo_before_them_and_no_reason_to_hold_is_filled_in(crisis):
    search, chen = cast.esma_searches(crisis), desk(crisis)
    picture = {"full": b"full", "thumb": b"thumb", "width": 9, "height": 9, "added_at": cast.now()}
    photo = Photo.objects.create(search=search, key="k", **picture)
    here = page(chen, f"/en/desk/paris/searches/{search.public_id}/")
    photo, button = here.index(f"/photos/{photo.public_id}"), here.index("Let it through")
    assert photo < button and "<details" not in here[here.index("<h2>Decide</h2>") : photo]
    assert re.search(r'<input id="hold_reason"[^>]*>', here)[0].count("value=") == 0


def test_a_first_letting_through_is_not_called_restored(crisis, phone):
    search, chen = cast.esma_searches(crisis), desk(crisis)
    here = f"/en/desk/paris/searches/{search.public_id}/"
    read_at = re.search(r'name="read_at" value="([^"]+)"', page(chen, here))[1]
    chen.post(f"{here}decide/", {"do": "show", "reason": "Read.", "read_at": read_at})
    assert "Read and made public" in page(chen, here)
    chen.post(f"{here}decide/", {"do": "hold", "reason": "Wait."})
    chen.post(f"{here}decide/", {"do": "show", "reason": "Fine.", "read_at": read_at})
    assert "Restored" in page(chen, here)


def test_a_note_with_words_of_a_death_warns_the_desk_and_needs_a_tick(crisis):
    search, chen = cast.esma_searches(crisis, public=True), desk(crisis)
    draft = NoteDraft(status="believed_missing", text="I heard that he is dead. Call 0612345678.")
    add_note(search=search, draft=draft, origin=cast.WEB, at=cast.now())
    here = page(chen, f"/en/desk/paris/searches/{search.public_id}/")
    assert "may speak of a death" in here and "sees dots instead" in here
    decide = f"/en/desk/paris/search-notes/{Note.objects.get().public_id}/decide/"
    chen.post(decide, {"to": "everyone", "reason": "Read."})
    assert not PublicSearch.objects.get().notes
    chen.post(decide, {"to": "everyone", "reason": "Read.", "sure": "1"})
    assert PublicSearch.objects.get().notes


def test_a_caller_hears_of_no_code(crisis):
    words = desk(crisis).post("/en/desk/paris/intake/search/", TYPED | {"step": "check"}).content.decode()
    assert (
        "code we send" not in words and "once a moderator has read it" in words and "Post the search" in words
    )


def test_a_caller_is_taken_down_and_counts_as_verified(crisis):
    chen, intake = desk(crisis), "/en/desk/paris/intake/search/"
    page(chen, intake)
    assert chen.post(intake, TYPED | {"step": "check"}).status_code == 200
    done = chen.post(intake, TYPED | {"step": "send"}).content.decode()
    search = Search.objects.get()
    assert search.reference in done and search.owner.contact_points.get().verified_at


def test_the_family_is_reached_with_a_reason_and_shown_once(crisis):
    search, chen = cast.esma_searches(crisis), desk(crisis)
    here = f"/en/desk/paris/searches/{search.public_id}/"
    assert "esma@example.org" not in page(chen, here)
    assert (
        "esma@example.org"
        not in chen.post(f"{here}reveal/", {"of": "", "reason": ""}, follow=True).content.decode()
    )
    assert (
        "esma@example.org" in chen.post(f"{here}reveal/", {"of": "", "reason": "Call back."}).content.decode()
    )


def test_found_by_the_desk_needs_a_word_for_the_next_shift(crisis):
    search, chen = cast.esma_searches(crisis, public=True), desk(crisis)
    move = f"/en/desk/paris/searches/{search.public_id}/move/"
    chen.post(move, {"to": "found", "reason": ""})
    assert Search.objects.get().state == "open"
    chen.post(move, {"to": "found", "reason": "His brother called."})
    assert Search.objects.get().state == "found"


@pytest.mark.parametrize("path", ["", "note/", "follow/", "claim/"])
def test_each_page_comes_in_one_go_on_a_bad_network(crisis, phone, path):
    search = cast.esma_searches(crisis, public=True)
    for address in (f"/fr/c/paris/search/{search.public_id}/{path}", "/fr/c/paris/search/new/"):
        assert len(gzip.compress(page(phone, address).encode(), 9)) < BUDGET
