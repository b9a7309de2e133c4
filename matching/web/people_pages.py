"""What the family, a follower, whoever checked in and whoever says "this is me" see on their own page."""

from django.db.models import Prefetch
from django.urls import reverse

from accounts.people.contact import shown
from accounts.people.models import ContactPoint
from crisis.activation.actions import absolute
from crisis.checkin.actions.unplaced import unplaced_of
from crisis.checkin.asks.queries import askers_of
from crisis.checkin.findable import confirmed_among
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import company, told_of
from crisis.checkin.vocabulary import KeyKind, Life, Status, Voice
from crisis.desk.models import Case
from crisis.desk.vocabulary import Why
from crisis.gazetteer.districts import district_of
from crisis.moderation.queries import decisions_on, in_words
from crisis.search.answers import answers_to, threaded
from crisis.search.contact.models import ContactWish
from crisis.search.contact.queries import with_wishes
from crisis.search.liaison.queries import told_to_family
from crisis.search.linking.queries import found_word
from crisis.search.models import Follower, Note, Search
from crisis.search.queries import public_copy_of
from crisis.search.rules import kept, photo_never_public
from crisis.search.vocabulary import NoteKind, NoteStatus, Role, SearchState
from crisis.search.web.answering_forms import RelativeForm
from crisis.shelter.vocabulary import ALIVE_NEEDS
from matching.leads.known import standing_for
from matching.leads.linked import found_elsewhere
from matching.leads.shown import also_looked_for, last_told, notes_for, people_found, waits_for
from matching.web import people_photos
from matching.web.asks import appointment_on
from matching.web.opened import Opened

PAST_SHOWN = 5


def search_page(opened: Opened, bound: dict) -> dict:
    """The family sees all that was let through; a follower what everybody may see, and leads that are theirs."""
    copy = public_copy_of(opened.posted)
    found, notes = people_found(opened.posted, opened.follower), notes_for(opened.follower, copy)
    shared = {
        "copy": copy,
        "people": [(said, district_of(said.cell) if said.cell else "", at) for said, at in found],
        "gone_since": None if found else last_told(opened.posted, opened.follower),
        "standing": standing_for(notes, found),
        "also": also_looked_for(opened.follower, copy),
        "notes": threaded(notes, family=opened.is_family),
    }
    return shared | _for_the_family(opened, shared, bound) if opened.is_family else shared


def _for_the_family(opened: Opened, shared: dict, bound: dict) -> dict:
    search, told = opened.posted, told_to_family(opened.posted.pk)
    mourned = bool(told and not told.wrong)  # then nothing on it asks for anything, or hopes
    with_wishes(shared["notes"])
    notes = [note for note in shared["notes"] if not (mourned and _is_unanswered(note))]
    return people_photos.on_page(search, bound.get("photo")) | {
        "notes": notes,
        "told": told,
        "mourned": mourned,
        "found_elsewhere": found_elsewhere(opened.follower),
        "word_given": found_word(search),
        "public_url": absolute(reverse("search_page", args=[opened.crisis.slug, search.public_id])),
        "waits_for": waits_for(search, shared["copy"]),
        "photo_is_ours_alone": photo_never_public(search.age_min, search.age_max),
        "relative_form": bound.get("relative") or RelativeForm(),
        "relatives": _relatives(search),
        "place": getattr(search, "last_seen", None),
        "others": Follower.objects.filter(search=search, role=Role.FOLLOWER).count(),
        "editable": search.state == SearchState.OPEN and opened.crisis.is_active and not mourned,
        "decisions": in_words(search.public_id)[:PAST_SHOWN],
        "kept_days": kept().days,
        "kept_until": search.closed_at and search.closed_at + kept(),
    }


def _is_unanswered(note: Note) -> bool:
    return note.kind == NoteKind.QUESTION and not note.replies


def _relatives(search: Search) -> list[Follower]:
    """Each with `contact`, shortened, whether they `answered`, and `removable`: one who never did."""
    points_of = Prefetch("person__contact_points", ContactPoint.objects.order_by("pk"))
    rows = Follower.objects.filter(search=search, role=Role.FAMILY).select_related("person").order_by("pk")
    relatives = list(rows.prefetch_related(points_of))
    for each in relatives:
        points = list(each.person.contact_points.all())
        each.contact = shown(points[-1].kind, points[-1].value) if points else ""
        each.answered = any(point.verified_at for point in points)
        each.removable = not each.answered and each.person_id != search.owner_id
    return relatives


def check_in_page(opened: Opened, bound: dict) -> dict:
    check_in = opened.posted
    together = list(company(check_in)) if check_in.voice != Voice.OTHER else []
    return {
        "told": told_of(check_in, knows_contact=True, whole=True).told,
        "unplaced": unplaced_of(check_in),
        "company": together if len(together) > 1 else [],
        "named": check_in.keys.filter(kind=KeyKind.NAMED).count(),
        "gave_contact": check_in.keys.filter(kind=KeyKind.OWN).exists(),
        "confirmed": bool(confirmed_among([check_in])),
        "askers": askers_of(check_in),
        "find_url": absolute(reverse("find", args=[opened.crisis.slug])),
        "district": district_of(check_in.cell) if check_in.cell else "",
        "editable": check_in.life == Life.ACTIVE and opened.crisis.is_active,
        "decisions": [(each, "") for each in decisions_on(check_in.public_id)[:PAST_SHOWN]],
        **_what_goes_on(check_in),
        **appointment_on(check_in, bound),
    }


def _what_goes_on(check_in: CheckIn) -> dict:
    """Of help that is no longer asked for: the request it opened, and what the coordinators still see."""
    if check_in.life == Life.ACTIVE and check_in.status == Status.NEED_HELP:
        return {}
    if check_in.need is None:
        lost = Case.objects.filter(subject=check_in.public_id, why=Why.HELP_UNPLACED, closed_at=None)
        return {"desk_may_ask": lost.exists()}
    others = CheckIn.objects.filter(need=check_in.need, life=Life.ACTIVE, status=Status.NEED_HELP)
    return {"request_stands": check_in.need.state in ALIVE_NEEDS, "nobody_else_waits": not others.exists()}


def claim_page(opened: Opened, bound: dict) -> dict:
    note = opened.posted
    wish = ContactWish.objects.filter(note=note).prefetch_related("lines").first()
    return {
        "search": note.search,
        "copy": public_copy_of(note.search),
        "is_claim": note.status == NoteStatus.IS_NOTE_AUTHOR,
        "answers": answers_to(note),
        "wish": wish,
    }
