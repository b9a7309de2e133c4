"""Cursor pages: {"items": […], "next": url or null}, with the same in a Link header (RFC 8288)."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from accounts.errors import Refused
from crisis.ground.api.codes import CODES

MOST = 50


class MalformedCursor(Refused):
    code = "cursor_malformed"
    message = CODES["cursor_malformed"]
    status = 400


class Pages(CursorPagination):
    page_size = MOST
    page_size_query_param = "limit"

    def __init__(self, ordering: tuple[str, ...]):
        self.ordering = ordering

    def decode_cursor(self, request):
        try:
            return super().decode_cursor(request)
        except (NotFound, OverflowError) as wrong:
            raise MalformedCursor from wrong

    def paginate_queryset(self, queryset, request, view=None):
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValidationError, ValueError, OverflowError) as wrong:
            raise MalformedCursor from wrong

    def get_page_size(self, request) -> int:
        return limit_of(request, usual=MOST, most=MOST)

    def get_ordering(self, request, queryset, view):
        return self.ordering


def limit_of(request, *, usual: int, most: int) -> int:
    """`?limit=`, a whole number from 1 to `most`. Raises ValidationError."""
    text = request.GET.get("limit", str(usual))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= most):
        said = _("A whole number from 1 to %(most)s.") % {"most": most}
        raise serializers.ValidationError({"limit": [said]}, code="out_of_range")
    return int(text)


def paged(view, queryset, *, ordering: tuple[str, ...], show: Callable[[list], list]) -> Response:
    """One page of `queryset` as `show` (a list of rows → a list of dicts) presents it."""
    pages = Pages(ordering)
    rows = pages.paginate_queryset(queryset, view.request, view=view)
    following, before = pages.get_next_link(), pages.get_previous_link()
    response = Response({"items": show(rows), "next": following})
    links = [f'<{url}>; rel="{rel}"' for url, rel in ((following, "next"), (before, "prev")) if url]
    if links:
        response["Link"] = ", ".join(links)
    return response
