"""The words of #RechercheParis. None of them can hold a death: nobody is declared dead here, by anyone."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SearchState(TextChoices):
    OPEN = "open", pgettext_lazy("search", "Open")
    FOUND = "found", pgettext_lazy("search", "Found")
    CLOSED = "closed", pgettext_lazy("search", "Closed by the family")
    EXPIRED = "expired", pgettext_lazy("search", "Expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("search", "Withdrawn by the family")


class NoteStatus(TextChoices):
    """The statuses of PFIF 1.4 (zesty.ca/pfif/1.4), but the one this service refuses to carry. A note may say none."""

    UNSAID = "", _("Nothing said of how they are")
    INFORMATION_SOUGHT = "information_sought", _("I am looking for this person too")
    BELIEVED_ALIVE = "believed_alive", _("I have seen or heard of this person since")
    BELIEVED_MISSING = "believed_missing", _("I believe this person is still missing")
    IS_NOTE_AUTHOR = "is_note_author", _("I am this person")


# As others read it beside the times: of now, not "since".
SAYS = {
    NoteStatus.UNSAID: _("Knows something"),
    NoteStatus.INFORMATION_SOUGHT: _("Is looking for this person too"),
    NoteStatus.BELIEVED_ALIVE: _("Has seen or heard of this person"),
    NoteStatus.BELIEVED_MISSING: _("Believes this person is still missing"),
    NoteStatus.IS_NOTE_AUTHOR: _("Says: I am this person"),
}


class NoteKind(TextChoices):
    """`HOSPITAL_LIST` is restricted: for the desk, for the family once a coordinator lets it, never for everyone."""

    SEEN_ALIVE = "seen_alive", _("I saw them, or heard from them: they are alive")
    INFORMATION = "information", _("I know something else")
    QUESTION = "question", _("I have a question for the family")
    HOSPITAL_LIST = "hospital_list", _("They are on the list of a hospital or a shelter")


class AuthorKind(TextChoices):
    """As what somebody speaks. Others read no more than this of who wrote."""

    STRANGER = "stranger", _("Somebody we do not know")
    FOLLOWER = "follower", _("Somebody who follows this search")
    FAMILY = "family", _("The family")
    THEMSELF = "themself", _("Says that it is about themselves")
    VOLUNTEER = "volunteer", _("A volunteer of the crisis team")
    OFFICIAL_LIST = "official_list", _("An official list")
    OTHER_SYSTEM = "other_system", _("Another search service")


class Verification(TextChoices):
    UNVERIFIED = "unverified", _("Nobody has checked this")
    CONTACT = "contact", _("Whoever wrote it can be reached")
    CONFIRMED = "confirmed", _("Checked by a coordinator")


def says(kind: str, status: str):
    """What a note says in a line, as others read it."""
    return OF_A_KIND.get(kind) or SAYS[NoteStatus(status)]


OF_A_KIND = {
    NoteKind.SEEN_ALIVE: _("Saw them, or heard from them"),
    NoteKind.QUESTION: _("Asks the family"),
    NoteKind.HOSPITAL_LIST: _("Is on the list of a hospital or a shelter"),
}

# What is known in one line: crisis.search.standing.
STANDS = {
    NoteStatus.INFORMATION_SOUGHT: _("Nothing certain is known yet"),
    NoteStatus.BELIEVED_ALIVE: _("There is a sign of life"),
    NoteStatus.BELIEVED_MISSING: _("Still looked for"),
    NoteStatus.IS_NOTE_AUTHOR: _("They answered themselves"),
}


class ShownTo(TextChoices):
    NOBODY = "", _("Nobody yet")
    FAMILY = "family", _("The family")
    EVERYONE = "everyone", _("Everyone")


class Role(TextChoices):
    FAMILY = "family", _("Family")
    FOLLOWER = "follower", _("Follower")


class Sex(TextChoices):
    UNSAID = "", _("Not said")
    FEMALE = "female", _("Woman or girl")
    MALE = "male", _("Man or boy")
    OTHER = "other", _("Other")


# Whoever claims to be the person sought goes by a door of their own, with a contact.
NOTES_BY_ANYBODY = (NoteStatus.BELIEVED_ALIVE, NoteStatus.BELIEVED_MISSING, NoteStatus.INFORMATION_SOUGHT)
KINDS_BY_ANYBODY = (NoteKind.SEEN_ALIVE, NoteKind.INFORMATION, NoteKind.QUESTION)
KINDS_BY_THE_DESK = (*KINDS_BY_ANYBODY, NoteKind.HOSPITAL_LIST)
