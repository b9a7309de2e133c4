"""A photo judged false is known again however it was altered, and no other is taken for it."""

import io

import pytest
from PIL import Image, ImageOps

from crisis.search.photos.likeness import BYTES, asked_prints, bits_between, first_alike, part_prints
from tests.crisis.search.photos.pictures import jpeg, scene

FALSE = scene(1)
KNOWN = part_prints(jpeg(FALSE))


def bars(picture: Image.Image) -> Image.Image:
    """A screenshot: black above and below."""
    screen = Image.new("RGB", (700, 1500), "black")
    screen.paste(picture, (50, 500))
    return screen


ALTERED = {
    "recompressed": lambda p: Image.open(io.BytesIO(jpeg(p, 30))),
    "resized": lambda p: p.resize((240, 180)),
    "mirrored": ImageOps.mirror,
    "grey": lambda p: p.convert("L"),
    "cut": lambda p: p.crop((70, 30, 550, 390)),
    "cut and mirrored": lambda p: ImageOps.mirror(p.crop((100, 60, 560, 420))),
    "turned": lambda p: p.rotate(4, fillcolor="white"),
    "a screenshot": bars,
}


@pytest.mark.parametrize("way", ALTERED)
def test_a_copy_is_known_however_it_was_altered(way):
    assert first_alike(asked_prints(jpeg(ALTERED[way](FALSE))), [(7, b""), (8, KNOWN)]) == 8


def test_the_original_is_known_when_a_screenshot_of_it_was_judged():
    assert first_alike(asked_prints(jpeg(FALSE)), [(8, part_prints(jpeg(bars(FALSE))))]) == 8


def test_no_other_picture_is_taken_for_it():
    others = [asked_prints(jpeg(scene(number))) for number in range(2, 40)]
    assert all(first_alike(each, [(8, KNOWN)]) is None for each in others)


def test_a_bare_wall_is_like_nothing():
    wall = jpeg(Image.new("RGB", (300, 300), "#d0c0b0"))
    assert asked_prints(wall) == part_prints(wall) == b""
    assert bits_between(asked_prints(wall), part_prints(wall)) == 8 * BYTES
