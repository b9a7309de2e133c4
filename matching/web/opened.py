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
from accounts.people.models import ContactPoint, Person, Suspension
from crisis.activation.actions import absolute
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.checkin.access import check_in_of
from crisis.checkin.models import CheckIn
from crisis.desk.suspending import standing_suspension
from crisis.search.access import claim_of, following
from crisis.search.models import Follower, Note, Search
from crisis.search.vocabulary import Role
from crisis.shelter.access import posted_by_link
from crisis.shelter.models import Need, Offer
from matching.models import Match
from matching.vocabulary import Side


@dataclass(frozen=True)
class Opened:
    """`at`: the crisis's time, asked once for the request. `position`: the journal's, before anything was read.

    `kind`: one of KINDS. `person`: whose link it is. `follower`: who they are to a search.
    """

    token: str
    kind: str
    posted: Offer | Need | Search | CheckIn | Note
    person: Person
    at: datetime
    position: int
    follower: Follower | None = None

    @property
    def is_family(self) -> bool:
        return self.follower is not None and self.follower.role == Role.FAMILY

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
        """How the owner is reached: a verified contact, else the one given last."""
        points = self.person.contact_points.all()
        return min(points, key=lambda point: (point.verified_at is None, -point.pk), default=None)

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


class Shut(Refused):
    """A suspended host's link: it opens nothing, and says why."""

    code = "suspended"
    message = _("A coordinator has suspended you: this page is closed.")
    status = 403
    page = "matching/shut.html"

    def __init__(self, suspension: Suspension | None, crisis: Crisis | None):
        super().__init__()
        self.suspension, self.crisis = suspension, crisis


def _shelter(link: ManageLink | None) -> dict:
    posted = posted_by_link(link)
    return {"posted": posted, "person": posted.owner}


def _search(link: ManageLink) -> dict:
    follower = following(link)
    return {"posted": follower.search, "person": follower.person, "follower": follower}


def _check_in(link: ManageLink) -> dict:
    posted = check_in_of(link)
    return {"posted": posted, "person": posted.owner}


def _claim(link: ManageLink) -> dict:
    posted = claim_of(link)
    return {"posted": posted, "person": posted.author}


KINDS = {"offer": _shelter, "need": _shelter, "search": _search, "check_in": _check_in, "search_note": _claim}


def opened(token: str) -> Opened:
    """Raises NotThere for an unknown or revoked token, Shut for a suspended host's."""
    position = last_position()
    link = holder_of(token)
    if link is None and (shut := suspended_holder_of(token)):
        raise Shut(standing_suspension(shut.person), Crisis.objects.filter(pk=shut.crisis_id).first())
    kind = link.subject_kind if link else ""
    found = KINDS.get(kind, _shelter)(link)
    at = crisis_now(found["posted"].crisis)
    return Opened(token=token, kind=kind, at=at, position=position, **found)
