from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.errors import NotAllowed, TooLate
from accounts.journal.events import event_of
from accounts.journal.models import Entry
from accounts.people.actions import add_contact, mark_verified
from accounts.people.contact import read_contact
from accounts.reach.models import Message
from crisis.activation.actions import archive_crisis, stand_down_crisis
from crisis.checkin.actions.changing import correct_check_in, hide_check_in, withdraw_check_in
from crisis.checkin.actions.checking_in import check_in_many
from crisis.checkin.drafts import PersonDraft
from crisis.checkin.models import CheckIn
from crisis.search.actions.closing import close_search
from crisis.search.actions.following import follow_search
from crisis.search.actions.notes import add_note
from crisis.search.actions.posting import edit_search
from crisis.search.drafts import FollowDraft, NoteDraft
from crisis.search.models import Follower, Search
from matching.leads.actions import confirm_lead, refuse_lead, undo_lead
from matching.leads.choice import choice_for
from matching.leads.gather import known_to_the_family
from matching.leads.listeners import compare_the_check_ins, compare_the_search
from matching.leads.notices import tell_who_may_know
from matching.leads.shown import people_found
from matching.leads.words import will_be_told
from matching.models import Lead, LeadTold
from matching.vocabulary import LeadKind, LeadState
from tests.cast import (
    VOUCHED,
    WEB,
    active_crisis,
    at_the_desk,
    check_in_draft,
    dana,
    esma_searches,
    now,
    search_draft,
)
from tests.matching.leads.night import FARID, by_chen, confirm, deliver, farid_is_safe, searched

pytestmark = pytest.mark.django_db


@pytest.fixture
def crisis():
    return active_crisis()


def test_a_check_in_that_fits_an_open_search_becomes_a_lead_with_its_reasons(crisis):
    search = searched(crisis)
    safe = farid_is_safe(crisis)
    lead = Lead.objects.get()
    assert (lead.search, lead.kind, lead.other) == (search, LeadKind.CHECK_IN, safe.public_id)
    assert lead.state == LeadState.PROPOSED
    assert ["same_name", 1.0] in lead.reasons


def test_a_search_posted_after_the_check_in_finds_it_too(crisis):
    safe = farid_is_safe(crisis, given_name="FARID", family_name="Bélkacem")
    searched(crisis)
    assert Lead.objects.get().other == safe.public_id


def test_somebody_of_another_name_is_no_lead(crisis):
    searched(crisis)
    farid_is_safe(crisis, given_name="Karim")
    assert not Lead.objects.exists()


@pytest.mark.parametrize("searched_first", [True, False])
def test_the_phone_a_family_gave_is_a_lead_whatever_they_call_him_and_they_are_told(crisis, searched_first):
    looks, says = (
        lambda: searched(crisis, given_name="Fafa", family_name="", their_contacts=("farid@example.org",)),
        lambda: farid_is_safe(crisis, audience="contacts"),
    )
    for act in (looks, says) if searched_first else (says, looks):
        act()
    lead = Lead.objects.get()
    assert lead.kind == LeadKind.CHECK_IN and ["same_contact", 0] in lead.reasons
    assert [each.search for each in choice_for(lead).followers] == [lead.search]


def test_a_contact_that_they_prove_later_is_a_lead_then(crisis):
    searched(crisis, given_name="Fafa", family_name="", their_contacts=("farid@example.org",))
    safe = farid_is_safe(crisis, contact="")
    point = add_contact(person=safe.owner, contact=read_contact("farid@example.org"), origin=WEB, at=now())
    deliver()
    assert not Lead.objects.exists(), "nobody answered there yet"
    mark_verified(contact=point, by="code", origin=WEB, at=now(), crisis_id=crisis.pk)
    deliver()
    assert ["same_contact", 0] in Lead.objects.get().reasons


