"""Reads of photos, never of their bytes. What the public sees stands in the public copy."""

from django.db.models import QuerySet

from crisis.activation.models import Crisis
from crisis.search.models import Search
from crisis.search.photos.models import BYTES_ALIKE, WITHOUT_BYTES, Photo
from crisis.search.queries import public_copy_of


def photos_of(search: Search) -> list[Photo]:
    """In their order, each with `state`: public, kept (for the family and the desk) or held (until somebody looked)."""
    copy = public_copy_of(search)
    public = {photo["key"] for photo in copy.photos} if copy else set()
    rows = list(WITHOUT_BYTES.filter(search=search).select_related("judgement__by", "like"))
    for photo in rows:
        photo.state = "held" if photo.held_at else "public" if photo.key in public else "kept"
    return rows


def held_photos(crisis: Crisis) -> QuerySet[Photo]:
    """Those that wait for somebody to look: held for their likeness, and not judged yet. Oldest first."""
    held = WITHOUT_BYTES.filter(search__crisis=crisis, held_at__isnull=False, judgement__isnull=True)
    like = held.filter(like__isnull=False).select_related("search", "like__photo").defer(*BYTES_ALIKE)
    return like.order_by("held_at", "pk")
