"""Who may still be told: no more than whoever checked in chose, and nobody while a moderator is at it."""

from datetime import timedelta

import pytest

from accounts.origin import Origin
from accounts.people.models import Person
from accounts.reach.models import Message
from accounts.reach.vocabulary import MessageState
from crisis.activation.models import Crisis
from crisis.search.actions.closing import close_search, reopen_search
from crisis.search.actions.following import add_relative, follow_search
from crisis.search.actions.showing import hide_search, show_search
from crisis.search.drafts import FollowDraft
from crisis.search.models import Search
from matching.leads.actions import undo_lead
from matching.leads.choice import choice_for
from matching.leads.shown import people_found
from matching.leads.words import reasons
from matching.models import Lead
from tests.cast import VOUCHED, WEB, active_crisis, now
from tests.matching.leads.night import by_chen, confirm, deliver, farid_is_safe, searched

pytestmark = pytest.mark.django_db


@pytest.fixture
def crisis():
    return active_crisis()


def the_lead() -> Lead:
    return Lead.objects.select_related("search__crisis").get()


def because(lead: Lead) -> tuple[int, str]:
    choice = choice_for(lead)
    return len(choice.followers), str(choice.because)


def test_where_people_are_hunted_only_whoever_knows_their_contact_is_told(crisis):
    searched(crisis)
    farid_is_safe(crisis, audience="anyone")
    assert because(the_lead()) == (1, "anyone")
    Crisis.objects.update(profile="hunted")
    assert because(the_lead()) == (0, "contact_unknown")


def test_where_people_are_hunted_a_family_that_knows_their_number_is_told(crisis):
    searched(crisis, their_contacts=("farid@example.org",))
    farid_is_safe(crisis, audience="anyone")
    Crisis.objects.update(profile="hunted")
    assert because(the_lead()) == (1, "known_contact")


def test_whoever_is_suspended_is_not_told(crisis):
    search = searched(crisis)
    farid_is_safe(crisis)
    Person.objects.filter(pk=search.owner_id).update(suspended_at=now())
    assert because(the_lead())[0] == 0


def test_nobody_learns_of_it_while_a_moderator_holds_the_search_and_all_when_it_is_shown(crisis):
    search = searched(crisis, public=True)
    farid_is_safe(crisis)
    hide_search(search=search, origin=VOUCHED, at=now())
    assert because(the_lead()) == (0, "held")
    before = Message.objects.count()
    confirm(the_lead())
    assert Message.objects.count() == before
    show_search(search=Search.objects.get(), origin=VOUCHED, at=now())
    deliver()
    assert Message.objects.count() == before + 1


def test_whoever_read_it_before_the_hold_notices_nothing(crisis):
    search = searched(crisis, public=True)
    farid_is_safe(crisis)
    confirm(the_lead())
    follower = search.followers.get()
    hide_search(search=search, origin=VOUCHED, at=now())
    deliver()
    assert people_found(Search.objects.get(), follower)
    undo_lead(lead=the_lead(), **by_chen(crisis))
    deliver()
    assert because(the_lead()) == (0, "held")


def ended() -> int:
    return Message.objects.filter(text__contains="has ended").count()


def test_a_search_closed_and_opened_again_and_again_does_not_pester_those_who_follow(crisis):
    search = searched(crisis, public=True)
    friend = FollowDraft(contact="friend@example.org", language="en")
    follow_search(search=search, draft=friend, origin=Origin(door=VOUCHED.door), at=now())
    deliver()
    for number in range(6):
        at = now() + timedelta(minutes=number)
        close_search(search=Search.objects.get(), to="closed", origin=WEB, at=at)
        deliver()
        Message.objects.update(state=MessageState.SENT)  # one that waits would make place for the next
        reopen_search(search=Search.objects.get(), origin=WEB, at=at)
        deliver()
    assert ended() == 6, "three times, to both"


def test_a_held_search_that_ends_is_told_to_the_family_alone(crisis):
    search = searched(crisis, public=True)
    friend = FollowDraft(contact="friend@example.org", language="en")
    follow_search(search=search, draft=friend, origin=Origin(door=VOUCHED.door), at=now())
    hide_search(search=search, origin=VOUCHED, at=now())
    close_search(search=Search.objects.get(), to="closed", origin=WEB, at=now())
    deliver()
    assert ended() == 1


@pytest.mark.parametrize(
    ("minutes", "words"), [(-33, "33 minutes BEFORE"), (33, "33 minutes after"), (360, "6 hours after")]
)
def test_the_time_between_has_a_direction(crisis, minutes, words):
    searched(crisis)
    Search.objects.update(last_seen_at=now() - timedelta(minutes=minutes))
    farid_is_safe(crisis)
    assert any(f"said {words} they were last seen" in reason for reason in reasons(the_lead()))


def test_the_family_is_not_thanked_when_a_search_ends_and_whoever_ended_it_is_not_told(crisis):
    search = searched(crisis, public=True)
    about = {"search": search, "origin": Origin(door=VOUCHED.door), "at": now()}
    add_relative(draft=FollowDraft(contact="aunt@example.org", language="en"), **about)
    follow_search(draft=FollowDraft(contact="friend@example.org", language="en"), **about)
    deliver()
    before = Message.objects.count()
    close_search(search=search, to="found", origin=Origin(door=WEB.door, actor=search.owner), at=now())
    deliver()
    told = {each.contact.value: each.text for each in Message.objects.order_by("pk")[before:]}
    assert told.keys() == {"aunt@example.org", "friend@example.org"}
    assert "Thank you" in told["friend@example.org"] and "Thank you" not in told["aunt@example.org"]
