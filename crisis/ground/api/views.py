"""What every endpoint does besides its own subject: recognise, throttle, answer, say how much is left."""

import re
import uuid

from django.utils.cache import patch_vary_headers
from rest_framework import exceptions
from rest_framework.views import APIView

from accounts.api.authentication import BY_LINK, BY_NAME, WAYS
from accounts.errors import TooMany
from accounts.links.models import ApiKey, ManageLink
from accounts.throttle import Allowance, network_of, spend
from crisis.ground.api.bodies import StrictJSON
from crisis.ground.api.permissions import LinkHolder, SignedIn
from crisis.ground.api.problems import Unreadable

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
            raise Unreadable
        super().initial(request, *args, **kwargs)

    def check_throttles(self, request) -> None:
        if self.throttled or request.method in ("GET", "HEAD", "OPTIONS"):
            scope = "api_read" if request.method in ("GET", "HEAD", "OPTIONS") else "api_write"
            self.spend(scope, caller_of(request))

    def spend(self, scope: str, *keys: str) -> None:
        """Count one `scope` act for each key. The tightest is what the answer's headers tell. Raises TooMany."""
        for key in dict.fromkeys(keys):
            left = spend(scope, key)
            if not left.allowed:
                self.allowance = left
                raise TooMany(retry_after=left.reset)
            if self.allowance is None or left.remaining < self.allowance.remaining:
                self.allowance = left

    def permission_denied(self, request, message=None, code=None):
        """Recognised, but in a way that does not open this: 403, not "send a token"."""
        if not request.successful_authenticator:
            others = (way() for way in WAYS if way not in self.authentication_classes)
            if any(way.authenticate(request) for way in others):
                raise exceptions.PermissionDenied
        super().permission_denied(request, message, code)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(response, ("Authorization", "X-Session-Token", "Accept-Language"))
        response["X-Request-ID"] = _request_id(request)
        if getattr(request, "_auth", None):  # asking for .auth would recognise anew, outside the handler
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
    """Whom a throttle counts: whoever was recognised, else the network. Never what the header spells."""
    if not request.user.is_authenticated:
        return network_of(request)
    if isinstance(request.auth, ApiKey | ManageLink):
        return f"{type(request.auth).__name__}:{request.auth.pk}"
    return f"Person:{request.user.pk}"


def both_of(request) -> tuple[str, str]:
    """Whoever it is, and their network: tokens cost nothing to make, so one alone bounds nothing."""
    return caller_of(request), network_of(request)


def _request_id(request) -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if _REQUEST_ID.fullmatch(given) else str(uuid.uuid4())


def _say_what_is_left(response, left: Allowance) -> None:
    """draft-ietf-httpapi-ratelimit-headers-10."""
    response["RateLimit-Policy"] = f'"default";q={left.limit};w={left.window}'
    response["RateLimit"] = f'"default";r={left.remaining};t={left.reset}'
