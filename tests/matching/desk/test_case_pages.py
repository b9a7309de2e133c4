"""The case pages: what is shown, what takes a reason, and whose hand may choose a door."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.disclosure.models import Disclosure
from crisis.shelter.models import Need
from crisis.shelter.queries import public_doors
from crisis.shelter.vocabulary import NeedState
from matching.actions.proposing import propose_matches
from matching.gather import why_nothing_fits
from matching.models import Match
from matching.why_words import why_sentences
from tests import cast
from tests.crisis.desk.desk_cast import signed_in

pytestmark = pytest.mark.django_db

FAR = (48.9362, 2.3574)  # Saint-Denis, some 8 km north


@pytest.fixture
def paris():
    return cast.active_crisis()


@pytest.fixture
def chen(paris):
    return signed_in(paris.declared_by)


def reveal(client, posted, kind, **told):
    return client.post(reverse("desk_reveal", args=[posted.crisis.slug, kind, posted.public_id]), told)


def test_an_address_is_shown_once_for_a_reason_and_its_owner_can_see_by_whom(paris, chen):
    boris = cast.boris_opens(paris)
    shown = reveal(chen, boris, "offer", what=["address"], reason="the guest is lost in the yard")
    page = shown.content.decode()
    assert "12 rue Alibert" in page and "4812B" in page and "boris@example.org" not in page
    looked = Disclosure.objects.get(about=boris.owner, what="address")
    assert looked.to == paris.declared_by and looked.reason == "the guest is lost in the yard"
    assert looked.subject == boris.public_id and looked.to_role == "coordinator"
    later = chen.get(reverse("desk_offer", args=[paris.slug, boris.public_id])).content.decode()
    assert "12 rue Alibert" not in later and "the guest is lost in the yard" in later


def test_the_house_number_a_host_typed_is_read_beside_the_place_it_was_taken_for(paris, chen):
    boris = cast.boris_opens(paris)
    boris.place.typed, boris.place.label = "12 rue Alibert, bât. C", "Rue Alibert, 75010 Paris"
    boris.place.save()
    page = reveal(chen, boris, "offer", what=["address"], reason="the guest is lost").content.decode()
    assert "12 rue Alibert, bât. C" in page and "Rue Alibert, 75010 Paris" in page


def test_a_contact_is_its_own_question(paris, chen):
    amira = cast.amira_asks(paris, contact="amira@example.org")
    page = reveal(chen, amira, "need", what=["contact"], reason="to call her back").content.decode()
    assert "amira@example.org" in page and "Rue Oberkampf" not in page
    assert list(Disclosure.objects.values_list("what", flat=True)) == ["contact"]


@pytest.mark.parametrize("told", [{"what": ["address"], "reason": " "}, {"reason": "curious indeed"}])
def test_without_a_reason_or_a_question_nothing_is_shown_and_nothing_logged(paris, chen, told):
    boris = cast.boris_opens(paris)
    answer = reveal(chen, boris, "offer", **told)
    assert answer.status_code == 400 and "12 rue Alibert" not in answer.content.decode()
    assert not Disclosure.objects.exists()


def test_nobody_looks_at_more_than_thirty_in_an_hour(paris, chen):
    boris = cast.boris_opens(paris)
    answers = [
        reveal(chen, boris, "offer", what=["address"], reason="the night is long").status_code
        for _time in range(31)
    ]
    assert answers == [200] * 30 + [429] and Disclosure.objects.count() == 30


def test_a_reveal_is_never_a_get(paris, chen):
    boris = cast.boris_opens(paris)
    path = reverse("desk_reveal", args=[paris.slug, "offer", boris.public_id])
    assert chen.get(path, {"what": "address", "reason": "curious"}).status_code == 405
    assert not Disclosure.objects.exists()


def test_chen_proposes_a_door_by_its_code(paris, chen):
    boris, amira = cast.boris_opens(paris), cast.amira_asks(paris)
    chen.post(
        reverse("desk_propose", args=[paris.slug, amira.public_id]), {"reference": boris.reference.lower()}
    )
    match = Match.objects.get()
    assert match.by_hand == paris.declared_by and match.offer == boris


def test_a_door_that_does_not_fit_is_refused_in_words(paris, chen):
    boris, amira = cast.boris_opens(paris), cast.amira_asks(paris, step_free=True, pets=True)
    path = reverse("desk_propose", args=[paris.slug, amira.public_id])
    page = chen.post(path, {"reference": boris.reference}, follow=True).content.decode()
    assert "not step-free; takes in no pets" in page and not Match.objects.exists()


def test_a_door_of_another_crisis_is_not_known_here(paris, chen):
    lyon = cast.active_crisis(cast.chen(), name="Lyon")
    boris, amira = cast.boris_opens(lyon), cast.amira_asks(paris)
    path = reverse("desk_propose", args=[paris.slug, amira.public_id])
    page = chen.post(path, {"reference": boris.reference}, follow=True).content.decode()
    assert "no door with this code" in page and not Match.objects.exists()


def test_the_page_names_the_best_doors_with_their_reasons(paris, chen):
    boris, amira = cast.boris_opens(paris), cast.amira_asks(paris)
    page = chen.get(reverse("desk_need", args=[paris.slug, amira.public_id])).content.decode()
    assert boris.reference in page and "850 m away" in page


def test_the_page_says_why_nothing_fits(paris):
    cast.boris_opens(paris)
    cast.boris_opens(paris, step_free=True)
    amira = cast.amira_asks(paris, step_free=True, pets=True)
    told = why_sentences(why_nothing_fits(amira, at=cast.now()))
    assert told[0] == "2 doors are near. None of them fits now."
    assert "2 doors: takes in no pets (1 for this reason alone)" in told and "1 door: not step-free" in told


def test_the_nearest_doors_that_do_not_fit_are_named_and_asked_where_a_person_may_overrule(paris, chen):
    stairs = cast.boris_opens(paris)
    soon = cast.boris_opens(paris, step_free=True, until=cast.now() + timedelta(minutes=70))
    amira = cast.amira_asks(paris, step_free=True)
    page = chen.get(reverse("desk_need", args=[paris.slug, amira.public_id]))
    told = {miss.offer.pk: miss for miss in page.context["misses"]}
    assert told[stairs.pk].why == "not step-free" and not told[stairs.pk].may_ask
    assert told[soon.pk].why == "closes too soon" and told[soon.pk].may_ask
    assert f'value="{soon.reference}"' in page.content.decode()


def test_a_far_door_is_not_asked_why(paris):
    cast.boris_opens(paris, place=cast.place(FAR, "Saint-Denis"))
    amira = cast.amira_asks(paris)
    assert why_sentences(why_nothing_fits(amira, at=cast.now())) == ["No door is open within about 3 km."]


def test_a_full_door_counts_as_one_without_room(paris):
    cast.proposed(paris, places=1)
    told = why_sentences(why_nothing_fits(cast.amira_asks(paris), at=cast.now()))
    assert "1 door: not enough free places (1 for this reason alone)" in told


def test_children_without_an_adult_come_with_the_protocol_and_no_door_by_machine(paris, chen):
    cast.boris_opens(paris)
    children = cast.amira_asks(paris, adults=0, children=2)
    assert propose_matches(need=children, at=cast.now()) is None
    page = chen.get(reverse("desk_need", args=[paris.slug, children.public_id]))
    assert "119" in page.content.decode() and page.context["doors"] == []


@pytest.mark.parametrize(
    ("to", "state"), [("elsewhere", NeedState.FOUND_ELSEWHERE), ("withdrawn", NeedState.WITHDRAWN)]
)
def test_a_need_is_closed_on_the_callers_word_and_its_place_is_free(paris, chen, to, state):
    match = cast.accepted(paris)
    chen.post(reverse("desk_need_close", args=[paris.slug, match.need.public_id]), {"to": to})
    match.offer.refresh_from_db()
    assert Need.objects.get(pk=match.need_id).state == state
    assert match.offer.places_left == match.offer.places


def test_a_door_is_paused_and_withdrawn_with_a_reason_only(paris, chen):
    boris = cast.boris_opens(paris)
    move = reverse("desk_offer_move", args=[paris.slug, boris.public_id])
    assert "Say why" in chen.post(move, {"do": "pause", "reason": ""}, follow=True).content.decode()
    boris.refresh_from_db()
    assert boris.state == "open"
    page = chen.post(move, {"do": "pause", "reason": "he called: lift is broken"}, follow=True)
    boris.refresh_from_db()
    assert boris.state == "paused" and "lift is broken" in page.content.decode()
    chen.post(move, {"do": "withdraw", "reason": "he called again"})
    boris.refresh_from_db()
    assert boris.state == "withdrawn"


def test_a_held_door_vanishes_from_the_public_list_at_once(paris, chen):
    doors = [cast.boris_opens(paris) for _door in range(3)]
    later = cast.now() + timedelta(hours=1)
    assert public_doors(paris, at=later)[0]["doors"] == "3-5"
    chen.post(
        reverse("desk_report", args=[paris.slug, "offer", doors[0].public_id]),
        {"act": "hold", "reason": "two guests were asked for money"},
    )
    assert all(cell["doors"] != "3-5" for cell in public_doors(paris, at=later))
    chen.post(
        reverse("desk_report", args=[paris.slug, "offer", doors[0].public_id]),
        {"act": "restore", "reason": "it was another door"},
    )
    assert public_doors(paris, at=later)[0]["doors"] == "3-5"
