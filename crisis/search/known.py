"""Where rows and drafts become what the engine of names knows: for the desk and for leads, never for the public."""

from crisis.ground import grid
from crisis.search.drafts import SearchDraft
from crisis.search.models import Search
from crisis.search.public_copy import names_of
from matching.engine.names import Known


def known_search(search: Search) -> Known:
    return _known(search, cell=search.cell)


def known_draft(draft: SearchDraft) -> Known:
    return _known(draft, cell=grid.cell(draft.place.lat, draft.place.lon) if draft.place else "")


def _known(sought: Search | SearchDraft, *, cell: str) -> Known:
    return Known(
        names=names_of(sought),
        age_min=sought.age_min,
        age_max=sought.age_max,
        sex=sought.sex,
        cell=cell,
        seen=sought.last_seen_at,
        description=sought.description,
    )
