"""What else is known of a guest on the way: it decides what both are told first, and whether a place may be freed."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from crisis.desk.models import Case
from crisis.desk.vocabulary import Why
from matching.actions.clearing import is_barred
from matching.models import Match
from matching.next_steps import step_of
from matching.phrases import farthest, minutes_on_foot, within
from matching.vocabulary import MatchState, Now, Side

_ON_THE_WAY = {
    (Now.BARRED, Side.GUEST): _(
        "Do not go there while the area is closed. Stay where you are safe, indoors and with people. This page "
        "says when it is open again."
    ),
    (Now.BARRED, Side.HOST): _(
        "An area on the way is closed, and your guest is told not to go through it: they come later, or not at "
        "all. Please keep the place. Coordinators look after them."
    ),
    (Now.SHUT_OUT, Side.GUEST): _(
        "The coordinators know that you cannot get in. Stay near the door only where there are people and light. "
        "You can also write to your host below."
    ),
    (Now.THERE, Side.GUEST): _(
        "You said that you are there. Say the word at the door. If nobody opens, press “I can't get in”."
    ),
    (Now.THERE, Side.HOST): _(
        "Your guest says that they are at your door. Open, ask for the word, then press “My guest has arrived”."
    ),
}  # fmt: skip


def told_now(match: Match, reader: Side) -> str:
    """What now, in words, for host or guest."""
    return str(_ON_THE_WAY.get((now_of(match, reader), reader)) or step_of(match, reader))


def now_of(match: Match, reader: Side) -> str:
    """A `Now`, "" for nothing more than the state. That a guest cannot get in is for them and the desk alone."""
    if match.state != MatchState.COMING:
        return ""
    if is_barred(match):
        return Now.BARRED
    if reader == Side.GUEST and is_shut_out(match):
        return Now.SHUT_OUT
    return Now.THERE if match.guest_confirmed_at else ""


def is_shut_out(match: Match) -> bool:
    """Did the guest say that they cannot get in, and nobody has settled it?"""
    return _open_cases(match).filter(why=Why.CANNOT_GET_IN).exists()


def expected_at(match: Match) -> datetime | None:
    """When a guest who set out should be there, on foot."""
    minutes = minutes_on_foot(farthest(match.metres, within=within(match)))
    return match.coming_at and match.coming_at + timedelta(minutes=minutes)


def is_doubtful_no_show(match: Match, at: datetime) -> bool:
    """May the guest be there, or still come, for all the host can know?"""
    early = match.coming_at is not None and at < expected_at(match)
    return early or bool(match.guest_confirmed_at) or is_shut_out(match) or is_barred(match)


def _open_cases(match: Match):
    return Case.objects.filter(crisis=match.crisis_id, subject=match.need.public_id, closed_at__isnull=True)
