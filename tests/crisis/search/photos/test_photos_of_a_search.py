"""Several photos of Farid: their order, those hard to look at, those judged false; and what others see of each."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import ImageOps

from accounts.errors import Invalid, NotAllowed, TooLate
from accounts.links.actions import issue_manage_link
from crisis.activation.models import Crisis
from crisis.desk.photos import review_photo
from crisis.desk.waiting import counts
from crisis.ground.photos import Clean
from crisis.moderation.models import Decision
from crisis.search.actions.closing import close_search
from crisis.search.actions.showing import hide_search, show_search
from crisis.search.models import PublicSearch, Search
from crisis.search.photos.actions import add_photo, mark_photo, move_photo, remove_photo
from crisis.search.photos.judging import hold_copies
from crisis.search.photos.models import FalsePhoto, Photo
from crisis.search.photos.queries import held_photos, photos_of
from tests import cast
from tests.api.client import signed_in
from tests.crisis.search.photos.pictures import jpeg, scene

pytestmark = pytest.mark.django_db
FACE = scene(1)


@pytest.fixture(autouse=True)
def decoded_here(monkeypatch):
    """Without the child process, which has tests of its own."""
    monkeypatch.setattr("crisis.ground.photos.clean", lambda data: Clean(data, data, 600, 450))


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis(cast.chen())


@pytest.fixture
def search(crisis) -> Search:
    return cast.esma_searches(crisis)


def now(**by) -> dict:
    return {"origin": cast.WEB, "at": cast.now()} | by


def added(search: Search, picture=FACE, **more) -> Photo:
    return add_photo(search=search, data=jpeg(picture), **now(**more))


def read(search: Search) -> None:
    """A moderator lets through what there is."""
    search.refresh_from_db()
    show_search(search=search, origin=cast.at_the_desk(search.crisis.declared_by), at=cast.now())


def judged(photo: Photo, to: str = "false", crisis: Crisis | None = None) -> None:
    desk = cast.at_the_desk((crisis or photo.crisis).declared_by)
    review_photo(photo=photo, to=to, reason="An actress, since 2015.", origin=desk, at=cast.now())


def seen(search: Search) -> list[tuple[str, bool]]:
    copy = PublicSearch.objects.get(search=search)
    return [(photo["key"], photo["sensitive"]) for photo in copy.photos]


def address(photo: Photo, size: str = "") -> str:
    return f"/en/c/paris/search/{photo.search.public_id}/photo/{photo.key}{size}.jpg"


def test_photos_are_public_in_their_order_once_read_and_another_order_waits_for_nobody(search):
    first, second, third = (added(search, scene(number)) for number in range(3))
    read(search)
    assert [key for key, _ in seen(search)] == [first.key, second.key, third.key]
    move_photo(photo=third, place=0, **now())
    assert [key for key, _ in seen(search)] == [third.key, first.key, second.key]
    fourth = added(search, scene(3))
    assert fourth.key not in dict(seen(search)), "nobody has read it"
    remove_photo(photo=third, **now())
    assert [key for key, _ in seen(search)] == [first.key, second.key]
    assert Client().get(address(third)).status_code == 404


def test_there_is_room_for_so_many_and_no_more(search, settings):
    settings.MOST_PHOTOS = 1
    photo = added(search)
    with pytest.raises(Invalid):
        added(search, scene(2))
    remove_photo(photo=photo, **now())
    added(search, scene(2))


def test_what_is_hard_to_look_at_leaves_blurred_by_a_picture_of_its_own(search):
    photo = added(search)
    plain = added(search, scene(2))
    read(search)
    assert Client().get(address(photo, "-blurred")).status_code == 404
    mark_photo(photo=photo, sensitive=True, **now())
    assert seen(search) == [(photo.key, True), (plain.key, False)], "at once"
    page = Client().get(f"/en/c/paris/search/{search.public_id}/").content.decode()
    assert f'src="{address(photo, "-blurred")}"' in page and f'src="{address(photo, "-small")}"' not in page
    blurred = Client().get(address(photo, "-blurred")).content
    photo.refresh_from_db()
    assert blurred[:2] == b"\xff\xd8" and len(blurred) < len(photo.thumb) / 2
    mark_photo(photo=photo, sensitive=False, **now())
    assert dict(seen(search))[photo.key], "blurred until that is read"
    assert Client().get(address(photo, "-blurred")).status_code == 200
    read(search)
    assert not dict(seen(search))[photo.key]


def test_what_a_moderator_blurred_the_family_does_not_lift(search):
    photo = added(search)
    judged(photo, "blur")
    with pytest.raises(TooLate):
        mark_photo(photo=photo, sensitive=False, **now())
    judged(photo, "unblur")
    mark_photo(photo=photo, sensitive=False, **now())
    assert not Decision.objects.exists()


def test_a_false_photo_is_known_again_in_another_crisis_and_held_for_a_person_to_look(search):
    read(search)
    elsewhere = cast.active_crisis(cast.chen(), name="Lyon")
    false = added(cast.esma_searches(elsewhere))
    judged(false)
    sent = added(search, ImageOps.mirror(FACE.crop((50, 30, 560, 420))))
    assert sent.held_at and sent.like == false.judgement
    assert seen(search) == [] and not Search.objects.get(pk=search.pk).unread, "nothing to read but the photo"
    assert [photo.state for photo in photos_of(search)] == ["held"]
    assert list(held_photos(search.crisis)) == [sent]
    assert counts(search.crisis)["photo_held"] == 1
    assert added(search, scene(9)).held_at is None
    judged(sent, "clear")
    read(search)
    assert sent.key in dict(seen(search)), "by chance alike: shown"


def test_of_a_false_photo_hashes_are_remembered_and_no_picture(search):
    photo = added(search)
    read(search)
    judged(photo)
    assert seen(search) == [] and Client().get(address(photo)).status_code == 404
    remove_photo(photo=photo, **now())
    kept = FalsePhoto.objects.get()
    assert kept.photo is None and b"\xff\xd8\xff" not in bytes(kept.prints) and len(kept.prints) == 256 * 32
    assert added(search).held_at
    Crisis.objects.filter(pk=search.crisis_id).delete()
    assert FalsePhoto.objects.count() == 1


def test_what_is_here_already_and_looks_like_it_is_held_as_well(crisis, search):
    other = cast.esma_searches(crisis, given_name="Lina", contact="lina@example.org")
    copy, bystander = added(other, FACE.crop((0, 0, 560, 420))), added(other, scene(5))
    read(other)
    false = added(search)
    judged(false)
    assert hold_copies() == 1 and hold_copies() == 0
    assert [key for key, _ in seen(other)] == [bystander.key]
    assert Photo.objects.get(pk=copy.pk).like is not None
    with CaptureQueriesContext(connection) as asked:
        assert list(held_photos(crisis)) == [copy]
    assert '"full"' not in asked.captured_queries[0]["sql"], "no pictures for a list"
    judged(false, "clear")
    assert not held_photos(crisis) and not Photo.objects.get(pk=copy.pk).held_at, (
        "held for its likeness alone"
    )
    assert copy.key not in dict(seen(other)) and Search.objects.get(pk=other.pk).unread, "and to be looked at"
    hold_copies()
    read(other)
    assert copy.key in dict(seen(other))


def test_a_photo_that_took_long_to_clean_waits_though_its_search_was_read_meanwhile(search):
    begun = cast.now()
    read(search)
    kept = add_photo(search=search, data=jpeg(FACE), origin=cast.WEB, at=begun)
    assert kept.key not in dict(seen(search)) and Search.objects.get(pk=search.pk).unread


def test_what_is_rehearsed_holds_nothing_real(search):
    rehearsed = cast.esma_searches(cast.active_crisis(cast.chen(), name="Drill", is_drill=True))
    judged(added(rehearsed))
    assert added(search).held_at is None


def test_a_judgement_taken_back_is_forgotten(search):
    photo = added(search)
    judged(photo)
    with pytest.raises(TooLate):
        judged(photo)
    judged(photo, "clear")
    assert not FalsePhoto.objects.exists()
    read(search)
    assert seen(search) == [(photo.key, False)]


def test_dana_decides_about_no_photo_and_nobody_without_a_reason(search):
    photo = added(search)
    with pytest.raises(NotAllowed):
        review_photo(
            photo=photo, to="false", reason="No.", origin=cast.at_the_desk(cast.dana()), at=cast.now()
        )
    with pytest.raises(Invalid):
        desk = cast.at_the_desk(search.crisis.declared_by)
        review_photo(photo=photo, to="false", reason=" ", origin=desk, at=cast.now())
    assert not FalsePhoto.objects.exists()


def test_no_photo_of_a_minor_of_a_hidden_search_or_of_one_that_ended_is_there(crisis):
    minor = cast.esma_searches(crisis, age_min=16)
    young = added(minor)
    read(minor)
    assert seen(minor) == []
    hidden, closed = (cast.esma_searches(crisis, contact=f"{name}@example.org") for name in ("lina", "omar"))
    photos = [young]
    for search, end in (
        (hidden, lambda s: hide_search(search=s, **now())),
        (closed, lambda s: close_search(search=s, to="closed", **now())),
    ):
        photos.append(added(search, scene(11)))
        read(search)
        assert Client().get(address(photos[-1])).status_code == 200
        end(search)
    sizes = ("", "-small", "-blurred")
    assert {Client().get(address(photo, size)).status_code for photo in photos for size in sizes} == {404}


def test_the_familys_page_says_kindly_that_a_person_looks_and_lets_them_choose(search):
    read(search)
    judged(added(cast.esma_searches(cast.active_crisis(cast.chen(), name="Lyon"))))
    page, phone = own_page(search), Client()
    answer = phone.post(f"{page}photo/", {"photo": _file(FACE), "sensitive": ""}, follow=True)
    assert "A person looks at it first" in answer.content.decode()
    assert "false" not in _main(answer).lower() and "judged" not in _main(answer)
    phone.post(f"{page}photo/", {"photo": _file(scene(2)), "sensitive": "on"})
    held, other = photos_of(search)
    assert other.sensitive == "family"
    phone.post(f"{page}first-photo/", {"which": str(other.public_id)})
    assert photos_of(search)[0] == other
    assert phone.get(f"{page}photos/{held.public_id}.jpg").status_code == 200
    assert phone.post(f"{page}remove-photo/", {"which": str(uuid4())}).status_code == 404
    assert phone.post(f"{page}remove-photo/", {"which": "x"}).status_code == 404
    phone.post(f"{page}remove-photo/", {"which": str(held.public_id)})
    assert photos_of(search) == [other]


def test_the_desk_sees_why_a_photo_is_held_beside_the_one_it_looks_like(search):
    false = added(cast.esma_searches(cast.active_crisis(cast.chen(), name="Lyon")))
    judged(false)
    sent, chen = added(search, ImageOps.mirror(FACE)), Client()
    chen.force_login(search.crisis.declared_by)
    desk = f"/en/desk/paris/photos/{sent.public_id}"
    for page in ("searches/", f"searches/{search.public_id}/"):
        shown = chen.get(f"/en/desk/paris/{page}").content.decode()
        assert "An actress, since 2015." in shown and f"{desk}-judged.jpg" in shown
    assert chen.get(f"{desk}-judged.jpg").content == bytes(false.thumb)
    assert chen.get(f"/en/desk/paris/photos/{false.public_id}.jpg").status_code == 404, "of another crisis"
    chen.post(f"{desk}/decide/", {"do": "clear", "reason": "His own passport photo."})
    assert photos_of(search)[0].state == "kept"


def test_a_program_judges_a_photo_false(search):
    photo = added(search)
    chen = signed_in(search.crisis.declared_by)
    about = {
        "subject_kind": "search_photo",
        "subject": str(photo.public_id),
        "act": "hold",
        "reason": "Not him.",
    }
    assert chen.post("/crises/paris/desk/decisions", about | {"false": True}).status_code == 201
    assert FalsePhoto.objects.get().reason == "Not him."


def own_page(search: Search) -> str:
    about = {"subject_kind": "search", "subject": search.public_id, "crisis_id": search.crisis_id}
    return f"/en/m/{issue_manage_link(person=search.owner, **about)}/"


def _file(picture) -> SimpleUploadedFile:
    return SimpleUploadedFile("face.jpg", jpeg(picture), "image/jpeg")


def _main(answer) -> str:
    return answer.content.decode().split("<main", 1)[1]
