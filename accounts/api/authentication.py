"""Three ways to be recognised by the API. The session cookie isn't one: a foreign page could ride on it."""

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from allauth.headless.internal.sessionkit import authenticate_by_x_session_token
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.links.actions import holder_of, key_of, suspended_holder_of

UNKNOWN = _("This token is unknown, expired or revoked.")


def suspended(person) -> bool:
    return bool(person.suspended_at)


class SessionToken(XSessionTokenAuthentication):
    """A person who signed in through /api/auth/app/v1/: `X-Session-Token: <token>`."""

    def authenticate(self, request):
        return signed_in_by(self.get_session_token(request) or "")


def signed_in_by(token: str) -> tuple | None:
    """(person, session) behind a session token; None when unknown, signed out or suspended."""
    known = authenticate_by_x_session_token(token) if token else None
    return None if known is None or suspended(known[0]) else known


def _token_in(request) -> str:
    return request.headers.get("Authorization", "").partition(" ")[2].strip()[:200]


class _Scheme(BaseAuthentication):
    keyword = ""

    def authenticate(self, request):
        scheme = request.headers.get("Authorization", "").partition(" ")[0]
        if scheme.lower() != self.keyword.lower():
            return None
        found = self.find(_token_in(request))
        if found is None:
            raise AuthenticationFailed(UNKNOWN)
        return (found.person, found)

    def authenticate_header(self, request) -> str:
        return self.keyword

    def find(self, token: str):
        raise NotImplementedError


class MachineKey(_Scheme):
    """A program with scopes, bound to one crisis: `Authorization: Key <token>`."""

    keyword = "Key"

    def authenticate(self, request):
        known = super().authenticate(request)
        return None if known is None or suspended(known[0]) else known

    def find(self, token: str):
        return key_of(token)


class ManageToken(_Scheme):
    """Whoever posted an offer or a need: `Authorization: Manage <token>`."""

    keyword = "Manage"

    def authenticate(self, request):
        """A suspended host's token makes them nobody in particular, who may still ask for help."""
        try:
            return super().authenticate(request)
        except AuthenticationFailed:
            if suspended_holder_of(_token_in(request)):
                return None
            raise

    def find(self, token: str):
        return holder_of(token)


BY_LINK = [ManageToken]
BY_NAME = [MachineKey, SessionToken]
WAYS = BY_LINK + BY_NAME
