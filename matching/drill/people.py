"""Invented people: a popular forename, a pseudonym, languages, and a contact nobody can be reached by."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

PEOPLE = Path(__file__).parent / "people.csv"
SHARE_WITH_PHONE = 0.3
SPEAKS_ENGLISH = 0.45

# Two of three hosts and half of the guests have a French name: an assumption of the exercise.
HOSTS_FRENCH, GUESTS_FRENCH = 0.65, 0.5
GUESTS_SPEAKING_FRENCH = 0.7
PARISIANS_FRENCH, FAMILIES_SPEAKING_FRENCH = 0.55, 0.85  # of families and of those they look for

TREES = (
    "tilleul",
    "érable",
    "cèdre",
    "orme",
    "noisetier",
    "platane",
    "saule",
    "aulne",
    "frêne",
    "charme",
    "peuplier",
    "bouleau",
)
WATERS = (
    "canal",
    "écluse",
    "quai",
    "rive",
    "source",
    "fontaine",
    "lavoir",
    "bief",
    "passerelle",
    "phare",
    "pont",
    "lanterne",
)


@dataclass(frozen=True, slots=True)
class Someone:
    """`language`: fr or en, for messages to them. Exactly one of `email` and `phone` is set."""

    first_name: str
    pseudonym: str
    language: str
    languages: tuple[str, ...]
    is_woman: bool
    email: str | None
    phone: str | None

    @property
    def contact(self) -> str:
        return self.email or self.phone or ""


class Casting:
    """Draws people one after another; no two share a contact."""

    def __init__(self, chance: Random, *, role: str, phones: range) -> None:
        self._chance = chance
        self._role = role
        self._phones = chance.sample(phones, len(phones))
        self._cast = 0

    def someone(self, *, french: float, speaks_french: float) -> Someone:
        self._cast += 1
        name, gender, language = self._forename(french)
        languages = self._languages(language, speaks_french)
        phone = self._phone()
        return Someone(
            first_name=name,
            pseudonym=self._pseudonym(),
            language="fr" if "fr" in languages else "en",
            languages=languages,
            is_woman=gender == "f",
            email=None if phone else f"{self._role}.{self._cast}@example.org",
            phone=phone,
        )

    def _forename(self, french: float) -> tuple[str, str, str]:
        at_home, elsewhere = _forenames()
        return self._chance.choice(at_home if self._chance.random() < french else elsewhere)

    def _languages(self, own: str, speaks_french: float) -> tuple[str, ...]:
        spoken = [own]
        if own != "fr" and self._chance.random() < speaks_french:
            spoken.insert(0, "fr")
        if "en" not in spoken and ("fr" not in spoken or self._chance.random() < SPEAKS_ENGLISH):
            spoken.append("en")
        return tuple(spoken)

    def _pseudonym(self) -> str:
        tree, water = self._chance.choice(TREES), self._chance.choice(WATERS)
        return f"{tree}-{water}-{self._cast}"

    def _phone(self) -> str | None:
        """A mobile number Arcep keeps for works of fiction (+33 6 39 98 00 00 to 99 99)."""
        if self._phones and self._chance.random() < SHARE_WITH_PHONE:
            return f"+3363998{self._phones.pop():04d}"
        return None


@cache
def _forenames() -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    at_home, elsewhere = [], []
    with PEOPLE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            known = at_home if row["country"] in ("FR", "BE", "CH") else elsewhere
            language = "fr" if row["country"] in ("FR", "BE", "CH") else row["language"]
            known.append((row["forename"], row["gender"], language))
    return at_home, elsewhere
