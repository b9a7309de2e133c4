"""Help is needed and nobody knows where: a coordinator reads it, until there is a place or none is needed."""

from collections.abc import Iterable
from datetime import datetime

from accounts.journal.announce import announce
from accounts.origin import Origin
from accounts.throttle import spend
from crisis.checkin import events
from crisis.checkin.drafts import CheckInDraft
from crisis.checkin.models import CheckIn, UnknownPlace
from crisis.checkin.vocabulary import Life, Status


def bring_unplaced(*, check_in: CheckIn, draft: CheckInDraft, origin: Origin, at: datetime) -> None:
    """Keep their words and bring them before the desk, in the caller's transaction; harmless to do again."""
    words = {"words": draft.whereabouts.strip()[:200]}
    if not is_unplaced(check_in.pk):
        words["behind"] = not check_in.crisis.is_drill and _one_of_many(origin)
    UnknownPlace.objects.update_or_create(check_in=check_in, defaults=words)
    happened = events.HelpUnplaced(
        crisis_id=check_in.crisis_id, subject=check_in.public_id, at=at, check_in=check_in.pk
    )
    announce(happened, origin=origin)


def _one_of_many(origin: Origin) -> bool:
    """Did many come from this network this hour? All are taken; the desk is shown those of others first."""
    return bool(origin.network) and not spend("lost_from", origin.network).allowed


def said_again(ended: Iterable[CheckIn], *, origin: Origin, at: datetime) -> None:
    """Their author says anew how they are: of help asked for and taken back, or run out, nobody need ask any more."""
    for each in ended:
        if each.life != Life.ACTIVE and each.status == Status.NEED_HELP:
            happened = events.CheckInSaidAgain(
                crisis_id=each.crisis_id, subject=each.public_id, at=at, check_in=each.pk
            )
            announce(happened, origin=origin)


def unplaced_of(check_in: CheckIn) -> UnknownPlace | None:
    """Theirs, or that of whoever says it for them."""
    mine = UnknownPlace.objects.filter(check_in__in=[check_in.pk, check_in.beside_id])
    return mine.first() if check_in.status == Status.NEED_HELP else None


def is_unplaced(check_in: int | None) -> bool:
    return UnknownPlace.objects.filter(check_in=check_in).exists()
