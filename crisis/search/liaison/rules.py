"""What two named people must say before a family is told. Pure: values in, {field: [message]} or a reason out."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from crisis.search.liaison.drafts import Confirmation, Telling
from crisis.search.liaison.vocabulary import How, Stage
from matching.engine.names import fold

CLOCK_SLIP = timedelta(minutes=15)
SHORTEST = 3  # letters of a name, a post or an authority that says something


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Who is about to confirm: their id, and whose right depends on whose (`owes`: gave them theirs, or got it)."""

    person: int
    owes: Collection[int] = ()


def who_may_not(hand: Hand, *, stage: str, first_by: int | None, heard_from: Collection[int]) -> str:
    """Why this person can't confirm, or can't be the second; "" when they can."""
    if hand.person in heard_from:
        return _("You handed this in yourself: two other people confirm it.")
    if stage == Stage.ONCE and hand.person == first_by:
        return _("You were the first to confirm it. Somebody else has to be the second.")
    if stage == Stage.ONCE and first_by in heard_from:
        return _("Whoever confirmed it first handed in news of it, too: they have to take theirs back first.")
    if stage == Stage.ONCE and first_by in hand.owes:
        return _("One of you two made the other a liaison. Somebody else has to be the second.")
    return ""


def after_confirming(stage: str) -> Stage | None:
    """None where nothing is left to confirm."""
    return {Stage.HEARD: Stage.ONCE, Stage.ONCE: Stage.TWICE}.get(stage)


def confirmation_problems(
    said: Confirmation, *, at: datetime, first: Confirmation | None, joined: bool
) -> dict[str, list]:
    """`first`: what the other one said; `joined`: it is known which search it is about."""
    found = {}
    if not joined:
        found["authority"] = [_("Say first which search it is about: until then there is nobody to tell.")]
    if len(said.authority.strip()) < SHORTEST:
        found["authority"] = [_("Say which hospital or which authority told you.")]
    if len(said.spoke_to.strip()) < SHORTEST:
        found["spoke_to"] = [_("Say who told you there: a name, or their post.")]
    elif first and _same(said.spoke_to, first.spoke_to) and _same(said.authority, first.authority):
        found["spoke_to"] = [_("Whoever confirmed it first asked the same person. Ask somebody else.")]
    return found | _moment_problems(said.spoke_at, at)


def telling_problems(said: Telling, *, at: datetime) -> dict[str, list]:
    found = {
        name: [_("Please fill this in.")]
        for name in ("told_by", "told_whom", "call")
        if len(getattr(said, name).strip()) < SHORTEST
    }
    if said.how not in How.values:
        found["how"] = [_("Choose one of the answers.")]
    if not said.all_know:
        found["all_know"] = [_("Nobody may learn it from a page. Speak with all of them first.")]
    return found | _moment_problems(said.spoke_at, at)


def _same(one: str, other: str) -> bool:
    return fold(one) == fold(other)


def _moment_problems(spoke_at: datetime | None, at: datetime) -> dict[str, list]:
    if spoke_at is None:
        return {"spoke_at": [_("Say when that was.")]}
    if spoke_at > at + CLOCK_SLIP:
        return {"spoke_at": [_("This moment is still to come. Check the day and the time.")]}
    return {}


def key_of(source: str, about: str, words: str, by: int | None, times: int = 0) -> str:
    """`about`: the search's public id, or the name. `by`: who handed it in at the desk: theirs is their own.

    `times`: how often it was set aside before. Useless without our key.
    """
    said = "\n".join(["matter", source, about.casefold(), words, str(by or ""), str(times)])
    return hmac.digest(settings.SECRET_KEY.encode(), said.encode(), "sha256").hex()
