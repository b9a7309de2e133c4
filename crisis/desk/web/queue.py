"""The queue, and the buttons that take, hand over, note and close a case."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import NotThere, Refused
from crisis.activation.models import Crisis
from crisis.activation.queries import team_of
from crisis.activation.vocabulary import Role
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.desk import waiting
from crisis.desk.actions import close_case, hand_over_case, note_case, take_case, take_waiting
from crisis.desk.figures import figures_of
from crisis.desk.models import Case
from crisis.desk.queue import queue_of
from crisis.desk.vocabulary import Why
from crisis.shelter.access import KINDS, coordinated


@require_safe
@desk(live=True)
def queue(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    why = request.GET.get("kind", "")
    kinds = [*Why.choices, *((kind.name, kind.label) for kind in waiting.KINDS.values())]
    why = why if why in dict(kinds) else ""
    rows, total = queue_of(crisis, at=at, why=why)
    context = {
        "rows": rows,
        "more": total - len(rows),
        "figures": figures_of(crisis, at=at),
        "whys": kinds,
        "why": why,
        "colleagues": colleagues(crisis),
        "here": request.get_full_path(),
    }
    return desk_page(request, "desk/queue.html", crisis, at=at, **context)


def colleagues(crisis: Crisis):
    return team_of(crisis).filter(role=Role.COORDINATOR)


@require_POST
@desk()
def take(request: HttpRequest, crisis: Crisis, at: datetime, case: UUID) -> HttpResponse:
    return _act(request, crisis, take_case, case=_case(crisis, case), at=at)


@require_POST
@desk()
def take_need(request: HttpRequest, crisis: Crisis, at: datetime, need: UUID) -> HttpResponse:
    posted = coordinated(request.user, "need", need)
    if posted.crisis_id != crisis.pk:
        raise NotThere
    return _act(request, crisis, take_waiting, need=posted, at=at)


@require_POST
@desk()
def hand_over(request: HttpRequest, crisis: Crisis, at: datetime, case: UUID) -> HttpResponse:
    """`to`: a colleague's public id, or empty: back to everyone. `with`: who had it when the page was drawn."""
    to = request.POST.get("to", "")
    known = next((m.person for m in colleagues(crisis) if str(m.person.public_id) == to), None)
    if to and known is None:
        raise NotThere
    return _act(
        request, crisis, hand_over_case, case=_as_drawn(request, _case(crisis, case)), to=known, at=at
    )


@require_POST
@desk()
def close(request: HttpRequest, crisis: Crisis, at: datetime, case: UUID) -> HttpResponse:
    who = request.POST.get("who_has_them", "")[:500]
    return _act(request, crisis, close_case, case=_case(crisis, case), who_has_them=who, at=at)


@require_POST
@desk()
def note(request: HttpRequest, crisis: Crisis, at: datetime, kind: str, subject: UUID) -> HttpResponse:
    posted = coordinated(request.user, kind, subject) if kind in KINDS else None
    if posted is None or posted.crisis_id != crisis.pk:
        raise NotThere
    text = request.POST.get("text", "")
    return _act(request, crisis, note_case, crisis=crisis, subject=subject, text=text, at=at)


def _case(crisis: Crisis, public_id: UUID) -> Case:
    case = crisis.cases.filter(public_id=public_id).first()
    if case is None:
        raise NotThere
    return case


def _as_drawn(request: HttpRequest, case: Case) -> Case:
    """The case as the page showed it, which may be minutes old: what it says is compared, not what it is by now."""
    if "with" in request.POST:
        seen = request.POST["with"]
        case.taken_by = next(
            (m.person for m in colleagues(case.crisis) if str(m.person.public_id) == seen), None
        )
    return case


def _act(request: HttpRequest, crisis: Crisis, action, /, **about) -> HttpResponse:
    """Do it, or say on the page one came from why it could not be done."""
    try:
        action(origin=desk_origin(request), **about)
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        say_refusal(request, refusal)
    else:
        messages.success(request, _("Done."))
    return back(request, crisis)


def say_refusal(request: HttpRequest, refusal: Refused) -> None:
    words = [word for said in getattr(refusal, "errors", {}).values() for word in said]
    messages.error(request, " ".join(str(word) for word in words) or refusal.message)


def back(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """To the page the form stood on, if it was one of ours."""
    to = request.POST.get("back", "")
    if to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        return HttpResponseRedirect(to)
    return redirect(reverse("desk_queue", args=[crisis.slug]))
