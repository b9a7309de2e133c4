"""What a guest who waits is told of doors their own wishes keep shut: never enough to find one.

Anybody may post a need from any point with any wishes, so each answer is an attacker's, too. It is read from the public
copies alone, late as they are. It counts hosts over one fixed area, the need's H3 cell of resolution 6 (some 36 km²),
so that no window slides over a door; it is told as a band and not below three hosts; and it is the same for everybody
there for a minute.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crisis.ground import grid
from crisis.shelter.models import Need, PublicOffer
from crisis.shelter.queries import FEWEST, band
from crisis.shelter.rules import may_be_asked_to_split
from crisis.shelter.vocabulary import NeedState
from matching.engine.places import NEEDED_SECONDS
from matching.engine.why import Wish

AREA = 6
FRESH_SECONDS = 60
PATIENCE = timedelta(minutes=1)  # the machine's own first search comes before anybody gives something up
WORDS: dict[Wish, tuple[Promise, Promise]] = {
    Wish.STEP_FREE: (
        _("In your area, %(doors)s doors would fit if stairs were possible."),
        _("Stairs are possible"),
    ),
    Wish.PETS: (
        _("In your area, %(doors)s doors would fit if you came without the pet."),
        _("We come without the pet"),
    ),
    Wish.WOMEN_ONLY: (
        _("In your area, %(doors)s doors would fit if men may live there, too."),
        _("Men may live there"),
    ),
    Wish.TOGETHER: (
        _("In your area, %(doors)s doors would fit if you slept in two homes."),
        _("We may sleep in two homes"),
    ),
}


@dataclass(frozen=True)
class Hint:
    """`doors`: a band, "3-5" at least."""

    wish: Wish
    doors: str

    @property
    def in_words(self) -> str:
        return WORDS[self.wish][0] % {"doors": self.doors}

    @property
    def button(self) -> str:
        return str(WORDS[self.wish][1])


def hints_for(need: Need, *, at: datetime) -> list[Hint]:
    """Which single wish keeps most doors shut, most first; [] unless they wait, and have waited a minute."""
    if need.state != NeedState.WAITING or need.unaccompanied or at - need.posted_at < PATIENCE:
        return []
    key = _key(need)
    told = cache.get(key)
    if told is None:
        told = _counted(need, at)
        cache.set(key, told, FRESH_SECONDS)
    return [Hint(Wish(wish), doors) for wish, doors in told]


def _counted(need: Need, at: datetime) -> list[tuple[str, str]]:
    wishes = _wishes(need)
    if not wishes or _hosts(_shown(need, at), need, None) >= FEWEST:
        return []
    found = [(_hosts(_shown(need, at), need, wish), wish) for wish in wishes]
    told = sorted((one for one in found if one[0] >= FEWEST), key=lambda one: (-one[0], one[1]))
    return [(str(wish), band(hosts)) for hosts, wish in told]


def _wishes(need: Need) -> list[Wish]:
    asked = {Wish.STEP_FREE: need.step_free, Wish.PETS: need.pets, Wish.WOMEN_ONLY: need.women_only}
    may_be_asked = not need.may_split and may_be_asked_to_split(need.adults, need.children)
    return [wish for wish, is_asked in (asked | {Wish.TOGETHER: may_be_asked}).items() if is_asked]


def _shown(need: Need, at: datetime) -> QuerySet[PublicOffer]:
    area = grid.parent(need.cell, AREA)
    late_enough = at + timedelta(seconds=NEEDED_SECONDS)
    shown = PublicOffer.objects.filter(crisis=need.crisis_id, visible_from__lte=at, until__gte=late_enough)
    return shown.filter(cell__in=grid.children(area, grid.MASK))


def _hosts(shown: QuerySet[PublicOffer], need: Need, without: Wish | None) -> int:
    """Hosts whose door would take them, that one wish given up."""
    persons = need.people if without != Wish.TOGETHER else -(-need.people // 2)
    fits = {"places__gte": persons} | ({"children": True} if need.children else {})
    for wish, asked in ((Wish.STEP_FREE, need.step_free), (Wish.PETS, need.pets)):
        if asked and wish != without:
            fits[wish.value] = True
    if not need.women_group:
        fits["women_only"] = False
    elif need.women_only and without != Wish.WOMEN_ONLY:
        fits["women_only"] = True
    return shown.filter(**fits).aggregate(hosts=Count("host", distinct=True))["hosts"]


def _key(need: Need) -> str:
    """All that the answer may depend on, and nothing finer."""
    about = (
        need.adults,
        need.children,
        need.step_free,
        need.pets,
        need.women_group,
        need.women_only,
        need.may_split,
    )
    told = "-".join(str(int(part)) for part in about)
    return f"hints:{need.crisis_id}:{grid.parent(need.cell, AREA)}:{told}"
