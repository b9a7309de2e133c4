"""What single cells say: a birth, an age, a sex, a name in one cell. Pure."""

import re
from datetime import date, timedelta

from crisis.ground.sheets import heading
from crisis.search.rules import OLDEST
from crisis.search.vocabulary import Sex

AGES = range(OLDEST + 1)
EXCEL_DAY_0 = date(1899, 12, 30)  # day 1 is 1900-01-01, and Excel believes in a 29 February 1900
SEXES = {
    **dict.fromkeys(("f", "female", "femme", "fille", "woman", "girl", "feminin", "feminine", "w", "mme", "mlle",
                     "mrs", "ms", "miss", "madame", "mademoiselle", "weiblich", "mujer", "donna"), Sex.FEMALE),
    **dict.fromkeys(("m", "h", "male", "homme", "garcon", "man", "boy", "masculin", "masculine", "mr", "monsieur",
                     "mannlich", "hombre", "masculino", "uomo"), Sex.MALE),
    **dict.fromkeys(("x", "autre", "other", "non binaire", "non binary", "divers"), Sex.OTHER),
}  # fmt: skip
UNKNOWN = {"", "x", "xx", "xxx", "inconnu", "inconnue", "unknown", "nc", "n c", "nd", "na", "n a", "anonyme",
           "sans nom", "ne sait pas", "non connu", "non renseigne", "nr", "none", "null", "?",
           "john doe", "jane doe"}  # fmt: skip
_DAY_FIRST = re.compile(r"(\d{1,2})[ ./-](\d{1,2})[ ./-](\d{4}|\d{2})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[ ./-](\d{1,2})[ ./-](\d{1,2})(?:[ T].*)?")
_AGE = re.compile(r"(?:env\.?|environ|approx\.?|about|~|c\.|ca\.?)?\s?(\d{1,3})\s?(?:(?:-|–|a|à|to|/)\s?(\d{1,3}))?"
                  r"\s?(mois|months?|m|semaines?|weeks?|jours?|days?|ans?|a|years?|yrs?|y|yo)?\.?", re.I)  # fmt: skip
_OF_A_BABY = re.compile(r"m$|moi|mon|sem|wee|jou|day", re.IGNORECASE)


def is_unknown(cell: str) -> bool:
    return heading(cell) in UNKNOWN


def sex_of(cell: str) -> str:
    return SEXES.get(heading(cell), Sex.UNSAID)


def born(cell: str) -> date | int | None:
    """A day, or a year where that is all; day before month, as in France, unless that cannot be. None: no birth."""
    if cell.isdecimal():
        return _number(int(cell[:9]))  # eight digits at most say a day
    if found := _YEAR_FIRST.fullmatch(cell):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(cell):
        day, month, year = map(int, found.groups())
    else:
        return None
    if month > 12 >= day:
        day, month = month, day
    return _day(year, month, day, short=len(found[3]) == 2 and year < 100)


def age_of(cell: str) -> tuple[int, int] | None:
    """Years, from and to; None where it is not understood. Months and days are a baby's."""
    found = _AGE.fullmatch(cell)
    if not found:
        return None
    if found[3] and _OF_A_BABY.match(found[3]):
        months = int(found[1]) if found[3].lower().startswith(("m",)) else 0
        return months // 12, months // 12
    low, high = int(found[1]), int(found[2] or found[1])
    return (low, high) if low <= high <= OLDEST else None


def age_on(born_on: date | int, today: date) -> tuple[int, int] | None:
    """Years, from and to: of a year alone it is one of two."""
    if isinstance(born_on, int):
        low, high = today.year - born_on - 1, today.year - born_on
    else:
        low = high = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
    return (max(low, 0), high) if 0 <= high <= OLDEST else None


def parted(cell: str, *, family_first: bool) -> tuple[str, str]:
    """(given, family) of a name in one cell: by its comma, else by its capitals, else by the order that is usual."""
    family, comma, given = cell.partition(",")
    if comma and given.strip():
        return given.strip(), family.strip()
    words = cell.split()
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    if 0 < len(capitals) < len(words):
        return " ".join(word for word in words if word not in capitals), " ".join(capitals)
    if len(words) < 2:
        return "", cell
    return (" ".join(words[1:]), words[0]) if family_first else (" ".join(words[:-1]), words[-1])


def _number(value: int) -> date | int | None:
    """A year, or the days Excel counts; eight digits are YYYYMMDD or DDMMYYYY."""
    if 1900 <= value <= 2100:
        return value
    if 5_000 < value < 60_000:
        return EXCEL_DAY_0 + timedelta(days=value)
    digits = f"{value:08d}"
    if len(digits) != 8 or value < 1_000_000:
        return None
    if digits[:2] in ("19", "20"):
        return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return _day(int(digits[4:]), int(digits[2:4]), int(digits[:2]))


def _day(year: int, month: int, day: int, *, short: bool = False) -> date | None:
    if short:
        year += 2000 if year <= date.today().year % 100 else 1900
    try:
        return date(year, month, day) if year >= 1900 else None
    except ValueError:
        return None
