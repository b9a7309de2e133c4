"""Cursor pages: {"items": […], "next": url or null}, with the same in a Link header (RFC 8288)."""

from collections.abc import Callable

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
    max_page_size = MOST
    page_size_query_param = "limit"

    def __init__(self, ordering: tuple[str, ...]):
        self.ordering = ordering

    def decode_cursor(self, request):
        try:
            return super().decode_cursor(request)
        except (NotFound, OverflowError) as wrong:
            raise MalformedCursor from wrong

    def get_ordering(self, request, queryset, view):
        return self.ordering


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
