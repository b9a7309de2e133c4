"""How alike two words are, and two names: from 0 to 1, the same both ways, whatever the order of the words."""

from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from itertools import permutations

from rapidfuzz.distance import OSA, Indel

from matching.engine.naming.korean import korean
from matching.engine.naming.reasons import Why
from matching.engine.naming.short import long_forms
from matching.engine.naming.sounds import bones, few_vowels, sound, vowels

_LITTLE = "al ben bin bint da das de del den der des di dos du e el la le les ter van von y zu abu"
LITTLE_WORDS = frozenset(_LITTLE.split())
MOST_WORDS, MOST_JOINED, LETTERS_OFF = 8, 5, 2
INITIAL = 0.7
SHORT_FORM = 0.92
SOUNDS_ALIKE = 0.95
GLUED, FEWEST_LETTERS = 0.98, 3  # a particle written together with its name, of so many letters at least
SHORTER, LONGER = 0.4, 0.6  # how much it counts that each side's words are found on the other
# Below the first two words are strangers; up to the second it counts for less.
ALIKE_FROM, SURE_FROM = 0.4, 0.75
EVERY_WORD, MOST_LETTERS = 6, 8  # a word weighs this, and one for each letter up to so many


# One word typed is held against hundreds of names, and few words are in most of them.
@lru_cache(maxsize=262_144)
def word_likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    return _unlike(one, other) if one < other else _unlike(other, one)


def _unlike(one: str, other: str) -> float:
    if len(one) == 1 or len(other) == 1:
        return INITIAL if one[0] == other[0] else 0.0
    longs = long_forms(one)
    if longs and longs & long_forms(other):
        return SHORT_FORM
    sounds = OSA.normalized_similarity(sound(one), sound(other))
    if (few_vowels(one) or few_vowels(other)) and _leaves_vowels_out(one, other):
        return 0.6 * _bones_alike(bones(one), bones(other)) + 0.4 * sounds
    letters = OSA.normalized_similarity(one, other)
    alike = max(letters, SOUNDS_ALIKE * sounds)
    mixed = 0.35 * letters + 0.35 * sounds
    if mixed + 0.3 <= max(alike, ALIKE_FROM):  # strangers, whatever their bones
        return alike
    return max(alike, mixed + 0.3 * _bones_alike(bones(one), bones(other)))


