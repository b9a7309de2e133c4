"""A name typed, beside each that the index found: how alike, how rare its words are, how the whole is written."""

from dataclasses import dataclass, field
from functools import cached_property
from math import log1p

from rapidfuzz.distance import Indel

from matching.engine.naming.comparing import may_be_korean, names_likeness, paired, weighty, word_likeness
from matching.engine.naming.sounds import bones

# Chosen by a small search on the training half of bench_names.
WRITTEN = 0.2  # how much it counts that all is written alike, word after word: most people keep the order
BONES = 0.1  # and that each word typed has the bones of one of theirs, rather than one the same and one a stranger's


@dataclass(frozen=True)
class Typed:
    """`words`, folded; `common`: {word: how many names have it, or one like it}."""

    words: tuple[str, ...]
    common: dict[str, float] = field(default_factory=dict)

    def likeness(self, names: tuple[str, ...]) -> tuple[float, float]:
        """(what to sort by, names_likeness()), each from 0 to 1. A rare family name says more than a common first name.

        The weight of a word is the square of an inverse document frequency that needs no total.
        """
        alike = names_likeness(self.words, names)
        theirs = weighty(names)
        if self._may_be_korean and may_be_korean(theirs):
            return alike, alike  # their words are not alike by letters
        pairs = paired(self._weighty, theirs, word_likeness)
        rare = sum(each * self._weights[i] for each, i, _ in pairs) / (sum(self._weights) or 1)
        written = Indel.normalized_similarity(self._whole, " ".join(names))
        name = (alike + rare) / 2
        return name + WRITTEN * (written - name) + BONES * (self._same_bones(theirs) - name), alike

    @cached_property
    def _whole(self) -> str:
        return " ".join(self.words)

    @cached_property
    def _weighty(self) -> tuple[str, ...]:
        return weighty(self.words)

    @cached_property
    def _may_be_korean(self) -> bool:
        return may_be_korean(self._weighty)

    @cached_property
    def _weights(self) -> list[float]:
        return [(1 + log1p(self.common.get(word, 0.0))) ** -2 for word in self._weighty]

    def _same_bones(self, theirs: tuple[str, ...]) -> bool:
        readings = {reading for word in theirs for reading in bones(word)}
        return all(not readings.isdisjoint(bones(word)) for word in self._weighty)
