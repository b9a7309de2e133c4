"""What the family and the followers of a search may read, for their page and for programs."""

from datetime import datetime

from django.db.models import Max

from crisis.activation.vocabulary import Profile
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import Found, told_of
from crisis.gazetteer.districts import district_of
from crisis.search.linking.queries import also_public, group
from crisis.search.models import Follower, Note, PublicSearch, Search
from crisis.search.public_copy import reads_first
from crisis.search.rules import masked, never_public
from crisis.search.vocabulary import Role, SearchState, ShownTo, says
from matching.leads.choice import choice_for, knows_contact
from matching.models import Lead, LeadTold
from matching.vocabulary import LeadKind, LeadState


def people_found(search: Search, follower: Follower) -> list[tuple[Found, datetime]]:
    """What they say, and when a coordinator confirmed it, of the leads this follower may know of now: each once, of
    this search and of those linked with it.

    Asked of those they were told of once: what they never may know costs no statement, so that no clock shows it.
    """
    told = LeadTold.objects.filter(person=follower.person_id).values("lead")
    confirmed = Lead.objects.filter(
        kind=LeadKind.CHECK_IN, state=LeadState.CONFIRMED, search__in=group(search.pk), pk__in=told
    )
    found = {}
    for lead in confirmed.select_related("search__crisis").order_by("-decided_at"):
        me = next((each for each in choice_for(lead).followers if each.person_id == follower.person_id), None)
        if me and lead.other not in found:
            check_in = CheckIn.objects.get(public_id=lead.other)
            found[lead.other] = (
                told_of(check_in, knows_contact=knows_contact(check_in, me)),
                lead.decided_at,
            )
    return list(found.values())


def last_told(search: Search, follower: Follower) -> datetime | None:
    """When this follower was last told of a check-in that was not somebody else's: where people_found() is empty, what
    they read then was taken back, ran out, or is held.
    """
    told = LeadTold.objects.filter(person=follower.person_id, taken_back_at=None)
    leads = {"lead__kind": LeadKind.CHECK_IN, "lead__state": LeadState.CONFIRMED}
    found = told.filter(lead__search__in=group(search.pk), **leads)
    return found.aggregate(last=Max("told_at"))["last"]


def notes_for(follower: Follower, copy: PublicSearch | None) -> list[Note]:
    """Those let through: to the family also what was let through to them alone; to others while it is public.

    Without the numbers in them: the family does not learn who wrote. `says`: its status as others read it.
    """
    shown_to = [ShownTo.EVERYONE]
    if follower.role == Role.FAMILY:
        shown_to.append(ShownTo.FAMILY)
    elif copy is None:
        return []
    notes = Note.objects.select_related("answers").filter(
        search=follower.search, shown_to__in=shown_to, held_at__isnull=True
    )
    shown = list(notes.order_by("-posted_at", "-pk"))
    for note in shown:
        note.district = district_of(note.cell) if note.cell else ""
        note.who, note.sure = note.get_author_kind_display(), note.get_verification_display()
        note.text, note.place, note.says = masked(note.text), masked(note.place), says(note.kind, note.status)
    return shown


def also_looked_for(follower: Follower, copy: PublicSearch | None) -> list[PublicSearch]:
    """Other searches for the same person that everybody may see: to the family, to others while this one is public."""
    if copy is None and follower.role != Role.FAMILY:
        return []
    return also_public(follower.search.crisis, follower.search_id)


def waits_for(search: Search, copy: PublicSearch | None) -> str:
    """What stands between this search and the public, in one word; "" when it is public, and once it has ended."""
    if search.state != SearchState.OPEN:  # who ended it, and what else was hidden then, is nobody's to read
        return ""
    if copy is not None:
        return "edit" if search.unread and reads_first(search) else ""
    if search.crisis.profile == Profile.HUNTED:
        return "hunted"
    if never_public(search.age_min, search.age_max):
        return "child"
    if search.held_at:
        return "held"  # by a moderator, or a claim: the family must not read that somebody said "this is me"
    if not search.owner.contact_points.filter(verified_at__isnull=False).exists():
        return "code"
    return "moderator" if reads_first(search) else ""
