"""One photo from a host a coordinator allowed: no redirect, no address inside our own network, so much and so long.

The name is looked up once, every address it has is judged, and the connection goes to the one that was judged: what
the name says a second later changes nothing.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from contextlib import ExitStack, suppress
from urllib.parse import urlsplit

from crisis.ground.photos.cleaning import MOST_BYTES

MOST_SECONDS = 20  # for all of it
EACH_SECONDS = 5  # for one word from them
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotFetched(Exception):
    """Why not, for the log: never shown, never with the address."""


def fetch(url: str) -> bytes:
    """What is there. Raises NotFetched. The caller has compared the host with the feed's list."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with ExitStack() as ending:
        connection = _connection(parts.scheme, parts.hostname, _judged(parts.hostname, port), port, ending)
        ending.callback(connection.close)
        try:
            connection.request("GET", path, headers={"Accept": "image/*", "User-Agent": "porte-ouverte"})
            return _read(connection.getresponse())
        except (OSError, http.client.HTTPException, ValueError, UnicodeError) as failure:
            raise NotFetched(type(failure).__name__) from None


def allowed(address: str) -> bool:
    """Is it somewhere out in the world? Not here, not our network, nor either of them in disguise."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6 and (ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip in _NAT64):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _judged(host: str, port: int) -> str:
    """The address to call. One bad address among them is enough to call none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as failure:
        raise NotFetched("no such host") from failure
    addresses = [each[4][0] for each in found]
    if not addresses or not all(allowed(address) for address in addresses):
        raise NotFetched("an address that is not out in the world")
    return addresses[0]


def _connection(
    scheme: str, host: str, address: str, port: int, ending: ExitStack
) -> http.client.HTTPConnection:
    """To `address`, in the name of `host`: which the certificate must bear."""

    def reach(_host, timeout, source) -> socket.socket:
        sock = socket.create_connection((address, port), timeout, source)
        _cut_off_late(sock, ending)
        return sock

    if scheme == "https":
        connection = http.client.HTTPSConnection(
            host, port, timeout=EACH_SECONDS, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(host, port, timeout=EACH_SECONDS)
    connection._create_connection = reach  # the library's own seam; TLS still checks the name
    return connection


def _cut_off_late(sock: socket.socket, ending: ExitStack) -> None:
    """A timeout holds for each word; who sends one every few seconds would keep us for ever."""
    same = ending.enter_context(sock.dup())  # TLS takes the first one over

    def cut() -> None:
        with suppress(OSError):
            same.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(MOST_SECONDS, cut)
    timer.daemon = True
    timer.start()
    ending.callback(timer.cancel)


def _read(answer: http.client.HTTPResponse) -> bytes:
    if answer.status != 200:  # a redirect too: it would name another host
        raise NotFetched(f"status {answer.status}")
    data = answer.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise NotFetched("too large")
    return data
