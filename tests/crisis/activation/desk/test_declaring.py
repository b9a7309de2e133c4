"""Declared in a minute, activated by a typed name, confirmed by a second, closed with words."""

import json

import pytest
from django.urls import reverse

from accounts.people.models import Person
from crisis.activation.models import Crisis
from tests import cast
from tests.crisis.desk.desk_cast import another_coordinator, signed_in

pytestmark = pytest.mark.django_db

TOLD = {
    "name": "Paris, 13 November",
    "what_happened": "Several attacks; stay inside.",
    "where": "place de la République, Paris",
    "radius_m": "15000",
    "emergency_numbers": "112 · 114 (SMS)",
    "profile": "guarded",
}
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[2.30, 48.83], [2.40, 48.83], [2.40, 48.90], [2.30, 48.90], [2.30, 48.83]]],
}


@pytest.fixture
def chen():
    return cast.chen()


@pytest.fixture
def client(chen):
    return signed_in(chen)


def do(client, crisis, name, **told):
    return client.post(reverse(name, args=[crisis.slug]), told, follow=True)


def test_a_crisis_is_declared_on_one_page_and_nobody_sees_it_yet(client):
    page = client.post(reverse("declare"), TOLD, follow=True)
    crisis = Crisis.objects.get()
    assert page.redirect_chain[-1][0] == reverse("desk_crisis", args=[crisis.slug])
    assert crisis.phase == "draft" and "République" in crisis.place_label
    assert abs(crisis.lat - 48.867) < 0.01 and crisis.perimeter
    assert client.get(f"/fr/c/{crisis.slug}/").status_code == 404


def test_a_pin_is_enough_and_a_drawn_perimeter_replaces_the_circle(client):
    feature = {"type": "Feature", "properties": {}, "geometry": SQUARE}
    client.post(
        reverse("declare"),
        TOLD | {"where": "", "lat": "48.86", "lon": "2.35", "polygon": json.dumps(feature)},
    )
    assert Crisis.objects.get().polygon == SQUARE


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({"where": "Paris"}, "in this town (within about"),
        ({"where": "metro Republique"}, "at this place (within about"),
        ({"where": "", "lat": "48.86", "lon": "2.35"}, "the point that the map shows"),
        ({"where": "Paris", "lat": "48.86", "lon": "2.35"}, "the point that the map shows"),
    ],
)
def test_a_draft_says_how_exact_its_place_is(client, where, words):
    page = client.post(reverse("declare"), TOLD | where, follow=True)
    assert words in page.content.decode()


@pytest.mark.parametrize("polygon", ["{", '{"type": "Point", "coordinates": [2, 48]}', "[]", "[[[[" * 5000])
def test_a_broken_perimeter_is_refused_beside_its_field_and_nothing_is_lost(client, polygon):
    page = client.post(reverse("declare"), TOLD | {"polygon": polygon})
    assert "polygon" in page.context["form"].errors and "Paris, 13 November" in page.content.decode()
    assert not Crisis.objects.exists()


def test_an_unknown_place_asks_for_a_pin(client):
    page = client.post(reverse("declare"), TOLD | {"where": "xqzzk wpplv"})
    assert "where" in page.context["form"].errors


def test_only_who_may_declare_sees_the_page(chen):
    paris = cast.draft_crisis(chen)
    emma = signed_in(another_coordinator(paris))
    assert emma.get(reverse("declare")).status_code == 404
    assert "Declare" not in emma.get(reverse("desk")).content.decode()


def test_a_real_crisis_asks_for_its_name_and_a_second_coordinator_confirms(client, chen):
    paris = cast.draft_crisis(chen)
    assert do(client, paris, "desk_activate", typed_name="London").status_code == 400
    paris.refresh_from_db()
    assert paris.phase == "draft"
    page = do(client, paris, "desk_activate", typed_name=" paris ").content.decode()
    assert "Not yet confirmed by a second coordinator" in page and "Confirm this activation" not in page
    assert do(client, paris, "desk_confirm").status_code == 409
    emma = signed_in(another_coordinator(paris))
    assert "Confirm this activation" in emma.get(reverse("desk_crisis", args=[paris.slug])).content.decode()
    assert "Not yet confirmed" not in do(emma, paris, "desk_confirm").content.decode()
    paris.refresh_from_db()
    assert paris.confirmed_at


