"""What people told of a search: decide who reads it, check it, add to it, hand the gravest news to the liaisons."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import Invalid, NotThere
from crisis.activation.access import COORDINATE, MODERATE
from crisis.activation.models import Crisis
from crisis.activation.queries import liaisons_of
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.activation.web.desk_home import show
from crisis.desk.searching import hand_note_to_liaison, hand_to_liaison, review_note, tell_of_search
from crisis.desk.web.searches import act, here, readable
from crisis.search.liaison.vocabulary import Via
from crisis.search.models import Note, Search
from crisis.search.placing import cell_of
from crisis.search.web.answering_forms import DeskNoteForm


@require_POST
@desk(MODERATE)
def decide(request: HttpRequest, crisis: Crisis, at: datetime, note: UUID) -> HttpResponse:
    row, said = _note(request, crisis, note), request.POST
    words = {"to": said.get("to", ""), "reason": said.get("reason", ""), "sure": bool(said.get("sure"))}
    return act(request, crisis, row.search, review_note, note=row, at=at, **words)


@desk(COORDINATE)
def tell(request: HttpRequest, crisis: Crisis, at: datetime, search: UUID) -> HttpResponse:
    """What a coordinator heard themselves, or asks the family."""
    row, form = here(crisis, search), DeskNoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        cell = cell_of(crisis, form.cleaned_data["place"])  # asked before anything is written
        try:
            tell_of_search(search=row, draft=form.draft(cell=cell), origin=desk_origin(request), at=at)
        except Invalid as wrong:
            show(form, wrong)
        else:
            messages.success(request, _("Written down. Decide below who reads it."))
            return redirect("desk_one_search", crisis.slug, row.public_id)
    status = 400 if form.errors else 200
    return desk_page(request, "desk/search_tell.html", crisis, status=status, search=row, form=form)


@require_POST
@desk(MODERATE)
def note_to_liaison(request: HttpRequest, crisis: Crisis, at: datetime, note: UUID) -> HttpResponse:
    row = _note(request, crisis, note)
    return _hand_over(request, crisis, row.search, hand_note_to_liaison, note=row, at=at)


@require_POST
@desk(MODERATE)
def to_liaison(request: HttpRequest, crisis: Crisis, at: datetime, search: UUID) -> HttpResponse:
    row, said = here(crisis, search), request.POST
    words = {"words": said.get("words", ""), "source": said.get("source", ""), "via": Via.SAID}
    return _hand_over(request, crisis, row, hand_to_liaison, search=row, at=at, **words)


def _hand_over(request: HttpRequest, crisis: Crisis, row: Search, action, /, **about) -> HttpResponse:
    """The same words whatever the liaisons know already, or make of it."""
    done = _("The liaisons have it. Please speak with nobody about it: they tell the family.")
    if not liaisons_of(crisis):
        done = format_html(
            _(
                "It is kept for the liaisons, but nobody is one yet: a lead coordinator names three on the "
                '<a href="{team}">team page</a>. Please speak with nobody about it.'
            ),
            team=reverse("desk_team", args=[crisis.slug]),
        )
    return act(request, crisis, row, action, done=done, **about)


def _note(request: HttpRequest, crisis: Crisis, public_id: UUID) -> Note:
    notes = Note.objects.select_related("search__crisis", "author").filter(search__crisis=crisis)
    row = readable(notes, request, crisis).filter(public_id=public_id).first()
    if row is None:
        raise NotThere
    return row
