"""From what somebody typed for a place to a cell: asked at the edge, never in a transaction."""

from crisis.activation.models import Crisis
from crisis.ground import grid
from crisis.shelter.places import chosen, find_places


def cell_of(crisis: Crisis, words: str) -> str:
    """The cell (H3, resolution 8) there is no doubt about; "" where the words name no place, or more than one."""
    if not words.strip():
        return ""
    places = find_places(crisis, where=words, lat=None, lon=None)
    sure = chosen(places, "") if places else None
    return grid.cell(sure.lat, sure.lon) if sure else ""
