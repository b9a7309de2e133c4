"""The two forms and the crisis page, as a browser without scripts meets them."""

import gzip
import re
import uuid
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import Client

from accounts import throttle
from crisis.activation.actions import stand_down_crisis
from crisis.shelter.actions.official import enter_shelter
from crisis.shelter.drafts import ShelterDraft
from crisis.shelter.models import Need, Offer
from tests import cast

pytestmark = pytest.mark.django_db

OFFER = {
    "where": "metro Republique", "places": "2", "children": "on", "languages": ["fr"],
    "entry": "code 4812B", "first_name": "Boris", "contact": "boris@example.org",
}  # fmt: skip
NEED = {
    "adults": "1",
    "children": "0",
    "for_whom": "me",
    "where": "rue Oberkampf, Paris",
    "first_name": "Amira",
}


@pytest.fixture
def crisis():
    return cast.active_crisis()


@pytest.fixture
def boris(client: Client, crisis):
    """`boris(**changes)` posts the offer form."""

    def post(step="check", **changes):
        page = client.get(f"/en/c/{crisis.slug}/offer/").content.decode()
        until = re.findall(r'name="until" value="([^"]+)"', page)[1]
        said = OFFER | {"until": until, "submission_id": str(uuid.uuid4()), "step": step} | changes
        return client.post(f"/en/c/{crisis.slug}/offer/", said)

    return post


@pytest.fixture
def amira(client: Client, crisis):
    def post(step="check", **changes):
        said = NEED | {"submission_id": str(uuid.uuid4()), "step": step} | changes
        return client.post(f"/en/c/{crisis.slug}/need/", said)

    return post


def hidden(page: str) -> dict:
    """What the check page would send on."""
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    chosen = re.search(r'type="radio" name="choice" value="([^"]+)"[^>]* checked', page)
    return dict(found) | ({"choice": chosen.group(1)} if chosen else {})


@pytest.mark.parametrize("path", ["/en/", "/en/c/{}/", "/en/c/{}/offer/", "/en/c/{}/need/"])
def test_each_entry_page_and_the_stylesheet_fit_in_fourteen_kilobytes(client, crisis, path):
    page = gzip.compress(client.get(path.format(crisis.slug)).content)
    style = gzip.compress((Path(settings.BASE_DIR) / "static/css/site.css").read_bytes())
    assert len(page) + len(style) <= 14_000


def test_the_first_page_leads_straight_into_the_one_active_crisis(client, crisis):
    page = client.get("/en/").content.decode()
    assert f"/en/c/{crisis.slug}/need/" in page and f"/en/c/{crisis.slug}/offer/" in page


def test_with_two_crises_the_first_page_lets_one_choose(client, crisis):
    other = cast.active_crisis(crisis.declared_by, name="Lyon")
    page = client.get("/en/").content.decode()
    assert f"/en/c/{crisis.slug}/" in page and f"/en/c/{other.slug}/" in page and "/need/" not in page


def test_a_draft_is_visible_nowhere(client):
    draft = cast.draft_crisis()
    for path in (f"/en/c/{draft.slug}/", f"/en/c/{draft.slug}/need/", f"/en/s/{draft.short_code}/"):
        assert client.get(path).status_code == 404
    assert draft.name not in client.get("/en/").content.decode().replace("Paris 13", "")


def test_a_crisis_that_is_over_shows_its_closing_message_and_takes_nothing(client, crisis, amira):
    stand_down_crisis(
        crisis=crisis,
        closing_message="Go home by metro line 5.",
        origin=cast.at_the_desk(crisis.declared_by),
        at=cast.now(),
    )
    page = client.get(f"/en/c/{crisis.slug}/").content.decode()
    assert "metro line 5" in page and "/need/" not in page
    doors = client.get(f"/en/c/{crisis.slug}/doors/").content.decode()
    assert (
        "metro line 5" in doors and "no door is open any more" in doors and "Only doors that are" not in doors
    )
    assert f"/en/c/{crisis.slug}/" in client.get("/en/").content.decode()
    assert client.get(f"/en/c/{crisis.slug}/need/").status_code == 409
    assert amira(step="send").status_code == 409 and not Need.objects.exists()


