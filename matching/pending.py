"""A crisis is not put away while somebody is between two doors: after that, nobody watches for them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from crisis.activation.models import Crisis
from crisis.activation.pending import Pending, blocks_archiving
from matching.models import Match
from matching.vocabulary import LIVE

MOST = 50


@blocks_archiving
def guests_on_their_way(crisis: Crisis) -> list[Pending]:
    """A handshake still open counts too: its guest could set out in the next second."""
    live = Match.objects.filter(crisis=crisis, state__in=LIVE).select_related("need", "offer")
    return [_told(crisis, match) for match in live.order_by("proposed_at")[:MOST]]


def _told(crisis: Crisis, match: Match) -> Pending:
    words = _("%(need)s – %(state)s (door %(door)s)") % {
        "need": match.need.reference,
        "state": match.get_state_display(),
        "door": match.offer.reference,
    }
    return Pending(words=words, path=reverse("desk_need", args=[crisis.slug, match.need.public_id]))
