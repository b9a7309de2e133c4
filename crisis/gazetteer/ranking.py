"""Which of several alike places is meant: kind, street type, postcode, weight, nearness. Pure.

Numbers are points added to a match of 0 to 104; they were tuned on addresses people typed, and the
order of their sizes is what matters: a wrong postcode outweighs a wrong kind, that a wrong type.
"""

from crisis.gazetteer.places import metres_between
from crisis.gazetteer.rows import Row
from crisis.gazetteer.spelling import SITE_WORDS, STREET_TYPES, Asked, squeezed

UNTYPED = {"station": 3, "site": 3, "town": 7, "hospital": -1, "district": -4, "town_hall": -1}
GENERIC = frozenset(squeezed(word) for word in STREET_TYPES | set(SITE_WORDS) | {"groupe", "centre", "prive"})
OTHER_POSTCODE, NOT_A_STREET, OTHER_KIND, OTHER_TYPE, NO_TYPE = -30, -45, -20, -9, -2
TOO_FAR_M = 100_000


def say(sound: str) -> float:
    """How much a word of a name needs saying: "gare" in Gare du Nord may be left out."""
    return 0.35 if sound in GENERIC else 1.0


def fit(row: Row, street_type: str, sounds: tuple[str, ...], asked: Asked) -> float:
    return _type_and_kind(row, street_type, sounds, asked) + _postcode(row, asked) + row.weight


def nearness(row: Row, near: tuple[float, float] | None, *, named: bool) -> float | None:
    """0 to 12 points; None when the place is in another part of the country and wasn't named with its town."""
    if near is None:
        return 6.0 if row.city == "Paris" else 0.0
    away = metres_between(*near, row.lat, row.lon)
    if away > TOO_FAR_M and not named and row.kind != "town":
        return None
    return 12 / (1 + away / 3_000)


def _type_and_kind(row: Row, street_type: str, sounds: tuple[str, ...], asked: Asked) -> float:
    if asked.street_type:
        return _typed(row, street_type, sounds, asked)
    if asked.kind:
        if row.kind == asked.kind:
            return 12
        named_so = any(squeezed(word) in sounds for word in asked.names if word in SITE_WORDS)
        return 4 if named_so and row.kind == "site" else OTHER_KIND
    return UNTYPED.get(row.kind, 0)


def _typed(row: Row, street_type: str, sounds: tuple[str, ...], asked: Asked) -> float:
    if row.kind != "street" and squeezed(asked.street_type) in sounds:
        return 3
    if row.kind != "street":
        return NOT_A_STREET if row.kind in ("town", "district") else OTHER_TYPE
    if street_type == asked.street_type:
        return 6
    return OTHER_TYPE if street_type else NO_TYPE


def _postcode(row: Row, asked: Asked) -> float:
    postcode = asked.postcode
    if not postcode:
        return 0
    if row.postcode == postcode:
        return 8
    if postcode.startswith("75"):
        if row.city != "Paris":
            return 2 * OTHER_POSTCODE
        on_the_border = row.kind in ("station", "site") and not asked.street_type
        if not row.postcode or on_the_border:
            return -4
        return OTHER_POSTCODE
    return -8 if not row.postcode or row.postcode[:2] == postcode[:2] else OTHER_POSTCODE
