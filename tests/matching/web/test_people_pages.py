"""The page behind the link of a search, a check-in and a claim."""

import re

import pytest
from django.test import Client

from accounts.journal.deliver import claim_due, deliver_all
from accounts.links.actions import issue_manage_link
from accounts.origin import Origin
from accounts.people.actions import mark_verified
from accounts.people.models import Person
from accounts.people.vocabulary import VerifiedBy
from accounts.reach.models import Message
from crisis.checkin.actions.changing import correct_check_in, withdraw_check_in
from crisis.checkin.drafts import PersonDraft
from crisis.checkin.models import CheckIn
from crisis.search.actions.closing import close_search
from crisis.search.actions.following import add_relative, follow_search
from crisis.search.actions.notes import add_note, claim_search
from crisis.search.actions.showing import hide_search, restore_search, show_note, show_search
from crisis.search.drafts import ClaimDraft, FollowDraft, NoteDraft
from crisis.search.models import Follower, Note, Search
from crisis.search.queries import public_copy_of
from crisis.shelter.models import Need
from crisis.shelter.vocabulary import NeedState
from matching.actions.erasing import erase_person
from matching.models import Lead
from tests.api.client import Program
from tests.cast import (
    VOUCHED,
    WEB,
    active_crisis,
    amira_is_safe,
    at_the_desk,
    check_in_draft,
    esma_searches,
    now,
    place,
)
from tests.matching.leads.night import confirm, farid_is_safe, searched

pytestmark = pytest.mark.django_db


@pytest.fixture
def crisis():
    return active_crisis()


def page_of(row, kind: str, person: Person | None = None) -> str:
    about = {"subject_kind": kind, "subject": row.public_id, "crisis_id": row.crisis_id}
    return f"/en/m/{issue_manage_link(person=person or row.owner, **about)}/"


