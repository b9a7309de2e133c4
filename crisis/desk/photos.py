"""What moderators do with a photo of a search."""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid
from accounts.origin import Origin
from crisis.activation.access import MODERATE, require
from crisis.moderation.actions import decide
from crisis.moderation.vocabulary import Act
from crisis.search.photos.judging import blur_photo, clear_photo, hold_photo, judge_false
from crisis.search.photos.models import Photo


def review_photo(*, photo: Photo, to: str, reason: str, origin: Origin, at: datetime) -> None:
    """`to`: hold; false (and remember its hashes, across crises); clear; or blur and unblur, which are no decisions.

    Raises Invalid, NotAllowed, TooLate.
    """
    require(origin.actor, MODERATE, photo.crisis_id)
    if to in ("blur", "unblur"):
        return blur_photo(photo=photo, sensitive=to == "blur", origin=origin, at=at)
    doors = {
        "hold": (Act.HOLD, partial(hold_photo, photo=photo)),
        "false": (Act.HOLD, partial(judge_false, photo=photo, reason=reason)),
        "clear": (Act.RESTORE, partial(clear_photo, photo=photo)),
    }
    if to not in doors:
        raise Invalid({"do": [_("Choose what to do.")]})
    act, doing = doors[to]
    about = {"crisis": photo.crisis, "subject_kind": "search_photo", "subject": photo.public_id}
    decide(**about, act=act, reason=reason, origin=origin, at=at, doing=doing)
    return None
