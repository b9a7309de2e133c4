"""A coordinator who has spoken to host or guest says it for them, by page and by API."""

import pytest
from django.urls import reverse

from accounts.errors import NotAllowed
from accounts.reach.models import Message
from crisis.desk.actions import open_case
from crisis.desk.models import Case
from crisis.desk.vocabulary import Why
from crisis.shelter.vocabulary import NeedState
from matching.actions.by_desk import VERBS
from matching.actions.by_hand import propose_by_hand
from matching.models import Match
from matching.vocabulary import MatchState, Side
from tests import cast
from tests.api import client as api
from tests.api.test_journey import settle
from tests.crisis.desk.desk_cast import signed_in
from tests.crisis.shelter.test_ledger import places_add_up

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paris():
    return cast.active_crisis()


def by_page(match, verb):
    page = reverse("desk_need", args=[match.crisis.slug, match.need.public_id])
    path = reverse("desk_match", args=[match.crisis.slug, match.public_id, verb])
    chen = signed_in(match.crisis.declared_by)
    assert path in chen.get(page).content.decode(), "no such button"
    chen.post(path, {"back": page})


def by_api(match, verb):
    path = f"/crises/{match.crisis.slug}/desk/matches/{match.public_id}/{verb}"
    answer = api.signed_in(match.crisis.declared_by).post(path)
    assert answer.status_code == 200, answer.content


@pytest.mark.parametrize("door", [by_page, by_api])
@pytest.mark.parametrize(
    ("before", "verb", "state", "need"),
    [
        ("coming", "arrived", MatchState.ARRIVED, NeedState.SHELTERED),
        ("coming", "no-show", MatchState.NO_SHOW, NeedState.EXPIRED),
        ("coming", "undo", MatchState.WITHDRAWN, NeedState.WAITING),
        ("arrived", "left", MatchState.ENDED, NeedState.SHELTERED),
        ("accepted", "undo", MatchState.WITHDRAWN, NeedState.WAITING),
        ("proposed", "undo", MatchState.WITHDRAWN, NeedState.WAITING),
    ],
)
def test_chen_says_it_for_them(paris, door, before, verb, state, need):
    match = getattr(cast, before)(paris)
    door(match, verb)
    match.refresh_from_db()
    match.need.refresh_from_db()
    assert (match.state, match.need.state) == (state, need)
    assert match.closed_by == (Side.DESK if match.closed_at else "")
    places_add_up()


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_else_may(paris, verb):
    match = cast.coming(paris)
    with pytest.raises(NotAllowed):
        VERBS[verb](match=match, origin=cast.at_the_desk(cast.dana()), at=cast.now())


@pytest.mark.parametrize("verb", ["arrived", "no-show"])
def test_the_case_of_whoever_had_not_arrived_is_settled(paris, verb):
    match, by = cast.coming(paris), cast.at_the_desk(paris.declared_by)
    about = {"subject_kind": "need", "subject": match.need.public_id}
    open_case(crisis=paris, why=Why.NOT_ARRIVED, origin=by, at=cast.now(), **about)
    VERBS[verb](match=match, origin=by, at=cast.now())
    assert Case.objects.get().closed_at


def test_a_match_of_another_crisis_is_not_there(paris):
    match = cast.coming(cast.active_crisis(cast.chen(), name="Lyon"))
    path = reverse("desk_match", args=[paris.slug, match.public_id, "undo"])
    assert signed_in(paris.declared_by).post(path).status_code == 404


def test_a_proposal_by_hand_is_undone_and_the_same_door_is_not_asked_again(paris):
    boris, amira, by = cast.boris_opens(paris), cast.amira_asks(paris), cast.at_the_desk(paris.declared_by)
    match = propose_by_hand(offer=boris, need=amira, origin=by, at=cast.now())
    by_page(match, "undo")
    settle()
    assert Match.objects.get().state == MatchState.WITHDRAWN


def test_both_are_told_when_what_was_promised_is_taken_back(paris):
    match = cast.accepted(paris)
    match.need.owner.contact_points.create(kind="email", value="amira@example.org", verified_at=cast.now())
    by_api(match, "undo")
    settle()
    guest = [m.text for m in Message.objects.filter(contact__person=match.need.owner)]
    host = [m.text for m in Message.objects.filter(contact__person=match.offer.owner)]
    assert any("no longer open for you" in text for text in guest)
    assert any("does not come" in text for text in host)
