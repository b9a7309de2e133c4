"""What one's own page says first is true now, whatever happened a minute ago."""

from datetime import timedelta

import pytest

from accounts.people.models import ContactPoint
from accounts.reach.models import Message
from crisis.closures.actions import lift_closure
from crisis.desk.models import Case
from crisis.desk.vocabulary import Why
from crisis.shelter.actions.offers import withdraw_offer
from crisis.shelter.models import NeedPlace, OfferPlace
from matching.actions.arriving import believe_one_side
from matching.actions.handshake import cancel_match, decline_match, report_no_show
from matching.models import Match
from matching.vocabulary import MatchState, Side
from tests import cast
from tests.api.test_journey import settle
from tests.matching.web.test_own_pages import Owner, both

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crisis():
    return cast.active_crisis()


def texts() -> list[str]:
    settle()
    return list(Message.objects.values_list("text", flat=True))


def reachable(person) -> None:
    ContactPoint.objects.filter(person=person).delete()
    given = {"kind": "email", "value": "amira@example.org", "verified_at": cast.now(), "verified_by": "code"}
    ContactPoint.objects.create(person=person, **given)


def late():
    return cast.now() + timedelta(hours=1)


def test_behind_a_closed_area_nothing_on_the_page_says_go(crisis):
    boris, amira = both(cast.coming(crisis))
    closure = cast.chen_closes(crisis, cast.ALIBERT)
    page = amira.sees()
    assert "STOP: do not go there now" in page and "Do not go there while the area is closed" in page
    assert "Go there now" not in page
    assert "An area on the way is closed" in boris.sees() and "They did not come" in boris.sees()
    lift_closure(closure=closure, origin=cast.at_the_desk(crisis.declared_by), at=cast.now())
    page = amira.sees()
    assert "open again since" in page and "Go there now" in page


def test_a_guest_on_the_way_whose_host_cancels_reads_it_first_whatever_comes_next(crisis):
    first = cast.coming(crisis)
    reachable(first.need.owner)
    cast.boris_opens(crisis, place=cast.place(cast.OBERKAMPF), first_name="Cora")
    cancel_match(match=first, side=Side.HOST, origin=cast.WEB, at=cast.now())
    assert any("Do not go there any more" in text for text in texts())
    amira = Owner(first.need)
    assert Match.objects.filter(need=first.need).count() == 2
    page = amira.sees()
    assert page.index("Do not go there any more") < page.index("A host is asked")
    Owner(Match.objects.last().offer).presses("accept")
    page = amira.sees()
    assert page.index("Do not go there any more") < page.index("A host said yes")
    assert "another door than the one before" in page
    amira.presses("coming")
    page = amira.sees()
    assert "Do not go there any more" not in page and "another door than the one before" in page


@pytest.mark.parametrize("said", ["arrived", "cannot-get-in", ""])
def test_a_no_show_against_the_guests_word_or_too_early_frees_no_place(crisis, said):
    match = cast.coming(crisis)
    boris, amira = both(match)
    if said:
        amira.presses(said)
    at = late() if said else cast.now()
    assert not report_no_show(match=match, origin=cast.WEB, at=at)
    match.refresh_from_db()
    match.offer.refresh_from_db()
    assert (match.state, match.offer.places_left) == (MatchState.COMING, match.offer.places - 1)
    assert Case.objects.filter(why=Why.NOT_ARRIVED, subject=match.need.public_id).exists()
    assert "cannot get in" not in boris.sees().lower()


def test_when_they_should_long_be_there_and_say_nothing_the_place_is_free(crisis):
    match = cast.coming(crisis)
    assert report_no_show(match=match, origin=cast.WEB, at=late())
    page = Owner(match.need).sees()
    assert "I need a coordinator" in page and "Do not go there any more" in page


def test_who_says_that_they_are_there_is_not_told_to_go_and_their_host_is_written_to(crisis):
    boris, amira = both(cast.coming(crisis))
    amira.presses("arrived")
    page = amira.sees()
    assert "Go there" not in page and "You said that you are there" in page
    assert "that they are at your door" in boris.sees()
    assert any("at your door" in text for text in texts())


def test_who_cannot_get_in_is_not_believed_inside_by_the_clock(crisis):
    match = cast.coming(crisis)
    _boris, amira = both(match)
    amira.presses("cannot-get-in")
    amira.presses("arrived")
    assert "The coordinators know that you cannot get in" in amira.sees()
    assert believe_one_side(crisis=crisis, at=late(), after=timedelta(minutes=5)) == 0


def test_a_door_known_by_its_street_is_as_near_before_the_yes_as_after(crisis):
    match = cast.accepted(crisis)
    OfferPlace.objects.update(exactness="street", radius_m=5_000, typed="20 rue Saint-Maur")
    NeedPlace.objects.update(radius_m=0)
    _boris, amira = both(match)
    assert "about" not in amira.sees().split("On foot")[1][:60] and "less than" in amira.sees()
    amira.presses("coming")
    page = amira.sees()
    assert "less than" in page and "?q=20%20rue%20Saint-Maur%2C%2075010%20Paris" in page
    assert page.index("We know the street only") < page.index("?q=20%20rue")


def test_nobody_is_promised_a_call_who_left_no_contact(crisis):
    match = cast.coming(crisis)
    reachable(match.need.owner)
    cast.chen_closes(crisis, cast.ALIBERT)
    amira = Owner(match.need)
    assert "They can reach you at" in amira.sees()
    ContactPoint.objects.filter(person=match.need.owner).delete()
    page = amira.sees()
    assert "nobody can call you" in page and "keep your phone at hand" not in page
    assert 'name="contact"' in page


def test_closing_a_door_for_good_says_who_counts_on_it(crisis):
    boris, _amira = both(cast.coming(crisis))
    assert "1 person counts on your door now" in boris.sees()
    withdraw_offer(offer=boris.posted, origin=cast.WEB, at=cast.now())
    assert "counts on your door" not in boris.sees()


def test_only_hosts_who_said_no_or_nothing_were_asked_in_vain(crisis):
    match = cast.proposed(crisis)
    amira = Owner(match.need)
    decline_match(match=match, reason="other", origin=cast.WEB, at=cast.now())
    assert "We asked 1 host" in amira.sees()
    Match.objects.update(state=MatchState.WITHDRAWN, closed_by=Side.GUEST)
    assert "We asked" not in amira.sees()


def test_who_asked_for_a_coordinator_while_waiting_sees_that_they_know(crisis):
    amira = Owner(cast.amira_asks(crisis))
    assert "The coordinators know" not in amira.sees()
    amira.presses("coordinator")
    assert "The coordinators know" in amira.sees()
