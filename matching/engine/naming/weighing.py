"""A name typed, beside each that the index found: how alike, how rare its words are, how the whole is written."""

from dataclasses import dataclass, field
from math import log1p

from rapidfuzz.distance import Indel

from matching.engine.naming.comparing import may_be_korean, names_likeness, paired, weighty, word_likeness

WRITTEN = 0.2  # how much it counts that all is written alike, word after word: most people keep the order


@dataclass(frozen=True, slots=True)
class Typed:
    """`words`, folded; `common`: {word: how many names have it, or one like it}."""

    words: tuple[str, ...]
    common: dict[str, float] = field(default_factory=dict)

    def likeness(self, names: tuple[str, ...]) -> tuple[float, float]:
        """(what to sort by, names_likeness()), each from 0 to 1. A rare family name says more than a common first name.

        The weight of a word is the square of an inverse document frequency that needs no total.
        """
        alike = names_likeness(self.words, names)
        words, theirs = weighty(self.words), weighty(names)
        if may_be_korean(words) and may_be_korean(theirs):
            return alike, alike  # their words are not alike by letters
        weights = [(1 + log1p(self.common.get(word, 0.0))) ** -2 for word in words]
        rare = sum(each * weights[i] for each, i, _ in paired(words, theirs, word_likeness))
        written = Indel.normalized_similarity(" ".join(self.words), " ".join(names))
        return (1 - WRITTEN) * (alike + rare / (sum(weights) or 1)) / 2 + WRITTEN * written, alike
