"""What every endpoint does besides its own subject: recognise, throttle, answer, say how much is left."""

import hashlib
import re
import uuid

from django.utils.cache import patch_vary_headers
from rest_framework import exceptions
from rest_framework.views import APIView

from accounts.api.authentication import BY_LINK, BY_NAME, WAYS
from accounts.throttle import Allowance, network_of, throttle
from crisis.ground.api.bodies import StrictJSON
from crisis.ground.api.permissions import LinkHolder, SignedIn

_REQUEST_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")


class Endpoint(APIView):
    """An API view. `scopes`: {method: scope a key needs}; `throttled`: False for asking for help."""

    authentication_classes = WAYS
    parser_classes = [StrictJSON]
    versioning_class = None  # the path says v1; choosing a class is for the day there are two
    scopes: dict[str, str] = {}
    throttled = True
    allowance: Allowance | None = None

    def initial(self, request, *args, **kwargs):
        if any("\0" in value for value in (*request.GET.values(), *map(str, kwargs.values()))):
            raise exceptions.ParseError
        super().initial(request, *args, **kwargs)

    def check_throttles(self, request) -> None:
        if self.throttled or request.method in ("GET", "HEAD", "OPTIONS"):
            scope = "api_read" if request.method in ("GET", "HEAD", "OPTIONS") else "api_write"
            self.allowance = throttle(scope, caller_of(request))

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(response, ("Authorization", "X-Session-Token", "Accept-Language"))
        response["X-Request-ID"] = _request_id(request)
        if getattr(request, "auth", None) or getattr(request, "user", None) and request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        if self.allowance:
            _say_what_is_left(response, self.allowance)
        return response


class NamedEndpoint(Endpoint):
    """For people by session token, and for their keys with the scope named."""

    authentication_classes = BY_NAME
    permission_classes = [SignedIn]


class LinkEndpoint(Endpoint):
    """For the holder of a manage token."""

    authentication_classes = BY_LINK
    permission_classes = [LinkHolder]


def caller_of(request) -> str:
    """Whom a throttle counts: the token, else the network. Behind one carrier's address live thousands."""
    token = request.headers.get("Authorization") or request.headers.get("X-Session-Token")
    if token and request.user.is_authenticated:
        return hashlib.sha256(token.encode()).hexdigest()
    return network_of(request)


def _request_id(request) -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if _REQUEST_ID.fullmatch(given) else str(uuid.uuid4())


def _say_what_is_left(response, left: Allowance) -> None:
    """draft-ietf-httpapi-ratelimit-headers-10."""
    response["RateLimit-Policy"] = f'"default";q={left.limit};w={left.window}'
    response["RateLimit"] = f'"default";r={left.remaining};t={left.reset}'
