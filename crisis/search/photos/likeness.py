"""Does this photo show what that one showed? Hashes of the whole and of its parts; no Django, no picture kept.

A hash is PDQ's idea (Facebook, 2019, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm"):
the 16 × 16 lowest frequencies of a 64 × 64 picture but the constant ones, each above their median or not.
Two pictures are alike when few of the 256 bits differ.
"""

import io
from collections.abc import Iterable
from itertools import product

import numpy as np
from PIL import Image, ImageOps

SIDE, LOW = 64, 16
BYTES = LOW * LOW // 8
LONGEST = 256  # pixels: more say nothing at SIDE
CUTS = (0.0, 0.1, 0.2, 0.3)  # of the picture, from each edge on its own
NUDGES = (0.0, 0.05)  # of what was sent: between two CUTS
TILTS = (-5, -2.5, 2.5, 5)  # degrees
MOST_BITS = 64  # that may differ: bench/bench_photos.py
FLAT = 6.0  # grey levels of spread: under it a part is a bare wall, and like every other
BORDER = 24  # grey levels from the ground that still count as ground
FILLED = 0.35  # of a line that is no ground: more than of a line of text

_ANGLES = np.pi / SIDE * np.outer(np.arange(1, LOW + 1), np.arange(SIDE) + 0.5)
_WAVES = (np.sqrt(2 / SIDE) * np.cos(_ANGLES)).astype(np.float32)


def asked_prints(jpeg: bytes) -> bytes:
    """What a new photo is compared by: whole and without its borders, tilted a little, each mirrored, too."""
    grey = _grey(jpeg)
    seen = [
        small
        for each in [grey, *_inner(grey)]
        for small in (
            *(_small(each, box) for box in _boxes(*each.size, NUDGES)),
            *(_tilted(each, degrees, more) for degrees in TILTS for more in NUDGES),
        )
    ]
    return _hashes([*seen, *(ImageOps.mirror(each) for each in seen)]).tobytes()


def part_prints(jpeg: bytes) -> bytes:
    """What a photo judged false is remembered by: the whole, and what is left of it once its edges are cut."""
    grey = _grey(jpeg)
    seen = [grey, *_inner(grey)]
    return _hashes([_small(each, box) for each in seen for box in _boxes(*each.size, CUTS)]).tobytes()


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


def _boxes(width: int, height: int, cuts: tuple[float, ...]) -> list[tuple[float, ...]]:
    return [
        (left * width, top * height, (1 - right) * width, (1 - bottom) * height)
        for left, top, right, bottom in product(cuts, repeat=4)
    ]


def _tilted(grey: Image.Image, degrees: float, more: float) -> Image.Image:
    """Turned, and its empty corners cut away, and that share `more` of each edge."""
    width, height = grey.size
    lost = np.tan(np.radians(abs(degrees))) / 2
    across = min(lost * height + more * width, width / 4)
    down = min(lost * width + more * height, height / 4)
    turned = grey.rotate(degrees, Image.Resampling.BILINEAR)
    return _small(turned, (across, down, width - across, height - down))


def _inner(grey: Image.Image) -> list[Image.Image]:
    """Without what a screenshot puts around it, if anything: a ground of one grey, and lines of text on it."""
    levels = np.asarray(grey, np.int16)
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    ground = np.bincount(edge).argmax()
    filled = np.abs(levels - ground) > BORDER
    top, bottom = _longest(filled.mean(axis=1) > FILLED)
    left, right = _longest(filled[top : bottom or 1].mean(axis=0) > FILLED)
    whole, part = grey.width * grey.height, (right - left) * (bottom - top)
    return [grey.crop((left, top, right, bottom))] if whole / 10 < part < whole * 0.98 else []


def _longest(filled: np.ndarray) -> tuple[int, int]:
    """Of the lines: where the longest run of filled ones begins and ends."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], filled, [False]])))
    runs = edges.reshape(-1, 2)
    return tuple(runs[np.argmax(runs[:, 1] - runs[:, 0])]) if len(runs) else (0, 0)


def _hashes(pictures: list[Image.Image]) -> np.ndarray:
    """(n, BYTES) of those that show something."""
    grey = np.stack([np.asarray(each, np.float32) for each in pictures])
    grey = grey[grey.std(axis=(1, 2)) >= FLAT]
    low = (_WAVES @ grey @ _WAVES.T).reshape(len(grey), LOW * LOW)
    return np.packbits(low > np.median(low, axis=1, keepdims=True), axis=1)