@pytest.mark.sqlite_only
def test_a_familys_phone_is_looked_for_by_its_fingerprint_not_through_all_who_checked_in(crisis):
    search = searched(crisis, their_contacts=("farid@example.org",))
    with CaptureQueriesContext(connection) as asked:
        known_to_the_family(search)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked[-1]['sql']}")
        plan = " ".join(row[-1] for row in cursor.fetchall())
    assert "check_in_by_contact" in plan and "check_in_by_time" not in plan


def test_those_who_are_with_him_are_not_whose_phone_the_family_gave(crisis):
    searched(crisis, given_name="Fafa", family_name="", their_contacts=("farid@example.org",))
    safe = farid_is_safe(crisis, group=(PersonDraft(given_name="Lina"),))
    assert Lead.objects.get().other == safe.public_id


def test_the_phone_of_another_is_no_lead(crisis):
    searched(crisis, given_name="Fafa", family_name="", their_contacts=("karim@example.org",))
    farid_is_safe(crisis, audience="contacts")
    assert not Lead.objects.exists()


def test_a_lead_of_another_crisis_is_none(crisis):
    searched(crisis)
    esma_searches(
        crisis, contact="uncle@example.org", their_contacts=("farid@example.org",), given_name="Fafa"
    )
    farid_is_safe(active_crisis(crisis.declared_by, name="Lyon"))
    assert not Lead.objects.exists()


def test_two_families_who_look_for_the_same_person_are_one_lead(crisis):
    searched(crisis)
    searched(crisis, contact="uncle@example.org")
    lead = Lead.objects.get()
    assert lead.kind == LeadKind.SEARCH


def test_hearing_of_the_same_check_in_twice_makes_one_lead(crisis):
    searched(crisis)
    farid_is_safe(crisis)
    for entry in Entry.objects.filter(kind__in=("NamesIndexed", "SearchPosted")):
        heard = {"NamesIndexed": compare_the_check_ins, "SearchPosted": compare_the_search}
        heard[entry.kind](event_of(entry))
    assert Lead.objects.count() == 1
    weighed = Entry.objects.filter(kind="LeadsWeighed").values_list("payload__leads", flat=True)
    assert sum(len(leads) for leads in weighed) == 1


def entries_of(act) -> list[str]:
    """Every kind of entry that this and what hears of it write, in order."""
    last = Entry.objects.order_by("pk").last().pk
    act()
    deliver()
    return list(Entry.objects.filter(pk__gt=last).order_by("pk").values_list("kind", flat=True))


def test_a_comparison_writes_as_many_entries_whatever_it_finds(crisis):
    """Positions are public: a second entry would tell whoever posts a search that she checked in."""
    safe = farid_is_safe(crisis, audience="named")

    def search(number, **name):
        return lambda: searched(crisis, contact=f"s{number}@example.org", **name)

    nobody = {"given_name": "Ysolde", "family_name": "Karamazoff"}
    assert entries_of(search(1)) == entries_of(search(2, **nobody))
    fixes = [FARID | {"audience": "named"}, FARID | nobody | {"audience": "named"}]
    fixed = [
        entries_of(
            lambda fix=fix: correct_check_in(check_in=safe, draft=check_in_draft(**fix), origin=WEB, at=now())
        )
        for fix in [*fixes, *fixes]
    ]
    assert fixed[0] == fixed[1] == fixed[2] == fixed[3] != []
    said = [{}, {"given_name": "Paul", "family_name": "Leroy"}]
    came = [entries_of(lambda who=who: farid_is_safe(crisis, contact="", **who)) for who in said]
    assert came[0] == came[1]
    gone = [
        entries_of(lambda row=row: withdraw_check_in(check_in=row, origin=WEB, at=now()))
        for row in CheckIn.objects.order_by("-pk")[:2]
    ]
    assert gone[0] == gone[1]
    row = Search.objects.first()
    notes = [
        entries_of(
            lambda status=status: add_note(
                search=row, draft=NoteDraft(status=status, text="…"), origin=WEB, at=now()
            )
        )
        for status in ("believed_alive", "information_sought")
    ]
    assert notes[0] == notes[1]


