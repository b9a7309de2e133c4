"""What a suspension does to doors, to guests inside and on the way, and what lifting it gives back."""

import pytest

from accounts.links.actions import issue_manage_link
from accounts.people.suspending import lift_suspension
from accounts.reach.models import Message
from crisis.desk.models import Case
from crisis.desk.queue import queue_of
from crisis.desk.suspending import suspend_owner
from crisis.desk.vocabulary import Why
from crisis.livemap.layers import Window
from crisis.livemap.shelter_layers import open_doors
from crisis.shelter.actions.offers import hide_offer
from crisis.shelter.ledger import NoRoom, hold_places
from crisis.shelter.models import PublicOffer
from crisis.shelter.tasks import ask_hosts
from crisis.shelter.vocabulary import NeedState
from matching.actions.proposing import hold_time, propose_matches
from matching.models import Match
from matching.vocabulary import MatchState
from tests import cast
from tests.api.test_journey import settle
from tests.crisis.shelter.test_ledger import places_add_up

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paris():
    return cast.active_crisis()


def suspend(posted):
    by = cast.at_the_desk(posted.crisis.declared_by)
    return suspend_owner(posted=posted, reason="Guests complain.", origin=by, at=cast.now())


def lift(suspension, by):
    lift_suspension(suspension=suspension, origin=cast.at_the_desk(by), at=cast.now())
    settle()


def test_the_doors_of_a_suspended_host_take_nobody_from_the_same_moment(paris):
    boris, amira = cast.boris_opens(paris), cast.amira_asks(paris)
    suspend(boris)  # and no listener has heard of it yet
    assert propose_matches(need=amira, at=cast.now()) is None
    with pytest.raises(NoRoom):
        until = cast.now() + hold_time()
        hold_places(offer=boris, need=amira, places=1, until=until, at=cast.now())
    assert not open_doors(paris, Window(at=cast.now())).exists()


def test_the_public_copy_goes_and_comes_back(paris):
    boris = cast.boris_opens(paris)
    made = suspend(boris)
    settle()
    assert not PublicOffer.objects.exists()
    lift(made, paris.declared_by)
    assert PublicOffer.objects.get().offer == boris


def test_lifting_gives_a_waiting_guest_the_door(paris):
    boris = cast.boris_opens(paris)
    made = suspend(boris)
    settle()
    cast.amira_asks(paris)
    settle()
    assert not Match.objects.exists()
    lift(made, paris.declared_by)
    assert Match.objects.get().state == MatchState.PROPOSED


def test_a_door_that_moderation_holds_stays_held_when_the_suspension_ends(paris):
    held, free = cast.boris_opens(paris), cast.boris_opens(paris)
    free.owner = held.owner
    free.save(update_fields=["owner"])
    hide_offer(offer=held, origin=cast.WEB, at=cast.now())
    made = suspend(held)
    settle()
    lift(made, paris.declared_by)
    held.refresh_from_db()
    assert held.held_at and [copy.offer for copy in PublicOffer.objects.all()] == [free]


@pytest.mark.parametrize("how", ["proposed", "accepted", "coming"])
def test_a_live_match_ends_and_the_guest_waits_again(paris, how):
    match = getattr(cast, how)(paris)
    suspend(match.offer)
    settle()
    match.refresh_from_db()
    match.need.refresh_from_db()
    assert (match.state, match.need.state) == (MatchState.WITHDRAWN, NeedState.WAITING)
    places_add_up()


@pytest.mark.parametrize("how", ["coming", "arrived"])
def test_a_guest_inside_or_on_the_way_is_an_urgent_case(paris, how):
    match = getattr(cast, how)(paris)
    suspend(match.offer)
    settle()
    assert Case.objects.get(subject=match.need.public_id).why == Why.UNSAFE_DOOR
    row = queue_of(paris, at=cast.now())[0][0]
    assert row.urgent and row.reference == match.need.reference


def test_a_guest_on_the_way_is_told(paris):
    match = cast.coming(paris)
    match.need.owner.contact_points.create(kind="email", value="amira@example.org", verified_at=cast.now())
    suspend(match.offer)
    settle()
    told = [m.text for m in Message.objects.filter(contact__person=match.need.owner)]
    assert any("no longer open for you" in text for text in told)


def test_the_host_is_told_and_reads_why_behind_the_same_link(paris, client):
    boris = cast.boris_opens(paris)
    token = issue_manage_link(
        person=boris.owner, subject_kind="offer", subject=boris.public_id, crisis_id=paris.pk
    )
    suspend(boris)
    settle()
    told = [m.text for m in Message.objects.filter(contact__person=boris.owner)]
    assert any("suspended" in text for text in told)
    page = client.get(f"/en/m/{token}/")
    assert page.status_code == 403 and "Guests complain." in page.content.decode()
    assert client.post(f"/en/m/{token}/pause/").status_code == 403
    boris.refresh_from_db()
    assert boris.state == "open"


def test_a_suspended_host_is_not_asked_whether_the_door_is_still_open(paris, settings):
    settings.CONFIRM_AFTER_SECONDS = 0
    boris = cast.boris_opens(paris)
    made = suspend(boris)
    assert ask_hosts(paris, cast.now()) == 0
    lift(made, paris.declared_by)
    assert ask_hosts(paris, cast.now()) == 1
