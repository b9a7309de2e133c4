"""One photo from a host a coordinator allowed: no redirect, no address inside our own network, so much and so long.

The name is looked up once, every address it has is judged, and the connection goes to the one that was judged: what
the name says a second later changes nothing.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from urllib.parse import urlsplit

from crisis.ground.photos.cleaning import MOST_BYTES

MOST_SECONDS = 20  # for all of it
EACH_SECONDS = 5  # for one word from them
PORTION = 64 * 1024
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotFetched(Exception):
    """Why not, for the log: never shown, never with the address."""


def fetch(url: str) -> bytes:
    """What is there. Raises NotFetched. The caller has compared the host with the feed's list."""
    parts = urlsplit(url)
    ends = time.monotonic() + MOST_SECONDS
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = _connection(parts.scheme, parts.hostname, _judged(parts.hostname, port), port)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("GET", path, headers={"Accept": "image/*", "User-Agent": "porte-ouverte"})
        return _read(connection.getresponse(), ends)
    except (OSError, http.client.HTTPException, ValueError, UnicodeError) as failure:
        raise NotFetched(type(failure).__name__) from None
    finally:
        connection.close()


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


def _connection(scheme: str, host: str, address: str, port: int) -> http.client.HTTPConnection:
    """To `address`, in the name of `host`: which the certificate must bear."""
    if scheme == "https":
        connection = http.client.HTTPSConnection(
            host, port, timeout=EACH_SECONDS, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(host, port, timeout=EACH_SECONDS)
    # The library's own seam for "how do I reach it"; TLS still checks the name.
    connection._create_connection = lambda _host, timeout, source: socket.create_connection(
        (address, port), timeout, source
    )
    return connection


def _read(answer: http.client.HTTPResponse, ends: float) -> bytes:
    if answer.status != 200:  # a redirect too: it would name another host
        raise NotFetched(f"status {answer.status}")
    data = bytearray()
    while portion := answer.read1(PORTION):
        data += portion
        if len(data) > MOST_BYTES or time.monotonic() > ends:
            raise NotFetched("too large or too slow")
    return bytes(data)
