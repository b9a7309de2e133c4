"""The queue: who waits longest comes first, and one case has one coordinator."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.errors import TooLate
from crisis.desk.actions import hand_over_case, open_case, take_case, take_waiting
from crisis.desk.figures import figures_of
from crisis.desk.models import Case
from crisis.desk.queries import open_cases
from crisis.desk.queue import queue_of, tab_counts
from crisis.desk.vocabulary import Why
from crisis.moderation.actions import report
from crisis.search.actions.notes import add_note
from crisis.search.drafts import NoteDraft
from crisis.shelter.actions.needs import expire_needs
from crisis.shelter.rules import NEED_LIFETIME
from crisis.templatetags.page import lasting
from matching.actions.closing import close_what_waits
from matching.models import Lead
from tests import cast
from tests.accounts.test_retention import settle
from tests.crisis.desk.desk_cast import another_coordinator, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def paris():
    return cast.active_crisis()


def ago(minutes):
    return cast.now() - timedelta(minutes=minutes)


def open_one(crisis, subject, why, at=None):
    about = {"subject_kind": "need", "subject": subject, "why": why}
    return open_case(crisis=crisis, **about, origin=cast.WEB, at=at or cast.now())


def with_liaisons(paris) -> None:
    """The queue has nothing to say of them."""
    paris.memberships.update(liaison_since=cast.now())


def test_urgent_cases_come_first_then_whoever_waits_longest(paris):
    with_liaisons(paris)
    short, long = cast.amira_asks(paris, at=ago(5)), cast.amira_asks(paris, at=ago(40))
    middle = cast.amira_asks(paris, at=ago(20))
    open_one(paris, short.public_id, Why.CANNOT_GET_IN)
    rows, total = queue_of(paris, at=cast.now())
    assert [row.reference for row in rows] == [short.reference, long.reference, middle.reference]
    assert [row.urgent for row in rows] == [True, False, False]
    assert [row.css for row in rows] == ["late", "late", "soon"] and total == 3


def test_who_asked_for_a_word_after_the_night_is_not_late_and_stands_behind_who_needs_a_place(paris):
    with_liaisons(paris)
    asleep, outside = cast.amira_asks(paris, at=ago(90)), cast.amira_asks(paris, at=ago(20))
    open_one(paris, asleep.public_id, Why.FOLLOW_UP, at=ago(60))
    rows, _total = queue_of(paris, at=cast.now())
    rows = [row for row in rows if row.case or row.reference == outside.reference]
    assert [(row.reference, row.css) for row in rows] == [(outside.reference, "soon"), (asleep.reference, "")]


def test_the_queue_can_show_one_kind_only(paris):
    need = cast.amira_asks(paris)
    open_one(paris, need.public_id, Why.WANTS_TO_LEAVE)
    cast.amira_asks(paris)
    client = signed_in(paris.declared_by)
    page = client.get(reverse("desk_queue", args=[paris.slug]), {"kind": "wants_to_leave"})
    assert [row.reference for row in page.context["rows"]] == [need.reference]


def test_two_coordinators_take_one_case_and_one_of_them_has_it(paris):
    emma = another_coordinator(paris)
    case = open_one(paris, cast.amira_asks(paris).public_id, Why.ASKED_FOR_US)
    take = reverse("desk_case_take", args=[paris.slug, case.public_id])
    first = signed_in(emma).post(take, follow=True)
    second = signed_in(paris.declared_by).post(take, follow=True)
    case.refresh_from_db()
    assert case.taken_by == emma
    assert "A colleague has taken this case." in second.content.decode()
    assert "A colleague has taken this case." not in first.content.decode()


def test_two_coordinators_take_one_waiting_need_and_one_of_them_has_it(paris):
    emma, need = another_coordinator(paris), cast.amira_asks(paris)
    take = reverse("desk_need_take", args=[paris.slug, need.public_id])
    for person in (emma, paris.declared_by):
        signed_in(person).post(take)
    case = Case.objects.get(subject=need.public_id)
    assert case.taken_by == emma and case.why == Why.LONG_WAIT


@pytest.mark.parametrize("ends", ["a day passes", "the crisis is stood down"])
def test_a_waiting_case_ends_with_its_need_and_what_a_person_must_ask_does_not(paris, ends):
    need, chen = cast.amira_asks(paris), cast.at_the_desk(paris.declared_by)
    take_waiting(need=need, origin=chen, at=cast.now())
    open_one(paris, need.public_id, Why.ASKED_FOR_US)
    if ends == "a day passes":
        expire_needs(crisis=paris, at=cast.now() + NEED_LIFETIME)
    else:
        close_what_waits(crisis=paris, at=cast.now())
    settle()
    assert [case.why for case in open_cases(paris)] == [Why.ASKED_FOR_US]


def test_a_case_is_handed_to_a_colleague_and_back_to_everyone(paris):
    emma, client = another_coordinator(paris), signed_in(paris.declared_by)
    case = open_one(paris, cast.amira_asks(paris).public_id, Why.ASKED_FOR_US)
    hand_over = reverse("desk_case_hand_over", args=[paris.slug, case.public_id])
    client.post(hand_over, {"to": str(emma.public_id)})
    case.refresh_from_db()
    assert case.taken_by == emma
    client.post(hand_over, {"to": ""})
    case.refresh_from_db()
    assert case.taken_by is None


def test_a_page_drawn_before_a_colleague_took_the_case_does_not_give_it_away(paris):
    emma, client = another_coordinator(paris), signed_in(paris.declared_by)
    case = open_one(paris, cast.amira_asks(paris).public_id, Why.ASKED_FOR_US)
    take_case(case=case, origin=cast.at_the_desk(emma), at=cast.now())
    stale = {"with": "", "to": str(paris.declared_by.public_id)}
    path = reverse("desk_case_hand_over", args=[paris.slug, case.public_id])
    assert "Somebody else has this case" in client.post(path, stale, follow=True).content.decode()
    case.refresh_from_db()
    assert case.taken_by == emma
    client.post(path, stale | {"with": str(emma.public_id)})
    case.refresh_from_db()
    assert case.taken_by == paris.declared_by


def test_of_two_who_hand_one_case_over_at_once_one_is_told(paris):
    emma = another_coordinator(paris)
    case = open_one(paris, cast.amira_asks(paris).public_id, Why.ASKED_FOR_US)
    first, second = Case.objects.get(pk=case.pk), Case.objects.get(pk=case.pk)
    chen = cast.at_the_desk(paris.declared_by)
    hand_over_case(case=first, to=emma, origin=chen, at=cast.now())
    with pytest.raises(TooLate):
        hand_over_case(case=second, to=paris.declared_by, origin=chen, at=cast.now())
    case.refresh_from_db()
    assert case.taken_by == emma


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (59, "59 min"), (80, "1 h 20"), (1445, "24 h 05")]
)
def test_a_wait_is_read_in_hours(minutes, said):
    assert lasting(minutes) == said


def test_a_case_is_handed_to_nobody_outside_the_team(paris):
    client, stranger = signed_in(paris.declared_by), cast.dana()
    case = open_one(paris, cast.amira_asks(paris).public_id, Why.ASKED_FOR_US)
    hand_over = reverse("desk_case_hand_over", args=[paris.slug, case.public_id])
    assert client.post(hand_over, {"to": str(stranger.public_id)}).status_code == 404


def test_a_closed_case_leaves_the_queue(paris):
    case = open_one(paris, cast.amira_asks(paris).public_id, Why.ASKED_FOR_US)
    client = signed_in(paris.declared_by)
    client.post(reverse("desk_case_close", args=[paris.slug, case.public_id]))
    case.refresh_from_db()
    assert case.closed_at


def test_a_button_leads_back_to_our_own_pages_only(paris):
    case = open_one(paris, cast.amira_asks(paris).public_id, Why.ASKED_FOR_US)
    client = signed_in(paris.declared_by)
    take = reverse("desk_case_take", args=[paris.slug, case.public_id])
    assert client.post(take, {"back": "//evil.example/"})["Location"] == reverse(
        "desk_queue", args=[paris.slug]
    )


def test_the_four_figures_count_people_and_places_with_their_age(paris):
    cast.amira_asks(paris, at=ago(25), adults=2, children=1)
    cast.boris_opens(paris, at=ago(10), places=3)
    cast.boris_opens(paris, at=ago(150), places=5)
    figures = figures_of(paris, at=cast.now())
    assert (figures.waiting, figures.waiting_minutes) == (3, 25)
    assert (figures.places, figures.places_minutes, figures.stale) == (3, 10, 5)
    assert (figures.handshakes, figures.reports) == (0, 0)


def test_a_handshake_under_way_is_counted(paris):
    cast.proposed(paris)
    assert figures_of(paris, at=cast.now()).handshakes == 1


def test_a_note_is_kept_for_the_next_shift_and_an_empty_one_refused(paris):
    need, client = cast.amira_asks(paris), signed_in(paris.declared_by)
    note = reverse("desk_note", args=[paris.slug, "need", need.public_id])
    page = reverse("desk_need", args=[paris.slug, need.public_id])
    assert (
        "Write a note first." in client.post(note, {"text": " ", "back": page}, follow=True).content.decode()
    )
    assert (
        "called back"
        in client.post(note, {"text": "called back", "back": page}, follow=True).content.decode()
    )


def test_the_queue_holds_searches_notes_leads_and_reports_and_what_is_urgent_first(paris):
    with_liaisons(paris)
    search = cast.esma_searches(paris, at=ago(50))
    note = add_note(
        search=search, draft=NoteDraft(status="believed_alive", text="Seen."), origin=cast.WEB, at=ago(20)
    )
    Lead.objects.create(
        crisis=paris, search=search, kind="note", other=note.subject, score=1, proposed_at=ago(10)
    )
    door, bad = cast.boris_opens(paris), {"origin": cast.WEB, "at": ago(5)}
    report(crisis=paris, subject_kind="offer", subject=door.public_id, reason="danger", **bad)
    cast.amira_asks(paris, at=ago(30))
    rows, total = queue_of(paris, at=cast.now())
    assert [row.subject_kind for row in rows] == ["offer", "search", "need", "search_note", "lead"]
    assert (
        total == 5 and [row.waited for row in rows] == [5, 50, 30, 20, 10] and all(row.path for row in rows)
    )
    for kind, subject in (("search_unread", "search"), ("note_unread", "search_note"), ("lead", "lead")):
        alone, many = queue_of(paris, at=cast.now(), why=kind)
        assert [row.subject_kind for row in alone] == [subject] and many == 1
    assert tab_counts(paris) == {
        "desk_queue": 5,
        "desk_team": 0,
        "desk_texts": 0,
        "desk_searches": 2,
        "desk_reports": 1,
        "desk_leads": 1,
    }
    page = signed_in(paris.declared_by).get(reverse("desk_queue", args=[paris.slug])).content.decode()
    assert all(row.path in page for row in rows)


def test_a_longer_queue_asks_no_more_questions(paris, django_assert_max_num_queries):
    with_liaisons(paris)
    for minutes in range(12):
        cast.esma_searches(paris, at=ago(minutes))
    with django_assert_max_num_queries(10):
        assert queue_of(paris, at=cast.now())[1] == 12
