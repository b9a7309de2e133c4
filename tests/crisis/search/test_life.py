"""Warned, extended, frozen, withdrawn, brought back, wiped: and what is left then."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client

from accounts.errors import TooLate
from accounts.journal.deliver import claim_due, deliver_all
from accounts.links.actions import issue_manage_link
from accounts.origin import Door, Origin
from accounts.people.models import ContactPoint, Person
from accounts.reach.models import Message
from crisis.activation.models import Crisis
from crisis.desk.actions import note_case
from crisis.desk.models import Case
from crisis.moderation.models import Report
from crisis.search import rules
from crisis.search.actions.closing import close_search, expire_searches, reopen_search
from crisis.search.actions.erasing import erase_searches
from crisis.search.actions.following import follow_search
from crisis.search.actions.life import (
    bring_back_search,
    extend_search,
    freeze_notes,
    unfreeze_notes,
    warn_families,
    withdraw_search,
)
from crisis.search.actions.notes import NotesFrozen, add_note, claim_search
from crisis.search.actions.showing import show_note
from crisis.search.actions.wiping import wipe_searches
from crisis.search.contact.actions import judge_wish, pass_on
from crisis.search.contact.models import ContactWish
from crisis.search.drafts import ClaimDraft, FollowDraft, NoteDraft
from crisis.search.models import Follower, NameWord, Note, PublicSearch, Search, SearchKey
from crisis.search.name_index import forget_words
from crisis.search.tasks import sweep_ended_searches
from matching.models import Lead
from tests import cast

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
CANARY = "zzqueque"
TABLES = (
    "Search",
    "PublicSearch",
    "LastSeen",
    "Note",
    "ContactWish",
    "ContactLine",
    "CaseNote",
    "Report",
    "Follower",
)
HOLD_IT = [f"crisis.{name}" for name in (*TABLES, "NameWord")] + ["accounts.ContactPoint"]
SEEN = {"status": "believed_alive", "text": "Seen near the canal."}


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis()


@pytest.fixture
def search(crisis) -> Search:
    return cast.esma_searches(crisis, public=True)


def now(*, days: float = 0) -> dict:
    return {"origin": cast.WEB, "at": cast.now() + days * DAY}


def tell(search: Search, **said) -> Note:
    done = add_note(search=search, draft=NoteDraft(**SEEN | said), **now())
    return Note.objects.get(public_id=done.subject)


def page_of(search: Search, person: Person | None = None, *, language: str = "en") -> str:
    about = {"subject_kind": "search", "subject": search.public_id, "crisis_id": search.crisis_id}
    return f"/{language}/m/{issue_manage_link(person=person or search.owner, **about)}/"


# -- How long it stands ---------------------------------------------------------------------------------------


def test_the_family_is_told_once_some_days_before_it_runs_out_and_extends_it(crisis, search):
    friend = FollowDraft(contact="friend@example.org", language="en")
    follow_search(search=search, draft=friend, **now())
    deliver_all(claim_due())
    Message.objects.all().delete()
    soon = cast.now() + rules.LIFETIME - rules.WARNED
    warn_families(crisis=crisis, at=soon - DAY)
    assert not Search.objects.get().warned_at
    for _twice in range(2):
        warn_families(crisis=crisis, at=soon + timedelta(minutes=1))
    deliver_all(claim_due())
    told = Message.objects.get()  # not the follower
    assert (
        "ends in a few days" in told.text
        and f"{search.owner.contact_points.get().value}" == told.contact.value
    )
    extend_search(search=search, origin=cast.WEB, at=soon)
    search.refresh_from_db()
    assert (search.expires_at, search.warned_at) == (soon + rules.LIFETIME, None)
    assert expire_searches(crisis=crisis, at=soon + 10 * DAY) == 0
    with pytest.raises(TooLate):
        close_search(search=search, to="found", **now())
        extend_search(search=search, **now())


def test_frozen_notes_are_refused_and_said_while_this_is_me_is_not(search):
    said = tell(search)
    show_note(
        note=said, shown_to="everyone", origin=cast.at_the_desk(search.crisis.declared_by), at=cast.now()
    )
    freeze_notes(search=search, **now())
    path = f"/en/c/paris/search/{search.public_id}/"
    page = Client().get(path).content.decode()
    assert (
        "No new notes are taken here now" in page and "Seen near the canal." in page and "This is me" in page
    )
    with pytest.raises(NotesFrozen):
        tell(search)
    assert Client().post(f"{path}note/", {"kind": "seen_alive", "text": "I saw him."}).status_code == 400
    body = {"status": "believed_alive", "text": "I saw him."}
    refused = Client().post(
        f"/api/v1/crises/paris/searches/{search.public_id}/notes", body, "application/json"
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "notes_frozen")
    assert claim_search(search=search, draft=ClaimDraft(contact="farid@example.org"), **now()).secret
    unfreeze_notes(search=search, **now())
    assert tell(search) and Note.objects.count() == 3


# -- Taking it back -------------------------------------------------------------------------------------------


def test_a_withdrawn_search_is_gone_at_once_and_comes_back_while_it_is_kept(crisis, search):
    follow_search(search=search, draft=FollowDraft(contact="friend@example.org"), **now())
    withdraw_search(search=search, **now())
    assert not PublicSearch.objects.exists() and not SearchKey.objects.exists()
    page = Client().get(page_of(search)).content.decode()
    last = (cast.now() + rules.kept()).strftime("%B")
    assert "You withdrew this search" in page and "It is kept until" in page and last in page
    with pytest.raises(TooLate):  # what a family took back no coordinator puts up again
        reopen_search(search=search, **now())
    bring_back_search(search=search, **now(days=1))
    search.refresh_from_db()
    assert (search.state, search.closed_at) == ("open", None)
    assert PublicSearch.objects.get().full_name == "Farid Belkacem" and SearchKey.objects.exists()
    assert Client().post("/en/c/paris/find/", {"name": "Farid Belkacem"}).content.count(b"Belkacem") > 1


def test_who_withdrew_it_brings_it_back_and_no_other_of_the_family(crisis, search):
    author, uncle = (
        Origin(door=Door.WEB, actor=each) for each in (search.owner, Person.objects.create_user())
    )
    Follower.objects.create(search=search, person=uncle.actor, role="family", since=cast.now())
    withdraw_search(search=search, origin=author, at=cast.now())
    with pytest.raises(TooLate):
        bring_back_search(search=search, origin=uncle, at=cast.now())
    assert "Bring it back" not in Client().get(page_of(search, uncle.actor)).content.decode()
    assert "Bring it back" in Client().get(page_of(search)).content.decode()
    bring_back_search(search=search, origin=author, at=cast.now())
    assert PublicSearch.objects.exists()


@pytest.mark.parametrize("state", ["withdrawn", "expired", "closed", "found"])
def test_every_ended_search_is_wiped_by_one_rule_and_not_a_minute_before(crisis, search, state):
    Search.objects.update(state=state, closed_at=cast.now())
    a_minute = timedelta(minutes=1)
    assert wipe_searches(crisis=crisis, at=cast.now() + rules.kept() - a_minute) == 0
    assert wipe_searches(crisis=crisis, at=cast.now() + rules.kept() + a_minute) == 1
    search.refresh_from_db()
    assert (search.state, search.given_name, search.wiped_at is not None) == (state, "", True)
    with pytest.raises(TooLate):
        back = bring_back_search if state == "withdrawn" else reopen_search
        back(search=search, **now(days=1))
    assert wipe_searches(crisis=crisis, at=cast.now() + 2 * rules.kept()) == 0


def test_an_archived_crisis_forgets_as_well(crisis, search):
    Crisis.objects.update(phase="archived")
    Search.objects.update(expires_at=cast.now() - 40 * DAY)
    sweep_ended_searches()
    assert Search.objects.get().state == "expired"
    Search.objects.update(closed_at=cast.now() - 40 * DAY)
    sweep_ended_searches()
    assert Search.objects.get().wiped_at


# -- What is left ---------------------------------------------------------------------------------------------


def told_all(crisis: Crisis) -> Search:
    """A search with everything that can be said of one, each word of it a canary."""
    words = {
        name: f"{CANARY}{name.replace('_', '')}"
        for name in ("given_name", "family_name", "other_names", "description", "first_name", "relation")
    }
    words["proof_question"] = f"{CANARY} what is our dog called?"
    where = {"place": cast.place(cast.ALIBERT, f"{CANARY} rue Alibert"), "contact": f"{CANARY}@example.org"}
    search = cast.esma_searches(crisis, public=True, their_contacts=("farid@example.org",), **words | where)
    chen = cast.at_the_desk(crisis.declared_by)
    follow = FollowDraft(contact=f"{CANARY}friend@example.org", relation=f"{CANARY}friend")
    follow_search(search=search, draft=follow, **now())
    note = tell(
        search,
        text=f"{CANARY} saw him",
        place=f"{CANARY} bridge",
        contact=f"{CANARY}n@example.org",
        wish=f"{CANARY}dog",
    )
    show_note(note=note, shown_to="everyone", origin=chen, at=cast.now())
    wish = ContactWish.objects.select_related("note__search").get()
    judge_wish(wish=wish, agreed=True, **now())
    pass_on(wish=wish, writer=search.owner, text=f"{CANARY} hello", **now())
    claim_search(
        search=search, draft=ClaimDraft(contact=f"{CANARY}me@example.org", text=f"{CANARY} me"), **now()
    )
    for subject in (search.public_id, note.public_id):
        note_case(crisis=crisis, subject=subject, text=f"{CANARY} called twice", origin=chen, at=cast.now())
        about = {"subject_kind": "search", "subject": subject, "reason": "false", "at": cast.now()}
        Report.objects.create(crisis=crisis, text=f"{CANARY} is my neighbour", **about)
    deliver_all(claim_due())
    return search


def where_it_is_said() -> set[str]:
    """The tables that hold a canary in any column."""
    ours = [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in ("accounts", "crisis", "matching")
    ]
    return {
        model._meta.label
        for model in ours
        for row in model.objects.all().values()
        if any(CANARY in str(value) for value in row.values())
    }


def test_of_a_wiped_search_nothing_is_left_in_any_table_but_ids_and_dates(crisis):
    search = told_all(crisis)
    before = where_it_is_said()
    assert set(HOLD_IT) <= before
    # Journal entries carry no personal text.
    assert not {"accounts.Entry", "accounts.Delivery", "matching.Lead"} & before
    assert Lead.objects.exists() and Case.objects.filter(closed_at=None).exists()
    withdraw_search(search=search, **now())
    assert wipe_searches(crisis=crisis, at=cast.now() + rules.kept() + DAY) == 1
    assert where_it_is_said() - {"crisis.NameWord"} == set()
    assert not Lead.objects.exists() and not Case.objects.filter(closed_at=None).exists()
    assert (
        not Follower.objects.exists()
        and not Note.objects.exists()
        and not ContactPoint.objects.filter(value__contains=CANARY)
    )
    NameWord.objects.update(seen_on=cast.now().date() - 9 * DAY)
    forget_words()
    assert where_it_is_said() == set()
    left = Search.objects.values().get()
    kept = {name for name, value in left.items() if value not in ("", None, [])}
    assert kept == {
        "id", "public_id", "reference", "crisis_id", "owner_id", "state", "posted_at", "edited_at", "closed_at",
        "expires_at", "wiped_at", "let_through_at", "held_at",
    } - ({"held_at"} if left["held_at"] is None else set())  # fmt: skip


def test_whoever_has_something_else_here_keeps_how_they_are_reached(crisis):
    search = cast.esma_searches(crisis, public=True)
    esma = search.owner
    another = cast.esma_searches(crisis, public=True)
    Search.objects.filter(pk=another.pk).update(owner=esma)
    close_search(search=search, to="found", **now())
    wipe_searches(crisis=crisis, at=cast.now() + rules.kept() + DAY)
    assert esma.contact_points.exists()


def test_the_links_of_family_and_follower_say_that_it_is_over(crisis, search):
    page = page_of(search)
    friend = follow_search(search=search, draft=FollowDraft(contact="friend@example.org"), **now())
    close_search(search=search, to="found", **now())
    wipe_searches(crisis=crisis, at=cast.now() + rules.kept() + DAY)
    for path in (page, f"/en/m/{friend.secret}/"):
        answer = Client().get(path)
        assert answer.status_code == 410 and b"Everything in it was deleted" in answer.content
        assert b"Belkacem" not in answer.content
    key = {"Authorization": f"Manage {friend.secret}"}
    assert Client().get("/api/v1/own", headers=key).json()["code"] == "wiped"


def test_erasing_oneself_leaves_no_word_of_a_search_nobody_else_looks_after(crisis):
    search = told_all(crisis)
    erase_searches(person=search.owner, **now())
    search.refresh_from_db()
    assert not [value for value in vars(search).values() if CANARY in str(value)]