def hows(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[tuple[Why, int], ...]:
    """Each way in which these alike names differ, with the number of words it is about; nothing where they do not."""
    mine, theirs = weighty(one), weighty(other)
    pairs = paired(mine, theirs, word_likeness)
    in_korean = may_be_korean(mine) and may_be_korean(theirs)
    found = Counter(_how(mine[i], theirs[j], in_korean) for _alike, i, j in pairs if mine[i] != theirs[j])
    places = [j for _i, j in sorted((i, j) for _alike, i, j in pairs)]
    if places != sorted(places):
        found[Why.OTHER_ORDER] = len(pairs)
    if over := len(mine) + len(theirs) - 2 * len(pairs):
        found[Why.MORE_NAMES] = over
    return tuple((each, found[each]) for each in Why if found[each])


def _how(one: str, other: str, in_korean: bool) -> Why:
    if len(one) == 1 or len(other) == 1:
        return Why.INITIAL
    if sound(one) == sound(other) or in_korean and korean(one) == korean(other):
        return Why.SAME_SOUNDS
    if long_forms(one) & long_forms(other):
        return Why.SHORT_FORM
    if _leaves_vowels_out(one, other):
        return Why.SAME_SOUNDS
    return Why.SAME_LETTERS


def names_likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Each word is paired once, best pairs first; a word written as two, or two as one, are tried too."""
    alike = _names_likeness(one, other)
    if alike < SOUNDS_ALIKE and not (LITTLE_WORDS.isdisjoint(one) and LITTLE_WORDS.isdisjoint(other)):
        mine, theirs = _apart(one, LITTLE_WORDS & {*other}), _apart(other, LITTLE_WORDS & {*one})
        if (mine, theirs) != (one, other):
            alike = max(alike, GLUED * _names_likeness(mine, theirs))
    return alike


def _apart(words: tuple[str, ...], particles: frozenset[str]) -> tuple[str, ...]:
    """Without these particles where they are written together with what follows: Benali, Delacroix."""
    return tuple(_bare(word, particles) for word in words) if particles else words


def _bare(word: str, particles: frozenset[str]) -> str:
    heads = [each for each in particles if word.startswith(each) and len(word) - len(each) >= FEWEST_LETTERS]
    return _bare(word.removeprefix(max(heads, key=len)), particles) if heads else word


def _names_likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    fewer, more = sorted((_in_one_order(one), _in_one_order(other)), key=lambda words: (len(words), words))
    if fewer == more or not fewer:
        return float(bool(fewer))
    alike = _best(fewer, more, word_likeness)
    if alike < SOUNDS_ALIKE and may_be_korean(fewer) and may_be_korean(more):
        alike = max(alike, SOUNDS_ALIKE * _best(fewer, more, _korean_likeness))
    return alike


@lru_cache(maxsize=4_096)  # what was typed is asked for with each name it may be
def weighty(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without particles, unless they may be the name itself: Ben Haddad, Hyun Bin."""
    kept = tuple(word for word in words if word not in LITTLE_WORDS)
    return kept if len(kept) > 1 else words


@lru_cache(maxsize=65_536)
def may_be_korean(words: tuple[str, ...]) -> bool:
    keys = [korean(word) for word in words]
    syllables = sum(sum(sign in "aeiou" for sign in key) for key in keys)
    return all(keys) and 2 <= syllables <= 4


def paired(one: tuple[str, ...], other: tuple[str, ...], likeness: Callable) -> list[tuple[float, int, int]]:
    """(how alike, place here, place there) of each pair, best first."""
    pairs = [
        (counted, i, j)
        for i, a in enumerate(one)
        for j, b in enumerate(other)
        if (counted := _counted(likeness(a, b)))
    ]
    pairs.sort(reverse=True)
    used_here: set[int] = set()
    used_there: set[int] = set()
    found = []
    for pair in pairs:
        _alike, i, j = pair
        if i not in used_here and j not in used_there:
            used_here.add(i)
            used_there.add(j)
            found.append(pair)
    return found


@lru_cache(maxsize=4_096)
def _in_one_order(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(weighty(words))[:MOST_WORDS])


def _joined(words: tuple[str, ...], longest: int) -> list[tuple[str, ...]]:
    """`words` with two of them written as one of at most so many letters, every way; nothing for very long names."""
    if len(words) > MOST_JOINED:
        return []
    return [
        (one + other, *(word for at, word in enumerate(words) if at not in (i, j)))
        for (i, one), (j, other) in permutations(enumerate(words), 2)
        if len(one) + len(other) <= longest
    ]


def _best(fewer: tuple[str, ...], more: tuple[str, ...], likeness: Callable) -> float:
    best = _as_written(fewer, more, likeness)
    if best < SOUNDS_ALIKE and len(fewer) < len(more):
        longest = max(map(len, fewer))
        return max(
            [best, *(_as_written(fewer, each, likeness) for each in _joined(more, longest + LETTERS_OFF))]
        )
    return best


def _as_written(fewer: tuple[str, ...], more: tuple[str, ...], likeness: Callable) -> float:
    pairs = paired(fewer, more, likeness)
    mine = sum(alike * _weight(fewer[i]) for alike, i, _ in pairs) / sum(map(_weight, fewer))
    theirs = sum(alike * _weight(more[j]) for alike, _, j in pairs) / sum(map(_weight, more))
    return (mine + theirs) / 2 if len(fewer) == len(more) else SHORTER * mine + LONGER * theirs


def _weight(word: str) -> int:
    return EVERY_WORD + min(len(word), MOST_LETTERS)


def _counted(alike: float) -> float:
    if alike >= SURE_FROM:
        return alike
    return alike * (alike - ALIKE_FROM) / (SURE_FROM - ALIKE_FROM) if alike > ALIKE_FROM else 0.0


def _leaves_vowels_out(one: str, other: str) -> bool:
    """Is one of them written by somebody whose script leaves out vowels that the other has?"""
    fewer, more = (one, other) if vowels(one) <= vowels(other) else (other, one)
    return few_vowels(fewer) and vowels(fewer) < vowels(more)


@lru_cache(maxsize=65_536)  # a name has the bones of many others
def _bones_alike(mine: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    if mine[0] == theirs[0]:
        return 1.0
    return max(Indel.normalized_similarity(a, b) for a in mine for b in theirs)


@lru_cache(maxsize=65_536)
def _korean_likeness(one: str, other: str) -> float:
    return Indel.normalized_similarity(korean(one), korean(other))