def test_links_without_a_language_lead_to_the_readers_own(client, crisis):
    answer = client.get(f"/c/{crisis.slug}/", headers={"accept-language": "en"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/en/c/{crisis.slug}/"
    typed = crisis.short_code.lower().replace("-", "").replace("0", "o")
    answer = client.get(f"/s/{typed}/", headers={"accept-language": "en"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/en/c/{crisis.slug}/"


def test_the_qr_code_is_a_picture(client, crisis):
    answer = client.get(f"/en/c/{crisis.slug}/qr/")
    assert answer["Content-Type"] == "image/svg+xml" and answer.content.startswith(b"<svg")


def test_nothing_is_posted_before_the_answers_were_checked(boris):
    page = boris().content.decode()
    assert "Check before your door opens" in page and "code 4812B" in page
    assert not Offer.objects.exists()


def test_the_check_page_says_how_exact_the_place_is(amira):
    page = amira().content.decode()
    assert "Oberkampf" in page and "near this street (within about" in page


def test_what_the_check_page_sends_opens_the_door(boris, client, crisis):
    sent = hidden(boris().content.decode()) | {"step": "send"}
    answer = client.post(f"/en/c/{crisis.slug}/offer/", sent)
    offer = Offer.objects.get()
    assert answer.status_code == 302 and answer["Location"].startswith("/en/m/")
    assert (offer.places, offer.children, offer.pets) == (2, True, False)
    assert offer.place.entry == "code 4812B"


def test_sending_twice_opens_one_door_and_shows_the_same_page(boris):
    same = str(uuid.uuid4())
    first = boris(step="send", submission_id=same)
    again = boris(step="send", submission_id=same)
    assert first["Location"] == again["Location"] and Offer.objects.count() == 1


@pytest.mark.parametrize("step", ["check", "look", "change", "send"])
def test_a_form_that_was_sent_leads_to_ones_page_whatever_is_pressed_after_the_browsers_back(
    boris, client, step
):
    same = str(uuid.uuid4())
    own = boris(step="send", submission_id=same)["Location"]
    answer = boris(step=step, submission_id=same, first_name="Bob")
    assert answer["Location"] == own and Offer.objects.count() == 1
    assert "You sent this already" in client.get(own).content.decode()


def test_somebody_elses_form_is_led_nowhere(boris):
    boris(step="send")
    assert boris(submission_id=str(uuid.uuid4())).status_code == 200


def test_what_is_wrong_is_told_at_its_own_step_and_nothing_else_is(amira):
    steps = {"group": "1", "step": "look", "adults": "", "contact": "06 12"}
    answer = amira(where="zzkqj plof", **steps)
    page = answer.content.decode()
    assert answer.status_code == 400 and "We do not know this place" in page and "data-steps" in page
    assert "06 12 34 56 78" not in page and 'value="06 12"' in page and page.count('class="field bad"') == 1
    assert amira(where="rue Oberkampf, Paris", **steps).status_code == 204
    answer = amira(step="look", group="3", where="zzkqj plof", contact="06 12")
    assert answer.status_code == 400 and "06 12 34 56 78" in answer.content.decode()
    assert not Need.objects.exists()


@pytest.mark.parametrize("group", ["", "9", "-1", "x"])
def test_a_step_that_does_not_exist_has_nothing_wrong(amira, group):
    assert amira(step="look", group=group, where="zzkqj plof").status_code == 204


def test_a_wrong_contact_and_a_place_nobody_knows_are_told_together(boris):
    page = boris(where="zzkqj plof", contact="06 12").content.decode()
    assert "We do not know this place" in page and "06 12 34 56 78" in page


def test_whoever_comes_back_to_change_one_answer_sees_the_form_whole_at_that_answer(boris):
    page = boris().content.decode()
    anchors = re.findall(r'value="change" formnovalidate formaction="#(\w+)"', page)
    assert {"id_where", "id_places", "id_until", "id_entry", "id_contact"} <= set(anchors)
    form = boris(step="change").content.decode()
    assert all(f'id="{anchor}"' in form for anchor in anchors) and "data-steps" not in form


def test_who_asks_for_somebody_else_says_whom_the_host_shall_expect(amira):
    answer = amira(step="send", for_whom="other", first_name="")
    assert answer.status_code == 400 and "Give the first name of who will come" in answer.content.decode()
    assert amira(step="send", for_whom="other", first_name="Samia").status_code == 302
    assert (Need.objects.get().first_name, Need.objects.get().for_someone_else) == ("Samia", True)


def test_a_place_nobody_knows_loses_nothing_that_was_typed(boris):
    answer = boris(where="zzkqj plof")
    page = answer.content.decode()
    assert answer.status_code == 400 and "place a pin on the map" in page
    for typed in ("zzkqj plof", "code 4812B", "Boris", "boris@example.org"):
        assert typed in page


def test_a_street_that_exists_in_many_towns_is_not_guessed(amira):
    page = amira(where="rue de la republique").content.decode()
    assert "Which of these places do you mean?" in page and " checked" not in page
    assert amira(where="rue de la republique", step="send").status_code == 400
    assert not Need.objects.exists()
    second = re.findall(r'name="choice" value="([^"]+)"', page)[1]
    assert amira(where="rue de la republique", step="send", choice=second).status_code == 302
    place = Need.objects.get().place
    assert f"{place.lat:.5f},{place.lon:.5f}" == second


def test_a_pin_needs_no_words(amira):
    assert amira(where="", lat="48.8649", lon="2.3734", step="send").status_code == 302
    place = Need.objects.get().place
    assert (place.lat, place.lon, place.exactness) == (48.8649, 2.3734, "pin")


def test_a_pin_on_another_continent_is_too_far(amira):
    answer = amira(where="", lat="-33.9", lon="151.2")
    assert answer.status_code == 400 and "too far from the crisis" in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"contact": "06 12"}, "06 12 34 56 78"),
        ({"first_name": ""}, "First name"),
        ({"places": "0"}, "People"),
    ],
)
def test_a_mistake_is_named_at_the_top_and_at_its_field(boris, wrong, words):
    answer = boris(**wrong)
    page = answer.content.decode()
    assert answer.status_code == 400 and 'role="alert"' in page and words in page
    assert not Offer.objects.exists()


