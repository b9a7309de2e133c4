"""Who coordinates this crisis: invite, remove."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import Invalid, NotThere, TooLate
from accounts.permissions import can
from crisis.activation.access import DECLARE
from crisis.activation.actions import (
    end_liaison,
    invite_colleague,
    name_liaison,
    remove_colleague,
)
from crisis.activation.models import Crisis
from crisis.activation.queries import liaisons_of, team_of
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.activation.web.desk_forms import InviteForm
from crisis.activation.web.desk_home import show


@desk()
def team(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    form = InviteForm(request.POST or None, may_declare=can(request.user, DECLARE))
    if request.method == "POST" and form.is_valid():
        try:
            return _invited(request, crisis, form, at)
        except Invalid as wrong:
            show(form, wrong)
    about = {"form": form, "team": team_of(crisis), "may_liaison_be_named": can(request.user, DECLARE)}
    about["liaisons"] = liaisons_of(crisis)
    return desk_page(request, "desk/team.html", crisis, **about)


def _invited(request: HttpRequest, crisis: Crisis, form: InviteForm, at: datetime) -> HttpResponse:
    told = form.cleaned_data
    invite_colleague(
        crisis=crisis,
        contact=form.read(),
        pseudonym=told["pseudonym"],
        role=told["role"],
        may_declare=told.get("may_declare", False),
        origin=desk_origin(request),
        at=at,
    )
    context = {"contact": told["contact"]}
    context["carried"] = settings.EMAIL_HOST if "@" in told["contact"] else settings.SMS_GATEWAY_URL
    context["folder"] = settings.VAR_DIR / "messages"
    return desk_page(request, "desk/invited.html", crisis, **context)


@require_POST
@desk()
def liaison(request: HttpRequest, crisis: Crisis, at: datetime, person: str) -> HttpResponse:
    """A lead coordinator names a liaison, or ends it; for others it is not there."""
    membership = team_of(crisis).filter(person__public_id=person).first()
    if membership is None or not can(request.user, DECLARE):
        raise NotThere
    action = end_liaison if request.POST.get("do") == "end" else name_liaison
    try:
        action(crisis=crisis, person=membership.person, origin=desk_origin(request), at=at)
    except TooLate as late:
        messages.error(request, late.message)
    else:
        messages.success(request, _("Done."))
    return redirect("desk_team", crisis.slug)


@require_POST
@desk()
def remove(request: HttpRequest, crisis: Crisis, at: datetime, person: str) -> HttpResponse:
    membership = team_of(crisis).filter(person__public_id=person).first()
    if membership is None:
        raise NotThere
    remove_colleague(crisis=crisis, person=membership.person, origin=desk_origin(request), at=at)
    if membership.person == request.user:
        return redirect("home")
    messages.success(request, _("Removed. Every page is closed to them from now on."))
    return redirect("desk_team", crisis.slug)
