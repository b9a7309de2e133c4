"""One crisis on the desk: what it says, its phases, how it is shared."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import Invalid, Refused
from crisis.activation.actions import (
    StillOnTheWay,
    absolute,
    activate_crisis,
    archive_crisis,
    confirm_activation,
    edit_crisis,
    stand_down_crisis,
)
from crisis.activation.models import Crisis
from crisis.activation.pending import pending_of
from crisis.activation.perimeter import draw_perimeter, square_kilometres
from crisis.activation.vocabulary import Phase
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.activation.web.desk_forms import CrisisForm, EditCrisisForm
from crisis.activation.web.desk_home import show
from crisis.activation.web.public import share_url
from crisis.gazetteer.queries import exactness_phrase, resolve_area
from crisis.ground.grid import metres


@require_safe
@desk()
def crisis_page(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    return _page(request, crisis)


def _page(request: HttpRequest, crisis: Crisis, status: int = 200, **context) -> HttpResponse:
    unconfirmed = crisis.is_active and not crisis.is_drill and crisis.confirmed_at is None
    shared = {
        "answers": _answers(crisis),
        "perimeter": mark_safe(draw_perimeter(crisis, title=_("The perimeter on a map"))),  # noqa: S308  escapes its words
        "unconfirmed": unconfirmed,
        "mine_to_confirm": unconfirmed and crisis.activated_by_id != request.user.pk,
        "pending": pending_of(crisis) if crisis.phase == Phase.STOOD_DOWN else [],
        "public_url": absolute(reverse("crisis", args=[crisis.slug])),
        "short_url": share_url(crisis),
    }
    return desk_page(request, "desk/crisis.html", crisis, status=status, **shared | context)


def _answers(crisis: Crisis) -> list[tuple[str, str]]:
    circle = _("%(km)s km") % {"km": f"{(crisis.radius_m or 0) / 1000:g}"}
    area = square_kilometres(crisis)
    pairs = [
        (_("What happened"), crisis.what_happened),
        (_("Place"), crisis.place_label),
        (_("Centre"), _how_exact(crisis)),
        (_("How far around"), _("a drawn perimeter") if crisis.polygon else circle),
        (
            _("Area"),
            _("%(area)s km²") % {"area": number_format(round(area, 1) if area < 10 else round(area))},
        ),
        (_("Official information"), crisis.official_url),
        (_("Emergency numbers"), crisis.emergency_numbers),
        (_("Hotline"), crisis.hotline),
        (_("Hashtags"), " ".join(crisis.hashtags)),
        (_("What the public sees"), crisis.get_profile_display()),
        (_("Closing message"), crisis.closing_message),
    ]
    return [(label, answer) for label, answer in pairs if answer]


def _how_exact(crisis: Crisis) -> str:
    """In words, where the point is the gazetteer's own; a pin, or a point from elsewhere, is what the map shows."""
    found = resolve_area(crisis.place_label, remote=False)
    if found and metres((found.lat, found.lon), (crisis.lat, crisis.lon)) == 0:
        return str(exactness_phrase(found.exactness, found.radius_m))
    return _("the point that the map shows")


@desk()
def edit(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    form = EditCrisisForm(request.POST or None, initial=CrisisForm.of(crisis))
    if request.method == "POST" and form.is_valid():
        try:
            edit_crisis(crisis=crisis, draft=form.draft(), origin=desk_origin(request), at=at)
        except Invalid as wrong:
            show(form, wrong)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk_crisis", crisis.slug)
    return desk_page(request, "desk/crisis_edit.html", crisis, form=form)


@require_POST
@desk()
def activate(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    typed = request.POST.get("typed_name", "")
    try:
        activate_crisis(crisis=crisis, typed_name=typed, origin=desk_origin(request), at=at)
    except Refused as refusal:
        return _page(request, crisis, status=refusal.status, typed_name=typed, name_error=refusal.message)
    messages.success(request, _("The crisis is active: everybody can see it now. Share its address."))
    return redirect("desk_crisis", crisis.slug)


@require_POST
@desk()
def confirm(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    confirm_activation(crisis=crisis, origin=desk_origin(request), at=at)
    messages.success(request, _("Confirmed by a second coordinator."))
    return redirect("desk_crisis", crisis.slug)


@require_POST
@desk()
def stand_down(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    closing = request.POST.get("closing_message", "").strip()
    if not closing:
        said = _("Say what people should do now: it is what they will read here.")
        return _page(request, crisis, status=400, closing_error=said)
    stand_down_crisis(crisis=crisis, closing_message=closing, origin=desk_origin(request), at=at)
    messages.success(request, _("Stood down: nothing new is taken."))
    return redirect("desk_crisis", crisis.slug)


@require_POST
@desk()
def archive(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    try:
        archive_crisis(crisis=crisis, origin=desk_origin(request), at=at)
    except StillOnTheWay as refusal:
        return _page(request, crisis, status=refusal.status, archive_error=refusal.message)
    messages.success(request, _("Archived."))
    return redirect("desk")
