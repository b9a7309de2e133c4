"""What names are found by, before they are compared: numbers of 63 bits that any database can index.

A word is found by its spellings: itself with a letter missing, how it sounds, its bones, its long forms, how it begins.
A record is found by its entries: each word, each two words, the bones of each two, the bones of all. Two names of two
words that are spelt alike share few entries with strangers, so that a million records cost no more than a thousand.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations, product

from matching.engine.naming.comparing import weighty, word_likeness
from matching.engine.naming.korean import korean
from matching.engine.naming.short import long_forms
from matching.engine.naming.sounds import bones, sound

MOST_INDEXED = 6  # words of a name: fifteen pairs
FEWEST_BONES = 3  # two say nothing: most strangers share them
BEGINNING = 3
READINGS = 2  # of a word that is kept; of one typed all are asked
LONGEST_KOREAN = 8
MOST_ALIKE = 120  # words that one word typed may stand for
MOST_PAIRED = 60  # product of two such words' places, the likest being first: (1, 60), (7, 8), (60, 1)
ALIKE_ENOUGH, IN_KOREAN = 0.5, 0.9
MOST_ENTRIES = 600  # asked for at once
SPLIT_FROM = 6  # letters from which a word may be two
_MASK = (1 << 63) - 1
WEAK = 1  # the last bit of a spelling that so many words have that it says something only beside another


@lru_cache(maxsize=262_144)
def number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) & _MASK


def spellings(word: str) -> frozenset[int]:
    """What a word is found by, whoever spells it."""
    found = {
        f"s{sound(word)}",
        f"d{word}",
        *(f"p{word[:many]}" for many in (2, BEGINNING)),
        *(f"n{name}" for name in long_forms(word)),
    }
    if len(word) >= 3:
        found |= {f"d{each}" for each in _without_one(word)}
    if len(word) <= LONGEST_KOREAN and korean(word):
        found.add(f"k{korean(word)}")
    return frozenset({*(number(each) & ~WEAK for each in found), *_bony(word)})


def entries(words: Iterable[tuple[str, ...]]) -> frozenset[int]:
    """What a record is found by. `words`: as `writing.words_of` gives them; a compound is also one word."""
    words = tuple(words)
    plain = weighty(tuple(part for word in words for part in word))[:MOST_INDEXED]
    whole = ["".join(word) for word in words if len(word) > 1]
    found = {number(f"w{word}") for word in (*plain, *whole)}
    found |= {_pair(a, b) for a, b in combinations(plain, 2)}
    found |= {_pair(one, other) for one in whole for other in plain if other not in one}
    bony = [bones(word)[0] for word in plain]
    for one, other in combinations(plain, 2):
        found |= {_bone_pair(a, b) for a, b in product(bones(one)[:READINGS], bones(other)[:READINGS])}
    if len(bony) > 2:
        found.add(_all_bones(bony))
    return frozenset(found)


def word_entry(word: str) -> int:
    return number(f"w{word}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A name as typed. `units`: its words, and each two neighbours as one."""

    words: tuple[str, ...]
    units: dict[str, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, words: tuple[str, ...]) -> "Asked":
        words = weighty(words)[:MOST_INDEXED]
        units = {word: (at, at + 1) for at, word in enumerate(words)}
        for at, (one, other) in enumerate(zip(words, words[1:], strict=False)):
            units.setdefault(one + other, (at, at + 2))
        return cls(words, units)

    def spellings(self, *, halves: bool = False) -> dict[int, list[str]]:
        """{spelling: the units that have it}. `halves`: words may be typed by their beginning alone."""
        found: dict[int, list[str]] = {}
        for unit in self.units:
            for key in spellings(unit) - _too_common(unit, halves):
                found.setdefault(key, []).append(unit)
        return found

    def bony(self) -> set[int]:
        """Those of its spellings that many a stranger has, too."""
        return {key for unit in self.units for key in _bony(unit)}

    def entries(self, alike: dict[str, dict[str, float]], *, most: int = MOST_ENTRIES) -> dict[int, float]:
        """{entry: how much it says, from 0 to 2}, the most telling first. `alike`: {unit: {known word: how alike}}."""
        known = {unit: likest(alike.get(unit, {}), MOST_ALIKE) for unit in self.units}
        found: dict[int, float] = {}
        for one, other in combinations(self.units, 2):
            if _apart(self.units[one], self.units[other]):
                for (a, here), (b, there) in _likeliest(known[one], known[other]):
                    _keep(found, _pair(a, b), here + there)
        for one, other in combinations(self.words, 2):
            for a, b in product(bones(one), bones(other)):
                _keep(found, _bone_pair(a, b), 1.75)
        if len(self.words) > 2:
            _keep(found, _all_bones([bones(word)[0] for word in self.words]), 1.9)
        for unit in self.units:
            for one, other in _halves(unit):
                _keep(found, _pair(one, other), 1.7)
        alone = MOST_ALIKE if len(self.words) < 2 else max(4, MOST_ALIKE // (2 * len(self.words)) ** 2)
        for unit in self.units:
            for word, here in known[unit][:alone]:
                _keep(found, word_entry(word), here * (1 if len(self.words) > 1 else 2))
        ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        return dict(ordered[:most])


def alike_among(found: Iterable[tuple[str, str]], *, halves: bool = False) -> dict[str, dict[str, float]]:
    """{unit: {word: how alike}} of those (unit, word) that are alike enough."""
    units: dict[str, set[str]] = {}
    for unit, word in found:
        units.setdefault(unit, set()).add(word)
    alike = ((unit, _alike(unit, words, halves)) for unit, words in units.items())
    return {unit: words for unit, words in alike if words}


def _alike(unit: str, words: set[str], halves: bool) -> dict[str, float]:
    in_korean = korean(unit)
    found = {}
    for word in words:
        here = 1.0 if halves and word.startswith(unit) else word_likeness(unit, word)
        if here < IN_KOREAN and in_korean and in_korean == korean(word):
            here = IN_KOREAN
        if here >= ALIKE_ENOUGH:
            found[word] = here
    return found


def likest(alike: dict[str, float], most: int) -> list[tuple[str, float]]:
    """Words with how alike they are, at most so many, the likest first."""
    return sorted(alike.items(), key=lambda pair: (-pair[1], pair[0]))[:most]


def _too_common(unit: str, halves: bool) -> set[int]:
    """Beginnings are asked only where nothing else would do."""
    left = {number(f"p{unit[:2]}") & ~WEAK} if len(unit) > 2 or not halves else set()
    return left if halves else {*left, number(f"p{unit[:BEGINNING]}") & ~WEAK}


def _keep(found: dict[int, float], key: int, worth: float) -> None:
    found[key] = max(worth, found.get(key, 0.0))


def _likeliest(one: list, other: list) -> Iterator[tuple]:
    """Pairs of which one is very like what was typed, or both are rather like it; the lists are in that order."""
    for place, mine in enumerate(one, 1):
        for theirs in other[: MOST_PAIRED // place]:
            yield mine, theirs


def _apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[1] <= other[0] or other[1] <= one[0]


def _pair(one: str, other: str) -> int:
    a, b = number(f"w{one}"), number(f"w{other}")
    return ((a + b) * 0x9E3779B97F4A7C15 ^ (a * b)) & _MASK


def _bone_pair(one: str, other: str) -> int:
    a, b = number(f"B{one}"), number(f"B{other}")
    return ((a + b) * 0x9E3779B97F4A7C15 ^ (a * b)) & _MASK


def _all_bones(bony: list[str]) -> int:
    return number("A" + " ".join(sorted(bony)))


def _without_one(text: str) -> set[str]:
    return {text[:at] + text[at + 1 :] for at in range(len(text))}


def _halves(word: str) -> list[tuple[str, str]]:
    """Where a blank may be missing, or another letter stand in its place."""
    if len(word) < SPLIT_FROM:
        return []
    cuts = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
    return cuts + [(word[:at], word[at + 1 :]) for at in range(2, len(word) - 2)]


def _bony(word: str) -> set[int]:
    """Each reading of its consonants; weakly, it and the likeliest with one missing."""
    readings = bones(word)
    shorter = {*readings, *_without_one(readings[0])}
    sure = {number(f"b{each}") & ~WEAK for each in readings if len(each) >= FEWEST_BONES}
    return sure | {number(f"b{each}") | WEAK for each in shorter if len(each) >= FEWEST_BONES}
