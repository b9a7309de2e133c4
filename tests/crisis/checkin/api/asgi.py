"""Asks an ASGI app several things at once, as a server would."""

import asyncio
import json

from tests.rig.loops import run


def post_all(app, path: str, bodies, headers: dict[str, str]) -> list[tuple[int, dict, dict]]:
    """(status, headers, JSON) of each answer, in the order of the bodies; all are asked at the same time.

    A header `host_again` is a second `host`.
    """

    async def all_of_them():
        return await asyncio.gather(*(_post(app, path, body, headers) for body in bodies))

    return run(all_of_them())


async def _post(app, path: str, body, headers: dict[str, str]) -> tuple[int, dict, dict]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    said = {"host": "testserver", "content-type": "application/json", "content-length": str(len(raw))}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": [(name.removesuffix("-again").encode(), value.encode()) for name, value in said.items()],
        "client": ("127.0.0.1", 1), "server": ("testserver", 80),
    }  # fmt: skip
    halves, sent = [raw[:7], raw[7:]], []

    async def receive():
        if not halves:
            await asyncio.Event().wait()
        part = halves.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(halves)}

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    told = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    text = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], told, json.loads(text) if text[:1] == b"{" else {}
