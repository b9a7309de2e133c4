"""Who is on a search, what strangers tell, "this is me", and the photo."""

import io
import json

import pytest
from django.core.serializers import serialize
from PIL import Image

from accounts.errors import Invalid, NotThere, TooLate
from accounts.journal.deliver import claim_due, deliver_all
from accounts.journal.models import Entry
from accounts.links.actions import holder_of
from accounts.origin import Door, Origin
from accounts.people.actions import mark_verified
from accounts.people.contact import digest, read_contact
from accounts.people.vocabulary import VerifiedBy
from accounts.reach.models import Message
from crisis.activation.actions import stand_down_crisis
from crisis.activation.models import Crisis
from crisis.desk.models import Case
from crisis.search.access import claim_of, family_of, following
from crisis.search.actions.closing import close_search
from crisis.search.actions.following import (
    EnoughRelatives,
    LastOfFamily,
    add_relative,
    follow_search,
    stop_following,
)
from crisis.search.actions.notes import add_note, claim_search, hold_for_claim
from crisis.search.actions.posting import edit_search, post_search
from crisis.search.actions.showing import hide_note, show_note, show_search
from crisis.search.drafts import ClaimDraft, FollowDraft, NoteDraft
from crisis.search.models import Follower, LastSeen, Note, PublicSearch, Search
from crisis.search.photos.actions import add_photo, remove_photo
from crisis.search.photos.models import Photo
from crisis.search.rules import MOST_RELATIVES
from crisis.shelter.actions.posting import CrisisClosed
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis()


@pytest.fixture
def search(crisis) -> Search:
    return cast.esma_searches(crisis, public=True)


def now(**by) -> dict:
    return {"origin": cast.WEB, "at": cast.now()} | by


def answers(person, crisis: Crisis) -> None:
    about = {"by": VerifiedBy.CODE, "origin": cast.WEB, "at": cast.now(), "crisis_id": crisis.pk}
    mark_verified(contact=person.contact_points.get(), **about)
    deliver_all(claim_due())


def told(search: Search, **said) -> Note:
    draft = NoteDraft(**{"status": "believed_alive", "text": "I saw him."} | said)
    return Note.objects.get(public_id=add_note(search=search, draft=draft, **now()).subject)


def claimed(search: Search) -> tuple[Note, str]:
    done = claim_search(search=search, draft=ClaimDraft(contact="farid@example.org"), **now())
    return Note.objects.get(public_id=done.subject), done.secret


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 50), "green").save(out, "PNG")
    return out.getvalue()


def test_the_same_form_sent_twice_posts_one_search(crisis):
    origin = Origin(door=Door.WEB, ref="5a5a5a5a-0000-4000-8000-000000000000")
    first, again = (
        post_search(crisis=crisis, draft=cast.search_draft(), origin=origin, at=cast.now()) for _ in range(2)
    )
    assert (again.subject, again.secret, again.repeated) == (first.subject, first.secret, True)
    assert Search.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"given_name": "", "family_name": " "}, "given_name"),
        ({"given_name": "!!", "family_name": "?"}, "given_name"),
        ({"age_min": 121}, "age_min"),
        ({"age_min": 40, "age_max": 30}, "age_max"),
        ({"contact": ""}, "contact"),
        ({"contact": "nonsense"}, "contact"),
        ({"their_contacts": ("nonsense",)}, "their_contacts"),
        ({"place": cast.place((43.6, 1.44), "Toulouse")}, "where"),
    ],
)
def test_what_does_not_hold_together_is_refused_beside_its_field(crisis, wrong, field):
    with pytest.raises(Invalid) as refused:
        cast.esma_searches(crisis, **wrong)
    assert list(refused.value.errors) == [field]


def hints(search: Search) -> set[str]:
    return set(search.hints.values_list("digest", flat=True))


def test_the_sought_persons_own_contacts_are_kept_as_keyed_hashes_only(crisis):
    search = cast.esma_searches(crisis, their_contacts=("06 98 11 12 22", "Farid@Example.org"))
    wanted = {digest(read_contact(one)) for one in ("+33698111222", "farid@example.org")}
    assert hints(search) == wanted
    stored = serialize("json", [*Search.objects.all(), *LastSeen.objects.all(), *PublicSearch.objects.all()])
    journal = json.dumps(list(Entry.objects.values_list("payload", flat=True)))
    assert not [
        word for word in ("698111222", "98 11 12", "farid@example") if word in (stored + journal).lower()
    ]


def test_an_edit_adds_hints_and_asks_for_no_contact(search):
    edit_search(search=search, draft=cast.search_draft(contact="", their_contacts=("0698111222",)), **now())
    edit_search(search=search, draft=cast.search_draft(contact=""), **now())
    assert hints(search) == {digest(read_contact("0698111222"))}


def test_two_relatives_who_edit_at_once_both_add_what_they_know(search):
    on_her_phone, on_his_phone = (Search.objects.get(pk=search.pk) for _ in range(2))
    for mine, number in ((on_her_phone, "0698111222"), (on_his_phone, "0698111333")):
        edit_search(search=mine, draft=cast.search_draft(contact="", their_contacts=(number,)), **now())
    assert hints(search) == {digest(read_contact(n)) for n in ("0698111222", "0698111333")}


def test_a_relative_gets_a_link_of_their_own_which_whoever_adds_them_never_sees(search):
    done = add_relative(
        search=search, draft=FollowDraft(contact="nour@example.org", relation="mother"), **now()
    )
    assert done.secret == ""
    message = Message.objects.get(contact__value="nour@example.org")
    token = message.text.split("/m/")[1].split("/")[0]
    assert family_of(holder_of(token)) == search
    assert Follower.objects.filter(search=search, role="family").count() == 2


