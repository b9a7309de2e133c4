"""The morning after: both sides are asked, once, how it went. Silence is counted and is no alarm."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, NotThere, TooLate
from accounts.journal.announce import announce
from accounts.origin import SYSTEM, Origin
from crisis.activation.models import Crisis
from crisis.desk.actions import open_case
from crisis.desk.vocabulary import Why
from matching.actions.steps import match_event
from matching.events import HowItWentAnswered, HowItWentAsked
from matching.models import Match, Welfare
from matching.vocabulary import MatchState, Morning, Side

CAME = (MatchState.ARRIVED, MatchState.ENDED)
SETTLED = timedelta(hours=3)  # whoever has just come in is asked the morning after
LATEST = timedelta(days=2)  # and nobody about a night long past
BATCH = 200


@dataclass(frozen=True)
class Answers:
    """How many were asked, and what they said; `silent`: nothing yet."""

    asked: int
    fine: int
    follow_up: int
    silent: int


def set_out_by(at: datetime) -> datetime:
    """Whoever set out before that moment is asked at `at`: since WELFARE_HOUR, or after WELFARE_AFTER_SECONDS."""
    if settings.WELFARE_AFTER_SECONDS:
        return at - timedelta(seconds=settings.WELFARE_AFTER_SECONDS)
    local = timezone.localtime(at)
    morning = local.replace(hour=settings.WELFARE_HOUR, minute=0, second=0, microsecond=0)
    if morning > local:
        morning -= timedelta(days=1)
    return morning - SETTLED


def ask_how_it_went(*, crisis: Crisis, at: datetime, set_out_before: datetime | None = None) -> int:
    """Ask host and guest of everybody who came and set out before then; how many matches. Bears to run twice."""
    before = set_out_before or set_out_by(at)
    came = Match.objects.filter(crisis=crisis, state__in=CAME, welfare=None)
    due = came.filter(coming_at__lte=before, coming_at__gt=before - LATEST).order_by("coming_at", "pk")
    return sum(_ask(match, at) for match in due.select_related("offer", "need", "crisis")[:BATCH])


def _ask(match: Match, at: datetime) -> bool:
    with transaction.atomic():
        _row, new = Welfare.objects.get_or_create(match=match, side=Side.HOST, defaults={"asked_at": at})
        if new:
            Welfare.objects.create(match=match, side=Side.GUEST, asked_at=at)
            announce(match_event(HowItWentAsked, match, at), origin=SYSTEM)
    return new


def say_how_it_went(*, match: Match, side: Side, answer: str, origin: Origin, at: datetime) -> None:
    """Fine, or needs follow-up: that is a case for the coordinators, and the other side learns of neither.

    "Fine" may become "follow-up" later, never the other way round. Saying the same twice is harmless.
    Raises Invalid, NotThere for whoever was not asked, TooLate.
    """
    if answer not in Morning.values:
        raise Invalid({"answer": [_("Choose one of the two.")]})
    asked = Welfare.objects.filter(match=match, side=side)
    before = ("", Morning.FINE) if answer == Morning.FOLLOW_UP else ("",)
    with transaction.atomic():
        if asked.filter(answer__in=before).update(answer=answer, answered_at=at):
            if answer == Morning.FOLLOW_UP:
                _follow_up(match, side, origin, at)
            announce(match_event(HowItWentAnswered, match, at, side=side), origin=origin)
        elif not asked.exists():
            raise NotThere
        elif not asked.filter(answer=answer).exists():
            raise TooLate


def _follow_up(match: Match, side: Side, origin: Origin, at: datetime) -> None:
    kind, posted = ("offer", match.offer) if side == Side.HOST else ("need", match.need)
    open_case(
        crisis=match.crisis,
        subject_kind=kind,
        subject=posted.public_id,
        why=Why.FOLLOW_UP,
        origin=origin,
        at=at,
    )


def answers_in(crisis: Crisis) -> Answers:
    asked = Welfare.objects.filter(match__crisis=crisis)
    told = asked.aggregate(
        asked=Count("pk"),
        fine=Count("pk", filter=Q(answer=Morning.FINE)),
        follow_up=Count("pk", filter=Q(answer=Morning.FOLLOW_UP)),
        silent=Count("pk", filter=Q(answer="")),
    )
    return Answers(**told)
