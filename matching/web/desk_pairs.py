"""Two searches side by side at the desk, and the way there: are they for one person? A coordinator decides."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import NotAllowed, NotThere, Refused
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.desk.search import search as found_at_the_desk
from crisis.desk.waiting import what_it_says
from crisis.desk.web.queue import say_refusal
from crisis.gazetteer.districts import district_of
from crisis.search.liaison.access import matter_of
from crisis.search.linking.queries import linked
from crisis.search.models import Follower, Note, Search
from crisis.search.photos.queries import photos_of
from crisis.search.queries import desk_searches, is_public
from crisis.search.vocabulary import Role
from crisis.shelter.actions.posting import has_verified_contact
from matching.leads.cards import readers_of
from matching.leads.pairs import Pair, Verdict, decide_pair, pair_here, suggested

LONGEST = 120
LABELS = {
    "name": gettext_lazy("Name"),
    "age": gettext_lazy("Age"),
    "sex": gettext_lazy("Woman or man"),
    "last_seen_at": gettext_lazy("Last seen, when"),
    "last_seen_place": gettext_lazy("Last seen, where"),
    "description": gettext_lazy("How to recognise them"),
}
VERDICTS = {
    Verdict.SAME: gettext_lazy("the same"),
    Verdict.ALIKE: gettext_lazy("alike, not the same"),
    Verdict.DIFFERS: gettext_lazy("differs"),
    Verdict.ONE_ONLY: gettext_lazy("only one says it"),
    Verdict.NEITHER: gettext_lazy("neither says it"),
}


@dataclass(frozen=True)
class Record:
    """One of the two, as the desk reads it."""

    search: Search
    photos: list
    notes: list[Note]
    family: int
    followers: int
    public: bool
    answered: bool

    @property
    def district(self) -> str:
        return district_of(self.search.cell) if self.search.cell else ""


def record_of(search: Search) -> Record:
    roles = list(Follower.objects.filter(search=search).values_list("role", flat=True))
    return Record(
        search=search,
        photos=photos_of(search),
        notes=_notes_of(search),
        family=roles.count(Role.FAMILY),
        followers=roles.count(Role.FOLLOWER),
        public=is_public(search),
        answered=has_verified_contact(search.owner),
    )


def _notes_of(search: Search) -> list[Note]:
    """`says`: what kind of note, and that it may speak of a death."""
    rows = Note.objects.filter(search=search).select_related("handed_by").order_by("-posted_at", "-pk")
    notes = list(rows)
    for note in notes:
        note.says = what_it_says(note)
    return notes


@require_safe
@desk()
def find(request: HttpRequest, crisis: Crisis, at: datetime, search: UUID) -> HttpResponse:
    """Whoever is like this search, and whatever a coordinator types: a code goes straight to the two."""
    row = desk_searches(crisis).filter(public_id=search, wiped_at=None).first()
    if row is None:
        raise NotThere
    text = request.GET.get("q", "").strip()[:LONGEST]
    typed = [
        each for each in found_at_the_desk(crisis, text).searches if each.pk != row.pk and not each.wiped_at
    ]
    coded = next((each for each in typed if _code(each.reference) == _code(text)), None)
    if coded:
        return redirect("desk_compare", crisis.slug, row.public_id, coded.public_id)
    context = {"search": row, "q": text, "typed": typed, "linked": linked(row)}
    return desk_page(request, "matching/desk_compare_with.html", crisis, suggested=suggested(row), **context)


@require_safe
@desk()
def compare(request: HttpRequest, crisis: Crisis, at: datetime, search: UUID, other: UUID) -> HttpResponse:
    pair = pair_here(crisis, search, other)
    context = {
        "pair": pair,
        "sides": (record_of(pair.one), record_of(pair.other)),
        "lines": [
            (name, LABELS[name], verdict.value, VERDICTS[verdict]) for name, verdict in pair.verdicts.items()
        ],
        "readers": readers_of(pair.choice),
        "matter": matter_of(request.user, pair.one) or matter_of(request.user, pair.other),
    }
    return desk_page(request, "matching/desk_compare.html", crisis, **context)


@require_POST
@desk()
def decide(
    request: HttpRequest, crisis: Crisis, at: datetime, search: UUID, other: UUID, verb: str
) -> HttpResponse:
    pair = pair_here(crisis, search, other)
    done = _done(pair, verb)
    try:
        decide_pair(pair=pair, verb=verb, origin=desk_origin(request), at=at)
    except (NotThere, NotAllowed):
        raise
    except Refused as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, done)
    return redirect("desk_compare", crisis.slug, search, other)


def _done(pair: Pair, verb: str) -> str:
    if verb == "refuse":
        return _("Noted: not the same person.")
    if verb == "undo":
        return _("Taken back. Whoever was told learns that it was not right.")
    return _("The two searches are linked. If it was wrong, take it back below.")


def _code(text: str) -> str:
    return text.replace("-", "").replace(" ", "").casefold()
