"""How a word sounds, roughly, to a French or an English ear; and its bones: the consonants that survive any spelling.

Words are small letters a to z. A `sound` is letters with one sign a sound; a bone is one of P T K S L R M N.
"""

import re
from functools import lru_cache
from itertools import islice, product

MOST_READINGS = 6
MOST_TRIED = 1_000  # of "wwww…" all sound alike: thirty letters were a billion, and six were never found

# (a letter without which there is nothing to replace, what is replaced, by what): most words have few of these letters.
_SOUNDS = [
    (letter, re.compile(pattern), instead)
    for letter, pattern, instead in (
        ("c", "^(mc|mac)(?=[bcdfgklmnpr])", "mak"),
        ("h", "ough|augh", "o"),
        ("", "tzsch|tsch|tch|dsch|dzh|dj|zsch|tj|tx", "C"),
        ("c", "stsch|shch|sz?cz|schtsch", "S"),
        ("", "sch|sh|zh|cz|sz(?=[aeiouy])", "S"),
        ("h", "ch(?=[lrnt])", "k"),
        ("h", "ch", "C"),
        ("h", "ph", "f"),
        ("h", "th", "t"),
        ("h", "dh", "d"),
        ("h", "bh", "b"),
        ("", "ck|cq|kh|qu?", "k"),
        ("h", "gh", "g"),
        ("h", "rh", "r"),
        ("w", "wr(?=[aeiouy])", "r"),
        ("k", "kn(?=[aeiouy])", "n"),
        ("c", "sc(?=[eiy])|c(?=[eiy])", "s"),
        ("c", "c", "k"),
        ("g", "gu(?=[eiy])", "g"),
        ("", "g(?=[eiy])|j", "j"),
        ("g", "gn", "n"),
        ("x", "x", "ks"),
        ("", "tz|ts|dz|z", "s"),
        ("", "eaux?|aux?$|ault$|aud$|aut$|ot$|os$", "o"),
        ("", "oux?|oo|w(?![aeiouy])", "u"),
        ("w", "w", "v"),
        ("", "ay|ai|ei|ey|ae|oe|ee(?=.)", "e"),
        ("", "iy|ij|yi|ii|y", "i"),
        ("h", "h", ""),
        ("g", "ng$", "n"),
        ("", "m(?=[pb])|n(?=[pb])", "n"),
        ("", r"(.)(?=\1)", ""),
    )
]
_VOWELS = re.compile("[aeiouy]")
_TWICE = re.compile(r"(.)(?=\1)")
_UNITS = re.compile(
    "schtsch|shch|tsch|sch|tch|dsch|dzh|dge?|ch|sh|zh|kh|gh|th|dh|ph|bh|ts|tz|dz|cz|sz|ck|qu|ll|gn|ng|gu|ge|gi|ce|ci|.",
    re.S,
)
_PLAIN = {
    "P": "b p f v ph bh", "T": "t d th", "K": "k q c ck qu gu x", "L": "l", "R": "r", "M": "m", "N": "n ng",
    "S": "s z sch shch schtsch tsch tch dsch dzh dge dg sh zh ts tz dz cz sz ce ci",
}  # fmt: skip
_READINGS = {unit: (bone,) for bone, units in _PLAIN.items() for unit in units.split()} | {
    "ch": ("S", "K"), "kh": ("K", ""), "gh": ("K", ""), "dh": ("T", "S"), "ll": ("L", ""), "gn": ("N", "KN"),
    "g": ("K",), "ge": ("K", "S"), "gi": ("K", "S"), "w": ("", "P"), "j": ("S", "", "K"),
}  # fmt: skip


@lru_cache(maxsize=262_144)
def sound(word: str) -> str:
    for letter, pattern, instead in _SOUNDS:
        if letter in word:
            word = pattern.sub(instead, word)
    return word


@lru_cache(maxsize=262_144)
def bones(word: str) -> tuple[str, ...]:
    """Every reading of its consonants, the likeliest first: ch may be hard or soft, w may be u or v."""
    readings: dict[str, None] = {}
    units = (_READINGS[unit] for unit in _UNITS.findall(word) if unit in _READINGS)
    for reading in islice(product(*units), MOST_TRIED):
        readings.setdefault(_squeezed("".join(reading)))
        if len(readings) >= MOST_READINGS:
            break
    return tuple(readings)


@lru_cache(maxsize=262_144)
def few_vowels(word: str) -> bool:
    """As somebody writes whose script leaves vowels out."""
    return len(word) > 1 and vowels(word) * 4 <= len(word)


@lru_cache(maxsize=262_144)
def vowels(word: str) -> int:
    return len(_VOWELS.findall(word))


def _squeezed(text: str) -> str:
    return _TWICE.sub("", text)
