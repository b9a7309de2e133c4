"""Why two look like one person, in the reader's language: of leads, of the desk's search and of every look-up alike.

A reason is a code and its figure: the engine's (`matching.engine.names.Why`), or one of those named here.
"""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crisis.ground.distances import distance

SAME_CELL_METRES = 500  # the middles of two masked cells lie farther apart than that
DISTRICTS_APART = "districts_apart"  # metres between the middles of two districts: all that the public learns
SAME_WORDS = "same_words"  # of two names that are not the same: how many of their words are
NAME_FITS, KNOWN_CONTACT = "name_fits", "known_contact"
BEGINS_SO, BY_CODE, BY_CONTACT, BY_ASKER = "begins_so", "by_code", "by_contact", "by_asker"
NO_FIGURE = frozenset(
    {"sex_differs", "same_contact", "says_alive", "says_it_is_me", NAME_FITS, KNOWN_CONTACT}
    | {BEGINS_SO, BY_CODE, BY_CONTACT, BY_ASKER}
)

Reason = tuple[str, float]


def reasons(found: Iterable[Reason]) -> list[str]:
    """In the order given; a code this edition does not know is left out."""
    return [sentence for code, figure in found if (sentence := reason(code, figure))]


def reason(code: str, figure: float) -> str:
    say = _REASONS.get(code)
    return str(say(figure)) if say else ""


def figure_of(code: str, figure: float) -> float | None:
    """None where the code says it all."""
    return None if code in NO_FIGURE else figure


def _same_words(figure: float) -> str:
    return ngettext("%(n)s name is the same", "%(n)s names are the same", round(figure)) % {
        "n": round(figure)
    }


def _sounds(figure: float) -> str:
    return ngettext("%(n)s name sounds the same", "%(n)s names sound the same", round(figure)) % {
        "n": round(figure)
    }


def _letters(figure: float) -> str:
    return ngettext(
        "%(n)s name has nearly the same letters", "%(n)s names have nearly the same letters", round(figure)
    ) % {"n": round(figure)}  # fmt: skip


def _more_names(figure: float) -> str:
    return ngettext("%(n)s name more or less", "%(n)s names more or less", round(figure)) % {
        "n": round(figure)
    }


def _years(figure: float) -> str:
    return ngettext(
        "their ages are %(n)s year apart", "their ages are %(n)s years apart", round(figure)
    ) % {"n": round(figure)}  # fmt: skip


def _description(figure: float) -> str:
    return ngettext(
        "%(n)s word of the description is the same", "%(n)s words of the description are the same", round(figure)
    ) % {"n": round(figure)}  # fmt: skip


def _metres(figure: float) -> str:
    if figure < SAME_CELL_METRES:
        return _("less than 1 km apart")
    return _("about %(distance)s apart") % {"distance": distance(round(figure))}


def _districts(figure: float) -> str:
    if not figure:
        return _("last seen in the same district")
    return _("last seen about %(n)s km apart, from district to district") % {
        "n": max(1, round(figure / 1_000))
    }


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
    """Between two times of being last seen."""
    hours, days = round(figure), round(figure / 24)
    if not hours:
        return _("last seen within an hour of each other")
    if hours < 48:
        return ngettext("last seen %(n)s hour apart", "last seen %(n)s hours apart", hours) % {"n": hours}
    return ngettext("last seen %(n)s day apart", "last seen %(n)s days apart", days) % {"n": days}


_REASONS: dict[str, Callable[[float], str]] = {
    "same_name": lambda _figure: _("the same name"),
    SAME_WORDS: _same_words,
    "like_name": lambda figure: _("the names are %(n)s %% alike") % {"n": round(figure * 100)},
    "same_sounds": _sounds,
    "short_form": lambda _figure: _("one is a short form of the other"),
    "initial": lambda _figure: _("one is only an initial"),
    "same_letters": _letters,
    "other_order": lambda _figure: _("the names are in another order"),
    "more_names": _more_names,
    "age_fits": lambda _figure: _("the age fits"),
    "age_apart": _years,
    "sex_differs": lambda _figure: _("one is a woman, the other a man"),
    "same_description": _description,
    "same_contact": lambda _figure: _("the family gave the phone or e-mail that they left"),
    "metres_apart": _metres,
    DISTRICTS_APART: _districts,
    "hours_apart": _hours,
    "hours_after": _after,
    "hours_before": _before,
    "says_alive": lambda _figure: _("somebody says they have seen or heard of them"),
    "says_it_is_me": lambda _figure: _("somebody says: this is me"),
    NAME_FITS: lambda _figure: _("their name fits what you typed"),
    KNOWN_CONTACT: lambda _figure: _("you know their phone number or e-mail"),
    BEGINS_SO: lambda _figure: _("the name begins so"),
    BY_CODE: lambda _figure: _("by the code"),
    BY_CONTACT: lambda _figure: _("by the phone number or e-mail"),
    BY_ASKER: lambda _figure: _("by the first name of whoever asks"),
}
