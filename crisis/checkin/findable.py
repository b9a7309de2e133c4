"""The one place that writes what look-ups may show. Called by every door of the safety check, and by hide and show."""

from collections import defaultdict

from accounts import rows
from accounts.people.contact import digest
from accounts.people.models import ContactPoint
from crisis.checkin.models import CheckIn, CheckInKey, FindableCheckIn
from crisis.checkin.vocabulary import Audience, KeyKind, Life
from matching.engine.names import fold, weighty

TOLD = [
    "audience", "given_name", "initial", "words", "status", "message", "cell", "confirmed", "said_at", "voice",
    "said_by",
]  # fmt: skip
FINDABLE = frozenset({Audience.CONTACTS, Audience.ANYONE})
_ALWAYS = ["check_in_id", "public_id", "crisis_id"]


def publish_new(check_ins: list, *, confirmed: set[int]) -> None:
    """publish() for check-ins that were written a moment ago in the same transaction (actions.recording.NewCheckIn)."""
    shown = [each for each in check_ins if each.audience in FINDABLE]
    rows.write(
        FindableCheckIn, [*_ALWAYS, *TOLD], [_columns_of(each, each.pk in confirmed) for each in shown]
    )


def publish(check_ins: list[CheckIn]) -> None:
    """Bring the findable copies in line: written where somebody may find them, deleted where nobody may."""
    shown = [each for each in check_ins if may_be_found(each)]
    hidden = [each.pk for each in check_ins if not may_be_found(each)]
    FindableCheckIn.objects.filter(check_in__in=hidden).delete()
    FindableCheckIn.objects.bulk_create(
        copies_of(shown),
        update_conflicts=True,
        unique_fields=["check_in"],
        update_fields=TOLD,
    )


def may_be_found(check_in: CheckIn) -> bool:
    return check_in.life == Life.ACTIVE and check_in.held_at is None and check_in.audience in FINDABLE


def copies_of(check_ins: list[CheckIn]) -> list[FindableCheckIn]:
    """As others may read them, unsaved."""
    confirmed = confirmed_among(check_ins)
    return [_copy(each, each.pk in confirmed) for each in check_ins]


def _copy(check_in: CheckIn, confirmed: bool) -> FindableCheckIn:
    names = [*_ALWAYS, *TOLD]
    return FindableCheckIn(**dict(zip(names, _columns_of(check_in, confirmed), strict=True)))


def _columns_of(check_in, confirmed: bool) -> tuple:
    """In the order of _ALWAYS and TOLD."""
    return (
        check_in.pk,
        check_in.public_id,
        check_in.crisis_id,
        check_in.audience,
        check_in.given_name,
        check_in.family_name.strip()[:1].upper(),
        len(set(weighty(fold(check_in.full_name)))),
        check_in.status,
        check_in.message if confirmed else "",
        check_in.cell if confirmed and check_in.say_where else "",
        confirmed,
        check_in.said_at,
        check_in.voice,
        check_in.said_by,
    )


def confirmed_among(check_ins: list) -> set[int]:
    """Those whose own contact answered: a contact given and a contact verified are the same."""
    answered = defaultdict(set)
    verified = ContactPoint.objects.filter(
        person__in={each.owner_id for each in check_ins}, verified_at__isnull=False
    )
    for point in verified:
        answered[point.person_id].add(digest(point))
    keys = CheckInKey.objects.filter(check_in__in=[each.pk for each in check_ins], kind=KeyKind.OWN)
    given = defaultdict(set)
    for check_in, key in keys.values_list("check_in_id", "digest"):
        given[check_in].add(key)
    return {each.pk for each in check_ins if given[each.pk] & answered[each.owner_id]}
