"""What the case pages of a need and of a door share."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.disclosure.models import Disclosure
from accounts.errors import Invalid, NotThere
from crisis.activation.access import COORDINATE
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.desk.figures import minutes
from crisis.desk.queries import notes_on, open_cases
from crisis.desk.revealing import COORDINATOR, Revealed, reveal_exact
from crisis.desk.suspending import standing_suspension
from crisis.desk.web.queue import colleagues
from crisis.gazetteer.districts import district_of
from crisis.moderation.queries import decisions_on
from crisis.shelter.access import coordinated
from crisis.shelter.models import Need, Offer
from matching.models import Match
from matching.next_steps import step_of
from matching.phrases import reasons, traits
from matching.vocabulary import SAID_OF_THEM, EndReason, Side

MOST_MATCHES = 50


def posted_here(request: HttpRequest, crisis: Crisis, kind: str, public_id: UUID) -> Offer | Need:
    """Raises NotThere for what belongs to another crisis, even one the same person coordinates."""
    posted = coordinated(request.user, kind, public_id)
    if posted.crisis_id != crisis.pk:
        raise NotThere
    return posted


def shared_context(request: HttpRequest, crisis: Crisis, posted: Offer | Need, at: datetime) -> dict:
    looks = Disclosure.objects.filter(subject=posted.public_id, to_role=COORDINATOR).select_related("to")
    return {
        "posted": posted,
        "kind": "need" if isinstance(posted, Need) else "offer",
        "district": district_of(posted.cell),
        "waited": minutes(posted.posted_at, at),
        "traits": traits(posted),
        "cases": open_cases(crisis, subject=posted.public_id),
        "colleagues": colleagues(crisis),
        "notes": notes_on(crisis, posted.public_id),
        "looks": looks.order_by("-at")[:20],
        "decisions": decisions_on(posted.public_id).filter(crisis=crisis)[:5],
        "suspension": standing_suspension(posted.owner),
        "here": request.path,
        "at": at,
        "live": True,
    }


def with_reasons(matches) -> list[Match]:
    found = list(matches.select_related("offer", "need", "hold").order_by("-proposed_at")[:MOST_MATCHES])
    for match in found:
        match.why = reasons(match)
        match.next_step = step_of(match, Side.DESK)
        said = SAID_OF_THEM.get((match.closed_by, match.close_reason))
        match.ended_because = said or _cut_by(match) or match.get_close_reason_display()
    return found


def _cut_by(match: Match) -> str:
    """Which of the two to ask whether they need help."""
    if match.close_reason != EndReason.CONTACT_CUT:
        return ""
    return _("the host cut contact") if match.closed_by == Side.HOST else _("the guest cut contact")


@require_POST
@desk(COORDINATE)
def reveal(request: HttpRequest, crisis: Crisis, at: datetime, kind: str, subject: UUID) -> HttpResponse:
    """What was asked for is on this answer only; a reload asks for a reason again."""
    posted = posted_here(request, crisis, kind, subject)
    context = {"posted": posted, "kind": kind, "reason": request.POST.get("reason", "")}
    try:
        seen = _revealed(request, posted, at)
    except Invalid as wrong:
        errors = [str(word) for words in wrong.errors.values() for word in words]
        return desk_page(request, "matching/desk_reveal.html", crisis, status=400, errors=errors, **context)
    return desk_page(request, "matching/desk_revealed.html", crisis, seen=seen, **context)


def _revealed(request: HttpRequest, posted: Offer | Need, at: datetime) -> Revealed:
    return reveal_exact(
        posted=posted,
        what=tuple(request.POST.getlist("what")),
        reason=request.POST.get("reason", ""),
        origin=desk_origin(request),
        at=at,
    )
