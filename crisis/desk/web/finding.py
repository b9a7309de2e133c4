"""The search box of every desk page."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_page
from crisis.desk.search import SHORTEST, search


@require_safe
@desk()
def find(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:120]
    context = {"q": text, "found": search(crisis, text), "too_short": 0 < len(text) < SHORTEST}
    return desk_page(request, "desk/search.html", crisis, **context)
