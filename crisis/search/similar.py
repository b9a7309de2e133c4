"""Who is known already and may be the one somebody is about to look for: shown before a second search is posted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crisis.activation.models import Crisis
from crisis.search.drafts import SearchDraft
from crisis.search.looking import Wanted, district_at, look_for
from crisis.search.models import PublicSearch

MOST = 5


@dataclass(frozen=True)
class Similar:
    """Public searches, each with its `reasons`, and people found otherwise, as the slice shows them that found them."""

    searches: Sequence[PublicSearch] = ()
    people: Sequence = ()

    def __bool__(self) -> bool:
        return bool(self.searches or self.people)


Finder = Callable[[Crisis, Wanted, Sequence[str]], Sequence]
_finders: list[Finder] = []


def also(finder: Finder) -> Finder:
    """Register who else may be found, by whom is wanted and the contacts given of them: for slices above this one."""
    _finders.append(finder)
    return finder


def similar(crisis: Crisis, draft: SearchDraft) -> Similar:
    """What the public may read of those who are like the person sought, and no more: whoever hides is not there."""
    sought = wanted(crisis, draft)
    people = [each for find in _finders for each in find(crisis, sought, draft.their_contacts)]
    return Similar(look_for(crisis, sought, limit=MOST), people[:MOST])


def wanted(crisis: Crisis, draft: SearchDraft) -> Wanted:
    same = ("age_min", "age_max", "sex", "description")
    return Wanted(
        **{name: getattr(draft, name) for name in same},
        name=f"{draft.given_name} {draft.family_name}",
        district=district_at(crisis, draft.place.lat, draft.place.lon) if draft.place else "",
        seen=draft.last_seen_at,
    )
