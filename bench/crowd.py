"""People who check in, and whom others look for: drawn, and the same each time."""

import random

PEOPLE = 20_000
GIVEN = [
    "Amira",
    "Boris",
    "Chloé",
    "Farid",
    "Lina",
    "Hugo",
    "Inès",
    "Moussa",
    "Sofia",
    "Yann",
    "Fatou",
    "Zoé",
]
SYLLABLES = [
    a + b for a in ("b", "ch", "d", "f", "g", "k", "l", "m", "n", "r", "s", "t", "v") for b in "aeiou"
]


def crowd(contacts: int) -> list[dict]:
    """Bodies of check-ins; of `contacts` in a hundred there is a phone number too."""
    chosen = random.Random(13)
    return [_body(chosen, contacts, number) for number in range(PEOPLE)]


def searched(many: int) -> list[tuple[str, str]]:
    """(given name, family name) of others, of the same kind."""
    chosen = random.Random(14)
    return [(chosen.choice(GIVEN), _family(chosen)) for _each in range(many)]


def _family(chosen: random.Random) -> str:
    return "".join(chosen.choices(SYLLABLES, k=chosen.choice((2, 3, 3)))).capitalize()


def _body(chosen: random.Random, contacts: int, number: int) -> dict:
    body = {
        "status": "safe" if number % 5 else "not_there",
        "given_name": chosen.choice(GIVEN),
        "family_name": _family(chosen),
        "audience": "anyone",
        "message": "I am at a friend's, near the station.",
        "place": {"lat": chosen.uniform(48.82, 48.90), "lon": chosen.uniform(2.27, 2.41)},
        "say_where": bool(number % 2),
    }
    if chosen.random() * 100 < contacts:
        body |= {"audience": "contacts", "contact": f"+336{number:08d}"}
    return body
