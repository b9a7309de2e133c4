"""What a text means, from its own words. Pure: a text in, what was said out; never raises.

A keyword stands at the beginning. What follows it must fit it (a name, a place, nothing): a sentence that only begins
with such a word is read by a person, for a wrong "safe" is worse than a slow answer. Typing errors are forgiven as far
as no other word is as near: see _meant().
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from crisis.texting import danger
from crisis.texting.headcount import people
from crisis.texting.slips import short_slip
from crisis.texting.tokens import MOST_READ, Word, typed, words_of
from crisis.texting.words import (
    COMMON,
    FIRST_PERSON,
    NAME_OPENS,
    OPENINGS,
    PHRASES,
    PLACE_OPENS,
    TELLING,
)

MOST_NAME_WORDS = 4


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
FREELY = ("help", "aide", "secours")  # any letter of these may be wrong


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
    words = words_of(text)
    if _only_polite(words):
        return Said(Keyword.INFO, "", _language(words))
    found = _keyword(words)
    return _fitting(text, *found, words) if found else Said(Keyword.OTHER, text, _language(words))


def name_in(text: str) -> str:
    """The name, where a text is one and nothing else; else ""."""
    words = _without(words_of(text), NAME_OPENS)
    return typed(words) if _is_my_name(words) else ""


def place_in(text: str) -> Said:
    """Where they are and how many: what follows HELP, also where it was asked for and comes by itself."""
    words = words_of(text)
    return _whereabouts(words[_opening(words) :], _language(words))


def sounds_urgent(text: str) -> bool:
    """Which of the texts that wait for a person to read first: a guess by single words."""
    return _cause(text, asking=True) is not None


def replies(text: str) -> bool:
    """ "OK", "OK Bastille", "no": of what we asked, not of being safe or far away."""
    return [word.plain for word in words_of(text)][:1] == ["ok"] or no(text)


def yes(text: str) -> bool:
    return [word.plain for word in words_of(text)] in (["oui"], ["ouais"], ["yes"], ["yeah"], ["ok"])


def no(text: str) -> bool:
    return [word.plain for word in words_of(text)] in (["no"], ["non"])


def in_danger(text: str) -> bool:
    """More than "help", which every request for a bed begins with."""
    return _cause(text, asking=False) is not None


def alarms(text: str) -> bool:
    """It is answered with whom to call, and a person reads it."""
    return in_danger(text) or (read(text).keyword == Keyword.OTHER and sounds_urgent(text))


def heart_of(text: str, *, most: int) -> str:
    """All of it; where what makes it urgent stands behind `most` letters, from there on."""
    words, at = words_of(text), _cause(text, asking=True) or 0
    return text if len(typed(words[: at + 1])) <= most else f"…{typed(words[at:])}"


def _cause(text: str, *, asking: bool) -> int | None:
    at = _danger(words_of(text), asking=asking)
    return None if at is not None and read(text).keyword == Keyword.SAFE else at  # "je suis sauve"


def _danger(words: list[Word], *, asking: bool = False) -> int | None:
    return danger.cause([word.plain for word in words], asking=asking)


def _language(words: list[Word]) -> str:
    """ "fr" or "en" by the words that only one of them has, "" where they do not tell."""
    plain = [word.plain for word in words]
    counts = {language: sum(word in telling for word in plain) for language, telling in TELLING.items()}
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] > min(counts.values()) else ""


def _only_polite(words: list[Word]) -> bool:
    """ "urgent" alone is no greeting."""
    polite = [_polite(word) for word in words]
    waits = any(word.plain in danger.ASKING for word in words)
    return any(polite) and not waits and all(word.plain == "ok" or _polite(word) for word in words)


def _keyword(words: list[Word]) -> tuple[Keyword, str, int, str] | None:
    """(keyword, language, how many words it takes, its phrase): the longest that fits, first as it is written."""
    skip = _opening(words)
    rest = [word.plain for word in words[skip:]]
    for alike in (_same, _meant):
        for phrase, keyword, language in PHRASES:
            if len(rest) >= len(phrase) and all(map(alike, rest, phrase)):
                return Keyword(keyword), language, skip + len(phrase), " ".join(phrase)
    return None


def _opening(words: list[Word]) -> int:
    """How many words of greeting come first."""
    return next((n for n, word in enumerate(words) if word.plain not in OPENINGS), 0)


def _same(written: str, word: str) -> bool:
    return written == word


def _meant(written: str, word: str) -> bool:
    """Of short words nothing is exchanged ("sale" is not "safe"), only left out, doubled or swapped.

    In "help" and its like anything is, for to take too much for it costs a question only. In no other word a slip of
    one that speaks of danger, or turns what is said, is forgiven: "sauvez" is not "sauf", nor "insécurité" "sécurité".
    """
    if written == word:
        return True
    if len(word) < 4 or danger.is_another_word(written):
        return False
    apart = OSA.distance(written, word)
    if word in FREELY:
        return apart <= 1
    if danger.turns(written):
        return False
    return short_slip(written, word) if len(word) < 6 else apart <= (2 if len(word) > 7 else 1)


def _fitting(text: str, keyword: Keyword, language: str, taken: int, phrase: str, words: list[Word]) -> Said:
    """The keyword with what follows it, or OTHER where that does not fit."""
    after = words[taken:]
    language = language or _language(words[: taken - len(phrase.split())] + after)
    other = Said(Keyword.OTHER, text, language)
    if keyword in WHOLE:
        return Said(keyword, "", language) if all(_polite(word) for word in after) else other
    if keyword == Keyword.INFO:
        return Said(keyword, "", language) if _danger(words) is None else other
    if keyword == Keyword.HELP:
        return _help(after, language) or other
    if keyword != Keyword.NAME and _turned(words[: taken - len(phrase.split())]):
        return other
    return _of_a_name(keyword, after, language, phrase, asks="?" in text) or other


def _of_a_name(keyword: Keyword, after: list[Word], language: str, phrase: str, *, asks: bool) -> Said | None:
    if keyword == Keyword.NAME:
        name = typed(_without(after, NAME_OPENS))
        return Said(keyword, name, language) if not after or _is_searched(after) else None
    if asks:
        return None
    named = _without(after, NAME_OPENS)
    if not named or _is_my_name(named):
        return Said(keyword, typed(named), language)
    said = phrase in FIRST_PERSON and not _turned(after)
    return Said(keyword, "", language) if said else None


def _help(after: list[Word], language: str) -> Said | None:
    if any(word.plain in ("find", "trouver", "cherche", "retrouver", "search") for word in after):
        return None
    return _whereabouts(after, language)


def _whereabouts(after: list[Word], language: str) -> Said:
    adults, children, rest = people(typed(after))
    place = typed(_without(words_of(rest), PLACE_OPENS))
    return Said(Keyword.HELP, place, language, adults, children)


def _is_searched(after: list[Word]) -> bool:
    """A name, with a phone number or an address behind it or not."""
    name = [word for word in _without(after, NAME_OPENS) if "@" not in word.typed and not _number(word)]
    return _is_name(name)


def _number(word: Word) -> bool:
    return word.plain.isdigit()


def _is_name(words: list[Word]) -> bool:
    plain = [word.plain for word in words]
    told = 0 < sum(not word.glued for word in words) <= MOST_NAME_WORDS
    told = told and all(any(map(str.isalpha, word.typed)) for word in words)
    return told and not any(re.search(r"\d", word) or _is_common(word) for word in plain)


def _is_my_name(words: list[Word]) -> bool:
    """Of whoever says how they are: a cry with a slip in it is no name."""
    return _is_name(words) and not _turned(words)


def _turned(words: list[Word]) -> bool:
    """A second "safe" is no name either: "no safe", "tout va bien sauf Paul"."""
    return any(
        word.plain == "ok" or danger.says_safe(word.plain) or danger.turns(word.plain) for word in words
    )


def _is_common(word: str) -> bool:
    return any(word in common for common in (*COMMON.values(), danger.DANGER, danger.ASKING, danger.SAFETY))


def _polite(word: Word) -> bool:
    return word.plain in OPENINGS


def _without(words: list[Word], openings: tuple[tuple[str, ...], ...]) -> list[Word]:
    """Less "my name is", "je suis à" at the beginning, as long as something is left."""
    for opening in openings:
        if len(words) > len(opening) and tuple(word.plain for word in words[: len(opening)]) == opening:
            return _without(words[len(opening) :], openings)
    return words
