"""Which processes run on this VAR_DIR, a file each, by its number: `make reset` and whoever prints a link read it."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings


def _directory() -> Path:
    return Path(settings.VAR_DIR) / "running"


def _note() -> Path:
    return _directory() / str(os.getpid())


@contextlib.contextmanager
def noted(address: str = "") -> Iterator[None]:
    """While this process runs. `address`: where it serves; an exercise serves nowhere."""
    _directory().mkdir(exist_ok=True)
    _note().write_text(address)
    try:
        yield
    finally:
        _note().unlink(missing_ok=True)


def still_noted() -> bool:
    """False: this process is to end, somebody empties the database."""
    return _note().exists()


def served_at() -> str | None:
    """The address of the server that runs here."""
    notes = [note for note in _directory().glob("*") if _runs(note)]
    return next(filter(None, (note.read_text() for note in notes)), None)


def _runs(note: Path) -> bool:
    try:
        os.kill(int(note.name), 0)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True
