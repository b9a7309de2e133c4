"""What stands between a family, whoever wrote to it, whoever is sought, and the desk: by program as on the pages."""

import pytest

from accounts.links.actions import issue_manage_link
from accounts.links.secrets import new_token
from accounts.people.contact import read_contact
from crisis.activation.models import Crisis
from crisis.checkin.actions.telling import named_token
from crisis.search.actions.following import follow_search
from crisis.search.actions.notes import add_note
from crisis.search.actions.showing import show_note
from crisis.search.contact.models import ContactWish
from crisis.search.drafts import FollowDraft, NoteDraft
from crisis.search.linking.actions import link_searches
from crisis.search.models import Note, Search
from crisis.search.photos.models import FalsePhoto, Photo
from tests import cast
from tests.api.client import Program, by_link, signed_in

pytestmark = pytest.mark.django_db

HERE = "/crises/paris"
NOW = {"origin": cast.WEB}


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis()


def family_of(search: Search) -> Program:
    about = {"subject_kind": "search", "subject": search.public_id, "crisis_id": search.crisis_id}
    return by_link(issue_manage_link(person=search.owner, **about))


def test_the_family_says_yes_and_both_write_without_a_number_and_a_no_is_never_told(crisis):
    search = cast.esma_searches(crisis, public=True, proof_question="What is our dog called?")
    draft = NoteDraft(
        kind="seen_alive", text="Seen.", contact="marc@example.org", wish="Biscuit, 06 12 34 56 78"
    )
    done = add_note(search=search, draft=draft, at=cast.now(), **NOW)
    marc, family, at = by_link(done.secret), family_of(search), f"/own/contact-wishes/{done.subject}"
    friend = follow_search(
        search=search, draft=FollowDraft(contact="friend@example.org"), at=cast.now(), **NOW
    )
    assert family.post(at, {"agreed": True}).status_code == 404  # nobody but the desk has read the note yet
    chen = cast.at_the_desk(crisis.declared_by)
    show_note(note=Note.objects.get(public_id=done.subject), shown_to="everyone", origin=chen, at=cast.now())

    def wish() -> tuple[dict, dict]:
        return marc.get("/own").json()["contact_wish"], family.get("/own").json()["notes"][0]["contact_wish"]

    asked, before = wish()[1], wish()[0]
    assert asked["question"] == "What is our dog called?" and asked["agreed"] is None
    assert "Biscuit" in asked["answer"] and "06 12" not in asked["answer"]
    for other in (by_link(friend.secret), marc):
        assert other.post(at, {"agreed": True}).status_code == 404
    assert by_link(friend.secret).get("/own").json()["notes"][0]["contact_wish"] is None
    family.post(at, {"agreed": False})
    assert wish()[0] == before and wish()[1]["agreed"] is False
    assert family.post(f"{at}/messages", {"text": "Who are you?"}).status_code == 409
    assert family.post(at, {"agreed": True}).status_code == 200
    assert family.post(f"{at}/messages", {"text": "Where?"}).json()["by"] == "me"
    assert marc.post(f"{at}/messages", {"text": "At the lock."}).status_code == 201
    of_marc, of_family = wish()
    assert [line["by"] for line in of_marc["messages"]] == ["family", "me"]
    assert [line["by"] for line in of_family["messages"]] == ["me", "writer"]
    assert family.send("delete", at).status_code == 404 and marc.send("delete", at).status_code == 204
    assert not ContactWish.objects.exists() and wish() == (None, None)


def test_whoever_is_sought_reads_it_behind_their_own_phone_and_ends_it(crisis):
    phone = "+33612345678"
    search = cast.esma_searches(crisis, public=True, their_contacts=(phone,))
    other = cast.esma_searches(crisis, public=True, given_name="Rachid")
    contact = read_contact(phone)
    token = named_token(crisis, contact, search.owner.contact_points.first())
    left = Program().post(f"{HERE}/find/named/open", {"token": token}).json()
    assert [(each["id"], each["public"]) for each in left["searches"]] == [(str(search.public_id), True)]
    assert left["people"] == [] and "Esma" not in str(left)
    end = f"{HERE}/find/named/end-search"
    assert Program().post(end, {"token": token, "search": str(other.public_id)}).status_code == 404
    assert Program().post(end, {"token": token[:-1], "search": str(search.public_id)}).status_code == 404
    assert Program().post(end, {"token": token, "search": str(search.public_id)}).status_code == 204
    search.refresh_from_db()
    assert search.state == "closed" and search.held_at


def test_a_public_search_names_the_public_ones_for_the_same_person(crisis):
    one, other, hidden = (
        cast.esma_searches(crisis, public=public, first_name=name)
        for name, public in (("Esma", True), ("Nour", True), ("Ali", False))
    )
    chen = cast.at_the_desk(crisis.declared_by)
    for each in (other, hidden):
        link_searches(one=one, other=each, origin=chen, at=cast.now())
    said = Program().get(f"{HERE}/searches/{one.public_id}").json()["also"]
    assert said == [str(other.public_id)]


def test_the_desk_stops_notes_and_lists_the_photos_that_are_held(crisis):
    search, chen = cast.esma_searches(crisis, public=True), signed_in(crisis.declared_by)
    at = f"{HERE}/desk/searches/{search.public_id}"
    assert chen.post(f"{at}/freeze", {"reason": "Lies."}).json()["notes_frozen_at"]
    assert Program().get(f"{HERE}/searches/{search.public_id}").json()["notes_frozen"]
    assert chen.post(f"{at}/freeze", {"reason": "Lies."}).status_code == 409
    assert chen.post(f"{at}/unfreeze", {"reason": "Over."}).json()["notes_frozen_at"] is None
    judged = FalsePhoto.objects.create(crisis=crisis, prints=b"", reason="Not him.", judged_at=cast.now())
    picture = {"full": b"", "thumb": b"", "width": 8, "height": 9, "added_at": cast.now()}
    held, _shown = (
        Photo.objects.create(search=search, key=new_token(), **picture, **more)
        for more in ({"like": judged, "held_at": cast.now()}, {})
    )
    listed = chen.get(f"{HERE}/desk/held-photos").json()["items"]
    assert [each["id"] for each in listed] == [str(held.public_id)]
    assert listed[0]["page"].endswith(f"/searches/{search.public_id}/") and listed[0]["height"] == 9
