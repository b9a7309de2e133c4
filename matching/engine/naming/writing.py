"""Names in any script as words in plain small Latin letters.

anyascii writes most scripts out well. Three need a rule of their own first: Hebrew and Arabic leave vowels out and
write others with a letter that is also a consonant; Korean writes family name and given name as one word.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

Words = tuple[tuple[str, ...], ...]

HYPHENS = "-‐‑‒–־"
_HEBREW = {
    "א": "a", "ב": "b", "ג": "g", "ד": "d", "ה": "h", "ו": "w", "ז": "z", "ח": "kh", "ט": "t", "י": "i", "כ": "kh",
    "ך": "kh", "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s", "ע": "a", "פ": "p", "ף": "f", "צ": "ts",
    "ץ": "ts", "ק": "k", "ר": "r", "ש": "sh", "ת": "t",
}  # fmt: skip
_SOFT = {"ג": "j", "ז": "zh", "צ": "ch", "ץ": "ch", "ת": "th", "ט": "th", "ע": "gh"}
_ARABIC = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ى": "a", "ة": "a", "ء": "", "ئ": "i", "ؤ": "w", "و": "w",
    "ي": "i", "ی": "i", "ع": "a", "غ": "gh", "ق": "q", "ث": "th", "ذ": "dh", "خ": "kh", "ش": "sh", "ج": "j",
    "ح": "h", "ه": "h", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ڤ": "v", "پ": "p", "چ": "ch", "گ": "g", "ک": "k",
    "ـ": "",
}  # fmt: skip
_QUOTES, _NO_LETTER, _LETTERS = re.compile("['`]"), re.compile("[^a-z-]"), re.compile("[a-z]+")
_HANGUL_NAME = re.compile("^[가-힣]{2,4}$")
# Family names that are written with two syllables.
_TWO_SYLLABLES = frozenset(["남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방"])


def words_of(text: str) -> Words:
    """The words of a name in the order written, each with its parts: `Jean-Pierre NDIAYE` → (jean, pierre), (ndiaye).

    Apostrophes join, hyphens part within a word, everything else that is no letter parts words.
    """
    if text.isascii():
        if text.isalpha():
            return ((text.lower(),),)
        plain = _QUOTES.sub("", text.lower())
        return tuple(
            tuple(_LETTERS.findall(word)) for word in _NO_LETTER.sub(" ", plain).split() if word.strip("-")
        )
    clean = "".join(map(_kept, unicodedata.normalize("NFKC", text)))
    written = [_with_article(word) for word in _apart(clean.split())]
    parted = (tuple(filter(None, (latin(part) for part in word.split("-")))) for word in written)
    return tuple(parts for parts in _flat(parted) if parts)


@lru_cache(maxsize=65_536)
def latin(part: str) -> str:
    """One word without hyphens, as small letters a to z and blanks; "" where nothing of it can be written so."""
    if "\u0590" <= part[:1] <= "\u05ff":
        part = _hebrew(part)
    part = "".join(_ARABIC.get(sign, sign) for sign in part)
    return " ".join(_LETTERS.findall(_QUOTES.sub("", anyascii(part).lower())))


@lru_cache(maxsize=4_096)
def _kept(sign: str) -> str:
    if sign in HYPHENS:
        return "-"
    kind = unicodedata.category(sign)
    if (
        kind == "Cf" or "\u064b" <= sign <= "\u0652" or "\u0591" <= sign <= "\u05c7"
    ):  # marks of direction, vowel points
        return ""
    return sign if sign in "'’ʼ`׳״" or kind[0] in "LM" else " "


def _flat(parted):
    """A part that anyascii wrote as two words is two parts."""
    for parts in parted:
        yield tuple(word for part in parts for word in part.split())


def _apart(written: list[str]) -> list[str]:
    """김정은 is Kim Jong-un: of a name in one block the family name comes first."""
    if len(written) != 1 or not _HANGUL_NAME.match(written[0]):
        return written
    name = written[0]
    family = 2 if len(name) > 2 and name[:2] in _TWO_SYLLABLES else 1
    return [name[:family], "-".join(name[family:])]


def _with_article(word: str) -> str:
    """الغني is al-Ghani: others write it without."""
    return f"ال-{word[2:]}" if word.startswith("ال") and len(word) > 4 else word


def _hebrew(word: str) -> str:
    """Consonants, and the vowels that letters stand for: a `w` may be o, u or v, an `i` may be y."""
    out, signs = [], word.replace("וו", "v")
    for at, sign in enumerate(signs):
        after, last = signs[at + 1 : at + 2], at == len(signs) - 1
        if after and after in "'׳’" and sign in _SOFT:
            out.append(_SOFT[sign])
        elif last and sign == "ה":
            out.append("a" if at > 1 else "h")
        elif at == 0 and sign == "ו":
            out.append("v")
        elif at == 0 and sign == "י":
            out.append("y")
        elif sign == "ב" and at:
            out.append("v")
        elif sign not in "'׳’\"״":
            out.append(_HEBREW.get(sign, sign))
    return "".join(out)
