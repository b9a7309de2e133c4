"""Looking for somebody by program: the same doors as the pages."""

import io
import uuid
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts import throttle
from crisis.activation.models import Crisis, Membership
from crisis.gazetteer.places import metres_between
from crisis.search.actions.notes import claim_search
from crisis.search.drafts import ClaimDraft
from crisis.search.models import Note, PublicSearch, Search
from crisis.search.photos.models import Photo
from tests import cast
from tests.api.client import Program, by_link, signed_in

pytestmark = pytest.mark.django_db

C = "/crises/paris"
SEARCH = {"given_name": "Farid", "family_name": "Belkacem", "age_min": 34, "contact": "esma@example.org"}


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis()


@pytest.fixture
def anyone() -> Program:
    return Program()


def ok(answer, status: int = 200):
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def png(colour: str = "green") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 50), colour).save(out, "PNG")
    return SimpleUploadedFile("IMG_0001.png", out.getvalue(), "image/png")


def add_photo(program: Program, photo):
    return program.client.post("/api/v1/own/photos", {"photo": photo}, headers=program.headers)


def test_a_search_is_posted_read_by_the_desk_and_found_by_name(crisis, anyone):
    made = ok(anyone.post(f"{C}/searches", SEARCH), 201)
    assert made["kind"] == "search" and made["manage_token"] in made["url"]
    assert ok(anyone.get(f"{C}/searches?name=belkacem+farid")) == {"items": []}
    chen = signed_in(crisis.declared_by)
    assert ok(chen.get(f"{C}/desk/searches"))["items"][0]["unread"] is True
    decision = {"subject_kind": "search", "act": "restore", "reason": "Read."}

    def let_through(search: str) -> None:
        read = ok(chen.get(f"{C}/desk/searches/{search}"))["edited_at"]
        ok(chen.post(f"{C}/desk/decisions", decision | {"subject": search}), 409)
        ok(chen.post(f"{C}/desk/decisions", decision | {"subject": search, "read_at": read}), 201)

    let_through(made["id"])
    assert ok(anyone.get(f"{C}/searches?name=belkacem+farid")) == {"items": []}, "nobody has answered yet"
    taken = ok(chen.post(f"{C}/desk/searches", SEARCH | {"given_name": "Lina"}), 201)
    let_through(taken["id"])
    found = ok(anyone.get(f"{C}/searches?name=Lina"))["items"]
    assert [each["id"] for each in found] == [taken["id"]]
    assert [why["in_words"] for why in found[0].pop("reasons")] == [
        "1 name is the same",
        "1 name more or less",
    ]
    assert found[0] | {"also": []} == ok(anyone.get(f"{C}/searches/{taken['id']}"))


def test_the_same_key_posts_once(crisis, anyone):
    key = "5a5a5a5a-0000-4000-8000-000000000000"
    first = ok(anyone.post(f"{C}/searches", SEARCH, key=key), 201)
    assert ok(anyone.post(f"{C}/searches", SEARCH, key=key), 200) == first
    assert Search.objects.count() == 1


def test_posting_is_never_throttled_and_looking_up_is(crisis, anyone, monkeypatch):
    for scope in throttle.RATES:
        monkeypatch.setitem(throttle.RATES, scope, "2/minute")
    assert {anyone.post(f"{C}/searches", SEARCH).status_code for _ in range(4)} == {201}
    told = [anyone.get(f"{C}/searches?name=farid").status_code for _ in range(3)]
    assert told == [200, 200, 429]


def test_words_that_name_no_place_lose_no_search_and_are_kept_for_the_desk(crisis, anyone):
    made = ok(anyone.post(f"{C}/searches", SEARCH | {"place": {"text": "zzqqxx"}}), 201)
    assert (made["place"], made["place_words"]) == (None, "zzqqxx")
    chen = signed_in(crisis.declared_by)
    assert [note["place"] for note in ok(chen.get(f"{C}/desk/searches/{made['id']}"))["notes"]] == ["zzqqxx"]
    assert ok(by_link(made["manage_token"]).get("/own"))["search"]["place_words"] == "zzqqxx"


def test_the_same_key_keeps_the_words_once(crisis, anyone):
    key, body = str(uuid.uuid4()), SEARCH | {"place": {"text": "zzqqxx"}}
    assert ok(anyone.post(f"{C}/searches", body, key=key), 201) == ok(
        anyone.post(f"{C}/searches", body, key=key)
    )
    assert Note.objects.count() == 1


def test_the_family_sees_its_place_and_how_many_hints_are_kept(crisis, anyone):
    said = SEARCH | {"place": {"text": "rue Alibert"}, "their_contacts": ["0612345678"]}
    made = ok(anyone.post(f"{C}/searches", said), 201)
    own = by_link(made["manage_token"])
    search = ok(own.get("/own"))["search"]
    assert (search["place"], search["place_words"]) == (made["place"], "rue Alibert")
    assert (search["place"]["exactness"], search["hints"]) == ("street", 1)
    moved = ok(own.send("patch", "/own", {"place": {"text": "zzqqxx"}}))["search"]
    assert (moved["place"], moved["place_words"]) == (None, "zzqqxx"), "not where nobody says any more"
    assert ok(own.send("patch", "/own", {"relation": "sister"}))["search"]["place_words"] == "zzqqxx"


