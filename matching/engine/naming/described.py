"""What two descriptions of a person have in common: words that say something, nearly the same letters."""

from rapidfuzz.distance import OSA

from matching.engine.naming.writing import words_of

FEWEST_LETTERS = 4
NEARLY = 0.8  # lunette and lunettes, manteau and manteaux
# Long enough to be counted, and in every description: French, English.
_FRENCH = (
    "avec dans pour elle sans mais plus tres etait avait porte portait cette sont homme femme fille personne"
)
_ENGLISH = (
    "with without from that this wears wearing wore have been were very about woman girl person last seen"
)
_EMPTY = frozenset(f"{_FRENCH} {_ENGLISH}".split())


def words_shared(one: str, other: str) -> int:
    """How many words of the shorter description stand in the other one too. The same both ways round."""
    fewer, more = sorted((_telling(one), _telling(other)), key=lambda words: (len(words), sorted(words)))
    left = sorted(more)
    shared = 0
    for word in sorted(fewer):
        found = next((each for each in left if OSA.normalized_similarity(word, each) >= NEARLY), None)
        if found:
            left.remove(found)
            shared += 1
    return shared


def _telling(text: str) -> set[str]:
    words = {part for word in words_of(text) for part in word}
    return {word for word in words if len(word) >= FEWEST_LETTERS} - _EMPTY
