"""What the desk sees of the safety check: who said what, those who need help first; one alone; and how many."""

from datetime import datetime
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.errors import NotThere
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_page
from crisis.checkin.counts import said_so_far, status_counts
from crisis.checkin.findable import confirmed_among
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import desk_check_ins
from crisis.checkin.vocabulary import Nearness, Status, Voice, told, told_to
from crisis.desk.queries import may_be_reached
from crisis.desk.search import check_ins_like
from crisis.desk.suspending import standing_suspension
from crisis.gazetteer.districts import district_of

A_PAGE = 50


@require_safe
@desk()
def listed(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    """`?q=` finds by name, code or contact; `?status=` keeps one kind."""
    text, status = request.GET.get("q", "").strip()[:120], request.GET.get("status", "")
    status = status if status in Status.values else ""
    counted = status_counts(crisis)
    found = check_ins_like(crisis, text) if text else _help_first(crisis, status)
    rows = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": _shown(list(rows)),
        "page": rows,
        "chosen": status,
        "text": text,
        "counts": [(value, label, counted.get(value, 0)) for value, label in Status.choices],
        **_said(crisis, at),
    }
    return desk_page(request, "desk/check_ins.html", crisis, at=at, **context)


@require_safe
@desk()
def one(request: HttpRequest, crisis: Crisis, at: datetime, check_in: UUID) -> HttpResponse:
    rows = CheckIn.objects.filter(crisis=crisis).select_related("owner", "need", "unknown_place")
    row = rows.filter(public_id=check_in).first()
    if row is None:
        raise NotThere
    context = {
        "each": _shown([row])[0],
        "posted": row,
        "kind": "check_in",
        "may_be_reached": may_be_reached(crisis, row.public_id),
        "suspension": standing_suspension(row.owner),
        "here": request.get_full_path(),
    }
    return desk_page(request, "desk/check_in.html", crisis, at=at, **context)


def _said(crisis: Crisis, at: datetime) -> dict:
    said = said_so_far(crisis, at=at)
    places = [(district_of(cell), many) for cell, many in said.cells]
    rows = [
        (label, zip(Nearness.labels, near.values(), strict=True), many)
        for _value, label, near, many in said.by_status
    ]
    return {"said": said, "said_rows": rows, "said_districts": places}


def _help_first(crisis: Crisis, status: str) -> QuerySet[CheckIn]:
    others = Case(When(status=Status.NEED_HELP, then=Value(0)), default=Value(1))
    return desk_check_ins(crisis, status=status).order_by(others, "-said_at", "-pk")


def _shown(rows: list[CheckIn]) -> list[dict]:
    confirmed = confirmed_among(rows)
    return [
        {
            "said": row,
            "district": district_of(row.cell) if row.cell else "",
            "told": _of_another(row),
            "told_to": told_to(row.audience, voice=row.voice),
            "confirmed": row.pk in confirmed,
        }
        for row in rows
    ]


def _of_another(row: CheckIn) -> str:
    """Whose word it is, where it is not their own; else ""."""
    if row.voice == Voice.OWN:
        return ""
    return told(row.status, voice=row.voice, who=row.said_by, name=row.full_name)
