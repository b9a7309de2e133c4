"""Searches on the desk: what nobody has read yet first; one search with its notes; a caller who looks for somebody."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import NotThere, Refused
from accounts.permissions import can
from crisis.activation.access import COORDINATE, LIAISE, MODERATE
from crisis.activation.actions import absolute
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.desk.queries import notes_on
from crisis.desk.search import Found, alike
from crisis.desk.searching import move_search, reveal_contact, review_search
from crisis.desk.suspending import standing_suspension
from crisis.desk.waiting import what_it_says, why_not_public
from crisis.desk.web.intake import OnThePhone
from crisis.desk.web.queue import colleagues, say_refusal
from crisis.gazetteer.districts import district_of
from crisis.moderation.queries import in_words
from crisis.moderation.vocabulary import LOOKED_AT_AGAIN
from crisis.search.actions.posting import post_search
from crisis.search.contact.queries import with_wishes
from crisis.search.liaison.access import matter_of
from crisis.search.linking.queries import linked
from crisis.search.models import LastSeen, Note, PublicSearch, Search
from crisis.search.photos.queries import held_photos, photos_of
from crisis.search.queries import desk_searches, hiding_claims, unread_notes, unread_searches
from crisis.search.rules import masked, never_public, photo_never_public, tells_of_a_death
from crisis.search.standing import standing
from crisis.search.vocabulary import NoteKind, NoteStatus, SearchState, says
from crisis.search.web.asking import AskingForSomebody, told
from crisis.search.web.forms import CallersSearchForm
from crisis.shelter.actions.posting import has_verified_contact, manage_path

MOST = 100


@require_safe
@desk(MODERATE)
def listed(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    """Unread searches and notes, then every search, newest first; `?state=` keeps one state."""
    state = request.GET.get("state", SearchState.OPEN)
    rows = desk_searches(crisis)
    rows = rows.filter(state=state) if state in SearchState.values else rows
    shown = list(rows.order_by("-posted_at", "-pk")[:MOST])
    public = set(PublicSearch.objects.filter(search__in=shown).values_list("search_id", flat=True))
    told = Counter(Note.objects.filter(search__in=shown).values_list("search", flat=True))
    for search in shown:
        search.is_public, search.notes_count = search.pk in public, told[search.pk]
    context = {
        "unread": _to_be_read(crisis),
        "notes": _in_words(readable(unread_notes(crisis), request, crisis)[:MOST]),
        "photos": held_photos(crisis)[:MOST],
        "searches": shown,
        "more": rows.count() - len(shown),
        "states": SearchState.choices,
        "state": state,
    }
    return desk_page(request, "desk/searches.html", crisis, at=at, **context)


@require_safe
@desk(MODERATE)
def one(request: HttpRequest, crisis: Crisis, at: datetime, search: UUID) -> HttpResponse:
    return _one(request, crisis, at, here(crisis, search))


@require_POST
@desk(MODERATE)
def decide_search(request: HttpRequest, crisis: Crisis, at: datetime, search: UUID) -> HttpResponse:
    row, said = here(crisis, search), request.POST
    reason = said.get("reason", "") or (LOOKED_AT_AGAIN if said.get("do") == "hold" else "")
    words = {"read_at": said.get("read_at", ""), "reason": reason}
    let_through = said.get("do") == "show"
    return act(request, crisis, row, review_search, search=row, let_through=let_through, at=at, **words)


@require_POST
@desk(COORDINATE)
def move(request: HttpRequest, crisis: Crisis, at: datetime, search: UUID) -> HttpResponse:
    row = here(crisis, search)
    words = {"to": request.POST.get("to", ""), "reason": request.POST.get("reason", "")}
    return act(request, crisis, row, move_search, search=row, at=at, **words)


@require_POST
@desk(COORDINATE)
def reveal(request: HttpRequest, crisis: Crisis, at: datetime, search: UUID) -> HttpResponse:
    """`of`: a note's id, or empty for the search's own author. Shown on this answer only."""
    row = here(crisis, search)
    posted = next((note for note in row.notes.all() if str(note.public_id) == request.POST.get("of")), row)
    reason = request.POST.get("reason", "")
    try:
        shown = reveal_contact(posted=posted, reason=reason, origin=desk_origin(request), at=at)
    except Refused as refusal:
        say_refusal(request, refusal)
        return redirect("desk_one_search", crisis.slug, row.public_id)
    return _one(request, crisis, at, row, revealed=shown, revealed_of=posted)


class SearchIntake(OnThePhone, AskingForSomebody):
    """The public's form, filled for somebody on the phone whose number counts as verified."""

    form_class = CallersSearchForm
    form_template = "desk/intake_search.html"
    check_template = "desk/intake_search_check.html"
    words = {
        "title": gettext_lazy("A caller looks for somebody"),
        "check": gettext_lazy("Read it back to the caller"),
        "send": gettext_lazy("Post the search"),
    }

    def page(self, request: HttpRequest, template: str, context: dict, *, status: int) -> HttpResponse:
        shown = {name: value for name, value in context.items() if name not in ("crisis", "quick_exit")}
        return desk_page(request, template, self.crisis, status=status, **shown)

    def similar(self, draft) -> Found:
        return alike(self.crisis, draft)

    def told(self, draft) -> str:
        return told(self.crisis, draft, vouched=True)

    def send(self, request: HttpRequest, draft) -> HttpResponse:
        done = post_search(crisis=self.crisis, draft=draft, origin=desk_origin(request), at=self.at)
        search = Search.objects.get(public_id=done.subject)
        link = absolute(manage_path(done.secret, get_language()))
        context = {"search": search, "link": link}
        return desk_page(request, "desk/intake_search_done.html", self.crisis, **context)


