"""A load generator that costs some 20 µs a request: keep-alive connections, one request at a time on each, no library.

    .venv/bin/python bench/load.py PORT PATH CONNECTIONS SECONDS BODIES.json

Prints {"answered", "refused", "seconds", "p50_ms", "p99_ms", "cpu"} as JSON; `cpu`: of the asking alone, in seconds.
BODIES.json: a list of bodies, sent in turn, each under an Idempotency-Key of its own.
"""

import json
import secrets
import select
import socket
import sys
import time
from itertools import count, cycle
from pathlib import Path

HEAD = (
    "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json\r\n"
    "Accept-Language: fr,en;q=0.8\r\nContent-Length: {length}\r\nIdempotency-Key: "
)


def main(port: int, path: str, connections: int, seconds: float, bodies: list[dict]) -> dict:
    requests = cycle([_request(path, json.dumps(body).encode()) for body in bodies])
    poll, open_, keys = select.epoll(), {}, _keys()
    for _each in range(connections):
        link = socket.create_connection(("127.0.0.1", port))
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        open_[link.fileno()] = link
        poll.register(link.fileno(), select.EPOLLIN)
    asked, took, refused = {}, [], 0
    clock, began, spent = time.perf_counter, time.perf_counter(), time.process_time()
    for number, link in open_.items():
        asked[number] = clock()
        link.send(_signed(next(requests), keys))
    ends = began + seconds
    while asked:
        for number, _event in poll.poll(30) or sys.exit("nobody answers"):
            link = open_[number]
            answer = link.recv(65_536)
            while not _whole(answer):
                link.settimeout(30)
                answer += link.recv(65_536) or sys.exit("a connection was closed")
            now = clock()
            sent = asked.pop(number)
            if answer[9:11] == b"20":
                took.append(now - sent)
            else:
                refused += 1
            if now < ends:
                asked[number] = clock()
                link.send(_signed(next(requests), keys))
    return _told(took, refused, clock() - began, time.process_time() - spent)


def _request(path: str, body: bytes) -> tuple[bytes, bytes]:
    return HEAD.format(path=path, length=len(body)).encode(), b"\r\n\r\n" + body


def _signed(request: tuple[bytes, bytes], keys) -> bytes:
    return request[0] + next(keys) + request[1]


def _keys():
    mine = secrets.token_hex(4)
    for number in count():
        yield b"%s-0000-4000-8000-%012x" % (mine.encode(), number)


def _whole(answer: bytes) -> bool:
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return False
    at = head.lower().find(b"content-length: ") + 16
    return len(body) >= int(head[at:].split(b"\r\n", 1)[0])


def _told(took: list[float], refused: int, seconds: float, spent: float) -> dict:
    took.sort()
    part = [round(took[int(len(took) * share)] * 1000, 1) if took else None for share in (0.5, 0.99)]
    return {
        "answered": len(took), "refused": refused, "seconds": seconds, "p50_ms": part[0], "p99_ms": part[1],
        "cpu": spent,
    }  # fmt: skip


if __name__ == "__main__":
    port, path, connections, seconds, bodies = sys.argv[1:]
    print(
        json.dumps(
            main(int(port), path, int(connections), float(seconds), json.loads(Path(bodies).read_text()))
        )
    )
