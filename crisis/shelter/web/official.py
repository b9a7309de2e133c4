"""Official shelters on the desk: enter, change, count, import."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import Invalid, NotThere
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.activation.web.desk_home import show
from crisis.shelter.actions.occupancy import count_in, set_occupied
from crisis.shelter.actions.official import change_shelter, enter_shelter, import_shelters
from crisis.shelter.drafts import PlaceDraft
from crisis.shelter.intake import MOST_BYTES, decode, read_shelters
from crisis.shelter.models import OfficialShelter
from crisis.shelter.places import chosen, find_places
from crisis.shelter.queries import with_closed
from crisis.shelter.web.official_forms import EditOfficialForm, ImportForm, OfficialForm


@desk()
def shelters(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    """The list, and the form that enters one more."""
    form = OfficialForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        place = _place(crisis, form)
        if place and _saved(form, place, lambda draft: _enter(request, crisis, draft, at)):
            messages.success(request, _("Entered."))
            return redirect("desk_shelters", crisis.slug)
    listed = with_closed(crisis, crisis.official_shelters.order_by("state", "name"))
    usable = [s for s in listed if s.state == "open" and not s.held_at and not s.in_closed_area]
    free = sum(s.capacity - s.occupied for s in usable)
    return desk_page(request, "desk/shelters.html", crisis, form=form, shelters=listed, free=free, at=at)


@desk()
def shelter(request: HttpRequest, crisis: Crisis, at: datetime, shelter: UUID) -> HttpResponse:
    row = _row(crisis, shelter)
    form = EditOfficialForm(request.POST or None, initial=OfficialForm.of(row))
    if request.method == "POST" and form.is_valid():
        place = _same_place(row, form) or _place(crisis, form)
        if place and _saved(form, place, lambda draft: _change(request, row, draft, at), row):
            messages.success(request, _("Saved."))
            return redirect("desk_shelters", crisis.slug)
    return desk_page(request, "desk/shelter.html", crisis, form=form, shelter=row)


@require_POST
@desk()
def occupancy(request: HttpRequest, crisis: Crisis, at: datetime, shelter: UUID) -> HttpResponse:
    """`by`: so many more or fewer; else `occupied`: so many in all."""
    row = _row(crisis, shelter)
    by, inside = _integer(request, "by"), _integer(request, "occupied")
    try:
        if by is not None:
            count_in(shelter=row, by=by, origin=desk_origin(request), at=at)
        elif inside is not None:
            set_occupied(shelter=row, occupied=inside, origin=desk_origin(request), at=at)
        else:
            raise Invalid({"occupied": [_("Type how many people are inside.")]})
    except Invalid as wrong:
        messages.error(request, " ".join(str(word) for words in wrong.errors.values() for word in words))
    return redirect("desk_shelters", crisis.slug)


@desk()
def import_list(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    """A file is read and shown; only a second press enters it. The text travels in the page between the two."""
    if "text" in request.POST:
        return _import(request, crisis, at)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            text = decode(form.cleaned_data["file"].read(MOST_BYTES + 1))
            return _reading(request, crisis, text, form.cleaned_data["source"])
        except Invalid as wrong:
            show(form, wrong)
    return desk_page(request, "desk/shelters_import.html", crisis, form=form)


def _reading(request: HttpRequest, crisis: Crisis, text: str, source: str) -> HttpResponse:
    """What the text says, row by row, and the text itself, to be corrected here."""
    reading = read_shelters(text, crisis=crisis, source=source)
    context = {"reading": reading, "text": text, "source": source, "refused": reading.count("refused")}
    return desk_page(request, "desk/shelters_reading.html", crisis, **context)


def _import(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    source = request.POST.get("source", "")[:120]
    try:
        if request.POST.get("step") == "read":
            return _reading(request, crisis, request.POST["text"], source)
        reading = read_shelters(request.POST["text"], crisis=crisis, source=source)
        done = import_shelters(crisis=crisis, drafts=reading.drafts, origin=desk_origin(request), at=at)
    except Invalid as wrong:
        form = ImportForm({})
        form.full_clean()
        form.errors.clear()
        show(form, wrong)
        return desk_page(request, "desk/shelters_import.html", crisis, status=400, form=form)
    said = _("%(entered)s entered, %(changed)s changed, %(refused)s refused.")
    messages.success(request, said % (done | {"refused": reading.count("refused")}))
    if reading.refused_text:  # what could not be entered is not lost
        return _reading(request, crisis, reading.refused_text, source)
    return redirect("desk_shelters", crisis.slug)


def _row(crisis: Crisis, public_id: UUID) -> OfficialShelter:
    row = crisis.official_shelters.filter(public_id=public_id).select_related("crisis").first()
    if row is None:
        raise NotThere
    return row


def _place(crisis: Crisis, form: OfficialForm) -> PlaceDraft | None:
    told = form.cleaned_data
    found = find_places(crisis, where=told["where"], lat=told["lat"], lon=told["lon"])
    place = chosen(found, "") if found else None
    if not found:
        form.add_error("where", _("This place is not known. Place a pin on the map, or type a street."))
    elif place is None:
        form.add_error(
            "where", _("Several places have this name. Add the postcode, or place a pin on the map.")
        )
    return place


def _same_place(row: OfficialShelter, form: OfficialForm) -> PlaceDraft | None:
    """Nobody moved it: it keeps how exact it was, and is not looked up again."""
    told = form.cleaned_data
    moved = told["lat"] is not None and abs(told["lat"] - row.lat) + abs(told["lon"] - row.lon) > 0.00002
    if moved or told["where"] != row.label:
        return None
    kept = ("lat", "lon", "label", "exactness", "radius_m", "source", "typed")
    return PlaceDraft(**{name: getattr(row, name) for name in kept})


def _saved(form: OfficialForm, place: PlaceDraft, save, row: OfficialShelter | None = None) -> bool:
    try:
        save(form.draft(place, key=row.key, inside=row.occupied) if row else form.draft(place))
    except Invalid as wrong:
        show(form, wrong)
        return False
    return True


def _enter(request: HttpRequest, crisis: Crisis, draft, at: datetime) -> None:
    enter_shelter(crisis=crisis, draft=draft, origin=desk_origin(request), at=at)


def _change(request: HttpRequest, row: OfficialShelter, draft, at: datetime) -> None:
    change_shelter(shelter=row, draft=draft, origin=desk_origin(request), at=at)


def _integer(request: HttpRequest, name: str) -> int | None:
    try:
        return int(request.POST.get(name, ""))
    except ValueError:
        return None
