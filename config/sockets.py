"""Socket routes, behind an origin check: a foreign page may ride on the cookie, so it is refused by its Origin."""

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator

from crisis.livemap.routing import websocket_urlpatterns

NO_COOKIE = "/ws/own/"

_routes = AuthMiddlewareStack(URLRouter(websocket_urlpatterns))
_checked = AllowedHostsOriginValidator(_routes)


async def websocket(scope, receive, send) -> None:
    """A browser always sends an Origin; a program sends none, and /ws/own/ knows it by its token alone."""
    named = any(name == b"origin" for name, _value in scope["headers"])
    app = _checked if named or scope["path"] != NO_COOKIE else _routes
    await app(scope, receive, send)