def here(crisis: Crisis, public_id: UUID) -> Search:
    row = desk_searches(crisis).select_related("owner").filter(public_id=public_id).first()
    if row is None:
        raise NotThere
    return row


def readable(notes, request: HttpRequest, crisis: Crisis):
    """ "This is me" is between whoever said it and a coordinator; so is what stands on a hospital's list."""
    if can(request.user, COORDINATE, crisis.pk):
        return notes
    return notes.exclude(status=NoteStatus.IS_NOTE_AUTHOR).exclude(kind=NoteKind.HOSPITAL_LIST)


def _to_be_read(crisis: Crisis) -> list[Search]:
    rows = list(unread_searches(crisis)[:MOST])
    for search in rows:
        search.why_not = why_not_public(search)
    return rows


def _next_to_read(request: HttpRequest, crisis: Crisis, row: Search) -> dict:
    """`next`: the address of what waits longest elsewhere; `next_n`: how much does."""
    searches = unread_searches(crisis).exclude(pk=row.pk)
    notes = readable(unread_notes(crisis), request, crisis).exclude(search=row)
    many = searches.count() + notes.count()
    search, note = searches.first(), notes.first()
    if note and not (search and search.edited_at < note.since):
        search, mark = note.search, f"#note_{note.public_id}"
    else:
        mark = ""
    address = search and reverse("desk_one_search", args=[crisis.slug, search.public_id]) + mark
    return {"next": address, "next_n": many}


def _in_words(notes) -> list[Note]:
    rows = list(notes)
    for note in rows:
        note.says = what_it_says(note)
    return rows


def _looked_at(notes) -> list[Note]:
    """With what a moderator should not overlook."""
    read = list(notes.select_related("author", "confirmed_by", "answers", "handed_by"))
    for note in read:
        note.says = says(note.kind, note.status)
        note.district = district_of(note.cell) if note.cell else ""
        note.of_a_death = tells_of_a_death(note.text)
        note.holds_a_number = masked(f"{note.text} {note.place}") != f"{note.text} {note.place}"
    return read


def _moves(row: Search) -> list[str]:
    """What a coordinator may do for the family. Withdrawn, it is theirs alone to bring back."""
    if row.state == SearchState.OPEN:
        return [SearchState.FOUND, SearchState.CLOSED, "unfreeze" if row.notes_frozen_at else "freeze"]
    return [] if row.wiped_at or row.state == SearchState.WITHDRAWN else [SearchState.OPEN]


def _one(request: HttpRequest, crisis: Crisis, at: datetime, row: Search, **more) -> HttpResponse:
    may_coordinate = can(request.user, COORDINATE, crisis.pk)
    context = {
        "search": row,
        "sought": row,
        "standing": standing(row),
        "district": district_of(row.cell) if row.cell else "",
        "place": LastSeen.objects.filter(search=row).first() if may_coordinate else None,
        "public": PublicSearch.objects.filter(search=row).first(),
        "verified": has_verified_contact(row.owner),
        "photos": photos_of(row),
        "photo_hidden": photo_never_public(row.age_min, row.age_max),
        "all_hidden": never_public(row.age_min, row.age_max),
        "family": row.followers.count() if may_coordinate else None,
        "notes": _looked_at(readable(row.notes.order_by("-posted_at", "-pk"), request, crisis)),
        "for_coordinators": not may_coordinate and hiding_claims(row).exists(),
        "cases": crisis.cases.filter(subject=row.public_id, closed_at__isnull=True) if may_coordinate else [],
        "decisions": in_words(row.public_id),
        "case_notes": notes_on(crisis, row.public_id) if may_coordinate else [],
        "colleagues": colleagues(crisis),
        "suspension": standing_suspension(row.owner) if may_coordinate else None,
        "here": request.get_full_path(),
        "moves": _moves(row),
        "linked": linked(row),
        "looked_at_again": _(LOOKED_AT_AGAIN),
        "reads_handed": can(request.user, LIAISE, crisis.pk),
        "matter": matter_of(request.user, row),
    } | _next_to_read(request, crisis, row)
    with_wishes(context["notes"], numbers=True)
    return desk_page(request, "desk/one_search.html", crisis, at=at, **context | more)


def act(
    request: HttpRequest, crisis: Crisis, row: Search, action, /, done: str = "", **about
) -> HttpResponse:
    """Do it, or say on the search's page why it could not be done."""
    try:
        action(origin=desk_origin(request), **about)
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        say_refusal(request, refusal)
    else:
        messages.success(request, done or _("Done."))
    return redirect("desk_one_search", crisis.slug, row.public_id)