def test_change_brings_the_form_back_filled_in(amira):
    page = amira(step="change", note="ground floor please").content.decode()
    assert "ground floor please" in page and 'value="Amira"' in page


def test_asking_needs_neither_name_nor_contact(amira):
    assert amira(step="send", first_name="", contact="").status_code == 302


def test_children_without_an_adult_are_told_that_a_coordinator_takes_over(amira):
    page = amira(adults="0", children="2").content.decode()
    assert "a coordinator takes over at once" in page and "<dt>Adults</dt><dd><bdi>0</bdi>" in page
    assert amira(adults="0", children="2", step="send").status_code == 302


def test_asking_is_never_throttled_and_offering_is(amira, boris, monkeypatch):
    monkeypatch.setitem(throttle.RATES, "offer", "1/hour")
    assert [amira(step="send").status_code for _ in range(4)] == [302] * 4
    assert [boris(step="send").status_code for _ in range(2)][-1] == 429


def test_whoever_is_told_to_wait_reads_how_long_and_sends_what_they_typed_again_by_one_button(
    boris, client, crisis, monkeypatch
):
    monkeypatch.setitem(throttle.RATES, "offer", "1/hour")
    boris(step="send")
    told = boris(step="send", entry='code "4812B"\nsecond floor', languages=["fr", "en"])
    page = told.content.decode()
    assert told.status_code == 429 and int(told["Retry-After"]) > 3_500
    assert "You can try again from" in page and "What you typed is still here" in page and "tel:112" in page
    form = page[page.index('<form method="post" action="/en/c/') : page.index(">Try again<")]
    typed = QueryDict(mutable=True)
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        typed.appendlist(name, unescape(value))
    monkeypatch.setitem(throttle.RATES, "offer", "2/hour")
    address = f"/en/c/{crisis.slug}/offer/"
    assert client.post(address, typed.urlencode(), "application/x-www-form-urlencoded").status_code == 302
    assert Offer.objects.latest("pk").languages == ["fr", "en"]
    assert Offer.objects.latest("pk").place.entry == 'code "4812B"\nsecond floor'


def test_words_of_a_stranger_are_never_markup(boris):
    page = boris(entry="<script>x</script>").content.decode()
    assert "<script>x" not in page


def test_a_need_asks_for_a_way_out_of_the_page_and_no_search_engine(client, crisis):
    page = client.get(f"/en/c/{crisis.slug}/need/").content.decode()
    assert "data-exit" in page and 'content="noindex,nofollow"' in page


def test_a_shelter_stays_listed_when_the_crisis_is_over_and_its_name_is_said_once(client, crisis):
    by = {"origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}
    gym = ShelterDraft(place=cast.place(label="Gymnase Japy"), name="Gymnase Japy", capacity=200)
    enter_shelter(crisis=crisis, draft=gym, **by)
    stand_down_crisis(crisis=crisis, closing_message="The gym stays open.", **by)
    for path in ("", "doors/"):
        assert client.get(f"/en/c/{crisis.slug}/{path}").content.decode().count("Gymnase Japy") == 1


@pytest.mark.parametrize(
    ("adults", "children", "asked"), [("1", "3", 0), ("2", "0", 0), ("2", "1", 1), ("4", "0", 1)]
)
def test_only_a_group_with_an_adult_for_each_half_is_asked_whether_it_may_be_split(
    amira, adults, children, asked
):
    page = amira(adults=adults, children=children).content.decode()
    assert page.count('type="checkbox" name="may_split"') == asked


@pytest.mark.parametrize("ticked", [True, False])
def test_a_group_is_split_only_if_it_ticked_so(amira, ticked):
    page = amira(adults="2", children="2").content.decode()
    amira(**hidden(page) | {"step": "send"} | ({"may_split": "on"} if ticked else {}))
    assert Need.objects.get().may_split == ticked


def test_the_tick_stays_while_an_answer_is_changed(amira):
    page = amira(step="change", adults="2", children="2", may_split="on").content.decode()
    again = amira(**hidden(page) | {"adults": "3", "children": "2"}).content.decode()
    assert re.search(r'name="may_split" id="id_may_split" checked', again)
