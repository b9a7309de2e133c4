"""The one place that writes what look-ups may show, and whom the public counts.

Called by every door of the safety check, and by hide and show.
"""

from collections import defaultdict

from accounts import rows
from accounts.people.contact import digest
from accounts.people.mailboxes import numbers_of
from accounts.people.models import ContactPoint
from crisis.checkin.models import CheckIn, CheckInKey, CountedCheckIn, FindableCheckIn
from crisis.checkin.vocabulary import Audience, KeyKind, Life, Status
from matching.engine.names import fold, weighty

TOLD = [
    "audience", "given_name", "initial", "words", "status", "message", "cell", "confirmed", "said_at", "voice",
    "said_by",
]  # fmt: skip
FINDABLE = frozenset({Audience.CONTACTS, Audience.ANYONE})
_ALWAYS = ["check_in_id", "public_id", "crisis_id"]
COUNTED = ["check_in_id", "crisis_id", "author", "lead", "nearness", "cell", "said_at"]


def publish_new(check_ins: list, *, confirmed: dict[int, int]) -> None:
    """publish() for check-ins that were written a moment ago in the same transaction (actions.recording.NewCheckIn).

    `confirmed`: confirmed_among() them.
    """
    shown = [each for each in check_ins if each.audience in FINDABLE]
    rows.write(
        FindableCheckIn, [*_ALWAYS, *TOLD], [_columns_of(each, each.pk in confirmed) for each in shown]
    )
    _count(shown, confirmed)


def publish(check_ins: list[CheckIn]) -> None:
    """Bring the copies in line: written where somebody may find them, deleted where nobody may."""
    shown = [each for each in check_ins if may_be_found(each)]
    hidden = [each.pk for each in check_ins if not may_be_found(each)]
    confirmed = confirmed_among(shown)
    FindableCheckIn.objects.filter(check_in__in=hidden).delete()
    FindableCheckIn.objects.bulk_create(
        [_copy(each, each.pk in confirmed) for each in shown],
        update_conflicts=True,
        unique_fields=["check_in"],
        update_fields=TOLD,
    )
    CountedCheckIn.objects.filter(check_in__in=[each.pk for each in check_ins]).delete()
    _count(shown, confirmed)


def _count(shown: list, confirmed: dict[int, int]) -> None:
    """The public counts of these who is safe, may be found by anybody, and is said so by somebody who answered."""
    safe = [each for each in shown if each.status == Status.SAFE and each.audience == Audience.ANYONE]
    rows.write(
        CountedCheckIn, COUNTED, [_counted(each, confirmed[each.pk]) for each in safe if each.pk in confirmed]
    )


def _counted(check_in, author: int) -> tuple:
    """In the order of COUNTED."""
    cell = check_in.cell if check_in.say_where else ""
    lead = check_in.beside_id or check_in.pk
    return check_in.pk, check_in.crisis_id, author, lead, check_in.nearness, cell, check_in.said_at


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


def confirmed_among(check_ins: list) -> dict[int, int]:
    """{check-in: its author's number} of those whose own contact answered: one given and one verified are the same."""
    keys = CheckInKey.objects.filter(check_in__in=rows.among(each.pk for each in check_ins), kind=KeyKind.OWN)
    given = defaultdict(set)
    for check_in, key in keys.values_list("check_in_id", "digest"):
        given[check_in].add(key)
    checkable = [each for each in check_ins if each.pk in given]
    if not checkable:
        return {}
    verified = ContactPoint.objects.filter(
        person__in=rows.among({each.owner_id for each in checkable}), verified_at__isnull=False
    ).order_by("pk")
    answered = defaultdict(set)
    for point in verified:
        answered[point.person_id].add(digest(point))
    authors = numbers_of(verified)
    return {each.pk: authors[each.owner_id] for each in checkable if given[each.pk] & answered[each.owner_id]}
