"""Two families look for Farid: Esma, and his uncle. Chen links their searches, and takes it back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.errors import TooLate
from accounts.origin import Origin
from accounts.reach.models import Message
from crisis.checkin.models import CheckIn
from crisis.search.actions.closing import close_search, reopen_search
from crisis.search.actions.following import follow_search
from crisis.search.actions.notes import add_note
from crisis.search.actions.showing import hide_search, show_note
from crisis.search.drafts import FollowDraft, NoteDraft
from crisis.search.liaison.models import Matter
from crisis.search.liaison.vocabulary import Stage
from crisis.search.linking.actions import give_found_word, link_searches
from crisis.search.linking.models import SamePerson
from crisis.search.linking.queries import also_public, linked
from crisis.search.models import Follower, Note, Search
from matching.leads.choice import choice_for
from matching.leads.linked import found_elsewhere
from matching.leads.pairs import decide_pair, pair_here
from matching.leads.shown import people_found
from matching.models import Lead
from tests.cast import VOUCHED, WEB, active_crisis, now
from tests.crisis.desk.desk_cast import another_coordinator
from tests.matching.leads.night import by_chen, confirm, deliver, farid_is_safe, searched

pytestmark = pytest.mark.django_db
ESMA, UNCLE, AUNT, FRIEND = "esma@example.org", "uncle@example.org", "aunt@example.org", "friend@example.org"


@pytest.fixture
def crisis():
    return active_crisis()


def decide(one: Search, other: Search, verb: str = "confirm") -> None:
    pair = pair_here(one.crisis, one.public_id, other.public_id)
    decide_pair(pair=pair, verb=verb, **by_chen(one.crisis))
    deliver()


def family(crisis, contact: str, *, public: bool = True, **changes) -> Search:
    return searched(crisis, public=public, contact=contact, **changes)


def news(act) -> dict[str, list[str]]:
    """What each contact is written while this happens: the words, without the link."""
    before = set(Message.objects.values_list("pk", flat=True))
    act()
    deliver()
    told = {}
    for message in Message.objects.exclude(pk__in=before).select_related("contact").order_by("pk"):
        told.setdefault(message.contact.value, []).append(message.text.split(" http")[0])
    return told


def follower(search: Search) -> Follower:
    return Follower.objects.select_related("search__crisis", "person").get(search=search, person=search.owner)


def lead_on(search: Search, check_in: CheckIn) -> Lead:
    return Lead.objects.select_related("search__crisis").get(search=search, other=check_in.public_id)


def test_the_page_of_many_linked_families_asks_no_more_than_that_of_two(crisis):
    esma, many = family(crisis, ESMA), []
    lead = None
    for contact in (UNCLE, AUNT, "a@example.org", "b@example.org"):
        link_searches(one=esma, other=family(crisis, contact), **by_chen(crisis))
        lead = (
            lead
            or confirm(lead_on(esma, farid_is_safe(crisis)))
            or Lead.objects.get(search=esma, kind="check_in")
        )
        with CaptureQueriesContext(connection) as asked:
            choice_for(lead)
        many.append(len(asked))
    assert max(many) == many[0]


def test_two_families_learn_of_each_other_once_and_that_it_was_wrong(crisis):
    esma, uncle = family(crisis, ESMA), family(crisis, UNCLE, language="fr")
    told = news(lambda: decide(esma, uncle))
    assert told.keys() == {ESMA, UNCLE} and all(len(words) == 1 for words in told.values())
    assert "Others look for the same person" in told[ESMA][0]
    assert linked(esma) == [uncle] and linked(uncle) == [esma]
    wrong = news(lambda: decide(esma, uncle, "undo"))
    assert wrong.keys() == {ESMA, UNCLE} and "not about the same person" in wrong[ESMA][0]
    assert linked(esma) == []
    kept = SamePerson.objects.get()
    assert kept.by == kept.undone_by == crisis.declared_by and kept.undone_at
    assert news(lambda: decide(esma, uncle)).keys() == {ESMA, UNCLE}, "and again, once Chen knows better"


@pytest.mark.parametrize("stage", [Stage.TWICE, Stage.TOLD])
def test_no_message_contradicts_what_a_person_told_a_family(crisis, stage):
    """A coordinator who knows of nothing links, takes it back, shows a note: Esma reads "he lives" in all of it."""
    esma, uncle, friends = family(crisis, ESMA), family(crisis, UNCLE), Origin(door=VOUCHED.door)
    follow_search(search=esma, draft=FollowDraft(contact=FRIEND), origin=friends, at=now())
    decide(esma, uncle)
    one, other = (another_coordinator(crisis, name) for name in ("Ada", "Ben"))
    death = {"search": esma, "stage": stage, "heard_at": now()}
    Matter.objects.create(crisis=crisis, first_by=one, second_by=other, **death)
    done = add_note(search=esma, draft=NoteDraft(status="believed_alive", text="Seen."), origin=WEB, at=now())
    note = Note.objects.select_related("search__crisis").get(public_id=done.subject)
    told = news(lambda: show_note(note=note, shown_to="everyone", **by_chen(crisis)))
    assert told.keys() == {FRIEND}, "and nobody learns from a silence"
    wrong = news(lambda: decide(esma, uncle, "undo"))
    assert wrong.keys() == {UNCLE, FRIEND} and "not about the same person" in wrong[UNCLE][0]
    assert news(lambda: decide(esma, uncle)).keys() == {FRIEND}, "his nephew is dead, too"
    Matter.objects.update(stage=Stage.SET_ASIDE)
    assert ESMA in news(lambda: confirm(lead_on(esma, farid_is_safe(crisis)))), (
        "it was not so, and they were told"
    )


@pytest.mark.parametrize("hidden_first", [True, False])
def test_of_a_search_that_is_not_public_nobody_learns(crisis, hidden_first):
    rows = {contact: family(crisis, contact, public=contact == ESMA) for contact in
            ((UNCLE, ESMA) if hidden_first else (ESMA, UNCLE))}  # fmt: skip
    esma, hidden = rows[ESMA], rows[UNCLE]
    assert news(lambda: decide(esma, hidden)).keys() == {UNCLE}, "he reads what everybody may read"
    assert also_public(crisis, esma.pk) == []
    assert [copy.search for copy in also_public(crisis, hidden.pk)] == [esma]
    hide_search(search=esma, origin=VOUCHED, at=now())
    assert also_public(crisis, hidden.pk) == []


def test_what_is_confirmed_of_one_is_told_to_all_around_once(crisis):
    """A friend follows all three with one e-mail; a check-in is a lead of each of them."""
    rows = [family(crisis, contact) for contact in (ESMA, UNCLE, AUNT)]
    for row in rows:
        follow_search(
            search=row, draft=FollowDraft(contact=FRIEND), origin=Origin(door=VOUCHED.door), at=now()
        )
    esma, uncle, aunt = rows
    decide(esma, uncle)
    decide(aunt, uncle)
    safe = farid_is_safe(crisis)
    told = news(lambda: confirm(lead_on(esma, safe)))
    assert told.keys() == {ESMA, UNCLE, AUNT, FRIEND} and all(len(words) == 1 for words in told.values())
    assert [len(people_found(row, follower(row))) for row in rows] == [1, 1, 1]
    assert news(lambda: confirm(lead_on(aunt, safe))) == {}, "they have heard of it"
    assert [len(people_found(row, follower(row))) for row in rows] == [1, 1, 1]


def test_a_family_that_was_told_by_a_wrong_link_alone_learns_that_it_was_wrong(crisis):
    esma, uncle = family(crisis, ESMA, public=False), family(crisis, UNCLE)
    safe = farid_is_safe(crisis)
    confirm(lead_on(esma, safe))
    told = news(lambda: decide(esma, uncle))
    assert "There is news of the person" in told[UNCLE][0], "what was known of the other is theirs now"
    wrong = news(lambda: decide(esma, uncle, "undo"))
    assert {contact: len(words) for contact, words in wrong.items()} == {ESMA: 1, UNCLE: 1}
    assert people_found(uncle, follower(uncle)) == []
    assert len(people_found(esma, follower(esma))) == 1


def test_each_family_hears_of_a_check_in_by_what_it_knows_itself(crisis):
    """Farid lets those know who know his e-mail: his sister. Whoever posted the other search may hunt him."""
    esma = family(crisis, ESMA, their_contacts=("farid@example.org",))
    other = family(crisis, UNCLE)
    decide(esma, other)
    safe = farid_is_safe(crisis, audience="contacts")
    assert news(lambda: confirm(lead_on(esma, safe))).keys() == {ESMA}
    assert people_found(other, follower(other)) == []


def test_a_redundant_link_is_no_news_and_its_end_no_error(crisis):
    rows = esma, uncle, aunt = [family(crisis, contact) for contact in (ESMA, UNCLE, AUNT)]
    decide(esma, uncle)
    decide(uncle, aunt)
    assert news(lambda: decide(esma, aunt)) == {}
    assert news(lambda: decide(esma, aunt, "undo")) == {}
    assert [len(linked(row)) for row in rows] == [2, 2, 2]


def test_a_public_note_reaches_those_around_and_one_for_the_family_does_not(crisis):
    esma, uncle = family(crisis, ESMA), family(crisis, UNCLE)
    decide(esma, uncle)

    def note(shown_to):
        draft = NoteDraft(status="believed_missing", text="Not at home.")
        done = add_note(search=esma, draft=draft, origin=WEB, at=now())
        row = Note.objects.select_related("search__crisis").get(public_id=done.subject)
        deliver()
        return news(lambda: show_note(note=row, shown_to=shown_to, origin=VOUCHED, at=now()))

    assert note("family").keys() == {ESMA}
    assert note("everyone").keys() == {ESMA, UNCLE}


def test_who_ends_a_search_tells_the_others_no_more_than_they_let_know(crisis):
    esma, uncle = family(crisis, ESMA), family(crisis, UNCLE)
    decide(esma, uncle)
    told = news(lambda: close_search(search=esma, to="found", origin=WEB, at=now()))
    assert "has ended" in told[UNCLE][0] and "found" not in told[UNCLE][0]
    assert not found_elsewhere(follower(uncle))
    with pytest.raises(TooLate):
        give_found_word(search=uncle, origin=WEB, at=now())
    told = news(lambda: give_found_word(search=Search.objects.get(pk=esma.pk), origin=WEB, at=now()))
    assert told.keys() == {UNCLE} and found_elsewhere(follower(uncle))
    assert news(lambda: give_found_word(search=esma, origin=WEB, at=now())) == {}
    told = news(lambda: reopen_search(search=esma, origin=WEB, at=now()))
    assert "still looks" in told[UNCLE][0] and not found_elsewhere(follower(uncle))


def test_the_word_of_the_person_found_goes_before_a_familys(crisis):
    """Farid named his sister alone: her word that he is found is not for the other search."""
    esma, other = family(crisis, ESMA), family(crisis, UNCLE)
    decide(esma, other)
    confirm(lead_on(esma, farid_is_safe(crisis, audience="named", named=(ESMA,))))
    close_search(search=esma, to="found", origin=WEB, at=now())
    deliver()
    assert news(lambda: give_found_word(search=esma, origin=WEB, at=now())) == {}
    assert not found_elsewhere(follower(other))


def test_a_coordinators_own_idea_is_decided_once_and_kept_apart_for_good(crisis):
    one, other = family(crisis, ESMA), family(crisis, UNCLE, given_name="Karim", family_name="Dupont")
    assert not Lead.objects.exists()
    decide(one, other, "refuse")
    with pytest.raises(TooLate):
        decide(one, other)
    assert not SamePerson.objects.exists()
    decide(one, other, "undo")
    decide(one, other)
    assert linked(one) == [other]


def test_a_note_that_names_somebody_else_who_is_sought_is_a_lead_of_theirs(crisis):
    esma, other = family(crisis, ESMA), family(crisis, UNCLE, given_name="Karim", family_name="Dupont")
    draft = NoteDraft(
        status="believed_missing", text="He left the hall with Karim Dupond, they took rue Bichat."
    )
    news(lambda: add_note(search=esma, draft=draft, origin=WEB, at=now()))
    lead = Lead.objects.get(kind="note", search=other)
    assert news(lambda: confirm(lead)) == {}, "it is not theirs to read"
