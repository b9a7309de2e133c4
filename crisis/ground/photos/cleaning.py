"""A photo as a stranger sent it → a photo we dare to show: new pixels on a new canvas, and nothing else of the file."""

import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, TooMany

DECODER = Path(__file__).with_name("decoder.py")
MOST_BYTES = 10 * 1024 * 1024
MOST_SECONDS = 8
AT_ONCE = 2  # children of this process: each may take a gigabyte and a core

_seats = threading.BoundedSemaphore(AT_ONCE)

_TOO_HEAVY = _("This file is larger than 10 MB. Send a smaller photo, or a screenshot of it.")
_TOO_LARGE = _("This picture has too many pixels. Send a smaller photo, or a screenshot of it.")
_UNREADABLE = _("We cannot read this picture. Send a JPEG or PNG photo, or a screenshot of it.")


@dataclass(frozen=True)
class Clean:
    """Two JPEGs: `full` at most 1,280 pixels a side, `thumb` at most 320; `width`, `height` of the full one."""

    full: bytes
    thumb: bytes
    width: int
    height: int


def clean(data: bytes) -> Clean:
    """Decode in a child process with little memory and time; only its pixels come back.

    JPEG, PNG, WebP, GIF, TIFF, AVIF; the first frame, turned as its camera held it. Raises Invalid({"photo": …}),
    and TooMany while others' photos take all there is to give.
    """
    if len(data) > MOST_BYTES:
        raise Invalid({"photo": [_TOO_HEAVY]})
    if not _seats.acquire(timeout=MOST_SECONDS):
        raise TooMany(retry_after=MOST_SECONDS)
    try:
        child = subprocess.run(  # noqa: S603  our own file, our own interpreter
            [sys.executable, "-I", str(DECODER)],
            input=data,
            capture_output=True,
            timeout=MOST_SECONDS,
            env={},  # our keys and passwords stand in ours
            cwd="/",
        )
    except subprocess.TimeoutExpired as slow:
        raise Invalid({"photo": [_UNREADABLE]}) from slow
    finally:
        _seats.release()
    if child.returncode == 2:
        raise Invalid({"photo": [_TOO_LARGE]})
    if child.returncode != 0:
        raise Invalid({"photo": [_UNREADABLE]})
    return _unpack(child.stdout)


def _unpack(out: bytes) -> Clean:
    """Width, height and the length of the full picture, four bytes each; then the two pictures."""
    width, height, length = (int.from_bytes(out[at : at + 4], "big") for at in (0, 4, 8))
    return Clean(full=out[12 : 12 + length], thumb=out[12 + length :], width=width, height=height)
