"""The poster and the share card: what is public and no more, in any script, gone with the page."""

import io
import time

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import translation
from PIL import Image

from accounts import throttle
from crisis.search.actions.life import freeze_notes, unfreeze_notes
from crisis.search.actions.showing import hide_search
from crisis.search.models import PublicSearch
from crisis.search.posters.content import poster_of
from crisis.search.posters.drawing import card_of, pdf_of
from crisis.search.posters.kept import Kept, posters
from crisis.search.posters.sheet import legible
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def search():
    paris = cast.active_crisis(hotline="0 800 406 005")
    return cast.esma_searches(paris, public=True, relation="sister", description="Call me on 06 12 34 56 78")


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        assert len(document) == 1
        return " ".join(document[0].get_textpage().get_text_bounded().split())
    finally:
        document.close()


def poster(search, language: str = "en"):
    with translation.override(language):
        return poster_of(PublicSearch.objects.select_related("crisis").get(search=search))


def address(search, name: str) -> str:
    return reverse(name, args=(search.crisis.slug, search.public_id))


def test_the_poster_says_what_is_public_and_how_to_answer(search):
    said = words(pdf_of(poster(search)))
    assert search.full_name in said and "0 800 406 005" in said and f"/s/{search.crisis.short_code}/" in said
    assert "As of" in said and "(CET)" in said
    for kept in ("06 12 34 56 78", "sister", "Esma"):
        assert kept not in said
    assert "EXERCISE" not in said


def test_a_name_in_other_letters_is_also_written_in_those_a_passer_by_can_type(search):
    yasmin = cast.esma_searches(search.crisis, public=True, given_name="ياسمين", family_name="بن يوسف")
    assert "Also written: Iasmin Bn Iwsf" in words(pdf_of(poster(yasmin)))
    assert "Also written" not in words(pdf_of(poster(search)))


def test_a_drills_poster_says_so_across(search):
    search.crisis.is_drill = True
    search.crisis.save()
    assert "EXERCISE" in words(pdf_of(poster(search)))


@pytest.mark.parametrize("name", ["search_poster", "search_card"])
def test_a_hidden_search_has_neither_at_once(client, search, name):
    assert client.get(address(search, name)).status_code == 200  # and drawn, and kept
    hide_search(search=search, origin=cast.at_the_desk(search.crisis.declared_by), at=cast.now())
    assert client.get(address(search, name)).status_code == 404


@pytest.mark.parametrize("name", ["search_poster", "search_card"])
def test_where_nobody_may_answer_any_more_nothing_asks_for_an_answer(client, search, name):
    about = {"search": search, "origin": cast.at_the_desk(search.crisis.declared_by), "at": cast.now()}
    freeze_notes(**about)
    assert client.get(address(search, name)).status_code == 404
    assert address(search, name) not in client.get(address(search, "search_page")).content.decode()
    unfreeze_notes(**about)
    assert client.get(address(search, name)).status_code == 200


def test_nothing_drawn_of_a_hidden_search_stays_in_memory_and_of_no_search_for_long(
    search, django_capture_on_commit_callbacks
):
    other = cast.esma_searches(search.crisis, public=True, given_name="Rachid")
    for each in (search, other):
        posters.get(poster(each), before=lambda: None)
    with django_capture_on_commit_callbacks(execute=True):
        hide_search(search=search, origin=cast.at_the_desk(search.crisis.declared_by), at=cast.now())
    assert {words.search for words in posters._drawn} & {search.pk, other.pk} == {other.pk}
    brief = Kept(lambda words: b"drawn", seconds=0.05)
    brief.get(poster(other), before=lambda: None)
    assert brief._drawn
    deadline = time.monotonic() + 5
    while brief._drawn and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not brief._drawn


def test_whoever_has_it_is_told_so_until_it_says_something_else(client, search):
    first = client.get(address(search, "search_card"))
    assert first["Content-Type"] == "image/png" and "no-cache" in first["Cache-Control"]
    about = {"headers": {"If-None-Match": first["ETag"]}}
    assert client.get(address(search, "search_card"), **about).status_code == 304
    search.crisis.__class__.objects.update(hotline="3114")
    assert client.get(address(search, "search_card"), **about).status_code == 200


def test_many_who_ask_for_new_drawings_wait_and_those_drawn_are_given(client, search, monkeypatch):
    monkeypatch.setitem(throttle.RATES, "drawing", "1/minute")
    client.get(address(search, "search_card"))
    assert client.get(address(search, "search_poster")).status_code == 429
    assert client.get(address(search, "search_card")).status_code == 200


def test_the_card_is_as_large_as_previews_want_it(search):
    card = Image.open(io.BytesIO(card_of(poster(search))))
    assert card.size == (1200, 630) and card.format == "PNG"


def test_the_page_names_its_card_for_previews(client, search):
    page = client.get(address(search, "search_page")).content.decode()
    assert f'content="http://testserver{address(search, "search_card")}"' in page
    assert address(search, "search_poster") in page


def test_a_photo_marked_sensitive_is_on_neither(search):
    copy = PublicSearch.objects.select_related("crisis").get(search=search)
    copy.photos = [
        {"key": "blurred", "sensitive": True, "width": 9, "height": 9},
        {"key": "plain", "sensitive": False, "width": 9, "height": 9},
    ]
    assert poster_of(copy).photo == "plain"
    del copy.photos[1]
    assert poster_of(copy).photo == ""


def test_no_letter_is_printed_as_an_empty_box():
    assert legible("محمد Łukasz Иван יוסף") == "محمد Łukasz Иван יוסף"
    assert legible("김민수 😀") == "Gim Min Su"


def test_the_longest_words_have_room(search):
    PublicSearch.objects.filter(search=search).update(
        given_name="Constantinopolitanos-Maximilianus" * 1, family_name="W" * 60, other_names="x " * 60,
        description="Word and word. " * 33,
    )  # fmt: skip
    said = words(pdf_of(poster(search)))
    assert "W" * 20 in said.replace(" ", "") and "0 800 406 005" in said
    assert said.count("Word and word.") > 30
