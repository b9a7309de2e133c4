"""The morning after: how many were asked, what they said, who has not answered."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_page
from matching.actions.morning import answers_in
from matching.models import Welfare
from matching.vocabulary import Morning, Side

MOST = 200


@require_safe
@desk()
def morning(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    asked = Welfare.objects.filter(match__crisis=crisis).select_related("match__offer", "match__need")
    told = {
        "answers": answers_in(crisis),
        "follow_ups": [_row(each) for each in asked.filter(answer=Morning.FOLLOW_UP).order_by("answered_at")[:MOST]],
        "silent": [_row(each) for each in asked.filter(answer="").order_by("asked_at", "pk")[:MOST]],
    }  # fmt: skip
    return desk_page(request, "matching/desk_morning.html", crisis, **told)


def _row(asked: Welfare) -> dict:
    """The page to open is that of their own post."""
    is_host = asked.side == Side.HOST
    posted = asked.match.offer if is_host else asked.match.need
    return {"asked": asked, "posted": posted, "is_host": is_host}
