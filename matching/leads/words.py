"""How alike two are, and who will be told: sentences for coordinators."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.people.models import ContactPoint
from crisis.search import why_words
from matching.leads.choice import Because, Choice
from matching.models import Lead


def reasons(lead: Lead) -> list[str]:
    """In the engine's order; a code this edition does not know is left out."""
    return why_words.reasons(lead.reasons)


def likeness(lead: Lead) -> str:
    """A rough word: a figure would look like knowledge."""
    if lead.score >= 0.95:
        return _("very alike")
    return _("alike") if lead.score >= 0.85 else _("perhaps")


def will_be_told(choice: Choice) -> list[str]:
    """What confirming does, before it is done."""
    if not choice.followers:
        return [_("Nobody will be told."), str(_BECAUSE[choice.because]())]
    people = len(choice.followers)
    told = ngettext(
        "%(n)s person who follows this search, or one linked with it, will be told.",
        "%(n)s people who follow this search, or one linked with it, will be told.",
        people,
    )
    return [told % {"n": people}, str(_BECAUSE[choice.because]()), *_unreachable(choice)]


def _unreachable(choice: Choice) -> list[str]:
    people = {each.person_id for each in choice.followers}
    answered = ContactPoint.objects.filter(person__in=people, verified_at__isnull=False)
    silent = len(people) - answered.values("person").distinct().count()
    if not silent:
        return []
    words = ngettext(
        "%(n)s of them has not answered our code: their page shows it, but no message is sent.",
        "%(n)s of them have not answered our code: their page shows it, but no message is sent.",
        silent,
    )
    return [words % {"n": silent}]


_BECAUSE = {
    Because.ANYONE: lambda: _("Whoever checked in lets anyone who searches their name know."),
    Because.KNOWN_CONTACT: lambda: _(
        "The family knows the phone or e-mail of whoever checked in, who lets such people know."
    ),
    Because.NAMED: lambda: _("Whoever checked in named these people."),
    Because.NOBODY_NAMED: lambda: _(
        "Whoever checked in lets only people they named know, and nobody here is one of them."
    ),
    Because.CONTACT_UNKNOWN: lambda: _(
        "Whoever checked in lets people who know their phone or e-mail know, and the family gave neither. Only if you "
        "trust the family, ask for it, and do not say why: the question alone can tell somebody that they live."
    ),
    Because.HELD: lambda: _("A moderator holds this search: nobody else learns of it while that lasts."),
    Because.GONE: lambda: _("They took it back, or it is held."),
    Because.NOTE_SHOWN: lambda: _("A moderator let this note through for them."),
    Because.NOTE_NOT_SHOWN: lambda: _(
        "No moderator let this note through. Read it on the page of the search; whoever may read it there is told."
    ),
    Because.NOTE_ELSEWHERE: lambda: _(
        "It was written on another search. If both are for the same person, compare the two searches and link them."
    ),
    Because.OTHER_SEARCH: lambda: _(
        "Neither search is public: no family learns of the other from here. Call both before one does."
    ),
    Because.PUBLIC_SEARCH: lambda: _(
        "They read of the other search what everybody may read, and no name or contact of its family."
    ),
    Because.LISTED: lambda: _(
        "No message tells what a hospital or a shelter says. Call them first; then a person calls the family."
    ),
}