def test_a_follower_is_not_family_and_may_stop(search):
    done = follow_search(search=search, draft=FollowDraft(contact="friend@example.org"), **now())
    link = holder_of(done.secret)
    assert following(link).role == "follower"
    with pytest.raises(NotThere):
        family_of(link)
    stop_following(follower=following(link), **now())
    assert holder_of(done.secret) is None
    assert Follower.objects.filter(search=search).count() == 1


def test_the_last_of_the_family_stays_and_there_is_an_end_to_relatives(search):
    with pytest.raises(LastOfFamily):
        stop_following(follower=search.followers.get(), **now())
    for number in range(MOST_RELATIVES - 1):
        add_relative(search=search, draft=FollowDraft(contact=f"r{number}@example.org"), **now())
    with pytest.raises(EnoughRelatives):
        add_relative(search=search, draft=FollowDraft(contact="one.more@example.org"), **now())


def test_a_note_is_shown_to_nobody_then_to_whom_a_moderator_says_then_to_nobody(search):
    note, copy = told(search), PublicSearch.objects.filter(search=search)
    assert copy.get().notes == []
    show_note(note=note, shown_to="family", **now())
    assert copy.get().notes == []
    show_note(note=note, shown_to="everyone", **now())
    assert [each["text"] for each in copy.get().notes] == ["I saw him."]
    hide_note(note=note, **now())
    assert copy.get().notes == []
    with pytest.raises(TooLate):
        hide_note(note=note, **now())


def test_a_second_press_shows_a_note_to_nobody_anew(search):
    note = told(search)
    show_note(note=note, shown_to="everyone", **now())
    with pytest.raises(TooLate):
        show_note(note=note, shown_to="everyone", **now())
    assert Entry.objects.filter(kind="NoteShown").count() == 1
    hide_note(note=note, **now())
    show_note(note=note, shown_to="everyone", **now())
    assert PublicSearch.objects.get(search=search).notes


def test_a_notes_author_is_written_to_by_nobody(search):
    told(search, contact="witness@example.org")
    assert not Message.objects.filter(contact__value="witness@example.org").exists()


def test_only_the_door_for_it_takes_i_am_this_person(search):
    with pytest.raises(Invalid):
        told(search, status="is_note_author")
    with pytest.raises(Invalid):
        claim_search(search=search, draft=ClaimDraft(contact=""), **now())


def test_this_is_me_brings_an_urgent_case_and_tells_the_family_nothing(search):
    deliver_all(claim_due())
    messages = Message.objects.filter(contact__person=search.owner).count()
    note, token = claimed(search)
    deliver_all(claim_due())
    assert Case.objects.get(subject=search.public_id).why == "claimed"
    assert Message.objects.filter(contact__person=search.owner).count() == messages
    assert claim_of(holder_of(token)) == note
    with pytest.raises(NotThere):
        following(holder_of(token))
    assert PublicSearch.objects.filter(search=search).exists(), "a stranger who has not answered hides nobody"


def test_the_public_page_goes_once_the_claimants_contact_answers_and_a_moderator_may_bring_it_back(search):
    note, _token = claimed(search)
    answers(note.author, search.crisis)
    assert not PublicSearch.objects.filter(search=search).exists()
    search.refresh_from_db()
    show_search(search=search, origin=cast.at_the_desk(search.crisis.declared_by), at=cast.now())
    hold_for_claim(note=note, at=cast.now())
    assert PublicSearch.objects.filter(search=search).exists(), (
        "decided: hearing of the contact again changes nothing"
    )


def test_a_claim_is_never_shown_to_everyone(search):
    note, _token = claimed(search)
    with pytest.raises(Invalid):
        show_note(note=note, shown_to="everyone", **now())


def test_a_child_under_fifteen_comes_before_a_coordinator_at_once(crisis):
    search = cast.esma_searches(crisis, age_min=9)
    deliver_all(claim_due())
    assert Case.objects.get(subject=search.public_id).why == "child_sought"


def test_a_photo_is_cleaned_kept_and_taken_away(crisis):
    search = cast.esma_searches(crisis)
    kept = add_photo(search=search, data=picture(), **now())
    assert bytes(kept.full[:2]) == b"\xff\xd8"
    remove_photo(photo=kept, **now())
    assert not Photo.objects.exists()
    with pytest.raises(TooLate):
        remove_photo(photo=kept, **now())


def test_when_the_crisis_is_over_nothing_is_added_and_everything_can_be_taken_away(crisis):
    search = cast.esma_searches(crisis)
    photo = add_photo(search=search, data=picture(), **now())
    chen = cast.at_the_desk(crisis.declared_by)
    stand_down_crisis(crisis=crisis, closing_message="It is over.", origin=chen, at=cast.now())
    search = Search.objects.select_related("crisis").get(pk=search.pk)
    with pytest.raises(CrisisClosed):
        add_photo(search=search, data=picture(), **now())
    with pytest.raises(CrisisClosed):
        edit_search(search=search, draft=cast.search_draft(), **now())
    remove_photo(photo=photo, **now())
    close_search(search=search, to="closed", **now())


def test_what_is_no_picture_is_refused_and_the_photo_before_it_stays(crisis):
    search = cast.esma_searches(crisis)
    add_photo(search=search, data=picture(), **now())
    with pytest.raises(Invalid):
        add_photo(search=search, data=b"<svg onload=alert(1)>", **now())
    assert Photo.objects.filter(search=search).exists()
