"""A body that is plainly right, read at a hundredth of a serializer's cost; None for any other.

It says yes to nothing that CheckInBody refuses, and reads the same from it; whatever is unusual is left to CheckInBody,
and so is every refusal. tests/crisis/checkin/api/test_plain.py holds the two together.
"""

from crisis.checkin.rules import AUDIENCES, MOST_NAMED, STATUSES

TEXTS = {"given_name": 60, "family_name": 60, "contact": 254, "message": 200}
DEFAULTS = {
    "family_name": "", "audience": "contacts", "contact": "", "named": [], "message": "", "place": None,
    "say_where": False,
}  # fmt: skip
NAMES = frozenset({"status", "given_name", *DEFAULTS})
POINT = frozenset({"text", "lat", "lon"})


def plain(body: dict) -> dict | None:
    """What CheckInBody would make of a strictly read body, or None: ask it. A place in words alone is not plain."""
    if not (body.keys() <= NAMES and "status" in body and "given_name" in body):
        return None
    said = DEFAULTS | body
    for name, most in TEXTS.items():
        text = _text(said[name], most)
        if text is None:
            return None
        said[name] = text
    known = _in(said["status"], STATUSES) and _in(said["audience"], AUDIENCES)
    if not (known and said["given_name"] and type(said["say_where"]) is bool and _named(said)):
        return None
    return said if said["place"] is None or _placed(said) else None


def _text(value, most: int) -> str | None:
    return value.strip() if type(value) is str and len(value) <= most else None


def _in(value, choices: frozenset) -> bool:
    return type(value) is str and value in choices


def _named(said: dict) -> bool:
    named = said["named"]
    if type(named) is not list or len(named) > MOST_NAMED:
        return False
    said["named"] = [_text(each, 254) for each in named]
    return all(said["named"])


def _placed(said: dict) -> bool:
    place = said["place"]
    if type(place) is not dict or not place.keys() <= POINT:
        return False
    if not (_degrees(place.get("lat"), 90) and _degrees(place.get("lon"), 180)):
        return False
    read = {"lat": float(place["lat"]), "lon": float(place["lon"])}
    if "text" in place:
        if not (text := _text(place["text"], 200)):
            return False
        read["text"] = text
    said["place"] = read
    return True


def _degrees(value, most: int) -> bool:
    return type(value) in (int, float) and -most <= value <= most
