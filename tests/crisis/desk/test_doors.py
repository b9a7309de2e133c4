"""Who may open which page of the desk: Dana none, another crisis's coordinator none, a removed colleague none."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.journal.models import Entry
from crisis.activation.actions import remove_colleague
from crisis.activation.models import Membership
from crisis.activation.vocabulary import Role
from crisis.desk.actions import open_case
from crisis.desk.vocabulary import Why
from crisis.shelter.actions.official import enter_shelter
from crisis.shelter.drafts import ShelterDraft
from tests import cast
from tests.crisis.desk.desk_cast import another_coordinator, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def paris():
    return cast.active_crisis()


@pytest.fixture
def desk_paths(paris):
    """Every route of the desk filled with what really exists in Paris: {name: path}."""
    need, offer = cast.amira_asks(paris), cast.boris_opens(paris)
    shelter = enter_shelter(
        crisis=paris,
        draft=ShelterDraft(place=cast.place(), name="Gymnase Japy", capacity=200),
        origin=cast.at_the_desk(paris.declared_by),
        at=cast.now(),
    )
    case = open_case(
        crisis=paris,
        subject_kind="need",
        subject=need.public_id,
        why=Why.ASKED_FOR_US,
        origin=cast.at_the_desk(paris.declared_by),
        at=cast.now(),
    )
    known = {
        "slug": paris.slug,
        "need": need.public_id,
        "offer": offer.public_id,
        "subject": offer.public_id,
        "kind": "offer",
        "shelter": shelter.public_id,
        "case": case.public_id,
        "person": paris.declared_by.public_id,
        "delivery": 1,
        "key": 1,
    }
    return dict(filled(known))


def filled(known):
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    names = {name for name in names if name.startswith("desk") or name == "declare"}
    for name in names:
        for possibility in get_resolver().reverse_dict.getlist(name):
            parts = possibility[0][0][1]
            if set(parts) <= set(known):
                yield name, reverse(name, kwargs={part: known[part] for part in parts})


def test_every_route_of_the_desk_is_among_those_tried(desk_paths):
    assert len(desk_paths) >= 38


@pytest.mark.parametrize("method", ["get", "post"])
def test_dana_finds_nothing_on_the_desk(desk_paths, method):
    dana = signed_in(cast.dana())
    before = Entry.objects.count()
    answers = {name: getattr(dana, method)(path).status_code for name, path in desk_paths.items()}
    assert {name: code for name, code in answers.items() if code not in (404, 405)} == {}
    assert Entry.objects.count() == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_coordinator_of_another_crisis_finds_nothing_of_this_one(desk_paths, method):
    lyon = cast.active_crisis(cast.chen(), name="Lyon")
    client = signed_in(lyon.declared_by)
    of_paris = {name: path for name, path in desk_paths.items() if name not in ("desk", "declare")}
    answers = {name: getattr(client, method)(path).status_code for name, path in of_paris.items()}
    assert {name: code for name, code in answers.items() if code not in (404, 405)} == {}


def test_what_belongs_to_another_crisis_is_not_found_under_ones_own_either(desk_paths, paris):
    lyon = cast.active_crisis(cast.chen(), name="Lyon")
    client = signed_in(lyon.declared_by)
    for name in ("desk_need", "desk_offer", "desk_shelter", "desk_reveal", "desk_report", "desk_case_take"):
        path = desk_paths[name].replace(f"/{paris.slug}/", f"/{lyon.slug}/")
        assert client.post(path).status_code in (404, 405) and client.get(path).status_code in (404, 405)


def test_a_removed_colleague_finds_every_door_shut_at_once(paris):
    emma = another_coordinator(paris)
    client = signed_in(emma)
    queue = reverse("desk_queue", args=[paris.slug])
    assert client.get(queue).status_code == 200
    remove_colleague(crisis=paris, person=emma, origin=cast.at_the_desk(paris.declared_by), at=cast.now())
    assert client.get(queue).status_code == 404
    assert client.get(reverse("desk")).status_code == 404


def test_a_moderator_reads_reports_and_searches_and_nothing_else(desk_paths, paris):
    client = signed_in(another_coordinator(paris, role=Role.MODERATOR))
    open_to_her = {name for name, path in desk_paths.items() if client.get(path).status_code == 200}
    assert open_to_her == {"desk", "desk_reports", "desk_report", "desk_searches"}


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_whether_there_is_something_or_not(desk_paths, paris):
    there = Client().get(desk_paths["desk_queue"])
    nowhere = Client().get(desk_paths["desk_queue"].replace(paris.slug, "nowhere"))
    assert there.status_code == nowhere.status_code == 302
    assert there["Location"].replace(paris.slug, "nowhere") == nowhere["Location"]
    assert Client().post(desk_paths["desk_queue"]).status_code in (404, 405)


def test_reading_the_whole_desk_changes_nothing(desk_paths, paris):
    client = signed_in(paris.declared_by)
    before = Entry.objects.count(), Membership.objects.count()
    answers = {name: client.get(path).status_code for name, path in desk_paths.items()}
    others = {name: code for name, code in answers.items() if code not in (200, 405)}
    assert others == {"desk_liaison": 404}, "which is not there but for liaisons"
    assert (Entry.objects.count(), Membership.objects.count()) == before


def test_no_page_of_the_desk_is_kept_or_indexed(desk_paths, paris):
    answer = signed_in(paris.declared_by).get(desk_paths["desk_need"])
    assert answer["Cache-Control"] == "no-store" and answer["X-Robots-Tag"] == "noindex"


def test_an_exact_address_stands_on_no_page_of_the_desk_unasked(desk_paths, paris):
    client = signed_in(paris.declared_by)
    for name in ("desk_need", "desk_offer", "desk_queue"):
        page = client.get(desk_paths[name]).content.decode()
        assert not re.search("Alibert|Oberkampf|4812B|boris@example.org", page), name


def test_an_unknown_case_is_not_there(paris):
    client = signed_in(paris.declared_by)
    assert client.post(reverse("desk_case_take", args=[paris.slug, uuid4()])).status_code == 404


@pytest.mark.parametrize("kind", ["need", "offer", "search"])
def test_each_intake_leads_to_the_others(kind):
    paris = cast.active_crisis()
    page = (
        signed_in(paris.declared_by).get(reverse(f"desk_intake_{kind}", args=[paris.slug])).content.decode()
    )
    for other in ("need", "offer", "search"):
        assert reverse(f"desk_intake_{other}", args=[paris.slug]) in page