def read(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def note_on(search: Search, shown_to: str, text: str) -> None:
    draft = NoteDraft(status="believed_alive", text=text)
    done = add_note(search=search, draft=draft, origin=WEB, at=now())
    note = Note.objects.select_related("search").get(public_id=done.subject)
    if shown_to:
        by = at_the_desk(search.crisis.declared_by)
        show_note(note=note, shown_to=shown_to, origin=by, at=now())


def friend_of(search: Search) -> str:
    draft = FollowDraft(contact="friend@example.org")
    return f"/en/m/{follow_search(search=search, draft=draft, origin=WEB, at=now()).secret}/"


def test_the_family_and_a_follower_read_only_the_notes_let_through_for_them(crisis):
    search = esma_searches(crisis, public=True)
    for shown_to, text in (("", "Unread words"), ("family", "Family words"), ("everyone", "Open words")):
        note_on(search, shown_to, text)
    family, friend = read(page_of(search, "search")), read(friend_of(search))
    assert "Family words" in family and "Open words" in family and "Unread words" not in family
    assert "Open words" in friend and "Family words" not in friend and "Unread words" not in friend
    assert "esma" not in friend.lower() and "sister" not in friend


def test_a_follower_of_what_is_not_public_reads_nothing_of_it(crisis):
    search = esma_searches(crisis, public=True)
    friend = friend_of(search)
    Search.objects.filter(pk=search.pk).update(held_at=now())
    search.public_copy.delete()
    assert "Farid" not in read(friend)


def test_each_wait_is_said_in_words(crisis):
    waits = {
        "typed the code": esma_searches(crisis, origin=WEB),
        "A moderator reads it next": esma_searches(crisis),
        "It is public": esma_searches(crisis, public=True),
        "a child under 15": esma_searches(crisis, age_min=9),
    }
    for words, search in waits.items():
        assert words in read(page_of(search, "search"))


def test_a_relative_is_added_by_a_link_of_their_own_and_presses_the_same_buttons(crisis):
    search = esma_searches(crisis)
    page = page_of(search, "search")
    Client().post(f"{page}relative/", {"contact": "uncle@example.org", "relation": "uncle"})
    uncle = Follower.objects.exclude(person=search.owner).get()
    assert (uncle.role, uncle.relation) == ("family", "uncle")
    Client().post(f"{page_of(search, 'search', uncle.person)}found/")
    search.refresh_from_db()
    assert search.state == "found"


def test_a_followers_link_presses_none_of_the_familys_buttons(crisis):
    search = esma_searches(crisis, public=True)
    friend = friend_of(search)
    for verb in ("found", "close", "reopen", "photo", "remove-photo", "relative"):
        assert Client().post(f"{friend}{verb}/").status_code == 404
    assert Client().get(f"{friend}edit/").status_code == 404
    assert Client().get(f"{friend}photo.jpg").status_code == 404
    assert Client().post(f"{friend}stop/").status_code == 302
    assert Client().get(friend).status_code == 404


def test_editing_a_search_keeps_its_place_and_waits_to_be_read_again(crisis):
    search = esma_searches(crisis, public=True)
    page = page_of(search, "search")
    said = {"given_name": "Farid", "family_name": "Belkacem", "where": "Le Carillon, 18 rue Alibert",
            "description": "Lost his glasses.", "first_name": "Esma", "step": "send"}  # fmt: skip
    assert Client().post(f"{page}edit/", said).status_code == 302
    search.refresh_from_db()
    assert search.description == "Lost his glasses." and (search.last_seen.lat, search.unread) == (
        48.8712,
        True,
    )
    assert "your changes next" in read(page)


def test_a_wrong_photo_comes_back_with_words(crisis):
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = page_of(esma_searches(crisis), "search")
    answer = Client().post(f"{page}photo/", {"photo": SimpleUploadedFile("x.jpg", b"not a picture")})
    assert answer.status_code == 400 and b"There is a problem" in answer.content


def test_whoever_needs_help_is_led_to_the_page_of_their_need(crisis):
    row = amira_is_safe(crisis, status="need_help", place=place())
    answer = Client().post(f"{page_of(row, 'check_in')}help/", follow=True)
    assert "My place for tonight" in answer.content.decode()
    assert Need.objects.get().owner == row.owner


def test_who_is_safe_now_reads_that_their_request_stands_and_may_end_it(crisis):
    row = amira_is_safe(crisis, status="need_help", place=place())
    own, stands = page_of(row, "check_in"), "Your request for a place still stands."
    assert stands not in read(own)
    draft = check_in_draft(status="safe", contact="")
    correct_check_in(check_in=row, draft=draft, origin=WEB, at=now())
    assert stands in read(own) and f"{own}help/" in read(own) and f"{own}end-request/" in read(own)
    withdraw_check_in(check_in=row, origin=WEB, at=now())
    assert stands in read(own)
    Client().post(f"{own}end-request/")
    assert Need.objects.get().state == NeedState.WITHDRAWN and stands not in read(own)


def test_who_is_safe_does_not_end_the_request_of_those_with_them_unawares(crisis):
    row = amira_is_safe(crisis, status="need_help", place=place(), group=(PersonDraft(given_name="Lina"),))
    own = page_of(row, "check_in")
    draft = check_in_draft(status="safe", contact="")
    correct_check_in(check_in=row, draft=draft, origin=WEB, at=now())
    assert f"{own}help/" in read(own) and f"{own}end-request/" not in read(own)


def test_who_can_know_is_said_as_it_was_chosen(crisis):
    words = {
        "anyone": "Anyone who types your first and family name",
        "contacts": "Whoever types your name and your own phone number or e-mail",
        "named": "Nobody: you named no one.",
    }
    for audience, told in words.items():
        assert told in read(page_of(amira_is_safe(crisis, audience=audience), "check_in"))


def test_who_can_know_is_true_for_somebody_without_a_contact(crisis):
    told = read(page_of(amira_is_safe(crisis, audience="anyone", contact=""), "check_in"))
    assert "Whoever types your name and your own phone" not in told and "you gave none" in told


def test_whom_one_named_can_be_sent_the_address_where_they_look(crisis):
    row = amira_is_safe(crisis, named=("boris@example.org", "lina@example.org"))
    page = page_of(row, "check_in")
    assert f'/en/c/{crisis.slug}/find/">http' in read(page)
    assert "You named 2 people before" in read(f"{page}edit/")
    said = {
        "given_name": "Amira",
        "family_name": "Haddad",
        "audience": "contacts",
        "status": "safe",
        "named": "",
    }
    assert Client().post(f"{page}edit/", said).status_code == 302
    assert row.keys.filter(kind="named").count() == 2, "left empty they stay"
    assert Client().post(f"{page}edit/", said | {"unname": "on"}).status_code == 302
    assert not row.keys.filter(kind="named").exists()


def test_a_claim_has_a_page_that_says_what_happens_and_names_nobody(crisis):
    search = esma_searches(crisis, public=True)
    draft = ClaimDraft(contact="farid@example.org")
    token = claim_search(search=search, draft=draft, origin=WEB, at=now()).secret
    page = read(f"/en/m/{token}/")
    assert "The coordinators know, and nobody else" in page and "Esma" not in page


def test_what_is_held_is_shown_and_erased(crisis):
    search = esma_searches(crisis)
    note_on(search, "", "Canal words")
    row = amira_is_safe(crisis, message="Home words")
    for mine, words in (
        (page_of(search, "search"), "Dark green coat"),
        (page_of(row, "check_in"), "Home words"),
    ):
        assert words in read(f"{mine}data.json") and words in read(f"{mine}mine/")
        assert Client().post(f"{mine}erase/", {"sure": "erase"}).status_code == 200
        assert Client().get(mine).status_code == 404
    search.refresh_from_db()
    row.refresh_from_db()
    assert (search.state, search.full_name, search.description) == ("closed", "", "")
    assert (row.life, row.full_name, row.message) == ("withdrawn", "", "")
    assert CheckIn.objects.count() == 1


def test_a_search_that_relatives_follow_stays_theirs_when_its_author_goes(crisis):
    search = esma_searches(crisis)
    uncle = FollowDraft(contact="uncle@example.org", relation="uncle")
    add_relative(search=search, draft=uncle, origin=VOUCHED, at=now())
    erase_person(person=search.owner, origin=WEB, at=now())
    search.refresh_from_db()
    assert (search.state, search.full_name, search.first_name) == ("open", "Farid Belkacem", "")
    assert search.owner == Follower.objects.get().person


def test_whoever_checked_in_and_asks_for_a_coordinator_stands_in_the_queue_by_their_code(crisis):
    row = amira_is_safe(crisis)
    Client().post(f"{page_of(row, 'check_in')}coordinator/")
    chen = Client()
    chen.force_login(crisis.declared_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    queue = chen.get(f"/en/desk/{crisis.slug}/queue/").content.decode()
    assert row.reference in queue and f"/desk/{crisis.slug}/check-ins/" in queue


def test_the_family_reads_no_number_a_stranger_wrote(crisis):
    search = esma_searches(crisis, public=True)
    note_on(search, "family", "Seen. Call 0612345678")
    page = read(page_of(search, "search"))
    assert "Seen. Call •••" in page and "0612345678" not in page


def test_found_since_is_when_they_were_found(crisis):
    search = esma_searches(crisis, public=True)
    Search.objects.filter(pk=search.pk).update(state="found", closed_at=search.posted_at.replace(year=2031))
    page = read(page_of(search, "search"))
    assert page.count("since") and f"{search.posted_at:%-d %B}, " not in page.split("</p>")[0]
    assert "coordinators compare every search" not in page.lower()


def test_a_mistyped_relative_is_taken_off_and_one_who_answered_is_not(crisis):
    search = esma_searches(crisis)
    for contact, origin in (("typo@example.org", WEB), ("uncle@example.org", VOUCHED)):
        add_relative(search=search, draft=FollowDraft(contact=contact), origin=origin, at=now())
    path = page_of(search, "search")
    page = read(path)
    assert page.count("has not answered yet") == 1 and "t…@example.org" in page
    for each in Follower.objects.filter(search=search):
        Client().post(f"{path}remove-relative/", {"relative": each.pk})
    left = Follower.objects.filter(search=search).values_list("person__contact_points__value", flat=True)
    assert set(left) == {"esma@example.org", "uncle@example.org"}
    assert Client().post(f"{path}remove-relative/", {"relative": "x"}).status_code == 404


def test_whoever_claimed_by_mistake_takes_it_back_on_their_page(crisis):
    search = esma_searches(crisis, public=True)
    about = {"search": search, "draft": ClaimDraft(contact="farid@example.org"), "origin": VOUCHED}
    page = f"/en/m/{claim_search(**about, at=now()).secret}/"
    assert not public_copy_of(search) and "I pressed this by mistake" in read(page)
    Client().post(f"{page}take-back/")
    assert public_copy_of(search) and "I pressed this by mistake" not in read(page)


def test_the_family_reads_where_they_said_he_was_last_seen(crisis):
    assert "Carillon" in read(page_of(esma_searches(crisis), "search"))


def test_an_edit_of_what_is_public_speaks_of_no_code(crisis):
    page = page_of(esma_searches(crisis, public=True), "search")
    said = {"given_name": "Farid", "family_name": "Belkacem", "first_name": "Esma", "step": "check"}
    words = Client().post(f"{page}edit/", said).content.decode()
    assert "code we send" not in words and "as it was" in words
    form = read(f"{page}edit/")
    assert "still counts" in form and 'name="age_max" value' not in form


def test_the_family_is_told_once_when_its_search_becomes_public(crisis):
    search = esma_searches(crisis, public=True)
    deliver_all(claim_due())
    by = {"origin": at_the_desk(crisis.declared_by), "at": now()}
    hide_search(search=search, **by)
    restore_search(search=search, **by)
    deliver_all(claim_due())
    told = Message.objects.filter(contact__person=search.owner, text__contains=str(search.public_id))
    assert [message.text.count("is public now") for message in told] == [1]


def test_a_contact_that_never_answered_is_told_of_nothing(crisis):
    search = esma_searches(crisis, origin=WEB)
    show_search(search=search, origin=at_the_desk(crisis.declared_by), at=now())
    deliver_all(claim_due())
    told = Message.objects.filter(text__contains=str(search.public_id))
    assert not told.exists()
    about = {"by": VerifiedBy.CODE, "origin": WEB, "at": now(), "crisis_id": crisis.pk}
    mark_verified(contact=search.owner.contact_points.get(), **about)
    deliver_all(claim_due())
    assert told.count() == 1


def test_a_followers_page_of_a_held_search_and_of_an_ended_one_are_the_same(crisis):
    search = esma_searches(crisis, public=True)
    friend = friend_of(search)
    bare = re.compile(r'(csrfmiddlewaretoken|submission_id)" value="[^"]*"|position="\d+"')
    hide_search(search=search, origin=at_the_desk(crisis.declared_by), at=now())
    held = bare.sub("", read(friend))
    restore_search(search=search, origin=at_the_desk(crisis.declared_by), at=now())
    close_search(search=search, to="found", origin=WEB, at=now())
    assert bare.sub("", read(friend)) == held and "112" in held


def test_a_relative_reads_who_added_them_and_to_what(crisis):
    search = esma_searches(crisis, public=True)
    search.owner.pseudonym = "Esma: http://evil.example call"
    draft = FollowDraft(contact="aunt@example.org", language="en")
    add_relative(search=search, draft=draft, origin=Origin(door=WEB.door, actor=search.owner), at=now())
    text = Message.objects.get(contact__value="aunt@example.org").text
    assert "Esma asks you to help look for somebody." in text and "evil" not in text


def test_good_news_says_what_to_do_and_good_news_taken_back_says_that_it_is_not_bad(crisis):
    search = searched(crisis)
    her_page = page_of(search, "search")
    safe = farid_is_safe(crisis)
    assert "no longer shown" not in read(her_page)
    confirm(Lead.objects.get())
    told = read(her_page)
    assert "call them if you can" in told and "No news is not bad news" not in told

    withdraw_check_in(check_in=safe, origin=WEB, at=now())
    gone = read(her_page)
    assert "What you read here is no longer shown" in gone and "That is not bad news" in gone
    opened = Program(f"Manage {her_page.split('/')[3]}").get("/own").json()
    assert (opened["news"], bool(opened["news_gone_since"])) == ([], True)
