"""The desk's buttons for a suspension, by page and by API."""

import pytest
from django.urls import reverse

from accounts.people.models import Suspension
from crisis.search.actions.notes import add_note
from crisis.search.drafts import NoteDraft
from tests import cast
from tests.api import client as api
from tests.crisis.desk.desk_cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def paris():
    return cast.active_crisis()


@pytest.fixture
def chen(paris):
    return signed_in(paris.declared_by)


@pytest.mark.parametrize("kind", ["offer", "need"])
def test_chen_suspends_from_the_page_of_a_post_and_finds_it_on_the_list(paris, chen, kind):
    posted = cast.boris_opens(paris) if kind == "offer" else cast.amira_asks(paris)
    page = reverse(f"desk_{kind}", args=[paris.slug, posted.public_id])
    form = reverse("desk_suspend", args=[paris.slug, kind, posted.public_id])
    assert form in chen.get(page).content.decode()
    after = chen.post(form, {"reason": "Threatened a guest.", "back": page}, follow=True).content.decode()
    assert "suspended" in after and "Threatened a guest." in after and form not in after
    listed = chen.get(reverse("desk_suspended", args=[paris.slug])).content.decode()
    assert posted.reference in listed and "Threatened a guest." in listed


def test_a_suspension_without_a_reason_is_refused_in_words(paris, chen):
    boris = cast.boris_opens(paris)
    form = reverse("desk_suspend", args=[paris.slug, "offer", boris.public_id])
    assert "Say why" in chen.post(form, {"reason": ""}, follow=True).content.decode()
    assert not Suspension.objects.exists()


def test_lifting_is_one_button_and_the_list_keeps_who_did_it(paris, chen):
    boris = cast.boris_opens(paris)
    chen.post(reverse("desk_suspend", args=[paris.slug, "offer", boris.public_id]), {"reason": "x"})
    lift = reverse("desk_suspension_lift", args=[paris.slug, Suspension.objects.get().public_id])
    page = chen.post(lift, follow=True).content.decode()
    assert "lifted by Chen" in page and lift not in page


def test_a_suspension_of_another_crisis_is_not_there(paris, chen):
    lyon = cast.active_crisis(cast.chen(), name="Lyon")
    door = cast.boris_opens(lyon)
    assert (
        chen.post(
            reverse("desk_suspend", args=[paris.slug, "offer", door.public_id]), {"reason": "x"}
        ).status_code
        == 404
    )
    signed_in(lyon.declared_by).post(
        reverse("desk_suspend", args=[lyon.slug, "offer", door.public_id]), {"reason": "x"}
    )
    lift = reverse("desk_suspension_lift", args=[paris.slug, Suspension.objects.get().public_id])
    assert chen.post(lift).status_code == 404 and Suspension.objects.get().lifted_at is None


def test_by_api_too(paris):
    boris, chen = cast.boris_opens(paris), api.signed_in(paris.declared_by)
    at = f"/crises/{paris.slug}/desk/suspensions"
    body = {"subject_kind": "offer", "subject": str(boris.public_id), "reason": "Threatened a guest."}
    made = chen.post(at, body)
    assert made.status_code == 201 and made.json()["by"] == "Chen", made.content
    assert chen.post(at, body).json()["code"] == "too_late"
    assert [one["id"] for one in chen.get(at).json()["items"]] == [made.json()["id"]]
    lifted = chen.post(f"{at}/{made.json()['id']}/lift")
    assert lifted.status_code == 200 and lifted.json()["lifted_at"]


def test_whoever_posted_a_search_wrote_a_note_or_checked_in_is_suspended_from_its_page(paris, chen):
    search, amira = cast.esma_searches(paris, public=True), cast.amira_is_safe(paris)
    draft = NoteDraft(status="believed_alive", text="I saw him.", contact="nadia@example.org")
    done = add_note(search=search, draft=draft, origin=cast.WEB, at=cast.now())
    page = reverse("desk_one_search", args=[paris.slug, search.public_id])
    pages = {
        ("search", search.public_id): page,
        ("search_note", done.subject): page,
        ("check_in", amira.public_id): reverse("desk_check_in", args=[paris.slug, amira.public_id]),
    }
    for (kind, subject), page in pages.items():
        form = reverse("desk_suspend", args=[paris.slug, kind, subject])
        assert form in chen.get(page).content.decode(), kind
        assert (
            "Suspended."
            in chen.post(form, {"reason": "A stalker.", "back": page}, follow=True).content.decode()
        )
    assert Suspension.objects.count() == 3
    listed = chen.get(reverse("desk_suspended", args=[paris.slug])).content.decode()
    assert all(page in listed for page in pages.values())


def test_nobody_is_suspended_for_what_stands_in_another_crisis(paris, chen):
    lyon = cast.active_crisis(cast.chen(), name="Lyon")
    there = cast.esma_searches(lyon)
    form = reverse("desk_suspend", args=[paris.slug, "search", there.public_id])
    assert chen.post(form, {"reason": "x"}).status_code == 404
