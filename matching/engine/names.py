"""How alike what is known of two people is, and why.

A first version, simple on purpose: names decide, the rest only moves the score a little. A score is a reason
to let a coordinator look, never an answer. Ages are years, distances metres, times aware.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import h3
from anyascii import anyascii
from rapidfuzz.distance import Indel

LEAD_FROM = 0.72  # below it a coordinator's time is better spent elsewhere
KEY_LETTERS = 3

_LITTLE = "al ben bin da das de del den der des di dos du el la le les van von y"
LITTLE_WORDS = frozenset(_LITTLE.split())
ALIKE_FROM = 0.75  # two words less alike than this are two different words
INITIAL = 0.7
SAME_CONSONANTS = 0.85  # Mohamed, Muhammad
SHORTER, LONGER = 0.4, 0.6  # how much it counts that each side's words are found on the other
NEAR_METRES, NEAR_BONUS = 2_000, 0.05
AGE_FREE_YEARS, AGE_PRICE, AGE_MOST = 2, 0.03, 0.3
SEX_PRICE = 0.15
BEFORE_PRICE = 0.1  # who was seen after they said so may have come to harm since, or be another


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person. Empty means unknown and costs nothing.

    `cell`: H3, any resolution, where last seen or where they say they are. `seen`: when last seen; `said`: when they
    said how they are.
    """

    names: tuple[str, ...]
    age_min: int | None = None
    age_max: int | None = None
    sex: str = ""
    cell: str = ""
    seen: datetime | None = None
    said: datetime | None = None


class Why(StrEnum):
    SAME_NAME = "same_name"
    LIKE_NAME = "like_name"
    AGE_FITS = "age_fits"
    AGE_APART = "age_apart"
    SEX_DIFFERS = "sex_differs"
    METRES_APART = "metres_apart"
    HOURS_APART = "hours_apart"
    HOURS_AFTER = "hours_after"
    HOURS_BEFORE = "hours_before"


@dataclass(frozen=True, slots=True)
class Score:
    """`value` from 0 to 1; each reason has the figure behind it (likeness, years, metres or hours)."""

    value: float
    reasons: tuple[tuple[Why, float], ...] = ()


def fold(text: str) -> tuple[str, ...]:
    """The words of a name in plain small letters, in the order written: `Ndiaye-ÉMILE` → ndiaye, emile.

    Other scripts are written out in Latin letters, apostrophes join, everything else that is no letter parts.
    """
    kept = "".join(sign if _belongs_to_a_word(sign) else " " for sign in unicodedata.normalize("NFKC", text))
    latin = re.sub("['`]", "", anyascii(kept).lower())
    return tuple(re.findall("[a-z]+", latin))


def keys(names: tuple[str, ...]) -> frozenset[str]:
    """What two people's names must share one of to be compared at all: how their weightier words begin."""
    return frozenset(word[:KEY_LETTERS] for word in _weighty(names) if len(word) > 1)


def likeness(one: Known, other: Known) -> Score:
    """The same both ways round. Names that are not alike score nothing: a place alone never matches."""
    name = name_likeness(one.names, other.names)
    if name < ALIKE_FROM * LONGER:
        return Score(0.0)
    reasons = [(Why.SAME_NAME if name == 1 else Why.LIKE_NAME, round(name, 2))]
    moved = name
    for judge in (_age, _sex, _metres, _hours):
        change, reason = judge(one, other)
        moved += change
        reasons += reason
    return Score(round(min(1.0, max(0.0, moved)), 3), tuple(reasons))


def name_likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """From 0 to 1, in whatever order the words are written: each word is paired once, best pairs first."""
    shorter, longer = sorted((_weighty(one), _weighty(other)), key=lambda words: (len(words), words))
    if not shorter:
        return 0.0
    if "".join(shorter) == "".join(longer):  # Jean-Pierre, Jeanpierre
        return 1.0
    paired = _paired(shorter, longer)
    return SHORTER * paired / len(shorter) + LONGER * paired / len(longer)


def _paired(shorter: list[str], longer: list[str]) -> float:
    pairs = ((_alike(a, b), i, j) for i, a in enumerate(shorter) for j, b in enumerate(longer))
    used_here: set[int] = set()
    used_there: set[int] = set()
    total = 0.0
    for alike, i, j in sorted(pairs, reverse=True):
        if alike >= min(ALIKE_FROM, INITIAL) and i not in used_here and j not in used_there:
            used_here.add(i)
            used_there.add(j)
            total += alike
    return total


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if len(one) == 1 or len(other) == 1:
        return INITIAL if one[0] == other[0] else 0.0
    letters = Indel.normalized_similarity(one, other)
    bones = _consonants(one)
    if len(bones) >= 3 and bones == _consonants(other):
        letters = max(letters, SAME_CONSONANTS)
    return letters if letters >= ALIKE_FROM else 0.0


def _consonants(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiouy]", "", word))


def _weighty(names: tuple[str, ...]) -> list[str]:
    words = sorted(name for name in names if name not in LITTLE_WORDS)
    return words or sorted(names)


def _belongs_to_a_word(sign: str) -> bool:
    return sign in "'’ʼ`" or unicodedata.category(sign)[0] in "LM"


_Judged = tuple[float, list[tuple[Why, float]]]


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


def _hours_between(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds() / 3600
