"""Who may see and change which search. Hidden, closed and never there look the same."""

from uuid import UUID

from accounts.errors import NotThere
from accounts.links.models import ManageLink
from crisis.activation.models import Crisis
from crisis.search.models import Follower, Note, Photo, PublicSearch, Search
from crisis.search.queries import public_searches
from crisis.search.vocabulary import Role


def public_search(crisis: Crisis, public_id: UUID) -> PublicSearch:
    """Raises NotThere, whatever the reason."""
    copy = public_searches(crisis).filter(public_id=public_id).first()
    if copy is None:
        raise NotThere
    return copy


def public_photo(crisis: Crisis, public_id: UUID, key: str) -> Photo:
    """The photo the public copy names, and no other. Raises NotThere."""
    copy = public_search(crisis, public_id)
    photo = Photo.objects.filter(search=copy.search_id, key=key).first() if key == copy.photo_key else None
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
        raise NotThere
    return follower


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
