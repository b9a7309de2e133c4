"""Why two look like one person, and who will be told: sentences for coordinators. Codes come from the engine."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.people.models import ContactPoint
from matching.leads.choice import Because, Choice
from matching.models import Lead
from matching.phrases import distance


def reasons(lead: Lead) -> list[str]:
    """In the engine's order; a code this edition does not know is left out."""
    return [sentence for code, figure in lead.reasons if (sentence := reason(code, figure))]


def reason(code: str, figure: float) -> str:
    say = _REASONS.get(code)
    return str(say(figure)) if say else ""


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
        "%(n)s person who follows this search will be told.",
        "%(n)s people who follow this search will be told.",
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


def _more_names(figure: float) -> str:
    return ngettext("%(n)s name more or less", "%(n)s names more or less", round(figure)) % {
        "n": round(figure)
    }


def _years(figure: float) -> str:
    return ngettext(
        "their ages are %(n)s year apart", "their ages are %(n)s years apart", round(figure)
    ) % {"n": round(figure)}  # fmt: skip


def _after(figure: float) -> str:
    minutes = round(figure * 60)
    if minutes < 60:
        words = ngettext(
            "said %(n)s minute after they were last seen", "said %(n)s minutes after they were last seen", minutes
        )  # fmt: skip
        return words % {"n": minutes}
    words = ngettext(
        "said %(n)s hour after they were last seen", "said %(n)s hours after they were last seen", round(figure)
    )  # fmt: skip
    return words % {"n": round(figure)}


def _before(figure: float) -> str:
    minutes = round(figure * 60)
    if minutes < 60:
        words = ngettext(
            "said %(n)s minute BEFORE they were last seen", "said %(n)s minutes BEFORE they were last seen", minutes
        )  # fmt: skip
        return words % {"n": minutes}
    words = ngettext(
        "said %(n)s hour BEFORE they were last seen", "said %(n)s hours BEFORE they were last seen", round(figure)
    )  # fmt: skip
    return words % {"n": round(figure)}


def _hours(figure: float) -> str:
    hours = round(figure)
    if not hours:
        return _("within an hour of each other")
    return ngettext("%(n)s hour between the two", "%(n)s hours between the two", hours) % {"n": hours}


_REASONS = {
    "same_name": lambda _figure: _("the same name"),
    "like_name": lambda figure: _("the names are %(n)s %% alike") % {"n": round(figure * 100)},
    "same_sounds": lambda _figure: _("they sound the same"),
    "short_form": lambda _figure: _("one is a short form of the other"),
    "initial": lambda _figure: _("one is only an initial"),
    "same_letters": lambda _figure: _("nearly the same letters"),
    "other_order": lambda _figure: _("the names are in another order"),
    "more_names": _more_names,
    "age_fits": lambda _figure: _("the age fits"),
    "age_apart": _years,
    "sex_differs": lambda _figure: _("one is a woman, the other a man"),
    "metres_apart": lambda figure: _("%(distance)s apart") % {"distance": distance(round(figure))},
    "hours_apart": _hours,
    "hours_after": _after,
    "hours_before": _before,
    "says_alive": lambda _figure: _("somebody says they have seen or heard of them"),
    "says_it_is_me": lambda _figure: _("somebody says: this is me"),
}
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
    Because.OTHER_SEARCH: lambda: _(
        "Two families look for the same person. Call both before one learns of the other."
    ),
}
