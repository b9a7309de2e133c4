"""The kinds that exist so far: doors, needs, shelters, searches, notes on them, check-ins, a crisis as a whole."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.links.models import ManageLink
from crisis.activation.models import Crisis
from crisis.checkin.actions.changing import hide_check_in, show_check_in
from crisis.checkin.asks.actions.ending import hide_ask, show_ask
from crisis.checkin.asks.models import Ask
from crisis.checkin.models import CheckIn, FindableCheckIn
from crisis.moderation.models import Decision, Report
from crisis.moderation.subjects import Kind, register
from crisis.moderation.vocabulary import LOOKED_AT_AGAIN, Act
from crisis.search.actions.notes import told_of_holds
from crisis.search.actions.showing import hide_note, hide_search, restore_note, restore_search
from crisis.search.actions.wiping import wiped_too
from crisis.search.models import Note, Search
from crisis.search.photos.judging import clear_photo, hold_photo
from crisis.search.photos.models import WITHOUT_BYTES, Photo
from crisis.search.queries import public_searches
from crisis.search.vocabulary import NoteStatus, ShownTo
from crisis.shelter.actions.offers import hide_offer, show_offer
from crisis.shelter.actions.official import hide_shelter, show_shelter
from crisis.shelter.models import Hold, Need, Offer, OfficialShelter


def by_id(model: type[Model]) -> Callable[[Crisis, UUID], Model | None]:
    found = model.objects.select_related("crisis")
    return lambda crisis, public_id: found.filter(crisis=crisis, public_id=public_id).first()


def was_guest_there(link: ManageLink, offer: Offer) -> bool:
    """Only somebody for whom a place was kept at this door knows of it."""
    guests = Hold.objects.filter(offer=offer, need__public_id=link.subject)
    return link.subject_kind == "need" and guests.exists()


def describe_offer(offer: Offer) -> list[tuple[str, str]]:
    return [
        (_("Code"), offer.reference),
        (_("State"), offer.get_state_display()),
        (_("Places"), str(offer.places)),
        (_("Note of the host"), offer.note),
    ]


def was_host_of(link: ManageLink, need: Need) -> bool:
    """Only a host whose door was asked for them knows of them."""
    hosts = Hold.objects.filter(need=need, offer__public_id=link.subject)
    return link.subject_kind == "offer" and hosts.exists()


def describe_need(need: Need) -> list[tuple[str, str]]:
    return [
        (_("Code"), need.reference),
        (_("State"), need.get_state_display()),
        (_("People"), str(need.people)),
        (_("Note of the guest"), need.note),
    ]


def describe_shelter(shelter: OfficialShelter) -> list[tuple[str, str]]:
    return [
        (_("Name"), shelter.name),
        (_("Address"), shelter.label),
        (_("Source"), shelter.origin_source),
        (_("State"), shelter.get_state_display()),
    ]


def is_check_in_seen(check_in: CheckIn) -> bool:
    return FindableCheckIn.objects.filter(check_in=check_in).exists()


def describe_check_in(check_in: CheckIn) -> list[tuple[str, str]]:
    return [
        (_("Code"), check_in.reference),
        (_("Name"), check_in.full_name),
        (_("What was said"), check_in.get_status_display()),
        (_("Whose word"), f"{check_in.get_voice_display()} {check_in.said_by}".strip()),
        (_("Message"), check_in.message),
    ]


def describe_ask(ask: Ask) -> list[tuple[str, str]]:
    return [
        (_("Code"), ask.reference),
        (_("Who asks, as they typed it"), ask.name),
        (_("People asked"), str(ask.asked.count())),
        (_("Answers"), str(ask.asked.exclude(answer="").count())),
    ]


def is_search_seen(search: Search) -> bool:
    return public_searches(search.crisis).filter(search=search).exists()


def describe_search(search: Search) -> list[tuple[str, str]]:
    return [
        (_("Code"), search.reference),
        (_("State"), search.get_state_display()),
        (_("Name"), search.full_name),
        (_("Description"), search.description),
        (_("The family's question"), search.proof_question),
    ]


@told_of_holds
def write_down_as_any_other(search: Search, *, held: bool, at: datetime) -> None:
    """A claim's hold looks to the family like a moderator's who says no more: nothing tells of "this is me"."""
    about = {"subject_kind": "search", "subject": search.public_id, "reason": LOOKED_AT_AGAIN, "at": at}
    Decision.objects.create(crisis=search.crisis, act=Act.HOLD if held else Act.RESTORE, **about)


@wiped_too
def forget_what_was_reported(wiped: Search, ids: list[UUID]) -> None:
    """That it was reported, and why, stays: it is counted."""
    Report.objects.filter(subject__in=ids).update(text="")


def find_note(crisis: Crisis, public_id) -> Note | None:
    """Not "this is me": that is between whoever said it and a coordinator."""
    notes = Note.objects.select_related("search__crisis").exclude(status=NoteStatus.IS_NOTE_AUTHOR)
    return notes.filter(search__crisis=crisis, public_id=public_id).first()


def find_photo(crisis: Crisis, public_id) -> Photo | None:
    photos = WITHOUT_BYTES.select_related("search__crisis")
    return photos.filter(search__crisis=crisis, public_id=public_id).first()


def describe_photo(photo: Photo) -> list[tuple[str, str]]:
    return [(_("On the search"), photo.search.reference), (_("Blurred"), photo.get_sensitive_display())]


def is_note_seen(note: Note) -> bool:
    return note.shown_to == ShownTo.EVERYONE and not note.held_at and is_search_seen(note.search)


def describe_note(note: Note) -> list[tuple[str, str]]:
    return [
        (_("On the search"), note.search.reference),
        (_("Says"), note.get_status_display()),
        (_("Text"), _("Held: the liaisons have it.") if note.handed_at else note.text),
        (_("Where"), note.place),
    ]


register(
    Kind(
        name="offer",
        label=gettext_lazy("A door"),
        find=by_id(Offer),
        hide=lambda row, **by: hide_offer(offer=row, **by),
        show=lambda row, **by: show_offer(offer=row, **by),
        is_public=False,
        concerns=was_guest_there,
        named=lambda row: row.reference,
        describe=describe_offer,
    )
)
register(
    Kind(
        name="need",
        label=gettext_lazy("A request for a place"),
        find=by_id(Need),
        instead=gettext_lazy(
            "A request is never hidden: nobody in need is refused. A coordinator can speak with them, take a match "
            "back or suspend the person."
        ),
        is_public=False,
        only_reported=True,
        concerns=was_host_of,
        named=lambda row: row.reference,
        describe=describe_need,
    )
)
register(
    Kind(
        name="shelter",
        label=gettext_lazy("An official shelter"),
        find=by_id(OfficialShelter),
        hide=lambda row, **by: hide_shelter(shelter=row, **by),
        show=lambda row, **by: show_shelter(shelter=row, **by),
        named=lambda row: row.name,
        describe=describe_shelter,
    )
)
register(
    Kind(
        name="search",
        label=gettext_lazy("A search for somebody"),
        find=by_id(Search),
        hide=lambda row, **by: hide_search(search=row, **by),
        show=lambda row, **by: restore_search(search=row, **by),
        seen=is_search_seen,
        named=lambda row: row.reference,
        describe=describe_search,
    )
)
register(
    Kind(
        name="search_note",
        label=gettext_lazy("A note on a search"),
        find=find_note,
        hide=lambda row, **by: hide_note(note=row, **by),
        show=lambda row, **by: restore_note(note=row, **by),
        seen=is_note_seen,
        named=lambda row: row.search.reference,
        describe=describe_note,
    )
)
register(
    Kind(
        name="search_photo",
        label=gettext_lazy("A photo on a search"),
        find=find_photo,
        hide=lambda row, **by: hold_photo(photo=row, **by),
        show=lambda row, **by: clear_photo(photo=row, **by),
        is_public=False,
        named=lambda row: row.search.reference,
        describe=describe_photo,
    )
)
register(
    Kind(
        name="check_in",
        label=gettext_lazy("A check-in"),
        find=by_id(CheckIn),
        hide=lambda row, **by: hide_check_in(check_in=row, **by),
        show=lambda row, **by: show_check_in(check_in=row, **by),
        seen=is_check_in_seen,
        only_reported=True,
        named=lambda row: row.reference,
        describe=describe_check_in,
    )
)
register(
    Kind(
        name="ask",
        label=gettext_lazy("A question: are you safe?"),
        find=by_id(Ask),
        hide=lambda row, **by: hide_ask(ask=row, **by),
        show=lambda row, **by: show_ask(ask=row, **by),
        is_public=False,
        only_reported=True,
        named=lambda row: row.reference,
        describe=describe_ask,
    )
)
register(
    Kind(
        name="crisis",
        label=gettext_lazy("The crisis as a whole"),
        find=lambda crisis, public_id: crisis if crisis.public_id == public_id else None,
        describe=lambda crisis: [(_("Name"), crisis.name)],
    )
)
