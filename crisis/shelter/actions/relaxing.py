"""One tap for one wish: the need edited as by its form, all else as it stands."""

from dataclasses import replace
from datetime import datetime

from accounts.errors import NotThere
from accounts.origin import Origin
from crisis.shelter.actions.needs import edit_need
from crisis.shelter.drafts import NeedDraft, PlaceDraft
from crisis.shelter.models import Need

# What each wish is, given up. "together": they may sleep in two homes.
GIVEN_UP = {
    "step_free": {"step_free": False},
    "pets": {"pets": False},
    "women_only": {"women_only": False},
    "together": {"may_split": True},
}
SAME = (
    "adults", "children", "first_name", "step_free", "pets", "women_group", "women_only", "for_someone_else",
    "may_split", "note",
)  # fmt: skip


def relax_need(*, need: Need, wish: str, origin: Origin, at: datetime) -> None:
    """Raises NotThere for no wish of ours, and what `edit_need` raises."""
    if wish not in GIVEN_UP:
        raise NotThere
    edit_need(need=need, draft=replace(draft_of(need), **GIVEN_UP[wish]), origin=origin, at=at)


def draft_of(need: Need) -> NeedDraft:
    """The draft that would make this need; its contact stays with its owner."""
    place = PlaceDraft(**{name: getattr(need.place, name) for name in PlaceDraft.__dataclass_fields__})
    said = {name: getattr(need, name) for name in SAME}
    return NeedDraft(place=place, languages=tuple(need.languages), language=need.owner.language, **said)
