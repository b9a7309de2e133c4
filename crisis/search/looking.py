"""Looking for somebody among the public searches: by name, and by what else is known of them.

The name finds; the rest only moves the order, so that a place, an age or a description alone never lists people.
Public copies are asked and nothing else: of where somebody was last seen they know the district, so does a distance.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from crisis.activation.models import Crisis
from crisis.gazetteer.districts import district_of, middle_of
from crisis.gazetteer.queries import resolve
from crisis.ground import grid
from crisis.search.models import PublicSearch
from crisis.search.name_index import find_weighed
from crisis.search.public_copy import PUBLIC, names_of
from crisis.search.queries import public_searches
from crisis.search.why_words import DISTRICTS_APART, SAME_WORDS, Reason
from matching.engine.names import (
    Asked,
    Known,
    Typed,
    Why,
    beside_names,
    fold,
    hows,
    weighty,
)

LIKE_ENOUGH = 0.38
FEWEST_LETTERS, MOST_TYPED = 2, 200
MOST = 10  # shown to whoever looks
NOBODY = 0  # no row has it: asking for it costs what asking for somebody does
TOLD = ("given_name", "family_name", "other_names", "age_min", "age_max", "sex", "description")
TOLD += ("last_seen_at", "last_seen_words")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Whom somebody looks for, as they typed it. Empty means unknown.

    `ages`: years, either of them None; `district`: its name, where last seen; `seen`: when (aware).
    """

    name: str
    age_min: int | None = None
    age_max: int | None = None
    sex: str = ""
    district: str = ""
    seen: datetime | None = None
    description: str = ""


def too_short() -> str:
    return _("Type at least two letters of the name.")


def names_enough(name: str) -> bool:
    """Else nobody is shown, whatever else is known."""
    return sum(map(len, fold(name[:MOST_TYPED]))) >= FEWEST_LETTERS


def district_meant(crisis: Crisis, text: str) -> str:
    """The district the words lie in, "" where they name no place near here. Asked of nobody outside."""
    found = resolve(text, near=(crisis.lat, crisis.lon), limit=1, remote=False) if text.strip() else []
    return district_at(crisis, found[0].lat, found[0].lon) if found else ""


def district_at(crisis: Crisis, lat: float, lon: float) -> str:
    """The district of a point; "" where none near this crisis is known there."""
    district = district_of(grid.cell(lat, lon))
    return district if _middle(crisis, district) else ""


def by_name(crisis: Crisis, text: str, limit: int = MOST) -> list[PublicSearch]:
    """look_for() by nothing but the name."""
    return look_for(crisis, Wanted(name=text), limit=limit)


def look_for(crisis: Crisis, wanted: Wanted, *, limit: int = MOST) -> list[PublicSearch]:
    """Public searches whose names are like it, however they are spelt and in any script; likest first.

    Each with its `reasons`. As many statements for a hit as for a miss: the index's three, what may be told of those it
    found, and the likest of them whole.
    """
    if not names_enough(wanted.name):
        return []
    words = fold(wanted.name[:MOST_TYPED])
    found, typed = find_weighed(PUBLIC, crisis.pk, Asked.of(words))
    copies = public_searches(crisis).filter(pk__in=found or [NOBODY])
    sought = _known(crisis, wanted)
    weighed = [_weigh(crisis, sought, typed, copy) for copy in copies.values_list("pk", *TOLD, named=True)]
    likest = sorted((each for each in weighed if each), key=lambda each: each[:2])[:limit]
    # Not with the crisis once more for each of them: it is known.
    shown = public_searches(crisis).select_related(None)
    whole = shown.in_bulk([pk for _score, pk, _beside in likest] or [NOBODY])
    return [_with(whole[pk], crisis, sought, beside) for _score, pk, beside in likest if pk in whole]


def name_reasons(typed: Sequence[str], theirs: Sequence[str]) -> list[Reason]:
    """Why two names are taken for one, with no figure for how alike they are: it would look like knowledge."""
    ways = [(str(how), many) for how, many in hows(tuple(typed), tuple(theirs))]
    same = len({*weighty(tuple(typed))} & {*weighty(tuple(theirs))})
    if not ways:
        return [(str(Why.SAME_NAME), 1)]
    return [(SAME_WORDS, same), *ways] if same else ways


def _weigh(crisis: Crisis, sought: Known, typed: Typed, copy) -> tuple[float, int, list] | None:
    """(what to sort by, the copy, why besides its name); None where the names are not alike, whatever else is."""
    names = names_of(copy)
    rarely, alike = typed.likeness(names)
    if max(rarely, alike) < LIKE_ENOUGH:
        return None
    moved, beside = beside_names(sought, _told(crisis, copy, names))
    return -(rarely + moved), copy.pk, beside


def _known(crisis: Crisis, wanted: Wanted) -> Known:
    return Known(
        names=fold(wanted.name[:MOST_TYPED]),
        age_min=wanted.age_min,
        age_max=wanted.age_max,
        sex=wanted.sex,
        cell=_middle(crisis, wanted.district),
        seen=wanted.seen,
        description=wanted.description,
    )


def _told(crisis: Crisis, copy, names: tuple[str, ...]) -> Known:
    return Known(
        names=names,
        age_min=copy.age_min,
        age_max=copy.age_max,
        sex=copy.sex,
        cell=_middle(crisis, copy.last_seen_words),
        seen=copy.last_seen_at,
        description=copy.description,
    )


def _middle(crisis: Crisis, district: str) -> str:
    return middle_of(district, (crisis.lat, crisis.lon)) if district else ""


def _with(
    copy: PublicSearch, crisis: Crisis, sought: Known, beside: Iterable[tuple[Why, float]]
) -> PublicSearch:
    copy.crisis = crisis
    copy.reasons = name_reasons(sought.names, names_of(copy)) + [_between_districts(each) for each in beside]
    return copy


def _between_districts(reason: tuple[Why, float]) -> Reason:
    why, figure = reason
    return (DISTRICTS_APART if why == Why.METRES_APART else str(why)), figure