def test_who_says_that_the_person_lives_is_a_lead_and_who_only_looks_too_is_not(crisis):
    search = searched(crisis)
    for status in ("believed_alive", "information_sought"):
        add_note(search=search, draft=NoteDraft(status=status, text="…"), origin=WEB, at=now())
    deliver()
    assert Lead.objects.get().reasons == [["says_alive", 0]]


def test_a_corrected_name_moves_the_lead(crisis):
    searched(crisis)
    safe = farid_is_safe(crisis, given_name="Karim")
    fixed = check_in_draft(**FARID)
    correct_check_in(check_in=safe, draft=fixed, origin=WEB, at=now())
    deliver()
    assert Lead.objects.get().state == LeadState.PROPOSED
    correct_check_in(
        check_in=safe,
        draft=check_in_draft(**FARID | {"given_name": "Zoe", "family_name": "Lind"}),
        origin=WEB,
        at=now(),
    )
    deliver()
    assert Lead.objects.get().state == LeadState.CLOSED


def test_an_edited_search_is_compared_again(crisis):
    search = searched(crisis, given_name="Karim")
    farid_is_safe(crisis)
    edit_search(search=search, draft=search_draft(), origin=WEB, at=now())
    deliver()
    assert Lead.objects.count() == 1


def test_ten_followers_cost_the_desk_no_more_queries_than_two(crisis):
    search, asked = searched(crisis, public=True), []
    farid_is_safe(crisis)
    for number in range(10):
        follow_search(
            search=search, draft=FollowDraft(contact=f"f{number}@example.org"), origin=WEB, at=now()
        )
        if number in (1, 9):
            with CaptureQueriesContext(connection) as queries:
                said = will_be_told(choice_for(Lead.objects.select_related("search__crisis").get()))
            asked.append(len(queries))
    assert said[0].startswith("11 people") and said[-1].startswith("10 of them have not answered")
    assert asked[0] == asked[1]


def test_the_family_reads_nothing_more_of_anybody_once_the_crisis_is_put_away(crisis):
    searched(crisis)
    farid_is_safe(crisis)
    confirm(Lead.objects.get())
    follower = Follower.objects.select_related("search__crisis").get()
    assert people_found(follower.search, follower)
    stand_down_crisis(crisis=crisis, closing_message="It is over.", **by_chen(crisis))
    archive_crisis(crisis=crisis, **by_chen(crisis))
    assert people_found(follower.search, follower) == []


def test_a_search_edited_to_somebody_elses_name_lets_its_leads_go(crisis):
    search = searched(crisis)
    farid_is_safe(crisis)
    twin = searched(crisis, contact="nour@example.org")
    assert Lead.objects.filter(state=LeadState.PROPOSED).count() == 3
    for each in (search, twin):
        draft = search_draft(given_name="Juliette", family_name="Moreau")
        edit_search(search=each, draft=draft, origin=WEB, at=now())
        deliver()
        kinds = Lead.objects.filter(state=LeadState.PROPOSED).values_list("search", "kind")
        assert (each.pk, LeadKind.CHECK_IN) not in kinds
        assert bool([kind for _search, kind in kinds if kind == LeadKind.SEARCH]) == (each == twin)


@pytest.mark.parametrize("taken_back", [withdraw_check_in, hide_check_in])
def test_a_check_in_taken_back_closes_its_lead_and_cannot_be_confirmed(crisis, taken_back):
    searched(crisis)
    safe = farid_is_safe(crisis)
    lead = Lead.objects.get()
    taken_back(check_in=safe, origin=WEB, at=now())
    with pytest.raises(TooLate):  # even before the journal is heard
        confirm_lead(lead=lead, **by_chen(crisis))
    deliver()
    assert Lead.objects.get().state == LeadState.CLOSED


