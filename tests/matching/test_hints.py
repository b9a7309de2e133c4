"""What a guest who waits reads of doors their own wishes keep shut, and what nobody can find out by asking."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.links.actions import holder_of, issue_manage_link, standing_link
from crisis.ground import grid
from crisis.shelter.actions.dividing import divide_need
from crisis.shelter.models import Need, Offer
from matching.access import held_by
from matching.actions.links import give_new_link
from matching.hints import AREA, hints_for
from tests import cast
from tests.api import client as api

pytestmark = pytest.mark.django_db
SOON = timedelta(minutes=2)


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


@pytest.fixture
def paris():
    return cast.active_crisis(profile="open")


def doors(paris, count: int, *, at=cast.ALIBERT, **changes) -> list[Offer]:
    return [
        cast.boris_opens(paris, place=cast.place(at), contact=f"h{n}.{at[1]:.4f}@example.org", **changes)
        for n in range(count)
    ]


def told(need, after=SOON) -> list[tuple[str, str]]:
    return [(str(hint.wish), hint.doors) for hint in hints_for(need, at=cast.now() + after)]


def test_who_waits_reads_which_wish_keeps_the_doors_shut(paris):
    doors(paris, 4, step_free=True)
    doors(paris, 3, pets=True, at=cast.OBERKAMPF)
    assert told(cast.amira_asks(paris, step_free=True, pets=True)) == [("pets", "3-5"), ("step_free", "3-5")]


def test_a_large_group_reads_that_two_homes_would_do_and_no_couple_does(paris):
    doors(paris, 3, places=2)
    assert told(cast.amira_asks(paris, adults=4)) == [("together", "3-5")]
    assert told(cast.amira_asks(paris, adults=4, may_split=True)) == []


def test_nobody_is_asked_to_give_anything_up_in_the_first_minute_or_where_doors_fit(paris):
    doors(paris, 3)
    need = cast.amira_asks(paris, pets=True)
    assert told(need, after=timedelta(seconds=30)) == [] and told(need) != []
    doors(paris, 3, pets=True, at=cast.OBERKAMPF)
    cache.clear()
    assert told(need) == []


def test_one_or_two_hosts_are_not_told_of_however_many_doors_they_open(paris):
    doors(paris, 2)
    for spelt in ("h0.2.3672+x@example.org", "h1.2.3672+y@example.org"):
        cast.boris_opens(paris, place=cast.place(cast.OBERKAMPF), contact=spelt)
    assert told(cast.amira_asks(paris, pets=True)) == []


def test_wherever_in_the_area_one_asks_the_answer_is_the_same(paris):
    """No window slides over a door: an attacker's thousand points are one question."""
    doors(paris, 3)
    area = grid.parent(grid.cell(*cast.ALIBERT), AREA)
    everywhere = [grid.centre(cell) for cell in grid.children(area, grid.MASK)[::12]]
    answers = []
    for point in everywhere:
        cache.clear()
        answers.append(tuple(told(cast.amira_asks(paris, place=cast.place(point), pets=True))))
    assert len(everywhere) > 3 and set(answers) == {(("pets", "3-5"),)}


def test_a_door_that_opens_is_not_seen_before_the_minute_is_over(paris):
    doors(paris, 2)
    need = cast.amira_asks(paris, pets=True)
    assert told(need) == []
    doors(paris, 1, at=cast.OBERKAMPF)
    assert told(need) == []
    cache.clear()
    assert told(need) == [("pets", "3-5")]


def test_a_door_the_public_may_not_see_yet_is_not_told_of_either():
    guarded = cast.active_crisis(profile="guarded")
    doors(guarded, 3)
    need = cast.amira_asks(guarded, pets=True)
    assert told(need) == []
    cache.clear()
    assert told(need, after=timedelta(minutes=11)) == [("pets", "3-5")]


def owner(need) -> str:
    about = {"subject_kind": "need", "subject": need.public_id, "crisis_id": need.crisis_id}
    return issue_manage_link(person=need.owner, **about)


def older(need) -> Need:
    Need.objects.filter(pk=need.pk).update(posted_at=need.posted_at - SOON)
    return need


def test_one_tap_gives_a_wish_up_and_leaves_the_rest_as_it_was(paris):
    doors(paris, 3)
    need = older(
        cast.amira_asks(paris, pets=True, step_free=False, note="Back door, please.", languages=("ar",))
    )
    page, browser = f"/en/m/{owner(need)}/", Client()
    text = browser.get(page).content.decode()
    assert "3-5 doors would fit if you came without the pet" in text
    browser.post(f"{page}relax/", {"wish": "pets"})
    before, after = need, Need.objects.select_related("place").get()
    assert not after.pets and after.note == "Back door, please." and after.languages == ["ar"]
    assert (after.place.lat, after.place.typed) == (before.place.lat, before.place.typed)


@pytest.mark.parametrize("wish", ["", "adults", "children", "__class__"])
def test_what_is_no_wish_is_not_given_up(paris, wish):
    need = cast.amira_asks(paris, pets=True)
    assert Client().post(f"/en/m/{owner(need)}/relax/", {"wish": wish}).status_code == 404


def test_a_program_reads_the_same(paris):
    doors(paris, 3)
    need = older(cast.amira_asks(paris, pets=True))
    (hint,) = api.by_link(owner(need)).get("/own").json()["hints"]
    assert (hint["wish"], hint["doors"]) == ("pets", "3-5") and "without the pet" in hint["in_words"]


class TestADividedGroup:
    @pytest.fixture
    def family(self, paris):
        need = cast.amira_asks(paris, adults=2, children=2, may_split=True)
        return need, divide_need(need=need, adults=1, children=1, origin=cast.WEB, at=cast.now())

    def test_reads_where_the_others_are_and_opens_their_page(self, family):
        need, part = family
        page, browser = f"/en/m/{owner(need)}/", Client()
        assert "Your group is in two parts now" in browser.get(page).content.decode()
        there = browser.post(f"{page}other-part/", {"part": str(part.public_id)}, follow=True)
        assert there.context["posted"] == part

    def test_opens_nobody_elses(self, paris, family):
        need, stranger = family[0], cast.amira_asks(paris)
        asked = Client().post(f"/en/m/{owner(need)}/other-part/", {"part": str(stranger.public_id)})
        assert asked.status_code == 404
        program = api.by_link(owner(need))
        assert program.post(f"/own/parts/{stranger.public_id}/link").status_code == 404

    def test_gets_a_token_for_the_others_by_api(self, family):
        need, part = family
        program = api.by_link(owner(need))
        (other,) = program.get("/own").json()["others"]
        assert other == {"id": str(part.public_id), "adults": 1, "children": 1, "state": "waiting"}
        token = program.post(f"/own/parts/{other['id']}/link").json()["manage_token"]
        assert api.by_link(token).get("/own").json()["need"]["id"] == str(part.public_id)

    def test_a_stolen_key_opens_neither_page_once_the_owner_has_a_new_one(self, family):
        need, part = family
        keys = [
            standing_link(
                person=each.owner, subject_kind="need", subject=each.public_id, crisis_id=each.crisis_id
            )
            for each in family
        ]
        assert [Client().get(f"/en/m/{key}/").status_code for key in keys] == [200, 200]
        give_new_link(held=held_by(holder_of(keys[0])), at=cast.now())
        assert [Client().get(f"/en/m/{key}/").status_code for key in keys] == [404, 404]
