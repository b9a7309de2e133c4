"""A refusal that no view caught becomes a page that says what to do next."""

from datetime import timedelta

from django.shortcuts import render
from django.utils import timezone

from accounts.errors import Refused

A_MOMENT = 90  # seconds; of a longer wait a person reads until when
PAGES = {403: "403.html", 404: "404.html", 429: "429.html"}


class RefusalPages:
    """Turns a Refused raised by a page into the page for its status. The API has its own handler."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Refused):
            return None
        page = getattr(exception, "page", "") or PAGES.get(exception.status, "errors/refused.html")
        wait = getattr(exception, "retry_after", None)
        again_at = wait and wait > A_MOMENT and timezone.now() + timedelta(seconds=wait)
        context = {"refusal": exception, "wait": wait, "again_at": again_at}
        if exception.status == 429:  # what was typed comes back with the page
            context |= {"typed": _typed(request), "quick_exit": True}
        response = render(request, page, context, status=exception.status)
        if wait:
            response["Retry-After"] = str(wait)
        return response


def _typed(request) -> list[tuple[str, str]]:
    """The fields that were sent, as a form sends them again."""
    lists = request.POST.lists() if request.method == "POST" else ()
    return [(name, each) for name, values in lists for each in values if name != "csrfmiddlewaretoken"]
