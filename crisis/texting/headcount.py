"""How many people a text tells of. Pure."""

from collections import Counter

from crisis.texting.tokens import typed, words_of
from crisis.texting.words import BESIDE_A_NUMBER, COUNTED, MORE, NUMBERS, OPENINGS

MOST_PEOPLE = 20


def people(text: str) -> tuple[int, int, str]:
    """(adults, children, the text without them); 0 and 0 where none are told or too many to be true."""
    told, rest = _told(text)
    children = told["children"] + told["among"]
    adults = max(told["adults"] - told["among"], 1 if children else 0)
    if not adults or adults + children > MOST_PEOPLE:
        return 0, 0, rest
    return adults, children, rest


def how_many(text: str) -> tuple[int, int]:
    """(adults, children) where a text says that and nothing else: "4 people", "we are now 5". Else 0 and 0.

    Nor where it asks, or may tell of those who come besides: "and 2 people", "2 children".
    """
    words = [word for word in words_of(text) if word.plain not in BESIDE_A_NUMBER | OPENINGS]
    told, rest = _told(typed(words))
    if "?" in text or not told["adults"] or words[0].plain in MORE or words_of(rest):
        return 0, 0
    return people(typed(words))[:2]


def _told(text: str) -> tuple[Counter, str]:
    told = Counter()
    for pattern, whom in COUNTED:
        told[whom] += sum(map(_figure, pattern.findall(text)))
        text = pattern.sub(" ", text)
    return told, text


def _figure(number: str) -> int:
    return int(number) if number.isdigit() else NUMBERS[number.lower()]
