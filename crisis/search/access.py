"""Who may see and change which search. Hidden, closed and never there look the same."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.errors import NotThere, Refused
from accounts.links.models import ManageLink
from crisis.activation.models import Crisis
from crisis.search.models import Follower, Note, PublicSearch, Search
from crisis.search.photos.models import Photo
from crisis.search.queries import public_searches
from crisis.search.vocabulary import Role


class Wiped(Refused):
    """A link to what was looked after here: only that it is over is left to say."""

    code = "wiped"
    message = _("This search was deleted, as everything is some time after it has ended.")
    status = 410
    page = "search/wiped.html"

    def __init__(self, wiped_at: datetime):
        super().__init__()
        self.wiped_at = wiped_at


def public_search(crisis: Crisis, public_id: UUID) -> PublicSearch:
    """Raises NotThere, whatever the reason."""
    copy = public_searches(crisis).filter(public_id=public_id).first()
    if copy is None:
        raise NotThere
    return copy


def public_photo(crisis: Crisis, public_id: UUID, key: str) -> Photo:
    """A photo the public copy names, and no other. Raises NotThere."""
    copy = public_search(crisis, public_id)
    named = key in (photo["key"] for photo in copy.photos)
    photo = Photo.objects.filter(search=copy.search_id, key=key).first() if named else None
    if photo is None:
        raise NotThere
    return photo


def following(link: ManageLink | None) -> Follower:
    """The follower behind a manage-link, family or not, with `search`. Raises NotThere."""
    if link is None or link.subject_kind != "search":
        raise NotThere
    rows = Follower.objects.select_related("search__crisis", "search__owner", "person")
    follower = rows.filter(search__public_id=link.subject, person=link.person_id).first()
    if follower is None:
        _refuse_what_is_wiped(link)
        raise NotThere
    return follower


def _refuse_what_is_wiped(link: ManageLink) -> None:
    wiped = Search.objects.filter(public_id=link.subject, wiped_at__isnull=False).first()
    if wiped:
        raise Wiped(wiped.wiped_at)


def family_of(link: ManageLink | None) -> Search:
    """The search whose family holds this link. Raises NotThere for a follower too."""
    follower = following(link)
    if follower.role != Role.FAMILY:
        raise NotThere
    return follower.search


def claim_of(link: ManageLink | None) -> Note:
    """What somebody wrote who says they are the person sought. Raises NotThere."""
    if link is None or link.subject_kind != "search_note":
        raise NotThere
    note = Note.objects.select_related("search__crisis", "author")
    found = note.filter(public_id=link.subject, author=link.person_id).first()
    if found is None:
        raise NotThere
    return found
