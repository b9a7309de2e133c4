"""What every door fills: the page, the API, the drill, a batch."""

from dataclasses import dataclass

from crisis.shelter.drafts import PlaceDraft


@dataclass(frozen=True, kw_only=True)
class CheckInDraft:
    """`contact`: the author's own, or empty; `named`: phones or e-mails of the people they name, None: as before.

    Of `place` only the cell is kept, unless `status` is need_help: then it is where help is looked for.
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
