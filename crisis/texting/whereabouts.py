"""Whether what somebody texted names a place, or only a word that a place has too. Pure."""

from crisis.gazetteer.spelling import ABBREVIATIONS, LITTLE_WORDS, SITE_WORDS, STREET_TYPES, plain, read
from crisis.shelter.drafts import PlaceDraft
from crisis.texting import danger
from crisis.texting.tokens import Word, typed, words_of
from crisis.texting.words import COMMON, TELLING

_SHORT = {short for short, long in ABBREVIATIONS.items() if long in STREET_TYPES}
OPENS = STREET_TYPES | SITE_WORDS.keys() | _SHORT
OPENS -= {"pas", "all", "ch", "voie", "mail", "cours", "cour", "port", "ville"}  # of other sentences, too
ENDS = {
    "je", "j", "nous", "on", "il", "elle", "ils", "elles", "i", "im", "we", "he", "she", "they", "my", "mon", "ma",
    "mes", "svp", "please", "vite", "help", "aide", "aidez",
}  # fmt: skip
# Words and forenames that are stations, too.
NO_PLACE = COMMON["fr"] | COMMON["en"] | {"alma", "blanche", "jasmin"}


def named_in_full(place: PlaceDraft, where: str) -> bool:
    """What was typed is an address, or all of the name of a place that is no mere street or town.

    "Bastille" is métro Bastille; "Paul" may be anybody, and so may "Louis Blanc".
    """
    asked = read(where)
    if asked.street_type or asked.kind or asked.postcode:
        return True
    name = read(place.label.split(",")[0])
    same = _own(asked.names) == _own(name.names)
    one = len(_own(asked.names)) == 1 and not NO_PLACE & set(asked.names)
    return same and (bool(asked.numbers) or (one and place.exactness == "site"))


def address_in(text: str) -> str:
    """From its street or station, and the number before it, to where a sentence goes on; "" where it has none."""
    words = words_of(text)
    start = next((at for at, word in enumerate(words) if word.plain in OPENS), None)
    if start is None:
        return ""
    end = next((at for at, word in enumerate(words) if at > start and word.plain in ENDS), len(words))
    return typed(words[_with_number(words, start) : end])


def is_sentence(text: str) -> bool:
    """More is said than a name."""
    return any(_tells(word) for word in plain(text).split())


def _tells(word: str) -> bool:
    return word not in LITTLE_WORDS and (
        any(word in telling for telling in TELLING.values()) or danger.in_danger(word)
    )


def _with_number(words: list[Word], start: int) -> int:
    return start - 1 if start and words[start - 1].plain[:1].isdigit() else start


def _own(names: tuple[str, ...]) -> set[str]:
    return {word for word in names if word not in SITE_WORDS and word not in ("paris", "france")}
