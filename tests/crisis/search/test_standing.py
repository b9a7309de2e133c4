"""What is known of somebody, in one line: of what was checked or is answered for, never of a stranger's word alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import Invalid, NotAllowed, NotThere
from accounts.journal.deliver import claim_due, deliver_all
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Role
from crisis.desk.searching import review_note, tell_of_search
from crisis.search.actions.notes import add_note, answer_question
from crisis.search.drafts import NoteDraft
from crisis.search.models import Note, PublicSearch, Search
from crisis.search.standing import Fact, Standing, counts, standing, standing_from, standing_of_copy
from crisis.search.vocabulary import AuthorKind, NoteStatus, ShownTo, Verification
from matching.leads.actions import confirm_lead, refuse_lead, undo_lead
from matching.models import Lead
from tests import cast
from tests.crisis.desk.desk_cast import another_coordinator, signed_in

NIGHT = datetime(2015, 11, 13, 21, tzinfo=UTC)
FACTS = st.builds(
    Fact,
    status=st.sampled_from(NoteStatus.values),
    at=st.integers(0, 300).map(lambda minutes: NIGHT + timedelta(minutes=minutes)),
    by=st.sampled_from(AuthorKind.values),
    sure=st.sampled_from(Verification.values),
)
STRANGERS = (AuthorKind.STRANGER, AuthorKind.FOLLOWER, AuthorKind.OTHER_SYSTEM, AuthorKind.THEMSELF)
UNCHECKED = st.builds(
    Fact,
    status=st.sampled_from(NoteStatus.values),
    at=st.just(NIGHT + timedelta(days=9)),  # newer than all there is
    by=st.sampled_from(STRANGERS),
    sure=st.sampled_from([Verification.UNVERIFIED, Verification.CONTACT]),
)


@given(st.lists(FACTS), UNCHECKED)
def test_a_strangers_newest_word_changes_nothing(facts, newest):
    assert standing_from([*facts, newest]) == standing_from(facts)


@given(st.lists(FACTS), st.randoms())
def test_the_order_they_came_in_does_not_matter(facts, chance):
    mixed = list(facts)
    chance.shuffle(mixed)
    assert standing_from(mixed) == standing_from(facts)


@given(st.lists(FACTS), FACTS)
def test_what_was_checked_gives_way_only_to_what_was_checked_and_is_as_new(facts, more):
    before, after = standing_from(facts), standing_from([*facts, more])
    if before.sure == Verification.CONFIRMED and after != before:
        assert more.sure == Verification.CONFIRMED and more.at >= before.since


@given(st.lists(FACTS))
def test_it_rests_on_one_fact_that_counts_or_says_that_nothing_is_known(facts):
    known = standing_from(facts)
    if not known.is_known:
        assert known == Standing() and not any(map(counts, facts))
        return
    on = Fact(status=known.status, at=known.since, by=known.by, sure=known.sure)
    assert on in facts and counts(on)


# -- as it is lived


@pytest.fixture
def crisis(db) -> Crisis:
    return cast.active_crisis()


@pytest.fixture
def search(crisis) -> Search:
    return cast.esma_searches(crisis, public=True)


def told(search: Search, **draft) -> Note:
    said = NoteDraft(**{"kind": "seen_alive", "text": "On the canal, with a friend."} | draft)
    done = add_note(search=search, draft=said, origin=cast.WEB, at=cast.now())
    return Note.objects.select_related("search__crisis", "author").get(public_id=done.subject)


def chen(crisis: Crisis) -> dict:
    return {"origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}


def public_words(search: Search) -> str:
    return Client().get(f"/en/c/paris/search/{search.public_id}/").content.decode()


def in_the_api(search: Search) -> dict:
    return Client().get(f"/api/v1/crises/paris/searches/{search.public_id}").json()


def test_a_sighting_is_read_by_all_and_becomes_the_status_only_once_it_was_checked(crisis, search):
    note = told(search)
    review_note(note=note, to="everyone", reason="Read.", **chen(crisis))
    assert "Saw them, or heard from them" in public_words(search)
    assert "Somebody we do not know · Nobody has checked this" in public_words(search)
    assert "Nothing certain is known yet" in public_words(search)
    assert in_the_api(search)["standing"] == {
        "status": "information_sought", "since": None, "by": "", "sure": "",
    }  # fmt: skip
    review_note(note=note, to="checked", reason="Called her back.", **chen(crisis))
    assert "There is a sign of life" in public_words(search)
    assert "Somebody we do not know · Checked by a coordinator" in public_words(search)
    assert in_the_api(search)["standing"]["status"] == "believed_alive"
    review_note(note=note, to="unchecked", reason="She was wrong.", **chen(crisis))
    assert "Nothing certain is known yet" in public_words(search)


def test_what_is_for_the_family_alone_does_not_change_what_everybody_reads(crisis, search):
    note = told(search)
    review_note(note=note, to="checked", reason="Called.", **chen(crisis))
    review_note(note=note, to="family", reason="", **chen(crisis))
    assert standing(search).status == NoteStatus.BELIEVED_ALIVE
    assert not standing_of_copy(PublicSearch.objects.get()).is_known


def test_a_note_is_checked_with_its_lead_and_no_longer_once_that_is_undone(crisis, search):
    note = told(search)
    deliver_all(claim_due())
    lead = Lead.objects.select_related("search__crisis").get(other=note.public_id)
    confirm_lead(lead=lead, **chen(crisis))
    deliver_all(claim_due())
    note.refresh_from_db()
    assert (note.verification, note.confirmed_by) == (Verification.CONFIRMED, crisis.declared_by)
    undo_lead(lead=lead, **chen(crisis))
    deliver_all(claim_due())
    note.refresh_from_db()
    assert note.verification == Verification.UNVERIFIED and note.confirmed_by is None


def test_a_note_checked_by_hand_stays_so_though_the_refusal_of_its_lead_is_taken_back(crisis, search):
    note = told(search)
    deliver_all(claim_due())
    lead = Lead.objects.select_related("search__crisis").get(other=note.public_id)
    refuse_lead(lead=lead, **chen(crisis))
    review_note(note=note, to="checked", reason="Called.", **chen(crisis))
    undo_lead(lead=lead, **chen(crisis))
    deliver_all(claim_due())
    note.refresh_from_db()
    assert (note.verification, note.confirmed_by) == (Verification.CONFIRMED, crisis.declared_by)


def test_only_a_coordinator_says_that_they_checked_it(crisis, search):
    moderator = another_coordinator(crisis, "Mo", Role.MODERATOR)
    by_mo = {"origin": cast.at_the_desk(moderator), "at": cast.now()}
    with pytest.raises(NotAllowed):
        review_note(note=told(search), to="checked", reason="I think so.", **by_mo)


def test_a_hospitals_list_is_never_public_and_a_moderator_does_not_read_it(crisis, search):
    draft = NoteDraft(kind="hospital_list", text="Ward 3, bed 12.")
    done = tell_of_search(search=search, draft=draft, **chen(crisis))
    note = Note.objects.select_related("search__crisis").get(public_id=done.subject)
    assert note.author_kind == AuthorKind.OFFICIAL_LIST
    with pytest.raises(Invalid):
        review_note(note=note, to="everyone", reason="Good news.", **chen(crisis))
    review_note(note=note, to="family", reason="", **chen(crisis))
    assert "Ward 3" not in public_words(search) + str(in_the_api(search))
    moderator = another_coordinator(crisis, "Mo", Role.MODERATOR)
    here = f"/en/desk/paris/searches/{search.public_id}/"
    assert "Ward 3" in signed_in(crisis.declared_by).get(here).content.decode()
    assert "Ward 3" not in signed_in(moderator).get(here).content.decode()


def test_nobody_but_the_desk_enters_what_stands_on_a_list(search):
    with pytest.raises(Invalid):
        told(search, kind="hospital_list")


def test_the_family_answers_a_question_that_was_let_through_and_no_other(crisis, search):
    asked = told(search, kind="question", text="Does he wear glasses?")
    answer = {"search": search, "text": "No.", "language": "en", "origin": cast.WEB, "at": cast.now()}
    with pytest.raises(NotThere):
        answer_question(question=str(asked.public_id), **answer)
    review_note(note=asked, to="everyone", reason="Read.", **chen(crisis))
    done = answer_question(question=str(asked.public_id), **answer)
    said = Note.objects.select_related("search__crisis").get(public_id=done.subject)
    assert (said.answers, said.author_kind, said.shown_to) == (asked, AuthorKind.FAMILY, ShownTo.NOBODY)
    review_note(note=said, to="everyone", reason="Read.", **chen(crisis))
    assert in_the_api(search)["notes"][1]["answers"] == str(asked.public_id)
    assert "Asks the family" in public_words(search)
    with pytest.raises(NotThere):
        answer_question(question="no id at all", **answer)


def test_a_place_is_kept_as_words_and_a_cell_and_others_read_its_district(crisis, search, monkeypatch):
    monkeypatch.setattr("crisis.search.placing.find_places", lambda *_place, **_words: [cast.place()])
    sent = {"kind": "seen_alive", "text": "Seen.", "place": "Place de la République"}
    assert Client().post(f"/en/c/paris/search/{search.public_id}/note/", sent).status_code == 200
    note = Note.objects.select_related("search__crisis").get()
    assert len(note.cell) == 15 and "lat" not in {field.name for field in Note._meta.fields}
    review_note(note=note, to="everyone", reason="Read.", **chen(crisis))
    assert in_the_api(search)["notes"][0]["district"].startswith("Paris")
