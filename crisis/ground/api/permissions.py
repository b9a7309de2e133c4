"""Who may knock. Deny is the default, so that a view nobody thought about shows nothing."""

from rest_framework.permissions import BasePermission

from accounts.links.models import ApiKey, ManageLink


class DenyAll(BasePermission):
    def has_permission(self, request, view) -> bool:
        return False


class Anyone(BasePermission):
    """Said aloud: this endpoint is for everybody. A key must still have the scope the view names."""

    def has_permission(self, request, view) -> bool:
        return not isinstance(request.auth, ApiKey) or _in_scope(request.auth, request.method, view)


class LinkHolder(BasePermission):
    """The poster, by `Authorization: Manage <token>`."""

    def has_permission(self, request, view) -> bool:
        return isinstance(request.auth, ManageLink)


class SignedIn(BasePermission):
    """A person by session token, or their key with the scope the view names. Never a manage-link."""

    def has_permission(self, request, view) -> bool:
        if isinstance(request.auth, ManageLink) or not request.user.is_authenticated:
            return False
        return not isinstance(request.auth, ApiKey) or _in_scope(request.auth, request.method, view)


def _in_scope(key: ApiKey, method: str, view) -> bool:
    """`scopes` of a view: {"GET": "desk:read", …}; a method it doesn't name is closed to keys."""
    if method == "OPTIONS":
        return True
    return getattr(view, "scopes", {}).get(method) in key.scopes
