"""What a coordinator sees of the perimeter before anybody else does."""

import pytest
from django.urls import reverse

from crisis.activation.perimeter import draw_perimeter, rings_of, square_kilometres
from crisis.ground.grid import metres
from tests import cast
from tests.crisis.desk.desk_cast import signed_in

pytestmark = pytest.mark.django_db
# Five kilometres by five, around Paris.
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[2.318, 48.834], [2.386, 48.834], [2.386, 48.879], [2.318, 48.879], [2.318, 48.834]]],
}


def test_the_area_of_a_circle_and_of_a_drawn_shape_in_square_kilometres():
    assert square_kilometres(cast.draft_crisis(radius_m=2_000)) == pytest.approx(12.57, abs=0.01)
    assert square_kilometres(cast.draft_crisis(cast.chen(), polygon=SQUARE)) == pytest.approx(25, rel=0.02)


def test_the_drawn_circle_lies_at_its_radius():
    crisis = cast.draft_crisis(radius_m=5_000)
    for corner in rings_of(crisis)[0]:
        assert metres((crisis.lat, crisis.lon), corner) == pytest.approx(5_000, rel=0.01)


def test_every_part_of_a_drawing_in_several_parts_is_drawn():
    parts = {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"]] * 2}
    crisis = cast.draft_crisis()
    crisis.polygon = parts
    assert len(rings_of(crisis)) == 2 and draw_perimeter(crisis, title="x").count("Z") >= 2


def test_a_draft_shows_its_perimeter_its_area_and_a_scale_without_any_script():
    crisis = cast.draft_crisis(radius_m=15_000)
    page = signed_in(crisis.declared_by).get(reverse("desk_crisis", args=[crisis.slug])).content.decode()
    assert "707 km²" in page and "<title>The perimeter on a map</title>" in page and ">5 km</text>" in page
    assert "Montreuil" in page and "style=" not in page[page.index("<main") : page.index("</main>")]
