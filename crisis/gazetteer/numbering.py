"""Where along a Paris street a house number is, roughly. Pure.

Numbers run away from the Seine and, along it, downstream. For streets that lead outwards both come to
"away from the island of the Cité"; a street that goes round it follows no rule worth guessing. About eight
metres pass from one number to the next (both sides together). The point is nearer than the street's
middle, never exact.
"""

from crisis.gazetteer.places import metres_between

METRES_A_NUMBER = 8
NOTRE_DAME = (48.8530, 2.3499)
LEADS_OUTWARDS = 0.3  # of its length; compared on 467 addresses of polling places

Point = tuple[float, float]


def from_first_number(one_end: Point, other_end: Point) -> tuple[Point, Point] | None:
    """The two ends in the order of the numbers; None when the street goes round the centre."""
    length = metres_between(*one_end, *other_end) or 1
    lead = metres_between(*NOTRE_DAME, *other_end) - metres_between(*NOTRE_DAME, *one_end)
    if abs(lead) / length < LEADS_OUTWARDS:
        return None
    return (one_end, other_end) if lead > 0 else (other_end, one_end)


def point_at(number: int, first: Point, last: Point) -> Point:
    """A point for ``number`` on the straight line between a street's ends."""
    share = min(1.0, METRES_A_NUMBER * number / (metres_between(*first, *last) or 1))
    return first[0] + share * (last[0] - first[0]), first[1] + share * (last[1] - first[1])
