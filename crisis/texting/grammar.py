"""What a text means, from its own words. Pure: a text in, what was said out; never raises.

A keyword stands at the beginning. What follows it must fit it (a name, a place, nothing): a sentence that only begins
with such a word is read by a person, for a wrong "safe" is worse than a slow answer. Typing errors are forgiven as far
as no other word is as near: see _meant().
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from anyascii import anyascii
from rapidfuzz.distance import OSA

from crisis.texting.words import (
    COMMON,
    COUNTED,
    DANGER,
    FIRST_PERSON,
    NAME_OPENS,
    NUMBERS,
    OPENINGS,
    PHRASES,
    PLACE_OPENS,
)

MOST_READ = 1_600
MOST_NAME_WORDS = 4
MOST_PEOPLE = 20


class Keyword(StrEnum):
    SAFE = "safe"
    HELP = "help"
    NOT_THERE = "not_there"
    NAME = "name"
    WITHDRAW = "withdraw"
    STOP = "stop"
    START = "start"
    INFO = "info"
    CODE = "code"  # six digits
    NUMBER = "number"  # one of a short list
    OTHER = "other"


WHOLE = (Keyword.STOP, Keyword.START, Keyword.WITHDRAW)  # a text of their own
OF_A_NAME = (Keyword.SAFE, Keyword.NOT_THERE, Keyword.NAME)


@dataclass(frozen=True)
class Said:
    """`rest`: the name, the place or the digits that came with it, as typed. `language`: "fr", "en" or "" (either).

    `adults`, `children`: of HELP, 0 and 0 where nothing was said of them.
    """

    keyword: Keyword
    rest: str = ""
    language: str = ""
    adults: int = 0
    children: int = 0


def read(text: str) -> Said:
    """The one thing a text says. OTHER where it is not plain."""
    text = " ".join(text[:MOST_READ].split())
    digits = re.sub(r"[\s.\-]", "", text)
    if re.fullmatch(r"[0-9]{6}", digits):
        return Said(Keyword.CODE, digits)
    if re.fullmatch(r"[0-9]{1,2}", digits):
        return Said(Keyword.NUMBER, digits)
    if text and not set(text) - set("? !."):
        return Said(Keyword.INFO)
    words = _words(text)
    if words and all(word.plain == "ok" or _polite(word) for word in words) and any(map(_polite, words)):
        return Said(Keyword.INFO, "", language_of(text))
    found = _keyword(words)
    return _fitting(text, *found, words) if found else Said(Keyword.OTHER, text, language_of(text))


def language_of(text: str) -> str:
    """ "fr" or "en" by its common words, "" where they do not tell."""
    plain = [word.plain for word in _words(text)]
    counts = {language: sum(word in common for word in plain) for language, common in COMMON.items()}
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] > min(counts.values()) else ""


def name_in(text: str) -> str:
    """The name, where a text is one and nothing else; else ""."""
    words = _without(_words(text), NAME_OPENS)
    return " ".join(word.typed.strip(" ,;:!()") for word in words) if _is_name(words) else ""


def place_in(text: str) -> Said:
    """Where they are and how many: what follows HELP, also where it was asked for and comes by itself."""
    words = _words(text)
    return _whereabouts(words[_opening(words) :], language_of(text))


def sounds_urgent(text: str) -> bool:
    """Which of the texts that wait for a person to read first: a guess by single words."""
    return any(word.plain in DANGER for word in _words(text))


@dataclass(frozen=True)
class _Word:
    typed: str
    plain: str  # lower case, no accents, letters and digits only


def _words(text: str) -> list[_Word]:
    """An apostrophe divides ("j'ai"), so that each way to type it reads alike."""
    parts = re.sub(r"([’'`´])", r"\1 ", text[:MOST_READ]).split()
    found = [_Word(part, re.sub(r"[^a-z0-9]", "", anyascii(part).lower())) for part in parts]
    return [word for word in found if word.plain]


def _keyword(words: list[_Word]) -> tuple[Keyword, str, int, str] | None:
    """(keyword, language, how many words it takes, its phrase): the longest that fits, first as it is written."""
    skip = _opening(words)
    rest = [word.plain for word in words[skip:]]
    for alike in (_same, _meant):
        for phrase, keyword, language in PHRASES:
            if len(rest) >= len(phrase) and all(map(alike, rest, phrase)):
                return Keyword(keyword), language, skip + len(phrase), " ".join(phrase)
    return None


def _opening(words: list[_Word]) -> int:
    """How many words of greeting come first."""
    return next((n for n, word in enumerate(words) if word.plain not in OPENINGS), 0)


def _same(typed: str, word: str) -> bool:
    return typed == word


def _meant(typed: str, word: str) -> bool:
    """Of short words nothing is exchanged ("sale" is not "safe"), only left out, doubled or swapped.

    In "help" and its like anything is, for to take too much for it costs a question only.
    """
    if typed == word:
        return True
    if len(word) < 4 or typed in COMMON["fr"] or typed in COMMON["en"]:
        return False
    apart = OSA.distance(typed, word)
    if word in ("help", "aide", "secours"):
        return apart <= 1
    if len(word) < 6:
        return apart == 1 and (len(typed) != len(word) or sorted(typed) == sorted(word))
    return apart <= (2 if len(word) > 7 else 1)


def _fitting(text: str, keyword: Keyword, language: str, taken: int, phrase: str, words: list[_Word]) -> Said:
    """The keyword with what follows it, or OTHER where that does not fit."""
    after = words[taken:]
    other = Said(Keyword.OTHER, text, language or language_of(text))
    if keyword in WHOLE:
        return Said(keyword, "", language) if all(_polite(word) for word in after) else other
    if keyword == Keyword.INFO:
        return Said(keyword, "", language)
    if keyword == Keyword.HELP:
        return _help(after, language) or other
    return _of_a_name(keyword, after, language, phrase, asks="?" in text) or other


def _of_a_name(
    keyword: Keyword, after: list[_Word], language: str, phrase: str, *, asks: bool
) -> Said | None:
    if keyword == Keyword.NAME:
        name = _typed(_without(after, NAME_OPENS))
        return Said(keyword, name, language) if not after or _is_searched(after) else None
    if asks:
        return None
    named = _without(after, NAME_OPENS)
    if not named or _is_name(named):
        return Said(keyword, _typed(named), language)
    said = phrase in FIRST_PERSON and not any(word.plain in FIRST_PERSON[phrase] for word in after)
    return Said(keyword, "", language) if said else None


def _help(after: list[_Word], language: str) -> Said | None:
    if any(word.plain in ("find", "trouver", "cherche", "retrouver", "search") for word in after):
        return None
    return _whereabouts(after, language)


def _whereabouts(after: list[_Word], language: str) -> Said:
    adults, children, rest = _people(_typed(after))
    place = _typed(_without(_words(rest), PLACE_OPENS))
    return Said(Keyword.HELP, place, language, adults, children)


def _people(text: str) -> tuple[int, int, str]:
    """(adults, children, the text without them); 0 and 0 where none are told or too many to be true."""
    told = Counter()
    for pattern, whom in COUNTED:
        told[whom] += sum(map(_figure, pattern.findall(text)))
        text = pattern.sub(" ", text)
    children = told["children"] + told["among"]
    adults = max(told["adults"] - told["among"], 1 if children else 0)
    if not adults or adults + children > MOST_PEOPLE:
        return 0, 0, text
    return adults, children, text


def _figure(number: str) -> int:
    return int(number) if number.isdigit() else NUMBERS[number.lower()]


def _is_searched(after: list[_Word]) -> bool:
    """A name, with a phone number or an address behind it or not."""
    name = [word for word in _without(after, NAME_OPENS) if "@" not in word.typed and not _number(word)]
    return _is_name(name)


def _number(word: _Word) -> bool:
    return word.plain.isdigit()


def _is_name(words: list[_Word]) -> bool:
    plain = [word.plain for word in words]
    told = 0 < len(plain) <= MOST_NAME_WORDS and all(any(map(str.isalpha, word.typed)) for word in words)
    return told and not any(re.search(r"\d", word) or _is_common(word) for word in plain)


def _is_common(word: str) -> bool:
    return any(word in common for common in COMMON.values())


def _polite(word: _Word) -> bool:
    return word.plain in OPENINGS


def _without(words: list[_Word], openings: tuple[tuple[str, ...], ...]) -> list[_Word]:
    """Less "my name is", "je suis à" at the beginning, as long as something is left."""
    for opening in openings:
        if len(words) > len(opening) and tuple(word.plain for word in words[: len(opening)]) == opening:
            return _without(words[len(opening) :], openings)
    return words


def _typed(words: list[_Word]) -> str:
    return "".join(_parts(words)).strip(" ,;:!.()-")


def _parts(words: list[_Word]) -> Iterator[str]:
    for word in words:
        yield word.typed if word.typed[-1:] in "’'`´" else f"{word.typed} "
