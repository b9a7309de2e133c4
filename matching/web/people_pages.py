"""What the family, a follower, whoever checked in and whoever says "this is me" see on their own page."""

from datetime import datetime

from django.urls import reverse

from crisis.activation.actions import absolute
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Profile
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import Found, told_of
from crisis.checkin.vocabulary import KeyKind
from crisis.gazetteer.districts import district_of
from crisis.moderation.queries import decisions_on
from crisis.search.models import Follower, Note, Photo, PublicSearch, Search
from crisis.search.queries import public_searches
from crisis.search.rules import never_public, photo_never_public
from crisis.search.vocabulary import Role, SearchState, ShownTo
from crisis.search.web.forms import PhotoForm, RelativeForm
from matching.leads.choice import choice_for, knows_contact
from matching.models import Lead
from matching.vocabulary import LeadKind, LeadState
from matching.web.opened import Opened

PAST_SHOWN = 5


def search_page(opened: Opened, bound: dict) -> dict:
    """The family sees all that was let through; a follower what everybody may see, and leads that are theirs."""
    search = opened.posted
    copy = public_searches(opened.crisis).filter(search=search).first()
    shared = {"copy": copy, "people": people_found(search, opened.follower)}
    if not opened.is_family:
        return shared | {"notes": _notes(search, ShownTo.EVERYONE) if copy else []}
    return shared | {
        "notes": _notes(search, ShownTo.EVERYONE, ShownTo.FAMILY),
        "public_url": absolute(reverse("search_page", args=[opened.crisis.slug, search.public_id])),
        "waits_for": _waits_for(opened, copy),
        "photo": Photo.objects.filter(search=search).defer("full", "thumb").first(),
        "photo_is_ours_alone": photo_never_public(search.age_min, search.age_max),
        "photo_form": bound.get("photo") or PhotoForm(),
        "relative_form": bound.get("relative") or RelativeForm(),
        "relatives": Follower.objects.filter(search=search, role=Role.FAMILY).order_by("pk"),
        "others": Follower.objects.filter(search=search, role=Role.FOLLOWER).count(),
        "editable": search.state == SearchState.OPEN and opened.crisis.is_active,
        "decisions": [(each, "") for each in decisions_on(search.public_id)[:PAST_SHOWN]],
    }


def people_found(search: Search, follower: Follower) -> list[tuple[Found, str, datetime]]:
    """(what they say, their district or "", when a coordinator confirmed) of confirmed leads this follower may know."""
    confirmed = Lead.objects.filter(search=search, kind=LeadKind.CHECK_IN, state=LeadState.CONFIRMED)
    shown = []
    for lead in confirmed.select_related("search__crisis").order_by("-decided_at"):
        if follower.pk in {each.pk for each in choice_for(lead).followers}:
            check_in = CheckIn.objects.get(public_id=lead.other)
            said = told_of(check_in, knows_contact=knows_contact(lead, check_in, follower))
            shown.append((said, district_of(said.cell) if said.cell else "", lead.decided_at))
    return shown


def check_in_page(opened: Opened, bound: dict) -> dict:
    check_in = opened.posted
    return {
        "named": check_in.keys.filter(kind=KeyKind.NAMED).count(),
        "district": district_of(check_in.cell) if check_in.cell else "",
        "editable": check_in.life == "active" and opened.crisis.is_active,
        "decisions": [(each, "") for each in decisions_on(check_in.public_id)[:PAST_SHOWN]],
    }


def claim_page(opened: Opened, bound: dict) -> dict:
    return {"search": opened.posted.search}


def _notes(search: Search, *shown_to: str):
    return Note.objects.filter(search=search, shown_to__in=shown_to, held_at__isnull=True).order_by(
        "-posted_at"
    )


def _waits_for(opened: Opened, copy: PublicSearch | None) -> str:
    """What stands between this search and the public, in one word; "" when it is public."""
    search = opened.posted
    if copy is not None:
        return "edit" if search.unread and _read_first(opened.crisis) else ""
    if opened.crisis.profile == Profile.HUNTED:
        return "hunted"
    if never_public(search.age_min, search.age_max):
        return "child"
    if search.held_at:
        return "held"
    if not search.owner.contact_points.filter(verified_at__isnull=False).exists():
        return "code"
    return "moderator" if _read_first(opened.crisis) else ""


def _read_first(crisis: Crisis) -> bool:
    return crisis.profile != Profile.OPEN
