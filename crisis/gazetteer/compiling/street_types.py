"""Gives back the type of a street known only by its bare name, where another source writes it in full.

"Alibert" stands on a bike station; "Le Carillon, rue Alibert" stands 140 m away. Two types, or none nearby,
and the type stays unsaid: none is ever guessed.
"""

import re
from collections import defaultdict

from crisis.gazetteer.compiling.sources import Row
from crisis.gazetteer.compiling.streets import core, street_type
from crisis.gazetteer.places import metres_between

WITNESS_M = 300
IN_FULL = re.compile(
    r"\b(?:rue|avenue|boulevard|place|quai|passage|square|cours|impasse|allée|villa|cité)\b[^,;]*",
    re.IGNORECASE,
)


def restore_types(rows: list[Row], witnesses: list[Row]) -> int:
    """Renames the rows of ``rows`` whose type a witness within 300 m knows; returns how many."""
    told = _written_in_full([*rows, *witnesses])
    restored = 0
    for row in rows:
        if row.kind == "street" and not street_type(row.name):
            near = [name for name, witness in told.get(core(row.name), ()) if _is_near(row, witness)]
            if len({street_type(name) for name in near}) == 1:
                row.name, row.weight, restored = near[0], row.weight + 3, restored + 1
    return restored


def _written_in_full(witnesses: list[Row]) -> dict[tuple, list[tuple[str, Row]]]:
    told = defaultdict(list)
    for witness in witnesses:
        for found in IN_FULL.findall(witness.name):
            told[core(found)].append((found[0].upper() + found[1:].strip(), witness))
    return told


def _is_near(row: Row, witness: Row) -> bool:
    away = metres_between(row.lat, row.lon, witness.lat, witness.lon)
    return row.city == witness.city and away <= WITNESS_M
