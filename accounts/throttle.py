"""Throttles that are exact across processes (Redis, atomically) and deaf to forged headers."""

import hashlib
import ipaddress
import logging
import threading
import time
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis.backoff import NoBackoff
from redis.retry import Retry

from accounts.errors import TooMany

log = logging.getLogger(__name__)

# Limits by what is done, never on asking for help: "I need shelter" has none. "one or other", while either has room: a
# few at once, then one at a time, so that the next is never far however many strangers use them up.
RATES = {
    "look_up": "30/minute",
    "similar": "30/minute",  # looked up before, or with, a search that is posted: posting itself waits for nothing
    "look_up_contact": "120/hour",  # a number each, so that nobody walks through them
    "recover_link": "5/6 hours",  # of one contact, some texts each; as many in vain, so that nobody learns of one
    "recover_from": "600/hour",  # one network, behind which three hundred people may be
    "verify": "30/hour",  # codes typed and asked for, by one holder: never by a network, which may be a whole district
    "contact_code": "1/30 minutes or 4/6 hours",
    "wrong_code": "30/day",
    "wrong_code_to": "300/day",
    "named": "6/hour",
    "message": "20/minute",
    "ask": "10/hour",  # questions, each to as many as three hundred
    "ask_changes": "60/hour",  # of whom one question asks: a person corrected, some added
    # Messages to people who never answered us: of whoever asks, from them to one contact, to one contact whoever
    # asks, and in one crisis (each costs).
    "invites_by": "400/day",
    "invited_by": "4/day",
    "invited": "12/day",
    "invites_of": "50000/day",
    "told": "12/day or 1/hour",  # what somebody counts on, to one contact: beyond it, it leaves later and together
    # Of those whose own contact has not answered: of one of them; of all together to one contact, and in one crisis.
    "told_unchecked": "40/day",
    "invited_unchecked": "1/150 minutes or 2/day",
    "texts_behind": "3000/hour",
    "mails_behind": "3000/hour",
    "codes_behind": "12000/hour",  # by mail; more, for whoever said they are safe at speed waits for one, too
    "texts_from": "60/hour",  # one network's check-ins: what it causes beyond leaves last
    "codes_from": "60/hour",  # one network's other posts, the same
    "lost_from": "30/hour",  # "I need help" without a place, from one network: the desk reads those beyond after others
    "text": "40/hour",  # answers to one phone, each paid; asking for help has none
    "text_enough": "1/hour",  # that these are used up
    "search_ended": "3/day",
    "report": "10/hour",
    "note": "60/hour",
    "hides": "5/hour",  # claims of "this is me" that take a page away by themselves; later ones are cases only
    "photo": "60/hour",
    "offer": "60/hour",
    "poster": "60/minute",
    "drawing": "240/minute",  # posters and cards not drawn before, for everybody together: each costs 0.2 s
    "sign_in": "30/hour",
    "sign_in_code": "1/15 minutes or 4/6 hours",  # to one mailbox, from one network
    "sign_in_tries": "3/hour",  # at one code: allauth's count, kept in the session, takes many at once for one
    "sign_in_codes": "120/hour",  # to one mailbox, from all: more than strangers of some few networks get
    "api_read": "300/minute",
    "api_write": "120/minute",
}


SLOW = 0.3  # seconds; a Redis that hangs must not hold up whoever asks
REST = 5.0  # seconds without asking one that failed: the next ones wait for nothing


@dataclass(frozen=True)
class Allowance:
    """`limit` requests per `window` seconds; `remaining` now; `reset` seconds until more."""

    allowed: bool
    limit: int
    remaining: int
    window: int
    reset: int


_building = threading.Lock()


def _limiter() -> MovingWindowRateLimiter:
    with _building:  # the library's own set-up does not bear two threads
        return _build()


@cache
def _build() -> MovingWindowRateLimiter:
    options = {}
    if settings.THROTTLE_STORAGE.startswith("redis"):
        once = Retry(NoBackoff(), 0)
        options = {"socket_timeout": SLOW, "socket_connect_timeout": SLOW, "retry": once}
    storage = storage_from_string(settings.THROTTLE_STORAGE, wrap_exceptions=True, **options)
    limiter = MovingWindowRateLimiter(storage)
    limiter.rests_until = 0.0
    # In memory the library may start its timer twice; Redis keeps its own turns, and may be slow.
    limiter.counting = nullcontext() if options else threading.Lock()
    return limiter


def counts() -> bool:
    """Can anything be counted now? Asks the storage."""
    return _limiter().storage.check()


def spend(scope: str, key: str) -> Allowance:
    """Count one `scope` act by `key` (a network or a person). Redis away: allowed, for help comes first."""
    return _ask(scope, key, count=True)


def look(scope: str, key: str) -> Allowance:
    """What spend() would answer, without counting."""
    return _ask(scope, key, count=False)


def _ask(scope: str, key: str, *, count: bool) -> Allowance:
    full = []
    for rate in RATES[scope].split(" or "):
        allowance = _of_one(parse(rate), scope, key, count=count)
        if allowance.allowed:
            return allowance
        full.append(allowance)
    return min(full, key=lambda each: each.reset)


def _of_one(item: RateLimitItem, scope: str, key: str, *, count: bool) -> Allowance:
    name = hashlib.sha256(f"{scope}:{key}".encode()).hexdigest()[:32]
    limiter, free = _limiter(), Allowance(True, item.amount, item.amount, item.get_expiry(), 0)
    if time.monotonic() < limiter.rests_until:
        return free
    try:
        with limiter.counting:
            allowed = (limiter.hit if count else limiter.test)(item, scope, name)
        stats = limiter.get_window_stats(item, scope, name)
    except StorageError as failure:
        limiter.rests_until = time.monotonic() + REST
        log.warning("throttle %s lets pass: %s", scope, type(failure.storage_error).__name__)
        return free
    reset = max(1, round(stats.reset_time - time.time()))
    return Allowance(allowed, item.amount, stats.remaining, item.get_expiry(), reset)


def throttle(scope: str, key: str) -> Allowance:
    """spend(), raising TooMany when there is nothing left."""
    allowance = spend(scope, key)
    if not allowance.allowed:
        raise TooMany(retry_after=allowance.reset)
    return allowance


def line_of(request) -> str:
    """network_of(), as wide as one customer's line may be (IPv6 /48): a home has two hundred /64s."""
    network = network_of(request)
    return str(ipaddress.ip_network(network).supernet(new_prefix=48)) if ":" in network else network


def network_of(request) -> str:
    """The caller's network: an IPv4 address or an IPv6 /64.

    X-Forwarded-For is read only as far back as our own proxies wrote it (TRUSTED_PROXIES), so that a caller
    who invents the header changes nothing.
    """
    address = request.META.get("REMOTE_ADDR", "")
    hops = [h.strip() for h in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if h.strip()]
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        address = hops[-settings.TRUSTED_PROXIES]
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if ip.version == 4:
        return str(ip)
    return str(ipaddress.ip_network(f"{ip}/64", strict=False))