def test_an_exercise_is_activated_without_typing_and_stays_one(client, chen):
    drill = cast.draft_crisis(chen, is_drill=True)
    do(client, drill, "desk_activate")
    client.post(reverse("desk_crisis_edit", args=[drill.slug]), TOLD)
    drill.refresh_from_db()
    assert drill.phase == "active" and drill.is_drill and drill.name == TOLD["name"]


def test_an_active_crisis_shows_its_addresses_and_its_code(client, chen):
    paris = cast.active_crisis(chen)
    page = client.get(reverse("desk_crisis", args=[paris.slug])).content.decode()
    assert f"/s/{paris.short_code}" in page and "<svg" in page and f"/c/{paris.slug}/" in page


def test_standing_down_needs_words_for_those_who_read_the_page(client, chen):
    paris = cast.active_crisis(chen)
    step = "<details><summary>Stand down"  # nothing ends by one press
    assert step in client.get(reverse("desk_crisis", args=[paris.slug])).content.decode()
    wordless = do(client, paris, "desk_stand_down", closing_message=" ")
    assert wordless.status_code == 400 and step.replace(">", " open>", 1) in wordless.content.decode()
    do(client, paris, "desk_stand_down", closing_message="Go to the town hall.")
    paris.refresh_from_db()
    assert paris.phase == "stood_down" and paris.closing_message == "Go to the town hall."
    do(client, paris, "desk_archive")
    paris.refresh_from_db()
    assert paris.phase == "archived"


def test_a_page_of_phases_moves_nothing_by_being_read(client, chen):
    paris = cast.draft_crisis(chen)
    for name in ("desk_activate", "desk_confirm", "desk_stand_down", "desk_archive"):
        assert client.get(reverse(name, args=[paris.slug])).status_code == 405
    paris.refresh_from_db()
    assert paris.phase == "draft"


def invite(client, crisis, **told):
    fields = {"contact": "emma@example.org", "pseudonym": "Emma", "role": "coordinator"}
    return client.post(reverse("desk_team", args=[crisis.slug]), fields | told)


def test_the_link_is_on_its_way_where_something_carries_it(client, chen, settings):
    settings.EMAIL_HOST = "mail.example.org"
    assert "The link is on its way" in invite(client, cast.active_crisis(chen)).content.decode()


def test_whoever_invites_reads_how_a_colleague_signs_in_and_nothing_that_does_it(client, chen):
    paris = cast.active_crisis(chen)
    answer = invite(client, paris).content.decode()
    assert (
        "in a file on this server" in answer and "sign in with a code" in answer and "/sign-in/" not in answer
    )
    assert "Emma" in client.get(reverse("desk_team", args=[paris.slug])).content.decode()


def test_an_exercise_says_that_no_invitation_was_sent(client, chen):
    drill = cast.active_crisis(chen, is_drill=True)
    assert "nothing was sent" in invite(client, drill).content.decode()


def test_only_who_may_declare_passes_that_on(client, chen):
    paris = cast.active_crisis(chen)
    assert "may_declare" in client.get(reverse("desk_team", args=[paris.slug])).content.decode()
    emma = another_coordinator(paris)
    page = signed_in(emma)
    assert "may_declare" not in page.get(reverse("desk_team", args=[paris.slug])).content.decode()
    invite(page, paris, contact="fay@example.org", pseudonym="Fay", may_declare="on")
    invite(client, paris, contact="gus@example.org", pseudonym="Gus", may_declare="on")
    assert not Person.objects.get(pseudonym="Fay").may_declare
    assert Person.objects.get(pseudonym="Gus").may_declare


def test_a_colleague_invited_to_a_second_crisis_is_the_same_person(client, chen):
    paris, lyon = cast.active_crisis(chen), cast.active_crisis(chen, name="Lyon")
    invite(client, paris)
    invite(client, lyon)
    assert Person.objects.get(pseudonym="Emma").memberships.count() == 2


def test_the_last_coordinator_stays(client, chen):
    paris = cast.active_crisis(chen)
    remove = reverse("desk_team_remove", args=[paris.slug, chen.public_id])
    assert client.post(remove).status_code == 409
    another_coordinator(paris)
    assert client.post(remove).status_code == 302
    assert client.get(reverse("desk_queue", args=[paris.slug])).status_code == 404


def test_a_contact_that_is_none_is_refused_beside_its_field(client, chen):
    paris = cast.active_crisis(chen)
    assert "contact" in invite(client, paris, contact="emma at home").context["form"].errors
