"""What every door fills: the page, the API, the drill, a batch."""

from dataclasses import dataclass

from crisis.checkin.vocabulary import Status, Voice
from crisis.shelter.drafts import PlaceDraft


@dataclass(frozen=True, kw_only=True)
class PersonDraft:
    """One of those who are with whoever says it."""

    given_name: str
    family_name: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckInDraft:
    """`contact`: the author's own, or empty; `named`: phones or e-mails of the people they name, None: as before.

    Of `place` only the cell is kept, unless `status` is need_help: then it is where help is looked for.
    `voice` "other": the names are those of somebody else; `said_by`: what they read of who says it, or "";
    `their_contact`: theirs, or "", to let them take it over. `group`: who is with the author, and as they are.
    `unplaced`: need_help where no place is known: coordinators read `whereabouts`, their own words for it, or "".
    `nameless`: nobody is sent back for a name, given or not: coordinators alone read it, or help is needed.
    """

    status: str
    given_name: str
    family_name: str = ""
    audience: str = "contacts"
    contact: str = ""
    named: tuple[str, ...] | None = ()
    message: str = ""
    place: PlaceDraft | None = None
    say_where: bool = False
    language: str = "fr"
    voice: str = Voice.OWN.value
    said_by: str = ""
    their_contact: str = ""
    group: tuple[PersonDraft, ...] = ()
    unplaced: bool = False
    whereabouts: str = ""
    nameless: bool = False

    @property
    def is_plain(self) -> bool:
        """One's own word, of oneself alone, that opens no need: thousands of these are written at once."""
        return self.voice == Voice.OWN and not self.group and self.status != Status.NEED_HELP
