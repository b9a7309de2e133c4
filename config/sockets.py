"""Socket routes. A foreign page may ride on the cookie, so it is refused by its Origin; a program brings a token."""

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator

from config.middleware import MOST_OF_A_HEADER
from crisis.livemap.routing import websocket_urlpatterns

_by_token = URLRouter(websocket_urlpatterns)
_by_cookie = AllowedHostsOriginValidator(AuthMiddlewareStack(_by_token))


async def websocket(scope, receive, send) -> None:
    """A browser always sends an Origin. A program sends none: no cookie is looked at then, its token alone counts."""
    if any(len(value) > MOST_OF_A_HEADER for _name, value in scope["headers"]):
        await send({"type": "websocket.close", "code": 1008})
        return
    named = any(name == b"origin" for name, _value in scope["headers"])
    await (_by_cookie if named else _by_token)(scope, receive, send)
