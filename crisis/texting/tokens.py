"""A text as words. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from anyascii import anyascii

MOST_READ = 1_600
# Not "isn't", nor N'Diaye: an n before a consonant is no "ne".
_ONE_WORD = r"(?!(?<=[nm])[’'`´][bcdfghjklpqrstvwxz])"
_GLUE = re.compile(rf"(?<=[^\W\d_])({_ONE_WORD}[’'`´\-‐‑–,.;:!/…]+)(?=[^\W\d_])", re.IGNORECASE)


@dataclass(frozen=True)
class Word:
    """`plain`: lower case, no accents, letters and digits only. `glued`: nothing stands before the next one."""

    typed: str
    plain: str
    glued: bool = False


def words_of(text: str) -> list[Word]:
    """An apostrophe, a hyphen, a full stop between letters divide ("j'ai", "sauvez-moi"), but for an e-mail address."""
    parts = [part for chunk in text[:MOST_READ].split() for part in _parts(chunk)]
    return [word for word in parts if word.plain]


def typed(words: list[Word]) -> str:
    """As it was written, less what stands around it."""
    return "".join(word.typed if word.glued else f"{word.typed} " for word in words).strip(" ,;:!.()-")


def _parts(chunk: str) -> Iterator[Word]:
    parts = [chunk] if "@" in chunk else _GLUE.sub("\\1\n", chunk).split("\n")
    for number, part in enumerate(parts, start=1):
        yield Word(part, re.sub(r"[^a-z0-9]", "", anyascii(part).lower()), number < len(parts))
