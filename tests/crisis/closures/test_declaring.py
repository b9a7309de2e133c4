"""Closing an area, changing it, opening it again: by coordinators only, on the desk and by every door."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.errors import Invalid, NotAllowed, TooLate
from crisis.closures import actions
from crisis.closures.actions import (
    ChangedMeanwhile,
    change_closure,
    declare_closure,
    lift_closure,
    lift_ended,
)
from crisis.closures.models import Closure
from crisis.closures.queries import areas_of, closed_areas, holding
from crisis.closures.shapes import shape_of, square_kilometres, widened
from crisis.closures.touching import CELL_METRES
from crisis.ground import grid
from crisis.shelter.models import Offer
from matching.engine.closed import ClosedAreas
from tests import cast
from tests.crisis.desk.desk_cast import signed_in

pytestmark = pytest.mark.django_db
SQUARE = [[2.36, 48.86], [2.38, 48.86], [2.38, 48.87], [2.36, 48.87], [2.36, 48.86]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}


@pytest.fixture
def paris():
    return cast.active_crisis()


@pytest.fixture
def by(paris):
    return {"origin": cast.at_the_desk(paris.declared_by), "at": cast.now()}


# -- The area itself --------------------------------------------------------------------------------------------
def test_a_circle_holds_all_within_its_radius_and_little_more():
    area = shape_of(cast.closure_draft(radius_m=300)).area
    closed, (lat, lon) = ClosedAreas([area]), cast.ALIBERT
    for turn in range(0, 360, 5):
        inside, outside = (_at(lat, lon, metres, turn) for metres in (299.9, 302))
        assert closed.holds(*inside) and not closed.holds(*outside)
    assert square_kilometres(area) == pytest.approx(0.283, rel=0.01)


def _at(lat, lon, metres, turn):
    from geopy.distance import distance

    point = distance(meters=metres).destination((lat, lon), turn)
    return point.latitude, point.longitude


@pytest.mark.parametrize("changes", [{"radius_m": 20}, {"radius_m": 3_000}, {"polygon": POLYGON}])
def test_its_cells_are_all_cells_in_which_something_may_be_inside(changes):
    shape = shape_of(cast.closure_draft(**changes))
    south, west, north, east = 48.83, 2.31, 48.91, 2.43
    steps = [
        (south + (north - south) * i / 60, west + (east - west) * j / 60)
        for i in range(61)
        for j in range(61)
    ]
    closed = ClosedAreas([shape.area])
    inside = [point for point in [*steps, (shape.lat, shape.lon)] if closed.holds(*point)]
    assert inside and {grid.cell(*point) for point in inside} <= set(shape.cells)


def test_widened_by_a_cell_it_holds_the_cells_of_all_who_are_inside():
    lat, lon = cast.ALIBERT
    area = shape_of(cast.closure_draft(radius_m=30)).area
    closed = ClosedAreas([widened(area, CELL_METRES)])
    for metres in (0, 10, 20, 30):
        for turn in range(0, 360, 10):
            inside = grid.cell(*_at(lat, lon, metres, turn), grid.FINE)
            assert closed.holds(*grid.centre(inside))
    assert not closed.holds(*_at(lat, lon, 110, 90)) and not closed.holds(*_at(lat, lon, 140, 0))


def test_a_comb_that_touches_thousands_of_cells_is_refused_before_they_are_counted(paris):
    teeth = [
        [
            [
                [2.0 + tooth / 50, 48.5],
                [2.0001 + tooth / 50, 48.5],
                [2.0 + tooth / 50, 49.2],
                [2.0 + tooth / 50, 48.5],
            ]
        ]
        for tooth in range(50)
    ]
    with pytest.raises(Invalid) as refused:
        cast.chen_closes(paris, polygon={"type": "MultiPolygon", "coordinates": teeth})
    assert "too far from each other" in str(refused.value.errors["polygon"])


# -- The doors --------------------------------------------------------------------------------------------------
def test_it_is_closed_from_that_moment_and_open_again_after(paris, by):
    closure = cast.chen_closes(paris)
    assert areas_of(paris.pk).holds(*cast.ALIBERT) and closed_areas(paris.pk) == [closure.area]
    assert holding(paris, *cast.ALIBERT) == [closure]
    assert holding(paris, *cast.OBERKAMPF) == []
    lift_closure(closure=closure, **by)
    assert not areas_of(paris.pk) and closure.lifted_by == paris.declared_by
    with pytest.raises(TooLate):
        lift_closure(closure=closure, **by)


def test_changing_it_moves_it_for_whoever_judges_next(paris, by):
    closure = cast.chen_closes(paris)
    assert areas_of(paris.pk).holds(*cast.ALIBERT)
    change_closure(closure=closure, draft=cast.closure_draft(cast.OBERKAMPF), **by)
    assert not areas_of(paris.pk).holds(*cast.ALIBERT) and areas_of(paris.pk).holds(*cast.OBERKAMPF)
    lift_closure(closure=closure, **by)
    with pytest.raises(TooLate):
        change_closure(closure=closure, draft=cast.closure_draft(), **by)


def test_what_is_closed_elsewhere_is_open_here(paris):
    cast.chen_closes(cast.active_crisis(name="Lyon"))
    assert not areas_of(paris.pk)


def test_it_opens_by_itself_at_its_end_and_not_before(paris):
    closure = cast.chen_closes(paris, until=cast.now() + timedelta(hours=1))
    assert lift_ended(crisis=paris, at=cast.now()) == 0
    assert lift_ended(crisis=paris, at=closure.until) == 1
    closure.refresh_from_db()
    assert closure.lifted_at == closure.until and closure.lifted_by is None


def test_an_area_prolonged_in_the_last_second_stays_closed_and_the_others_open(paris, monkeypatch):
    until = cast.now() + timedelta(hours=1)
    ends, prolonged = cast.chen_closes(paris, until=until), cast.chen_closes(paris, until=until)
    lift = actions._lift

    def and_chen_is_faster(closure, *args, **due):
        if closure == prolonged:
            Closure.objects.filter(pk=closure.pk).update(until=until + timedelta(hours=6))
        lift(closure, *args, **due)

    monkeypatch.setattr(actions, "_lift", and_chen_is_faster)
    assert lift_ended(crisis=paris, at=until) == 1
    for closure in (ends, prolonged):
        closure.refresh_from_db()
    assert ends.lifted_at and not prolonged.lifted_at


def test_two_coordinators_do_not_overwrite_each_other(paris, by):
    closure = cast.chen_closes(paris)
    as_chen_saw_it = Closure.objects.get(pk=closure.pk)
    change_closure(closure=closure, draft=cast.closure_draft(radius_m=900), **by)
    with pytest.raises(ChangedMeanwhile):
        change_closure(closure=as_chen_saw_it, draft=cast.closure_draft(radius_m=50), **by)
    closure.refresh_from_db()
    assert (closure.radius_m, closure.version) == (900, 2)


def test_nobody_but_a_coordinator_of_this_crisis_closes_anything(paris, by):
    closure = cast.chen_closes(paris)
    other = cast.active_crisis(name="Lyon")
    for origin in (
        cast.WEB,
        cast.at_the_desk(cast.dana()),
        cast.at_the_desk(other.declared_by),
        cast.VOUCHED,
    ):
        told = {"origin": origin, "at": cast.now()}
        with pytest.raises(NotAllowed):
            declare_closure(crisis=paris, draft=cast.closure_draft(), **told)
        with pytest.raises(NotAllowed):
            change_closure(closure=closure, draft=cast.closure_draft(), **told)
        with pytest.raises(NotAllowed):
            lift_closure(closure=closure, **told)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"source": ""}, "source"),
        ({"reason": "boredom"}, "reason"),
        ({"radius_m": 5}, "radius_m"),
        ({"radius_m": None}, "radius_m"),
        ({"lat": None, "lon": None}, "where"),
        ({"lat": 2.3672, "lon": 48.8712}, "where"),
        ({"polygon": {"type": "Point", "coordinates": [2, 48]}}, "polygon"),
        ({"polygon": {"type": "Polygon", "coordinates": [[y, x] for x, y in SQUARE]}}, "polygon"),
        ({"polygon": {"type": "Polygon", "coordinates": [[[y, x] for x, y in SQUARE]]}}, "polygon"),
        ({"polygon": {"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [3, 49], [2, 49], [2, 48]]]}}, "polygon"),
        ({"until": cast.now() - timedelta(minutes=1)}, "until"),
        ({"until": cast.now() + timedelta(days=15)}, "until"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_beside_its_field(paris, changes, field):
    with pytest.raises(Invalid) as refused:
        cast.chen_closes(paris, **changes)
    assert set(refused.value.errors) == {field}


# -- The desk ---------------------------------------------------------------------------------------------------
@pytest.fixture
def chen(paris):
    return signed_in(paris.declared_by)


@pytest.fixture
def path(paris):
    return reverse("desk_closures", args=[paris.slug])


ANSWERS = {
    "name": "Bataclan",
    "where": "50 boulevard Voltaire",
    "radius_m": "200",
    "reason": "police",
    "source": "Police",
}


def test_a_coordinator_sees_whom_it_touches_before_anything_is_closed(chen, path):
    answer = chen.post(path, ANSWERS)
    assert answer.status_code == 200 and not Closure.objects.exists()
    words = answer.content.decode()
    assert "Before you close it" in words and "<svg" in words and "No door, and nobody we know of." in words
    again = chen.post(path, ANSWERS | {"step": "change"})
    assert 'value="Bataclan"' in again.content.decode() and not Closure.objects.exists()


def test_then_closes_it_changes_it_and_opens_it_again(chen, path, paris):
    assert chen.post(path, ANSWERS | {"step": "send"}).status_code == 302
    closure = Closure.objects.get()
    assert (closure.name, closure.radius_m, closure.declared_by) == ("Bataclan", 200, paris.declared_by)
    assert grid.metres((closure.lat, closure.lon), (48.8630, 2.3707)) < 250
    listed = chen.get(path).content.decode()
    assert "Bataclan" in listed and "Open again" in listed
    own = reverse("desk_closure", args=[paris.slug, closure.public_id])
    kept = {name: value for name, value in chen.get(own).context["form"].initial.items() if value is not None}
    assert "Before you change it" in chen.post(own, kept | {"radius_m": "500"}).content.decode()
    assert chen.post(own, kept | {"radius_m": "500", "step": "send"}).status_code == 302
    closure.refresh_from_db()
    assert (closure.radius_m, closure.version) == (500, 2)
    chen.post(reverse("desk_closure_lift", args=[paris.slug, closure.public_id]))
    chen.post(reverse("desk_closure_lift", args=[paris.slug, closure.public_id]))
    closure.refresh_from_db()
    assert closure.lifted_at and "Nothing is closed." in chen.get(path).content.decode()


def test_opening_it_takes_a_second_press_on_a_page_that_says_what_it_does(chen, paris):
    boris = cast.boris_opens(paris, place=cast.place(cast.ALIBERT))
    cast.amira_asks(paris, adults=9, place=cast.place(cast.ALIBERT))
    closure = cast.chen_closes(paris)
    Offer.objects.filter(pk=boris.pk).update(set_aside_at=cast.now())
    second_press = reverse("desk_closure_lift", args=[paris.slug, closure.public_id])
    listed = chen.get(reverse("desk_closures", args=[paris.slug])).content.decode()
    assert f'href="{second_press}"' in listed and f'action="{second_press}"' not in listed
    words = chen.get(second_press).content.decode()
    assert "1 door comes back." in words and "9 people who wait in it" in words
    assert "another closed area" not in words
    closure.refresh_from_db()
    assert closure.lifted_at is None
    assert chen.post(second_press).status_code == 302
    closure.refresh_from_db()
    assert closure.lifted_at and chen.get(second_press).status_code == 302


@pytest.mark.parametrize(
    ("changes", "found", "warned"),
    [
        ({"where": "250 boulevard Voltaire", "radius_m": "100"}, "near this street", "Choose 1 km"),
        ({"where": "250 boulevard Voltaire", "radius_m": "2000"}, "near this street", None),
        ({"lat": "48.8630", "lon": "2.3707", "radius_m": "50"}, None, None),
        ({"polygon": json.dumps(POLYGON), "radius_m": "50"}, None, None),
    ],
)
def test_before_closing_a_typed_address_chen_reads_what_was_found_and_how_exactly(
    chen, path, changes, found, warned
):
    words = chen.post(path, ANSWERS | changes).content.decode()
    assert ("The place we found" in words) == bool(found) and (found or "") in words
    assert ("may miss the real one" in words) == bool(warned) and (warned or "") in words


@pytest.mark.parametrize("step", ["check", "send"])
def test_a_form_opened_before_a_colleague_changed_the_area_is_not_sent(chen, paris, by, step):
    closure = cast.chen_closes(paris)
    own = reverse("desk_closure", args=[paris.slug, closure.public_id])
    kept = {name: value for name, value in chen.get(own).context["form"].initial.items() if value is not None}
    change_closure(closure=closure, draft=cast.closure_draft(radius_m=900), **by)
    answer = chen.post(own, kept | {"radius_m": "50", "step": step}, follow=True)
    assert answer.redirect_chain and "A colleague has changed this area" in answer.content.decode()
    assert answer.context["form"].initial["radius_m"] == 900
    closure.refresh_from_db()
    assert closure.radius_m == 900


def test_a_drawn_or_pasted_shape_replaces_the_circle(chen, path):
    feature = {"type": "Feature", "properties": {}, "geometry": POLYGON}
    told = ANSWERS | {"where": "", "polygon": json.dumps(feature), "step": "send"}
    assert chen.post(path, told).status_code == 302
    closure = Closure.objects.get()
    assert closure.radius_m is None and closure.area == POLYGON


def test_a_sent_form_that_is_sent_again_closes_one_area(chen, path):
    told = ANSWERS | {"step": "send", "submission_id": "7b3c1f5e-8f66-4a86-bb37-8f2a0a6ee7c1"}
    assert [chen.post(path, told).status_code for _time in range(2)] == [302, 302]
    assert Closure.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"where": "xqzzk wpplv"}, "This place is not known"),
        ({"where": ""}, "Type a place"),
        ({"polygon": "{"}, "not a GeoJSON"),
        ({"polygon": '{"type": "Polygon", "coordinates": [[["a"]]]}'}, "not a GeoJSON"),
        ({"name": ""}, "required"),
        ({"until": "2015-13-45T00:00:00+01:00"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_on_the_form(chen, path, wrong, words):
    answer = chen.post(path, ANSWERS | wrong)
    assert answer.status_code == 400 and words in answer.content.decode()
