"""What SMS may cost: in segments, for a day and for a crisis. News stops first; the last fifth is for what cannot wait,
and never for those who did not ask: a stranger makes as many of these as they like.

Nothing is thrown away at the cap: what finds no room waits, and the desk and /ready say so.
"""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from accounts.people.vocabulary import ContactKind
from accounts.reach.carriers import sms
from accounts.reach.models import Message, SegmentsSpent
from accounts.reach.vocabulary import MessageState, NewsKind, Way

NEWS_SHARE = 0.8
UNASKED = (NewsKind.ASK, NewsKind.CHECK_IN)


def is_vital(message: Message) -> bool:
    """May it use the last fifth?"""
    return message.urgent and not message.behind and message.kind not in UNASKED


def spend(*, crisis_id: int | None, segments: int, vital: bool) -> bool:
    """Count them if there is room. Raises nothing; False where the message must wait."""
    today = timezone.localdate()
    with transaction.atomic():
        row, _new = SegmentsSpent.objects.get_or_create(crisis_id=crisis_id or 0, day=today)
        SegmentsSpent.objects.select_for_update().get(pk=row.pk)
        if not _fits(today, crisis_id, segments, vital):
            return False
        SegmentsSpent.objects.filter(pk=row.pk).update(segments=F("segments") + segments)
    return True


def give_back(*, crisis_id: int | None, segments: int) -> None:
    """The provider refused it: nothing is paid."""
    spent = SegmentsSpent.objects.filter(crisis_id=crisis_id or 0, day=timezone.localdate())
    spent.filter(segments__gte=segments).update(segments=F("segments") - segments)


def without_room() -> Q:
    """Which messages find none now, as a condition on Message."""
    found = Q(pk__in=[])
    for vital, those in (
        (False, Q(urgent=False) | Q(behind=True) | Q(kind__in=UNASKED)),
        (True, Q(pk__isnull=False)),
    ):
        if _full(settings.SMS_SEGMENTS_PER_DAY, _of_day(timezone.localdate()), vital):
            found |= those
        if crises := _full_crises(vital):
            found |= those & Q(crisis_id__in=crises)
    return found


def waiting_for_room(crisis_id: int | None = None) -> QuerySet[Message]:
    """SMS that the cost cap holds back, of one crisis or of all."""
    waiting = Message.objects.filter(
        state=MessageState.QUEUED, drill=False, contact__kind=ContactKind.PHONE, way=Way.CONTACT
    )
    if not sms.is_set():
        return waiting.none()
    return waiting.filter(without_room(), **({"crisis_id": crisis_id} if crisis_id else {}))


def _fits(today: date, crisis_id: int | None, segments: int, vital: bool) -> bool:
    caps = [(settings.SMS_SEGMENTS_PER_DAY, _of_day(today))]
    if crisis_id:
        caps.append((settings.SMS_SEGMENTS_PER_CRISIS, _of_crisis(crisis_id)))
    return all(not cap or spent + segments <= _cap(cap, vital) for cap, spent in caps)


def _cap(cap: int, vital: bool) -> int:
    return cap if vital else int(cap * NEWS_SHARE)


def _full(cap: int, spent: int, vital: bool) -> bool:
    """Not even one segment more."""
    return bool(cap) and spent + 1 > _cap(cap, vital)


def _full_crises(vital: bool) -> list[int]:
    cap = settings.SMS_SEGMENTS_PER_CRISIS
    if not cap:
        return []
    spent = SegmentsSpent.objects.exclude(crisis_id=0).values("crisis_id").annotate(all=Sum("segments"))
    return [row["crisis_id"] for row in spent if _full(cap, row["all"], vital)]


def _of_day(today: date) -> int:
    return SegmentsSpent.objects.filter(day=today).aggregate(all=Sum("segments"))["all"] or 0


def _of_crisis(crisis_id: int) -> int:
    return SegmentsSpent.objects.filter(crisis_id=crisis_id).aggregate(all=Sum("segments"))["all"] or 0
