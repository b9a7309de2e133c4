"""What was drawn last, in this process: the same words look the same. Not for long: it holds a name and a face."""

import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import transaction

from crisis.search.models import Search
from crisis.search.posters.content import Poster
from crisis.search.public_copy import after_publishing

MOST = 48
SECONDS = 600  # what another process hid is out of this one's memory by then


class Kept:
    """One drawing at a time: whoever asks for the same meanwhile gets it, and many at once cost one core at most."""

    def __init__(self, draw: Callable[[Poster], bytes], most: int = MOST, seconds: float = SECONDS):
        self._draw, self._most, self._seconds = draw, most, seconds
        self._drawn: dict[Poster, bytes] = {}
        self._drawing = threading.Lock()

    def get(self, words: Poster, *, before: Callable[[], None]) -> bytes:
        """`before` is called before anything is drawn, and may refuse by raising."""
        found = self._drawn.get(words)
        if found is None:
            before()
            with self._drawing:
                found = self._drawn.get(words) or self._draw(words)
                self._keep(words, found)
        return found

    def drop(self, search: int) -> None:
        """All that was drawn of this search, by its primary key."""
        for words in [each for each in list(self._drawn) if each.search == search]:
            self._drawn.pop(words, None)

    def _keep(self, words: Poster, drawn: bytes) -> None:
        """The oldest make room; and all go, together with the first of them, when its time is over."""
        if not self._drawn:
            timer = threading.Timer(self._seconds, self._drawn.clear)
            timer.daemon = True
            timer.start()
        self._drawn[words] = drawn
        for oldest in list(self._drawn)[: -self._most]:
            self._drawn.pop(oldest, None)


# Imported with the first drawing: the library and its fonts are an eighth of what each process takes to start.
def _pdf_of(words: Poster) -> bytes:
    from crisis.search.posters.drawing import pdf_of

    return pdf_of(words)


def _card_of(words: Poster) -> bytes:
    from crisis.search.posters.drawing import card_of

    return card_of(words)


posters, cards = Kept(_pdf_of), Kept(_card_of)


@after_publishing
def drop_what_was_drawn(search: Search, *, at: datetime) -> None:
    """Hidden, ended, or with other words: what was drawn of it before is asked no more."""
    for kept in (posters, cards):
        transaction.on_commit(partial(kept.drop, search.pk))
