"""What every door fills: the pages, the API, the drill."""

from dataclasses import dataclass

from crisis.shelter.drafts import PlaceDraft


@dataclass(frozen=True, kw_only=True)
class PersonToAsk:
    """`name`: for whoever asks to tell them apart; `contact`: a phone or e-mail."""

    contact: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class AskDraft:
    """`name`: who asks, as those asked read it; `contact`: theirs, which must answer before anybody is written to."""

    name: str
    contact: str
    people: tuple[PersonToAsk, ...]
    language: str = "fr"


@dataclass(frozen=True, kw_only=True)
class AnswerDraft:
    """`word`: to whoever asked. `audience`: who else may know, as of a check-in; "": nobody else.

    Names are of whoever answers, where others may know or help is looked for; `place`: where they need help;
    `unplaced` and `whereabouts` as of a check-in.
    """

    status: str
    word: str = ""
    audience: str = ""
    given_name: str = ""
    family_name: str = ""
    place: PlaceDraft | None = None
    unplaced: bool = False
    whereabouts: str = ""
    language: str = "fr"


@dataclass(frozen=True, kw_only=True)
class AppointmentDraft:
    """`minutes`: until we ask again; `tell`: phones or e-mails of those to be told where nothing is heard."""

    minutes: int
    tell: tuple[str, ...]
