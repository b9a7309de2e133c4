"""Who coordinates this crisis: invite, remove."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import Invalid, NotThere
from accounts.permissions import can
from crisis.activation.access import DECLARE
from crisis.activation.actions import absolute, invite_colleague, remove_colleague
from crisis.activation.models import Crisis
from crisis.activation.queries import team_of
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
    return desk_page(request, "desk/team.html", crisis, form=form, team=team_of(crisis))


def _invited(request: HttpRequest, crisis: Crisis, form: InviteForm, at: datetime) -> HttpResponse:
    """The link is on this answer and nowhere else: not in the address, not in a session, not on a reload."""
    told = form.cleaned_data
    person, path = invite_colleague(
        crisis=crisis,
        contact=form.read(),
        pseudonym=told["pseudonym"],
        role=told["role"],
        may_declare=told.get("may_declare", False),
        origin=desk_origin(request),
        at=at,
    )
    context = {"person": person, "link": path and absolute(path), "contact": told["contact"]}
    context["carried"] = settings.EMAIL_HOST if "@" in told["contact"] else settings.SMS_GATEWAY_URL
    context["folder"] = settings.VAR_DIR / "messages"
    return desk_page(request, "desk/invited.html", crisis, **context)


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
