"""The desk's first page: my crises. And declaring one, on one page."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.errors import Invalid, NotThere
from accounts.permissions import can
from crisis.activation.access import COORDINATE, DECLARE
from crisis.activation.actions import declare_crisis
from crisis.activation.clock import database_now
from crisis.activation.models import Crisis
from crisis.activation.queries import crises_of
from crisis.activation.vocabulary import Phase
from crisis.activation.web.desk import desk_origin, sign_in
from crisis.activation.web.desk_forms import CrisisForm
from crisis.ground.web.forms import GroupedForm

ORDER = {
    phase: rank for rank, phase in enumerate((Phase.ACTIVE, Phase.DRAFT, Phase.STOOD_DOWN, Phase.ARCHIVED))
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return sign_in(request)
    mine, may_declare = list(crises_of(request.user)), can(request.user, DECLARE)
    if request.user.suspended_at or not (mine or may_declare):
        raise NotThere
    context = {"phases": by_phase(mine, request.user), "may_declare": may_declare}
    return render(request, "desk/home.html", context)


def by_phase(crises: list[Crisis], person) -> list[tuple[Phase, list[tuple[Crisis, bool]]]]:
    """[(phase, [(crisis, coordinates it?), …])]: what is active first."""
    ranked = sorted(crises, key=lambda crisis: ORDER[crisis.phase])
    return [
        (Phase(phase), [(crisis, can(person, COORDINATE, crisis.pk)) for crisis in group])
        for phase, group in groupby(ranked, key=lambda crisis: crisis.phase)
    ]


def declare(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return sign_in(request)
    if not can(request.user, DECLARE):
        raise NotThere
    form = CrisisForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (crisis := _declared(request, form)):
        return redirect("desk_crisis", crisis.slug)
    return render(request, "desk/declare.html", {"form": form})


def _declared(request: HttpRequest, form: CrisisForm) -> Crisis | None:
    try:
        return declare_crisis(draft=form.draft(), origin=desk_origin(request), at=database_now())
    except Invalid as wrong:
        show(form, wrong)
        return None


def show(form: GroupedForm, wrong: Invalid) -> None:
    """Put what an action refused beside the fields it is about."""
    for field, words in wrong.errors.items():
        known = field if field in form.fields else None
        form.add_error(known, [str(word) for word in words] or [_("This answer needs a correction.")])
