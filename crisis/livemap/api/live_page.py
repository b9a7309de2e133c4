"""The page that documents the live messages, read from the projections themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.journal.events import about
from crisis.livemap.streams import projected


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    told = [{"name": name, "about": about(name)} for name in projected()]
    return render(request, "api/live.html", {"events": told})
