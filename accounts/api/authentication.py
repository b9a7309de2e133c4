"""Three ways to be recognised by the API. The session cookie isn't one: a foreign page could ride on it."""

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.links.actions import holder_of, key_of

UNKNOWN = _("This token is unknown, expired or revoked.")


def suspended(person) -> bool:
    return bool(person.suspended_at)


class SessionToken(XSessionTokenAuthentication):
    """A person who signed in through /api/auth/app/v1/: `X-Session-Token: <token>`."""

    def authenticate(self, request):
        known = super().authenticate(request)
        return None if known is None or suspended(known[0]) else known


class _Scheme(BaseAuthentication):
    keyword = ""

    def authenticate(self, request):
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != self.keyword.lower():
            return None
        found = self.find(token.strip()[:200])
        if found is None:
            raise AuthenticationFailed(UNKNOWN)
        return None if suspended(found.person) else (found.person, found)

    def authenticate_header(self, request) -> str:
        return self.keyword

    def find(self, token: str):
        raise NotImplementedError


class MachineKey(_Scheme):
    """A program with scopes, bound to one crisis: `Authorization: Key <token>`."""

    keyword = "Key"

    def find(self, token: str):
        return key_of(token)


class ManageToken(_Scheme):
    """Whoever posted an offer or a need: `Authorization: Manage <token>`."""

    keyword = "Manage"

    def find(self, token: str):
        return holder_of(token)


BY_LINK = [ManageToken]
BY_NAME = [MachineKey, SessionToken]
WAYS = BY_LINK + BY_NAME
