"""How alike what is known of two people is, and why: the face of `matching.engine.naming`.

Names decide, the rest only moves the score a little. A score is a reason to let a coordinator look, never an answer.
Ages are years, distances metres, times aware.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import h3

from matching.engine.naming.comparing import hows, paired, weighty, word_likeness
from matching.engine.naming.comparing import names_likeness as name_likeness
from matching.engine.naming.described import words_shared
from matching.engine.naming.keys import WEAK, Asked, alike_among, entries, likest, spellings, word_entry
from matching.engine.naming.reasons import Why
from matching.engine.naming.weighing import Typed
from matching.engine.naming.writing import Words, words_of

__all__ = [
    "WEAK",
    "Asked",
    "Known",
    "Score",
    "Typed",
    "Why",
    "Words",
    "alike_among",
    "beside_names",
    "entries",
    "fold",
    "hows",
    "likeness",
    "likest",
    "name_likeness",
    "paired",
    "spellings",
    "weighty",
    "word_entry",
    "word_likeness",
    "words_of",
]

LEAD_FROM = 0.72  # below it a coordinator's time is better spent elsewhere
NAMES_FROM = 0.45  # below it nothing else is looked at
NEAR_METRES, NEAR_BONUS = 2_000, 0.05
AGE_FREE_YEARS, AGE_PRICE, AGE_MOST = 2, 0.03, 0.3
SEX_PRICE = 0.15
WORD_BONUS, WORDS_MOST = 0.02, 3  # of two descriptions: many people wear black
MOST_MOVED = NEAR_BONUS + WORD_BONUS * WORDS_MOST  # upwards, where no contact is shared
CONTACT_BONUS = 0.3
BEFORE_PRICE = 0.1  # who was seen after they said so may have come to harm since, or be another


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person. Empty means unknown and costs nothing.

    `cell`: H3, any resolution, where last seen or where they say they are. `seen`: when last seen; `said`: when they
    said how they are. `description`: free words, in any language. `contacts`: what stands for a phone or mailbox.
    """

    names: tuple[str, ...]
    age_min: int | None = None
    age_max: int | None = None
    sex: str = ""
    cell: str = ""
    seen: datetime | None = None
    said: datetime | None = None
    description: str = ""
    contacts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Score:
    """`value` from 0 to 1; each reason has the figure behind it (likeness, words, years, metres or hours)."""

    value: float
    reasons: tuple[tuple[Why, float], ...] = ()


@lru_cache(4_096)  # one person's name is asked for several times over, and a night has few first names
def fold(text: str) -> tuple[str, ...]:
    """The words of a name in plain small letters, in the order written: `Ndiaye-ÉMILE` → ndiaye, emile."""
    return tuple(part for word in words_of(text) for part in word)


def likeness(one: Known, other: Known, *, least: float = 0.0) -> Score:
    """The same both ways round. Names that are not alike score nothing: a place alone never matches. With a contact
    in common two are always worth a look, whatever the family calls them. What cannot come to `least` scores nothing.
    """
    name = name_likeness(one.names, other.names)
    contact = one.contacts & other.contacts
    if name < NAMES_FROM or not contact and round(name + MOST_MOVED, 3) < least:
        return Score(LEAD_FROM, ((Why.SAME_CONTACT, 0),)) if contact else Score(0.0)
    reasons = [(Why.SAME_NAME if name == 1 else Why.LIKE_NAME, round(name, 2))]
    reasons += [(why, many) for why, many in hows(one.names, other.names)]
    moved, why = beside_names(one, other)
    least = LEAD_FROM if contact else 0.0
    return Score(round(min(1.0, max(least, name + moved)), 3), (*reasons, *why))


_Judged = tuple[float, list[tuple[Why, float]]]


def beside_names(one: Known, other: Known) -> _Judged:
    """By how much all that is known besides the names moves a score, and why; for names that are alike already."""
    moved, reasons = 0.0, []
    for judge in (_age, _sex, _metres, _hours, _description, _contact):
        change, reason = judge(one, other)
        moved += change
        reasons += reason
    return moved, reasons


def _age(one: Known, other: Known) -> _Judged:
    first, second = _band(one), _band(other)
    if first is None or second is None:
        return 0.0, []
    years = max(0, first[0] - second[1], second[0] - first[1])
    if years <= AGE_FREE_YEARS:
        return 0.0, [(Why.AGE_FITS, years)]
    return -min(AGE_MOST, AGE_PRICE * years), [(Why.AGE_APART, years)]


def _band(known: Known) -> tuple[int, int] | None:
    ages = [age for age in (known.age_min, known.age_max) if age is not None]
    return (min(ages), max(ages)) if ages else None


def _sex(one: Known, other: Known) -> _Judged:
    if {one.sex, other.sex} == {"female", "male"}:
        return -SEX_PRICE, [(Why.SEX_DIFFERS, 0)]
    return 0.0, []


def _metres(one: Known, other: Known) -> _Judged:
    if not (one.cell and other.cell):
        return 0.0, []
    here, there = sorted((h3.cell_to_latlng(one.cell), h3.cell_to_latlng(other.cell)))
    metres = h3.great_circle_distance(here, there, unit="m")
    return NEAR_BONUS if metres <= NEAR_METRES else 0.0, [(Why.METRES_APART, round(metres))]


def _hours(one: Known, other: Known) -> _Judged:
    """How long after, or before, they were last seen they said so; of two searches, how far apart they were seen."""
    if one.seen and other.seen:
        return 0.0, [(Why.HOURS_APART, round(abs(_hours_between(one.seen, other.seen)), 1))]
    seen, said = (one.seen, other.said) if one.seen else (other.seen, one.said)
    if not (seen and said):
        return 0.0, []
    hours = round(_hours_between(seen, said), 2)
    return (0.0, [(Why.HOURS_AFTER, hours)]) if hours >= 0 else (-BEFORE_PRICE, [(Why.HOURS_BEFORE, -hours)])


def _description(one: Known, other: Known) -> _Judged:
    """Nothing where they share no word: two people see, and say, other things."""
    shared = words_shared(one.description, other.description)
    return WORD_BONUS * min(shared, WORDS_MOST), [(Why.SAME_DESCRIPTION, shared)] if shared else []


def _contact(one: Known, other: Known) -> _Judged:
    return (CONTACT_BONUS, [(Why.SAME_CONTACT, 0)]) if one.contacts & other.contacts else (0.0, [])


def _hours_between(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds() / 3600
