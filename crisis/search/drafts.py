"""What every door fills: web form, API, phone intake, drill."""

from dataclasses import dataclass
from datetime import datetime

from crisis.shelter.drafts import PlaceDraft


@dataclass(frozen=True, kw_only=True)
class SearchDraft:
    """`age_min`, `age_max`: years, None when unknown. `place`: where last seen, `last_seen_at`: when (aware).

    `contact` is the author's own. `their_contacts`: the phone and e-mail of the person sought, of which only
    keyed hashes are kept.
    """

    given_name: str = ""
    family_name: str = ""
    other_names: str = ""
    age_min: int | None = None
    age_max: int | None = None
    sex: str = ""
    description: str = ""
    proof_question: str = ""
    place: PlaceDraft | None = None
    last_seen_at: datetime | None = None
    first_name: str = ""
    relation: str = ""
    contact: str = ""
    their_contacts: tuple[str, ...] = ()
    language: str = "fr"


@dataclass(frozen=True, kw_only=True)
class NoteDraft:
    """`seen_at`: aware, or None; `place`: words, never a point, `cell` (H3, resolution 8) what they were taken for.

    `kind`: NoteKind, or "" for what the status implies; `status`: PFIF's, or "". `author_kind`: AuthorKind where a
    door knows who speaks, or "". `answers`: the public id of the question. `contact` may be empty.
    `wish`: the answer to the family's own question, of whoever wants to be in touch with them; None: they don't.
    """

    kind: str = ""
    status: str = ""
    text: str = ""
    seen_at: datetime | None = None
    place: str = ""
    cell: str = ""
    author_kind: str = ""
    answers: str = ""
    contact: str = ""
    wish: str | None = None
    language: str = "fr"


@dataclass(frozen=True, kw_only=True)
class ClaimDraft:
    """ "This is me": a contact is needed, for somebody will ask. `wish`: as of a note."""

    contact: str
    text: str = ""
    wish: str | None = None
    language: str = "fr"


@dataclass(frozen=True, kw_only=True)
class FollowDraft:
    """Who wants to be told, as a relative or as anybody."""

    contact: str
    relation: str = ""
    language: str = "fr"
