"""One slip of the thumb, on a French or an English keyboard. Pure."""

from collections.abc import Container, Iterator

from rapidfuzz.distance import OSA

_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {pair for row in _ROWS for pair in zip(row, row[1:], strict=False)}
_BELOW = (_ROWS[:2], _ROWS[1:3], _ROWS[3:5], _ROWS[4:])
_BESIDE |= {pair for upper, lower in _BELOW for pair in zip(upper, lower, strict=False)}
_BESIDE |= {(one, other) for other, one in _BESIDE}
ANY_FROM, NONE_BELOW = 5, 3  # letters


def slipped(typed: str, word: str) -> bool:
    """Of a long word any one letter may be wrong; of three or four, only what a thumb does: much else is a name.

    A letter left out, doubled, swapped with the next, or one beside it on the keyboard, instead of it or with it.
    """
    if (
        typed == word
        or len(word) < NONE_BELOW
        or not word.isalpha()
        or OSA.distance(typed, word, score_cutoff=1) > 1
    ):
        return False
    if len(word) >= ANY_FROM or len(typed) < len(word) or sorted(typed) == sorted(word):
        return True
    return _beside(typed, word) if len(typed) == len(word) else any(_more(typed, word, beside=_BESIDE))


def short_slip(typed: str, word: str) -> bool:
    """A letter doubled, left out behind the first, or swapped with the next; none exchanged."""
    if OSA.distance(typed, word, score_cutoff=1) != 1:
        return False
    if len(typed) < len(word):
        return typed[0] == word[0]
    return sorted(typed) == sorted(word) or any(_more(typed, word, beside=()))


def _beside(typed: str, word: str) -> bool:
    return all(one == other or (one, other) in _BESIDE for one, other in zip(typed, word, strict=True))


def _more(typed: str, word: str, *, beside: Container) -> Iterator[bool]:
    """For each letter that is one too many: is it that before or after it, or one of `beside`?"""
    for at, letter in enumerate(typed):
        if typed[:at] + typed[at + 1 :] == word:
            around = typed[max(at - 1, 0) : at] + typed[at + 1 : at + 2]
            yield any(letter == each or (letter, each) in beside for each in around)