def test_only_a_coordinator_of_this_crisis_decides(crisis):
    searched(crisis)
    farid_is_safe(crisis)
    nobody = {"lead": Lead.objects.get(), "origin": at_the_desk(dana()), "at": now()}
    for door in (confirm_lead, refuse_lead, undo_lead):
        with pytest.raises(NotAllowed):
            door(**nobody)
    assert Lead.objects.get().state == LeadState.PROPOSED


def test_what_was_decided_is_not_decided_again(crisis):
    searched(crisis)
    farid_is_safe(crisis)
    refuse_lead(lead=Lead.objects.get(), **by_chen(crisis))
    with pytest.raises(TooLate):
        confirm_lead(lead=Lead.objects.get(), **by_chen(crisis))
    undo_lead(lead=Lead.objects.get(), **by_chen(crisis))
    confirm_lead(lead=Lead.objects.get(), **by_chen(crisis))


def test_a_closed_search_has_nothing_to_confirm(crisis):
    search = searched(crisis)
    farid_is_safe(crisis)
    close_search(search=search, to="found", origin=WEB, at=now())
    with pytest.raises(TooLate):
        confirm_lead(lead=Lead.objects.get(), **by_chen(crisis))


def told() -> list[Message]:
    return list(Message.objects.filter(text__contains="There is news of the person you look for"))


def test_confirming_tells_the_family_once_in_their_language(crisis):
    searched(crisis, language="fr")
    farid_is_safe(crisis)
    before = Message.objects.count()
    confirm(Lead.objects.get())
    new = list(Message.objects.order_by("pk")[before:])
    assert [message.contact.value for message in new] == ["esma@example.org"]
    assert "/fr/m/" in new[0].text
    assert "Farid" not in new[0].text and "safe" not in new[0].text


def test_hearing_of_the_confirmation_twice_tells_nobody_twice(crisis):
    searched(crisis)
    farid_is_safe(crisis)
    confirm(Lead.objects.get())
    tell_who_may_know(event_of(Entry.objects.get(kind="LeadConfirmed")))
    assert len(told()) == 1
    assert Entry.objects.filter(kind="LeadShared").count() == 1


def test_an_unverified_contact_is_never_written_to_until_it_answers(crisis):
    search = esma_searches(crisis, origin=WEB)
    farid_is_safe(crisis)
    confirm(Lead.objects.get())
    assert not told()
    assert LeadTold.objects.get().written_at is None
    point = search.owner.contact_points.get()
    mark_verified(contact=point, by="code", origin=WEB, at=now(), crisis_id=crisis.pk)
    deliver()
    assert len(told()) == 1


def test_a_decision_taken_back_tells_those_who_were_told_that_it_was_wrong(crisis):
    searched(crisis)
    farid_is_safe(crisis)
    confirm(Lead.objects.get())
    undo_lead(lead=Lead.objects.get(), **by_chen(crisis))
    deliver()
    assert Message.objects.filter(text__contains="was about somebody else").count() == 1
    confirm(Lead.objects.get())
    assert len(told()) == 2, "and the right news after it"


def test_a_batch_is_compared_in_a_bounded_number_of_queries(crisis, django_assert_max_num_queries):
    searched(crisis)
    drafts = [
        check_in_draft(
            given_name=f"Paul{chr(97 + n % 26)}", family_name=f"Leroy{chr(97 + n // 26)}", contact=""
        )
        for n in range(200)
    ]
    drafts = [check_in_draft(**vars(draft) | {"audience": "named"}) for draft in drafts]
    check_in_many(crisis=crisis, drafts=drafts, origin=VOUCHED, at=now() + timedelta(seconds=1))
    entry = Entry.objects.filter(kind="NamesIndexed").last()
    with django_assert_max_num_queries(10):
        compare_the_check_ins(event_of(entry))
