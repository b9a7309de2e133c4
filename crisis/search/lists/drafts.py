"""What every door fills: a list, and the rows of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ListDraft:
    """`kind`: of ListKind. `name` finds a list again when it is given once more, by the same key; 0: by the desk."""

    kind: str
    name: str
    place: str = ""
    given_by: str = ""
    by_key: int = 0


@dataclass(frozen=True, slots=True)
class ListedDraft:
    """`identity`: a digest; `folded`: the words of the name in the order of the alphabet. Years are whole ones.

    `of_a_death`: its words may tell of one, and are for the family liaison alone.
    """

    identity: str
    folded: str
    given_name: str = ""
    family_name: str = ""
    other_names: str = ""
    age_min: int | None = None
    age_max: int | None = None
    sex: str = ""
    status: str = ""
    of_a_death: bool = False

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()
