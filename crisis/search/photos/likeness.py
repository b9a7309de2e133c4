"""Does this photo show what that one showed? Hashes of the whole and of its parts; no Django, no picture kept.

A hash is PDQ's idea (Facebook, 2019, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm"):
the 16 × 16 lowest frequencies of a 64 × 64 picture but the constant ones, each above their median or not.
Two pictures are alike when few of the 256 bits differ.
"""

import io
from collections.abc import Iterable
from itertools import product

import numpy as np
from PIL import Image, ImageChops, ImageOps

SIDE, LOW = 64, 16
BYTES = LOW * LOW // 8
LONGEST = 256  # pixels: more say nothing at SIDE
CUTS = (0.0, 0.1, 0.2, 0.3)  # of the picture, from each edge on its own
TILTS = (0, -5, -2.5, 2.5, 5)  # degrees
MOST_BITS = 64  # that may differ: bench/bench_photos.py
FLAT = 6.0  # grey levels of spread: under it a part is a bare wall, and like every other
BORDER = 24  # grey levels around the corner's that still count as border

_ANGLES = np.pi / SIDE * np.outer(np.arange(1, LOW + 1), np.arange(SIDE) + 0.5)
_WAVES = (np.sqrt(2 / SIDE) * np.cos(_ANGLES)).astype(np.float32)


def asked_prints(jpeg: bytes) -> bytes:
    """What a new photo is compared by: whole and without its borders, tilted a little, each mirrored, too."""
    grey = _grey(jpeg)
    seen = [_tilted(each, degrees) for each in (grey, _trimmed(grey)) for degrees in TILTS]
    return _hashes([*seen, *(ImageOps.mirror(each) for each in seen)]).tobytes()


def part_prints(jpeg: bytes) -> bytes:
    """What a photo judged false is remembered by: the whole, and what is left of it once its edges are cut."""
    grey = _grey(jpeg)
    return _hashes([_small(grey, box) for box in _boxes(*grey.size)]).tobytes()


def first_alike(asked: bytes, known: Iterable[tuple[int, bytes]]) -> int | None:
    """The key of the first of `known` (key, part_prints) that is like `asked` (asked_prints)."""
    return next((key for key, parts in known if bits_between(asked, parts) <= MOST_BITS), None)


def bits_between(asked: bytes, parts: bytes) -> int:
    """Of the likest pair; 256 where one of them shows nothing."""
    mine, theirs = (np.frombuffer(each, np.uint64).reshape(-1, BYTES // 8) for each in (asked, parts))
    if not len(mine) or not len(theirs):
        return 8 * BYTES
    return int(np.bitwise_count(mine[:, None] ^ theirs[None]).sum(axis=2).min())


def _grey(jpeg: bytes) -> Image.Image:
    """Of a JPEG our own decoder wrote."""
    picture = Image.open(io.BytesIO(jpeg), formats=["JPEG"])
    picture.draft("L", (LONGEST, LONGEST))
    grey = picture.convert("L")
    grey.thumbnail((LONGEST, LONGEST), reducing_gap=2)
    return grey


def _small(grey: Image.Image, box: tuple[float, ...] | None = None) -> Image.Image:
    return grey.resize((SIDE, SIDE), Image.Resampling.BILINEAR, box=box)


def _boxes(width: int, height: int) -> list[tuple[float, ...]]:
    return [
        (left * width, top * height, (1 - right) * width, (1 - bottom) * height)
        for left, top, right, bottom in product(CUTS, repeat=4)
    ]


def _tilted(grey: Image.Image, degrees: float) -> Image.Image:
    """Turned, and its empty corners cut away."""
    if not degrees:
        return _small(grey)
    width, height = grey.size
    lost = np.tan(np.radians(abs(degrees))) / 2
    across, down = min(lost * height, width / 4), min(lost * width, height / 4)
    turned = grey.rotate(degrees, Image.Resampling.BILINEAR)
    return _small(turned, (across, down, width - across, height - down))


def _trimmed(grey: Image.Image) -> Image.Image:
    """Without a border all of one grey, as a screenshot has it; as it is where little would be left."""
    ground = Image.new("L", grey.size, grey.getpixel((0, 0)))
    inner = ImageChops.difference(grey, ground).point(lambda level: 255 * (level > BORDER)).getbbox()
    if not inner or (inner[2] - inner[0]) * (inner[3] - inner[1]) < grey.width * grey.height / 10:
        return grey
    return grey.crop(inner)


def _hashes(pictures: list[Image.Image]) -> np.ndarray:
    """(n, BYTES) of those that show something."""
    grey = np.stack([np.asarray(each, np.float32) for each in pictures])
    grey = grey[grey.std(axis=(1, 2)) >= FLAT]
    low = (_WAVES @ grey @ _WAVES.T).reshape(len(grey), LOW * LOW)
    return np.packbits(low > np.median(low, axis=1, keepdims=True), axis=1)
