"""The layers: bounded, one query each, never an exact point, and the same however one came to them."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.journal.sequence import last_position, sequence
from crisis.checkin.actions.changing import withdraw_check_in
from crisis.ground import grid
from crisis.livemap.clusters import MOST, features, finest_for
from crisis.livemap.layers import Window, layer, layers, spots, total
from crisis.livemap.replay import replay
from crisis.livemap.streams import desk_stream
from crisis.search.actions.closing import close_search
from crisis.shelter.actions.offers import pause_offer, withdraw_offer
from matching.actions.proposing import propose_matches
from tests import cast
from tests.crisis.livemap.crowd import crowd

pytestmark = pytest.mark.django_db

PARIS = "2.20,48.79,2.47,48.92"


@pytest.fixture
def crisis():
    return cast.active_crisis()


@pytest.fixture
def chen(client, crisis):
    client.force_login(crisis.declared_by)
    return client


def url(crisis, name="doors", **query):
    words = "&".join(f"{key}={value}" for key, value in query.items())
    return f"{reverse('desk_layer', args=[crisis.slug, name])}?{words}"


def drawn(client, crisis, name="doors", **query):
    return client.get(url(crisis, name, **query)).json()["features"]


def table_queries(queries, *tables):
    return [q["sql"] for q in queries if any(f'"{table}"' in q["sql"] for table in tables)]


def test_all_seven_layers_are_registered_in_order():
    shown = [one.name for one in layers()]
    assert shown == ["doors", "needs", "shelters", "matches", "searches", "check_ins", "closures"]


def test_five_thousand_doors_are_three_hundred_features_and_one_query(chen, crisis):
    """More would fall into the same cells; twenty thousand: bench/bench_livemap.py."""
    crowd(crisis, 5_000)
    for zoom in (3, 9, 12, 15, 18):
        with CaptureQueriesContext(connection) as asked:
            answer = chen.get(url(crisis, bbox=PARIS, zoom=zoom)).json()
        assert 0 < len(answer["features"]) <= MOST
        assert answer["total"] == sum(feature["count"] for feature in answer["features"]) > 4_500
        assert len(table_queries(asked, "crisis_offer")) == 1


def test_an_unchanged_layer_is_304_and_never_reads_the_doors(chen, crisis):
    cast.boris_opens(crisis)
    sequence()
    first = chen.get(url(crisis, bbox=PARIS))
    with CaptureQueriesContext(connection) as asked:
        again = chen.get(url(crisis, bbox=PARIS), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not table_queries(asked, "crisis_offer")
    assert len(table_queries(asked, "accounts_entry")) == 1
    cast.boris_opens(crisis)
    sequence()
    assert chen.get(url(crisis, bbox=PARIS), headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_single_door_has_an_id_and_a_state_but_no_exact_point(chen, crisis):
    offer = cast.boris_opens(crisis)
    (door,) = drawn(chen, crisis)
    assert (door["id"], door["state"], door["people"]) == (str(offer.public_id), "open", 2)
    words = json.dumps(door)
    assert str(offer.place.lat) not in words
    assert "Alibert" not in words
    assert "Boris" not in words


def test_two_doors_in_one_house_are_a_cluster_without_an_id(chen, crisis):
    cast.boris_opens(crisis)
    cast.boris_opens(crisis)
    (both,) = drawn(chen, crisis)
    assert both["count"] == 2
    assert "id" not in both


def test_a_match_is_drawn_from_door_to_guest(chen, crisis):
    match = cast.proposed(crisis)
    (line,) = drawn(chen, crisis, "matches")
    assert line["id"] == str(match.need.public_id)
    assert line["state"] == "proposed"
    assert len(line["to"]) == 2


def test_filters_by_state_and_by_time(chen, crisis):
    early = cast.boris_opens(
        crisis, at=cast.now() - timedelta(hours=3), until=cast.now() + timedelta(hours=9)
    )
    late = cast.boris_opens(crisis, place=cast.place((48.85, 2.33), "Rue de Rennes"))
    pause_offer(offer=early, origin=cast.WEB, at=cast.now())
    assert [d["id"] for d in drawn(chen, crisis, states="paused")] == [str(early.public_id)]
    assert [d["id"] for d in drawn(chen, crisis, since=60)] == [str(late.public_id)]
    assert [d["id"] for d in drawn(chen, crisis, ago=60)] == [str(early.public_id)]


def test_a_withdrawn_door_stands_on_the_map_as_it_stood_before(chen, crisis):
    offer = cast.boris_opens(
        crisis, at=cast.now() - timedelta(hours=3), until=cast.now() + timedelta(hours=9)
    )
    withdraw_offer(offer=offer, origin=cast.WEB, at=cast.now())
    assert drawn(chen, crisis) == []
    assert len(drawn(chen, crisis, ago=60)) == 1


def test_outside_the_box_nothing_is_drawn(chen, crisis):
    cast.boris_opens(crisis)
    assert drawn(chen, crisis, bbox="4.7,45.6,5.0,45.9") == []


@pytest.mark.parametrize("wrong", ["bbox=1,2,3", "bbox=a,b,c,d", "bbox=2,49,3,48", "since=soon", "zoom=x"])
def test_nonsense_is_refused_kindly(chen, crisis, wrong):
    assert chen.get(url(crisis) + wrong).status_code == 400


def test_dana_sees_no_map_no_layer_and_no_list(client, crisis):
    client.force_login(cast.dana())
    for name in ("desk_map", "desk_counts", "desk_waiting"):
        assert client.get(reverse(name, args=[crisis.slug])).status_code == 404
    assert client.get(url(crisis)).status_code == 404


def test_whoever_followed_the_events_sees_what_a_fresh_fetch_shows(crisis):
    """Redrawing only the layers an event names must end in the same map as drawing all."""
    at = cast.now()
    sequence()
    position, held = last_position(), _all(crisis, at)
    first, need = cast.boris_opens(crisis), cast.amira_asks(crisis)
    deeds = [
        lambda: propose_matches(need=need, at=at),
        lambda: cast.boris_opens(crisis),
        lambda: withdraw_offer(offer=first, origin=cast.WEB, at=at),
    ]
    for deed in [lambda: None, *deeds]:
        deed()
        sequence()
        told = json.loads(replay(crisis.pk, desk_stream(crisis.pk), position, last_position()))
        position = told["to"]
        for name in {name for entry in told["entries"] for name in entry.get("layers", [])}:
            held[name] = _drawn(crisis, name, at)
        assert held == _all(crisis, at)


def _all(crisis, at):
    return {one.name: _drawn(crisis, one.name, at) for one in layers()}


def _drawn(crisis, name, at):
    return features(spots(layer(name), crisis, Window(at=at)))


def test_a_search_lies_where_the_person_was_last_seen_until_it_is_closed(crisis):
    search = cast.esma_searches(crisis, place=cast.place())
    drawn = _drawn(crisis, "searches", cast.now())
    assert [(one["count"], one["title"]) for one in drawn] == [(1, search.reference)]
    close_search(search=search, to="found", origin=cast.WEB, at=cast.now())
    assert _drawn(crisis, "searches", cast.now()) == []


def test_check_ins_lie_in_their_cell_and_no_nearer(crisis):
    for number in range(3):
        cast.amira_is_safe(crisis, place=cast.place(), contact=f"amira{number}@example.org")
    (one,) = _drawn(crisis, "check_ins", cast.now())
    assert (one["count"], one["cell"]) == (3, grid.cell(*cast.ALIBERT))
    here, elsewhere = (48.7, 2.2, 48.9, 2.5), (43.0, 5.0, 43.5, 5.5)
    boxes = [Window(at=cast.now(), bbox=box) for box in (here, elsewhere)]
    assert [len(list(spots(layer("check_ins"), crisis, box))) for box in boxes] == [1, 0]


def test_check_ins_are_counted_as_they_were_said_minute_by_minute(crisis):
    now, hour = cast.now(), timedelta(hours=1)
    for at, status in ((now - 3 * hour, "safe"), (now - hour / 2, "not_there")):
        row = cast.amira_is_safe(crisis, at=at, status=status, place=cast.place())
    withdraw_check_in(check_in=row, origin=cast.WEB, at=now)
    windows = [Window(at=now), Window(at=now, since=hour), Window(at=now, as_of=now - 2 * hour)]
    told = [total(layer("check_ins"), crisis, window)["count"] for window in windows]
    assert told == [2, 1, 1], "what was said was said"
    (lately,) = features(spots(layer("check_ins"), crisis, windows[1]))
    assert lately["states"] == {"not_there": 1} and "id" not in lately, "nobody's page"


def test_from_afar_the_masked_cells_hold_the_same_doors(crisis):
    crowd(crisis, 500)
    window = Window(at=cast.now())
    far, near = (
        features(spots(layer("doors"), crisis, window, coarse=coarse), finest=7) for coarse in (True, False)
    )
    assert sum(f["count"] for f in far) == sum(f["count"] for f in near) == 500
    assert sum(f["people"] for f in far) == sum(f["people"] for f in near)
    assert len(far) < 500


def test_closer_views_never_get_coarser_cells():
    resolutions = [finest_for(zoom) for zoom in range(25)]
    assert resolutions == sorted(resolutions)
    assert resolutions[-1] == 11
