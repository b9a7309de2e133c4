"""What was drawn last, in this process: the same words look the same."""

import threading
from collections import OrderedDict
from collections.abc import Callable

from crisis.search.posters.content import Poster

MOST = 48


class Kept:
    """One drawing at a time: whoever asks for the same meanwhile gets it, and many at once cost one core at most."""

    def __init__(self, draw: Callable[[Poster], bytes], most: int = MOST):
        self._draw, self._most = draw, most
        self._drawn: OrderedDict[Poster, bytes] = OrderedDict()
        self._drawing = threading.Lock()

    def get(self, words: Poster, *, before: Callable[[], None]) -> bytes:
        """`before` is called before anything is drawn, and may refuse by raising."""
        found = self._drawn.get(words)
        if found is None:
            before()
            with self._drawing:
                found = self._drawn.get(words) or self._draw(words)
                self._drawn[words] = found
                while len(self._drawn) > self._most:
                    self._drawn.popitem(last=False)
        return found
