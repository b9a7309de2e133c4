"""What the desk sees of the safety check: who said what, latest first."""

from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_page
from crisis.checkin.findable import confirmed_among
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import desk_check_ins, status_counts
from crisis.checkin.vocabulary import TOLD_TO, Audience, Status
from crisis.gazetteer.districts import district_of

A_PAGE = 50


@require_safe
@desk()
def check_ins(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    status = request.GET.get("status", "")
    status = status if status in Status.values else ""
    counted = status_counts(crisis)
    rows = Paginator(desk_check_ins(crisis, status=status), A_PAGE).get_page(request.GET.get("page"))
    confirmed = confirmed_among(list(rows))
    context = {
        "rows": [_shown(row, row.pk in confirmed) for row in rows],
        "page": rows,
        "chosen": status,
        "counts": [(value, label, counted.get(value, 0)) for value, label in Status.choices],
    }
    return desk_page(request, "desk/check_ins.html", crisis, at=at, **context)


def _shown(row: CheckIn, confirmed: bool) -> dict:
    return {
        "said": row,
        "district": district_of(row.cell) if row.cell else "",
        "told_to": TOLD_TO[Audience(row.audience)],
        "confirmed": confirmed,
    }
