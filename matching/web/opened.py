"""What the token in the address opens: a post of its holder, or a search they follow, and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotThere, Refused
from accounts.journal.sequence import last_position
from accounts.links.actions import holder_of, suspended_holder_of
from accounts.links.models import ManageLink
from accounts.origin import Door, Origin
from accounts.people.models import ContactPoint, Suspension
from crisis.activation.actions import absolute
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.desk.suspending import standing_suspension
from matching.access import Held, held_by
from matching.models import Match
from matching.vocabulary import Side
from matching.web.push_card import push_card


@dataclass(frozen=True, kw_only=True)
class Opened(Held):
    """`at`: the crisis's time, asked once for the request. `position`: the journal's, before anything was read."""

    token: str
    at: datetime
    position: int

    @property
    def side(self) -> Side:
        return Side.HOST if self.kind == "offer" else Side.GUEST

    @property
    def crisis(self) -> Crisis:
        return self.posted.crisis

    @property
    def path(self) -> str:
        return reverse("manage", kwargs={"token": self.token})

    @property
    def link(self) -> str:
        return absolute(self.path)

    @cached_property
    def contact(self) -> ContactPoint | None:
        """How the owner is reached: a verified contact where somebody is there, else the one given last."""
        points = self.person.contact_points.all()
        return min(points, key=lambda point: (_rank(point), -point.pk), default=None)

    @cached_property
    def push(self) -> dict | None:
        """What the card "Tell me on this phone" needs. Whoever posted signed in has it on their own page; an exercise
        shows nothing outside of its mailbox."""
        if self.person.has_account or self.crisis.is_drill:
            return None
        return push_card(self.person, reverse("news_push", kwargs={"token": self.token}))

    def match(self, public_id: str) -> Match:
        """One of this post's own matches. Raises NotThere for anybody else's."""
        if self.kind not in ("offer", "need"):
            raise NotThere
        own = Match.objects.select_related("offer__crisis", "offer__owner", "offer__place")
        own = own.select_related(
            "need__crisis", "need__owner", "need__place", "hold__offer__crisis", "crisis"
        )
        try:
            return own.get(public_id=public_id, **{self.kind: self.posted})
        except (Match.DoesNotExist, ValidationError) as wrong:
            raise NotThere from wrong

    def origin(self, request: HttpRequest) -> Origin:
        """The link's holder acts; the form's own id makes a repeat harmless."""
        ref = request.POST.get("submission_id") or None
        return Origin(door=Door.WEB, ref=ref, actor=self.person)


def _rank(point: ContactPoint) -> int:
    if point.verified_at is None:
        return 1
    return 2 if point.unreachable_at else 0


class Shut(Refused):
    """A suspended host's link: it opens nothing, and says why."""

    code = "suspended"
    message = _("A coordinator has suspended you: this page is closed.")
    status = 403
    page = "matching/shut.html"

    def __init__(self, suspension: Suspension | None, crisis: Crisis | None, own_data: str):
        super().__init__()
        self.suspension, self.crisis, self.own_data = suspension, crisis, own_data


def opened(token: str, *, shut_too: bool = False) -> Opened:
    """Raises NotThere for an unknown or revoked token; Shut for a suspended host's, but for what they keep."""
    position = last_position()
    link = holder_of(token)
    if link is None and (shut := suspended_holder_of(token)):
        if not shut_too:
            raise _shut(shut, token)
        link = shut
    held = held_by(link)
    return Opened(token=token, at=crisis_now(held.posted.crisis), position=position, **vars(held))


def _shut(link: ManageLink, token: str) -> Shut:
    crisis = Crisis.objects.filter(pk=link.crisis_id).first()
    own_data = reverse("me") if link.person.has_account else reverse("mine", kwargs={"token": token})
    return Shut(standing_suspension(link.person), crisis, own_data)
