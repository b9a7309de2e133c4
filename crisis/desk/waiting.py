"""What waits for a decision beside the cases: searches and notes to read, reports, and whatever registers itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisis.activation.models import Crisis
from crisis.activation.queries import liaisons_of
from crisis.activation.vocabulary import Phase
from crisis.desk.figures import minutes
from crisis.desk.models import Case, SecondYes
from crisis.desk.vocabulary import Why
from crisis.moderation.queries import reported
from crisis.moderation.subjects import kinds
from crisis.moderation.vocabulary import ReportReason
from crisis.search.models import Note, Search
from crisis.search.photos.queries import held_photos
from crisis.search.queries import unread_notes, unread_searches
from crisis.search.rules import never_public, tells_of_a_death
from crisis.search.vocabulary import NoteStatus, says

SOON, LATE = 15, 30  # minutes
PAGES = {
    "offer": "desk_offer",
    "need": "desk_need",
    "search": "desk_one_search",
    "check_in": "desk_check_in",
}


@dataclass(frozen=True)
class Row:
    """`waited`: minutes since it came. `case` None: nobody has looked yet. `about`: whom it is about.

    `threatened`: somebody says that a person threatens or looks for them. `takable`: becomes a case when somebody
    takes it; all else is decided on its own page.
    """

    subject_kind: str
    subject: UUID
    reference: str
    why: str
    state: str
    waited: int
    path: str = ""
    about: str = ""
    district: str = ""
    people: int = 0
    children: int = 0
    urgent: bool = False
    threatened: bool = False
    takable: bool = False
    case: Case | None = None
    second_yes: SecondYes | None = None

    @property
    def patient(self) -> bool:
        """They sleep somewhere and asked for a word once the night is over: nobody in need waits behind that."""
        return self.case is not None and self.case.why == Why.FOLLOW_UP

    @property
    def css(self) -> str:
        if self.case and self.case.taken_by_id:
            return "taken"
        if self.patient:
            return ""
        return "late" if self.urgent or self.waited > LATE else "soon" if self.waited > SOON else ""


@dataclass(frozen=True)
class Kind:
    """`tab`: the page of the desk that holds them all; `rows(crisis, at, most)`: the oldest `most`, at least."""

    name: str
    label: str | Promise
    tab: str
    count: Callable[[Crisis], int]
    rows: Callable[[Crisis, datetime, int], list[Row]]


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    KINDS[kind.name] = kind


def counts(crisis: Crisis) -> dict[str, int]:
    """{kind: how many wait}: one query a kind."""
    return {kind.name: kind.count(crisis) for kind in KINDS.values()}


def page_of(crisis: Crisis, kind: str, subject: UUID) -> str:
    """The desk's page of what somebody posted, or ""."""
    try:
        return reverse(PAGES[kind], args=[crisis.slug, subject])
    except (KeyError, NoReverseMatch):
        return ""


def _to_read(crisis: Crisis) -> QuerySet[Search]:
    """A child's has a case of its own, and more urgent."""
    children = Case.objects.filter(crisis=crisis, why=Why.CHILD_SOUGHT, closed_at__isnull=True)
    return unread_searches(crisis).exclude(public_id__in=children.values("subject"))


def why_not_public(search: Search) -> str:
    """What keeps it from the public whoever reads it; "" where nothing does. Of unread_searches()."""
    if never_public(search.age_min, search.age_max):
        return _("Never public: a child under 15")
    return "" if search.answered else _("Not public yet: whoever posted it has not answered")


def _searches(crisis: Crisis, at: datetime, most: int) -> list[Row]:
    return [
        Row(
            subject_kind="search",
            subject=search.public_id,
            reference=search.reference,
            why=_("A search to read"),
            about=search.full_name,
            state=why_not_public(search) or (_("Changed since it was read") if search.let_through_at else ""),
            waited=minutes(search.edited_at, at),
            path=page_of(crisis, "search", search.public_id),
        )
        for search in _to_read(crisis)[:most]
    ]


def _told(crisis: Crisis) -> QuerySet[Note]:
    """ "This is me" opens a case of its own."""
    return unread_notes(crisis).exclude(status=NoteStatus.IS_NOTE_AUTHOR)


def what_it_says(note: Note) -> str:
    """The kind of it. What may speak of a death says so: it is read before all else, and handed to the liaisons."""
    if tells_of_a_death(note.text) and not note.handed_at:
        return _("This may speak of a death")
    return says(note.kind, note.status)


def _notes(crisis: Crisis, at: datetime, most: int) -> list[Row]:
    return [
        Row(
            subject_kind="search_note",
            subject=note.public_id,
            reference=note.search.reference,
            why=_("What somebody told, to read"),
            about=note.search.full_name,
            state=what_it_says(note),
            waited=minutes(note.since, at),
            urgent=tells_of_a_death(note.text),
            path=f"{page_of(crisis, 'search', note.search.public_id)}#note_{note.public_id}",
        )
        for note in _told(crisis)[:most]
    ]


def _no_liaison(crisis: Crisis) -> int:
    """From the beginning, whatever waits: this line tells nobody that something does."""
    return int(crisis.phase == Phase.ACTIVE and not liaisons_of(crisis))


def _liaisons(crisis: Crisis, at: datetime, _most: int) -> list[Row]:
    if not _no_liaison(crisis):
        return []
    return [
        Row(
            subject_kind="crisis",
            subject=crisis.public_id,
            reference="",
            why=_("This crisis has no liaisons: name three"),
            state="",
            waited=minutes(crisis.activated_at or at, at),
            path=reverse("desk_team", args=[crisis.slug]),
        )
    ]


def _photos(crisis: Crisis, at: datetime, most: int) -> list[Row]:
    return [
        Row(
            subject_kind="search_photo",
            subject=photo.public_id,
            reference=photo.search.reference,
            why=_("A photo that looks like one judged false"),
            about=photo.search.full_name,
            state="",
            waited=minutes(photo.held_at, at),
            path=f"{page_of(crisis, 'search', photo.search.public_id)}#photo_{photo.public_id}",
        )
        for photo in held_photos(crisis)[:most]
    ]


def _reports(crisis: Crisis, at: datetime, most: int) -> list[Row]:
    return [
        Row(
            subject_kind=told["subject_kind"],
            subject=told["subject"],
            reference="",
            why=_why(told),
            about=str(kinds()[told["subject_kind"]].label),
            state="",
            waited=minutes(told["first_at"], at),
            urgent=bool(told["stalker"] or told["danger"]),
            threatened=bool(told["stalker"]),
            path=reverse("desk_report", args=[crisis.slug, told["subject_kind"], told["subject"]]),
        )
        for told in reported(crisis)[:most]
    ]


def _why(told: dict) -> str:
    if told["stalker"]:
        return ReportReason.STALKER.label
    return _("Somebody may be in danger: a report") if told["danger"] else _("A report to read")


def how_many(rows: Callable[[Crisis], QuerySet]) -> Callable[[Crisis], int]:
    return lambda crisis: rows(crisis).count()


for kind in (
    Kind("no_liaison", gettext_lazy("Liaisons to name"), "desk_team", _no_liaison, _liaisons),
    Kind("search_unread", gettext_lazy("Searches to read"), "desk_searches", how_many(_to_read), _searches),
    Kind("note_unread", gettext_lazy("What people told, to read"), "desk_searches", how_many(_told), _notes),
    Kind("photo_held", gettext_lazy("Photos to look at"), "desk_searches", how_many(held_photos), _photos),
    Kind("reported", gettext_lazy("Reports"), "desk_reports", how_many(reported), _reports),
):
    register(kind)
