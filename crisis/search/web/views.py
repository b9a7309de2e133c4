"""The page of one search, and what a visitor may do there: say what they know, follow, say "this is me"."""

from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.views import View
from django.views.decorators.http import require_safe

from accounts.errors import Invalid, KeyReused, NotThere
from accounts.throttle import network_of, throttle
from crisis.activation.access import public_crisis
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.ground.web.forms import GroupedForm
from crisis.ground.web.origin import web_origin
from crisis.search.access import public_search
from crisis.search.actions.following import follow_search
from crisis.search.actions.notes import NotesFrozen, add_note, claim_search
from crisis.search.linking.queries import also_public
from crisis.search.models import PublicSearch
from crisis.search.placing import cell_of
from crisis.search.standing import standing_of_copy
from crisis.search.vocabulary import AuthorKind, Verification, says
from crisis.search.web.answering_forms import ClaimForm, FollowForm, NoteForm


def or_gone(view):
    """Hidden, closed, found or never there: one page for all of them, and it says where to look next."""

    @wraps(view)
    def page(request: HttpRequest, slug: str, search: UUID) -> HttpResponse:
        crisis = public_crisis(slug)
        try:
            copy = public_search(crisis, search)
        except NotThere:
            return render(request, "search/gone.html", {"crisis": crisis, "quick_exit": True}, status=404)
        return view(request, crisis, copy)

    return page


@require_safe
@or_gone
def search_page(request: HttpRequest, crisis: Crisis, copy: PublicSearch) -> HttpResponse:
    context = {"crisis": crisis, "sought": copy, "notes": notes_of(copy), "quick_exit": True}
    beside = {"standing": standing_of_copy(copy), "also": also_public(crisis, copy.search_id)}
    return render(request, "search/page.html", context | beside)


def notes_of(copy: PublicSearch) -> list[dict]:
    """Newest first, as a page shows them; an answer stands among the `replies` of its question, oldest first."""
    notes = _in_words(copy)
    asked = {note["id"]: note for note in notes}
    for note in reversed(notes):
        if note.get("answers") in asked:
            asked[note["answers"]]["replies"].append(note)
    return [note for note in notes if note.get("answers") not in asked]


def _in_words(copy: PublicSearch) -> list[dict]:
    return [
        note
        | {
            "says": says(note["kind"], note["status"]),
            "who": AuthorKind(note["author_kind"]).label,
            "sure": Verification(note["verification"]).label,
            "seen_at": note["seen_at"] and parse_datetime(note["seen_at"]),
            "posted_at": parse_datetime(note["posted_at"]),
            "replies": [],
        }
        for note in reversed(copy.notes)
    ]


class Answering(View):
    """A short form about one search. Subclasses say which, and what sending it means."""

    form_class: type[GroupedForm]
    template: str
    throttled = "note"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return or_gone(super().dispatch)(request, *args, **kwargs)

    def get(self, request: HttpRequest, crisis: Crisis, copy: PublicSearch) -> HttpResponse:
        return self.ask(request, crisis, copy, self.form(copy))

    def post(self, request: HttpRequest, crisis: Crisis, copy: PublicSearch) -> HttpResponse:
        form = self.form(copy, request.POST)
        if not form.is_valid():
            return self.ask(request, crisis, copy, form)
        if self.throttled:
            throttle(self.throttled, network_of(request))
        try:
            return self.send(request, crisis, copy, form)
        except Invalid as wrong:
            for field, messages in wrong.errors.items():
                form.add_error(field if field in form.fields else None, messages)
        except (KeyReused, NotesFrozen) as refusal:
            form.add_error(None, refusal.message)
        return self.ask(request, crisis, copy, form)

    def form(self, copy: PublicSearch, data=None) -> GroupedForm:
        return self.form_class(data, question=copy.proof_question)

    def ask(
        self, request: HttpRequest, crisis: Crisis, copy: PublicSearch, form: GroupedForm
    ) -> HttpResponse:
        context = {"crisis": crisis, "sought": copy, "form": form, "quick_exit": True}
        return render(request, self.template, context, status=400 if form.errors else 200)

    def send(self, request: HttpRequest, crisis: Crisis, copy: PublicSearch, form) -> HttpResponse:
        raise NotImplementedError

    def about(self, request: HttpRequest, crisis: Crisis, copy: PublicSearch, form) -> dict:
        return {
            "search": copy.search,
            "draft": form.draft(),
            "origin": web_origin(request),
            "at": crisis_now(crisis),
        }


class NewNote(Answering):
    form_class = NoteForm
    template = "search/note.html"

    def send(self, request: HttpRequest, crisis: Crisis, copy: PublicSearch, form) -> HttpResponse:
        place = cell_of(crisis, form.cleaned_data["place"])  # asked before anything is written
        about = self.about(request, crisis, copy, form) | {"draft": form.draft(cell=place)}
        done = add_note(**about)
        if done.secret:
            return redirect("manage", token=done.secret)
        context = {"crisis": crisis, "sought": copy, "quick_exit": True}
        return render(request, "search/thanks.html", context)


class NewFollower(Answering):
    form_class = FollowForm
    template = "search/follow.html"

    def form(self, copy: PublicSearch, data=None) -> GroupedForm:
        return self.form_class(data)

    def send(self, request: HttpRequest, crisis: Crisis, copy: PublicSearch, form) -> HttpResponse:
        return redirect("manage", token=follow_search(**self.about(request, crisis, copy, form)).secret)


class NewClaim(Answering):
    """Whoever is sought and says so is never turned away for others' haste."""

    form_class = ClaimForm
    template = "search/claim.html"
    throttled = ""

    def send(self, request: HttpRequest, crisis: Crisis, copy: PublicSearch, form) -> HttpResponse:
        about = self.about(request, crisis, copy, form)
        return redirect("manage", token=claim_search(**about, network=network_of(request)).secret)
