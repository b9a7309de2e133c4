"""The photos other sites name: fetched in the background, from the hosts of their feed, through our decoder."""

import logging

from accounts.errors import Refused, TooMany
from accounts.origin import Door, Origin
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.search.pfif.cloning import drop_photos
from crisis.search.pfif.feeds import host_of
from crisis.search.pfif.fetching import NotFetched, fetch
from crisis.search.pfif.models import Clone
from crisis.search.pfif.vocabulary import PhotoState
from crisis.search.photos.actions import add_photo
from crisis.search.vocabulary import SearchState

log = logging.getLogger("crisis.search.pfif")

BATCH = 10
MOST_TRIES = 3


def fetch_photos(*, crisis: Crisis) -> int:
    """Of those that wait, the least tried first; how many came, none in an exercise. Harmless to run twice."""
    if crisis.is_drill:
        return 0
    waiting = Clone.objects.filter(
        crisis=crisis, photo_state=PhotoState.WAITING, search__state=SearchState.OPEN
    )
    rows = waiting.select_related("search__crisis", "feed").order_by("photo_tries", "pk")
    return sum(_fetch(clone) for clone in list(rows[:BATCH]))


def _fetch(clone: Clone) -> bool:
    """Each try is counted before it is made: a photo that kills its worker is not tried for ever."""
    tried = Clone.objects.filter(pk=clone.pk, photo_state=PhotoState.WAITING, photo_tries=clone.photo_tries)
    if not tried.update(photo_tries=clone.photo_tries + 1):
        return False
    url = clone.fields.get("photo_url", "")
    if host_of(url) not in clone.feed.photo_hosts:
        _becomes(clone, PhotoState.UNLISTED)
        return False
    try:
        data, at = fetch(url), crisis_now(clone.search.crisis)  # twenty seconds, perhaps
        kept = add_photo(search=clone.search, data=data, origin=Origin(door=Door.IMPORT), at=at)
        drop_photos(clone.search, but=kept, at=at)
    except TooMany:  # our own decoder has its hands full
        Clone.objects.filter(pk=clone.pk).update(photo_tries=clone.photo_tries)
        return False
    except (NotFetched, Refused) as failure:
        log.info("photo of clone %s: %s", clone.pk, failure)
        last = isinstance(failure, Refused) or clone.photo_tries + 1 >= MOST_TRIES
        _becomes(clone, PhotoState.REFUSED if last else PhotoState.WAITING)
        return False
    _becomes(clone, PhotoState.TAKEN)
    return True


def _becomes(clone: Clone, state: PhotoState) -> None:
    """Unless its record changed meanwhile, and names another photo."""
    same = Clone.objects.filter(pk=clone.pk, photo_state=PhotoState.WAITING, source_date=clone.source_date)
    same.update(photo_state=state)
