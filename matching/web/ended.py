"""How a guest's last handshake ended, as far as it must stand on top of their page."""

from django.db.models import Q

from matching.models import Match
from matching.vocabulary import LIVE, MatchState, Side

UNDER_WAY = (*LIVE, MatchState.ARRIVED)


def last_end(own, need, current: Match | None) -> Match | None:
    """How the last handshake ended: on top until the next host has said yes; an address that no longer counts, until
    the next address is there.
    """
    if current and current.state not in (MatchState.PROPOSED, MatchState.ACCEPTED):
        return None
    ended = own.exclude(state__in=UNDER_WAY).filter(closed_at__gte=need.posted_at)
    last = ended.order_by("-closed_at", "-pk").first()
    gone = ended.filter(coming_at__isnull=False).order_by("-closed_at", "-pk").first()
    if gone and was_turned_away(gone):
        return gone
    return None if current and current.state == MatchState.ACCEPTED else last


def was_turned_away(match: Match) -> bool:
    """Had the guest the address, and was it not they who stepped back?"""
    over = match.state in (MatchState.WITHDRAWN, MatchState.NO_SHOW)
    return over and match.coming_at is not None and match.closed_by != Side.GUEST


def asked_in_vain(own, need) -> int:
    """How many hosts were asked since this was posted and said no, or nothing."""
    host_did_not = Q(state=MatchState.DECLINED) | Q(state=MatchState.LAPSED, closed_by=Side.HOST)
    return own.filter(host_did_not, proposed_at__gte=need.posted_at).values("offer").distinct().count()
