"""What no log line may hold, taken out at the last door before it is written."""

import logging
import re
import sys
import time
from collections.abc import Callable, Iterator

from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from accounts.disk import named
from accounts.links.paths import without_keys

log = logging.getLogger(__name__)

# Bounded: a request's own words are logged, and of 60,000 letters without an end each would be tried from each.
CONTACTS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]+|\+\d{8,15}\b")
MOST_LETTERS = 2_000  # of a message; a traceback is as long as it is
ROWS = re.compile(r"^DETAIL:.*", re.MULTILINE)  # PostgreSQL quotes whole rows: names, places, what was said
_formatter = logging.Formatter()


class Redact(logging.Filter):
    """Replaces links that open something, e-mail addresses and phone numbers (E.164) by an ellipsis."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _redacted(record.getMessage())[:MOST_LETTERS], ()
        if isinstance(record.exc_info, tuple):
            # The formatter would write the traceback by itself, and what an exception says quotes what was typed.
            record.exc_text = _redacted(record.exc_text or _formatter.formatException(record.exc_info))
        return True


def _redacted(text: str) -> str:
    return CONTACTS.sub("…", without_keys(ROWS.sub("DETAIL: …", text)))


def tell_what_broke(request, **_signal) -> None:
    """Hears Django's signal of a failure nobody caught. No path, which may hold a key, and no word of the failure's."""
    at = request.resolver_match
    log.error("unhandled %s at %s", named(sys.exc_info()[1]), at.view_name if at else "no page")


class OnceAMinute(logging.Filter):
    """Redis is away: of each logger one line a minute, without its traceback, and not three for every task."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        super().__init__()
        self._clock, self._again_at = clock, {}

    def filter(self, record: logging.LogRecord) -> bool:
        failure = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        gone = next(
            (each for each in _chain(failure) if isinstance(each, RedisError | OperationalError)), None
        )
        if gone is None:
            return True
        if self._clock() < self._again_at.get(record.name, 0):
            return False
        self._again_at[record.name] = self._clock() + 60
        record.msg, record.args = "Redis does not answer: %s. Told once a minute.", (type(gone).__name__,)
        record.exc_info = record.exc_text = None
        return True


def _chain(failure: BaseException | None) -> Iterator[BaseException]:
    while failure:
        yield failure
        failure = failure.__cause__ or failure.__context__