def test_posting_names_the_public_searches_that_may_be_for_the_same_person(crisis, anyone):
    search = cast.esma_searches(crisis, public=True)
    similar = ok(anyone.post(f"{C}/searches", SEARCH), 201)["similar"]
    assert [each["id"] for each in similar] == [str(search.public_id)]
    assert (
        ok(anyone.post(f"{C}/searches", SEARCH | {"given_name": "Lina", "family_name": "Roux"}), 201)[
            "similar"
        ]
        == []
    )


def test_a_look_up_finds_public_searches_with_no_name_in_the_address(crisis, anyone):
    search = cast.esma_searches(crisis, public=True)
    found = ok(anyone.post(f"{C}/find", {"name": "belkacem farid"}, key=False))
    assert [each["id"] for each in found["searches"]] == [str(search.public_id)]


@pytest.mark.parametrize("name", ["", "f", "%21%21"])
def test_a_name_of_fewer_than_two_letters_is_refused(crisis, anyone, name):
    assert ok(anyone.get(f"{C}/searches?name={name}"), 400)["errors"][0]["code"] == "min_length"


def test_what_was_told_is_shown_when_the_desk_says_so(crisis, anyone):
    search = cast.esma_searches(crisis, public=True)
    here = f"{C}/searches/{search.public_id}"
    told = ok(anyone.post(f"{here}/notes", {"status": "believed_alive", "text": "Seen."}), 201)
    assert ok(anyone.get(here))["notes"] == []
    chen = signed_in(crisis.declared_by)
    assert [note["id"] for note in ok(chen.get(f"{C}/desk/searches/{search.public_id}"))["notes"]] == [
        told["id"]
    ]
    ok(chen.post(f"{C}/desk/search-notes/{told['id']}", {"to": "everyone", "reason": "Read."}))
    assert [note["id"] for note in ok(anyone.get(here))["notes"]] == [told["id"]]
    ok(chen.post(f"{C}/desk/search-notes/{told['id']}", {"to": "hold", "reason": "Not true."}))
    assert ok(anyone.get(here))["notes"] == []


def test_the_family_adds_orders_blurs_and_takes_away_photos_and_nobody_else_does(crisis, anyone):
    search = cast.esma_searches(crisis, public=True)
    here = f"{C}/searches/{search.public_id}"
    family = by_link(ok(anyone.post(f"{C}/searches", SEARCH), 201)["manage_token"])
    follower = by_link(
        ok(anyone.post(f"{here}/follow", {"contact": "friend@example.org"}), 201)["manage_token"]
    )
    claimant = by_link(
        ok(anyone.post(f"{here}/claim", {"contact": "farid@example.org"}), 201)["manage_token"]
    )
    assert [add_photo(each, png()).status_code for each in (anyone, follower, claimant)] == [401, 404, 404]
    assert add_photo(family, SimpleUploadedFile("x.png", b"<svg/>", "image/png")).status_code == 400
    assert ok(family.get("/own"))["search"]["photos"] == []
    ok(add_photo(family, png()))
    ok(add_photo(family, png()))  # the phone lost the answer, and sent it again
    first, second = ok(add_photo(family, png("blue")))["photos"]
    assert [first["state"], first["sensitive"]] == ["kept", ""]
    assert Photo.objects.filter(search__given_name="Farid").count() == 2
    changed = {"place": 0, "sensitive": True}
    now = ok(family.send("patch", f"/own/photos/{second['id']}", changed))["photos"]
    assert [(each["id"], each["sensitive"]) for each in now] == [(second["id"], "family"), (first["id"], "")]
    assert follower.send("delete", f"/own/photos/{first['id']}").status_code == 404
    assert family.send("delete", f"/own/photos/{uuid4()}").status_code == 404
    assert family.send("delete", f"/own/photos/{first['id']}").status_code == 204
    assert [each["id"] for each in ok(family.get("/own"))["search"]["photos"]] == [second["id"]]


def test_this_is_me_answers_with_a_page_and_changes_nothing_public_yet(crisis, anyone):
    search = cast.esma_searches(crisis, public=True)
    here = f"{C}/searches/{search.public_id}"
    made = ok(anyone.post(f"{here}/claim", {"contact": "farid@example.org", "text": "Not my sister."}), 201)
    assert made["kind"] == "search_note"
    assert Note.objects.get().status == "is_note_author"
    assert PublicSearch.objects.filter(search=search).exists()
    assert "Not my sister" not in anyone.get(here).content.decode()


def test_a_moderator_who_is_no_coordinator_reads_no_claim(crisis, anyone):
    search = cast.esma_searches(crisis, public=True)
    claim = ClaimDraft(contact="farid@example.org", text="Secretwords")
    done = claim_search(search=search, draft=claim, origin=cast.WEB, at=cast.now())
    person = cast.dana()
    Membership.objects.create(crisis=crisis, person=person, role="moderator")
    moderator = Client()
    moderator.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Secretwords" not in moderator.get(f"/en/desk/paris/searches/{search.public_id}/").content.decode()
    decided = moderator.post(
        f"/en/desk/paris/search-notes/{done.subject}/decide/", {"to": "family", "reason": "."}
    )
    assert decided.status_code == 404


def test_no_alternative_lies_far_from_the_crisis(crisis, anyone):
    def named(words: str) -> list[dict]:
        return ok(anyone.post(f"{C}/needs", {"place": {"text": words}, "adults": 1}), 201)["alternatives"]

    assert named("rue de Lyon") == [], "the next one like it is 56 km away"
    near = named("rue Victor Hugo")
    away = [metres_between(crisis.lat, crisis.lon, each["lat"], each["lon"]) for each in near]
    assert away and max(away) <= 30_000
