"""Counts a body as it comes in. Django's ASGI handler would spool any undeclared length to disk first."""

from django.conf import settings


class _TooLarge(Exception):
    pass


class BodyLimit:
    """ASGI wrapper: 413 as soon as a body is declared, or grows, beyond MAX_BODY_BYTES."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > settings.MAX_BODY_BYTES:
            await _refuse(send)
            return
        try:
            await self.app(scope, _counting(receive), send)
        except _TooLarge:
            await _refuse(send)


def _counting(receive):
    read = 0

    async def counted():
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > settings.MAX_BODY_BYTES:
            raise _TooLarge
        return message

    return counted


async def _refuse(send) -> None:
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body"})
