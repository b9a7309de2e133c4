"""The page that documents the live messages, read from the projections themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.journal import events
from crisis.livemap import streams


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    told = [{"name": name, "about": _about(name)} for name in sorted(streams._projections)]
    return render(request, "api/live.html", {"events": told})


def _about(name: str) -> str:
    """The event's own docstring; dataclasses invent one that starts with the name and is of no use here."""
    text = (events._events[name].__doc__ or "").strip()
    return "" if text.startswith(f"{name}(") else text
