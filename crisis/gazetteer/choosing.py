"""Which hits are worth asking a person about. Pure.

A choice nobody needs costs a minute and may be answered wrongly: one place under two rows is one place, and
whoever typed a name in full did not mean another that only holds a part of it.
"""

from collections.abc import Sequence

from rapidfuzz import fuzz

from crisis.gazetteer.places import metres_between
from crisis.gazetteer.ranking import TOO_FAR_M
from crisis.gazetteer.rows import Row
from crisis.gazetteer.spelling import LITTLE_WORDS, SITE_WORDS, STREET_TYPES, Asked, squeezed, words

SAME_PLACE_M = 450
CLEARLY_WORSE = 6
NEARLY_EXACT = 90
FAR_WORSE = 15
NO_PLACE = frozenset(
    {"moi", "nous", "maison", "ici", "domicile", "appartement", "appart", "mon", "ma", "notre", "dehors", "je",
     "suis", "un", "une", "ami", "amie", "amis", "mes", "parents", "home", "here", "my", "our", "outside", "place"}
)  # fmt: skip
UNSAID = LITTLE_WORDS | {"paris", "france"}


def names_no_place(asked: Asked) -> bool:
    """ "chez moi", "à la maison", "my place": true, and found nowhere."""
    in_the_street = asked.text in ("dans la rue", "la rue", "rue")  # a town called Rue exists, far off
    return in_the_street or (bool(asked.names) and all(word in NO_PLACE for word in asked.names))


def named_after_paris(asked: Asked) -> bool:
    """ "rue de Paris": its name, and not the town that it is in."""
    return bool(asked.street_type) and f"{asked.street_type} de paris" in asked.text


def is_far(row: Row, near: tuple[float, float] | None) -> bool:
    """In another part of the country; without ``near``, a town known only from the national list."""
    if near is None:
        return row.kind == "town" and row.weight < 0
    return metres_between(*near, row.lat, row.lon) > TOO_FAR_M


def far_town_was_meant(row: Row, asked: Asked, near: tuple[float, float] | None) -> bool:
    """A town far off answers only to its own name, in full, or to a postcode: "chez moi" is not Moye."""
    if row.kind != "town" or asked.postcode or not is_far(row, near):
        return True
    told, own = " ".join(_said(asked.names)), " ".join(_said(words(row.name)))
    return told == own or (near is None and fuzz.ratio(told, own) >= NEARLY_EXACT)


def ends_with_town(row: Row, asked: Asked) -> bool:
    """ "place Bellecour, Lyon" ends with its town, letter by letter; "rue Saint-Maur prolongée" with none."""
    own = _said(words(row.name))
    return tuple(_said(asked.names)[-len(own) :]) == tuple(own)


def narrowed(hits: Sequence, asked: Asked) -> list:
    """``hits`` (best first) without those nobody needs to be asked about; the best one always stays."""
    kept = list(hits)
    if asked.street_type and _a_street_was_found(kept, asked):
        kept = _typed_streets(kept, asked)
    if asked.kind and kept and kept[0].row.kind == asked.kind:
        kept = [hit for hit in kept if hit.row.kind == asked.kind or hit.score > kept[0].score - FAR_WORSE]
    if kept and _is_whole_name(kept[0].row, asked):
        least = kept[0].score - CLEARLY_WORSE
        kept = [hit for hit in kept if hit.score >= least or _rivals(hit, kept[0], asked)]
    return _merged(kept)


def _typed_streets(hits: list, asked: Asked) -> list:
    """Whoever typed "rue" gets streets, and what bears the whole name and fits better ("Pont de Neuilly")."""
    best = max(hit.score for hit in hits if hit.row.kind == "street")
    kept = [
        hit
        for hit in hits
        if hit.row.kind == "street" or (hit.score > best and _is_whole_name(hit.row, asked))
    ]
    right = [hit for hit in kept if asked.postcode and _is_as_typed(hit.row, asked)]
    return right or kept


def _is_as_typed(row: Row, asked: Asked) -> bool:
    """Of the type and postcode typed, as far as either is known."""
    opening = words(row.name)[:1]
    other_type = row.kind == "street" and opening[0] in STREET_TYPES and opening[0] != asked.street_type
    return row.postcode in (asked.postcode, "") and not other_type


def _a_street_was_found(hits: list, asked: Asked) -> bool:
    return any(
        hit.row.kind == "street" and (hit is hits[0] or _is_whole_name(hit.row, asked)) for hit in hits
    )


def _rivals(hit, best, asked: Asked) -> bool:
    """Another place of the very same name; where a type was typed, not one of lesser fame and far off."""
    far_worse = (asked.kind or asked.street_type) and hit.score < best.score - FAR_WORSE
    other_kind = asked.kind and best.row.kind == asked.kind != hit.row.kind
    return _is_whole_name(hit.row, asked) and not far_worse and not other_kind


def _is_whole_name(row: Row, asked: Asked) -> bool:
    """Every word typed is in one of its names and the other way round; types count where they were typed."""
    told = _as_heard(asked.names)
    return any(_as_heard(name) == told for name in _names(row, asked))


def _names(row: Row, asked: Asked) -> list[list[str]]:
    named = [words(name) for name in (row.name, *row.also.split(";")) if name]
    if not asked.kind and not asked.street_type:
        named += [_bare(name) for name in named]
    elif row.kind == "street" and asked.street_type:
        named += [[asked.street_type, *name] for name in named if name[0] not in STREET_TYPES]
    elif row.kind == asked.kind:
        typed = [word for word in asked.names if word in SITE_WORDS]
        named += [[*typed, *_bare(name)] for name in named]
    return named


def _bare(name: list[str]) -> list[str]:
    return [word for word in name if word not in STREET_TYPES and word not in SITE_WORDS]


def _as_heard(name: Sequence[str]) -> frozenset[str]:
    return frozenset(squeezed(word) for word in name if word not in UNSAID and not word.isdigit())


def _said(name: Sequence[str]) -> list[str]:
    return [word for word in name if word not in UNSAID]


def _merged(hits: list) -> list:
    """One hit of several that bear one label, or are of one name and sort, within 450 m."""
    kept: list = []
    for hit in hits:
        if not any(_same_place(hit, other) for other in kept):
            kept.append(hit)
    return kept


def _same_place(hit, other) -> bool:
    here, there = hit.row, other.row
    away = metres_between(here.lat, here.lon, there.lat, there.lon)
    if away > max(SAME_PLACE_M, *(row.radius_m for row in (here, there) if _sort(row) == "site"), 0):
        return False
    alike = _sort(here) == _sort(there) and _folded(here) == _folded(there)
    return hit.place.label == other.place.label or alike


def _sort(row: Row) -> str:
    return "street" if row.kind == "street" else "town" if row.kind in ("town", "district") else "site"


def _folded(row: Row) -> frozenset[str]:
    found = words(row.name)
    return _as_heard(found if row.kind == "street" else _bare(found) or found)
