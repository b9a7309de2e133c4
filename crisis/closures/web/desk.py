"""Closed areas on the desk: the list, closing one, changing one, opening it again.

`step`: `check` (the default) shows whom it touches before anything happens, `change` goes back, `send` does it.
"""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts.errors import Invalid, NotThere, TooLate
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.activation.web.desk_home import show
from crisis.closures.actions import ChangedMeanwhile, change_closure, declare_closure, lift_closure
from crisis.closures.drawing import draw_area
from crisis.closures.models import Closure
from crisis.closures.queries import active_closures
from crisis.closures.rules import problems
from crisis.closures.shapes import shape_of
from crisis.closures.touching import touched_by
from crisis.closures.web.forms import ClosureForm
from crisis.closures.web.words import in_words, lifted_in_words

LIFTED_SHOWN = 10


@desk()
def closures(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    """The list, and the form that closes one more."""
    form = ClosureForm(request.POST or None, crisis=crisis, at=at)
    if request.method == "POST" and _holds(form, crisis, at):
        if request.POST.get("step", "check") == "check":
            return _check(request, crisis, form)
        if request.POST["step"] == "send" and _declared(request, crisis, form, at):
            messages.success(request, _("Closed. Nobody is sent there any more."))
            return redirect("desk_closures", crisis.slug)
    active = [(each, in_words(touched_by(crisis, each.area))) for each in active_closures(crisis)]
    lifted = crisis.closures.filter(lifted_at__isnull=False).select_related("lifted_by")
    context = {"form": form, "active": active, "lifted": lifted.order_by("-lifted_at")[:LIFTED_SHOWN]}
    return desk_page(request, "desk/closures.html", crisis, status=400 if form.errors else 200, **context)


@desk()
def closure(request: HttpRequest, crisis: Crisis, at: datetime, closure: UUID) -> HttpResponse:
    row = _row(crisis, closure)
    if row.lifted_at:
        messages.info(request, _("It was open again already."))
        return redirect("desk_closures", crisis.slug)
    form = ClosureForm(request.POST or None, initial=ClosureForm.of(row), crisis=crisis, at=at)
    if request.method == "POST" and _holds(form, crisis, at):
        step = request.POST.get("step", "check")
        if step != "change" and form.cleaned_data["version"] != row.version:
            return _look_again(request, row)
        if step == "check":
            return _check(request, crisis, form, row)
        if step == "send":
            return _change(request, row, form, at)
    context = {"form": form, "closure": row}
    return desk_page(request, "desk/closure.html", crisis, status=400 if form.errors else 200, **context)


def _change(request: HttpRequest, row: Closure, form: ClosureForm, at: datetime) -> HttpResponse:
    seen = form.cleaned_data["version"]
    try:
        change_closure(closure=row, draft=form.draft(), seen=seen, origin=desk_origin(request), at=at)
    except TooLate:
        return _look_again(request, row)
    messages.success(request, _("Saved."))
    return redirect("desk_closures", row.crisis.slug)


def _look_again(request: HttpRequest, row: Closure) -> HttpResponse:
    """The area as it is now: whatever a colleague changed meanwhile is not overwritten unseen."""
    messages.error(request, ChangedMeanwhile.message)
    return redirect("desk_closure", row.crisis.slug, row.public_id)


@desk()
def lift(request: HttpRequest, crisis: Crisis, at: datetime, closure: UUID) -> HttpResponse:
    """What opening it does, then a second press: the list's newest area is not always the one in mind."""
    row = _row(crisis, closure)
    if row.lifted_at:
        messages.info(request, _("It was open again already."))
        return redirect("desk_closures", crisis.slug)
    if request.method != "POST":
        others = active_closures(crisis).exclude(pk=row.pk).exists()
        words = lifted_in_words(touched_by(crisis, row.area))
        return desk_page(request, "desk/closure_lift.html", crisis, closure=row, touched=words, others=others)
    return _lift(request, row, at)


def _lift(request: HttpRequest, row: Closure, at: datetime) -> HttpResponse:
    try:
        lift_closure(closure=row, origin=desk_origin(request), at=at)
    except TooLate:
        messages.info(request, _("It was open again already."))
    else:
        messages.success(
            request, _("The area is open again: doors in it come back, and we look for doors again.")
        )
    return redirect("desk_closures", row.crisis.slug)


def _check(
    request: HttpRequest, crisis: Crisis, form: ClosureForm, row: Closure | None = None
) -> HttpResponse:
    """What it is and whom it touches, before it is so."""
    area = shape_of(form.draft()).area
    context = {
        "form": form,
        "closure": row,
        "touched": in_words(touched_by(crisis, area)),
        "found": form.found_in_words(),
        "too_small": form.too_small_in_words(),
        "picture": mark_safe(draw_area(area, title=_("The area on a map"))),  # noqa: S308  escapes its words
    }
    return desk_page(request, "desk/closure_check.html", crisis, **context)


def _holds(form: ClosureForm, crisis: Crisis, at: datetime) -> bool:
    """Nothing is wrong with it, so that the check page never shows what cannot be sent."""
    if not form.is_valid():
        return False
    if found := problems(form.draft(), centre=(crisis.lat, crisis.lon), at=at):
        show(form, Invalid(found))
    return not found


def _declared(request: HttpRequest, crisis: Crisis, form: ClosureForm, at: datetime) -> bool:
    try:
        declare_closure(crisis=crisis, draft=form.draft(), origin=desk_origin(request), at=at)
    except Invalid as wrong:
        show(form, wrong)
        return False
    return True


def _row(crisis: Crisis, public_id: UUID) -> Closure:
    row = crisis.closures.filter(public_id=public_id).select_related("crisis").first()
    if row is None:
        raise NotThere
    return row
