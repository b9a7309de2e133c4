"""What keeps a door shut, in a coordinator's words."""

from functools import reduce

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext

from matching.engine.values import Refusal
from matching.engine.why import Relaxation, WhyNot, Wish
from matching.phrases import distance

REFUSALS = {
    Refusal.NO_ROOM: gettext_lazy("not enough free places"),
    Refusal.NOT_STEP_FREE: gettext_lazy("not step-free"),
    Refusal.NO_CHILDREN: gettext_lazy("takes in no children"),
    Refusal.NO_PETS: gettext_lazy("takes in no pets"),
    Refusal.WOMEN_ONLY: gettext_lazy("takes in women only"),
    Refusal.NOT_WOMEN_ONLY: gettext_lazy("not a home for women only"),
    Refusal.CLOSED: gettext_lazy("paused, closed or held"),
    Refusal.NOT_VERIFIED: gettext_lazy("the host's contact is not verified yet"),
    Refusal.ENDS_TOO_SOON: gettext_lazy("closes too soon"),
    Refusal.UNACCOMPANIED_MINOR: gettext_lazy("children without an adult: a coordinator decides"),
    Refusal.ALREADY_TRIED: gettext_lazy("was tried already"),
    Refusal.RESTING: gettext_lazy("its host was asked in vain too often this hour, and is left in peace"),
    Refusal.SAME_PERSON: gettext_lazy("belongs to the same person"),
    Refusal.BLOCKED: gettext_lazy("one has blocked the other"),
    Refusal.CLOSED_AREA: gettext_lazy("in a closed area, or behind one"),
    Refusal.TOO_FAR: gettext_lazy("more than 5 km away"),
}


RELAXED = {
    Wish.STEP_FREE: ngettext_lazy(
        "%(n)s door within %(far)s would fit, but it is not step-free.",
        "%(n)s doors within %(far)s would fit, but none is step-free.",
        "n",
    ),
    Wish.PETS: ngettext_lazy(
        "%(n)s door within %(far)s would fit, but it takes in no pets.",
        "%(n)s doors within %(far)s would fit, but none takes in pets.",
        "n",
    ),
    Wish.WOMEN_ONLY: ngettext_lazy(
        "%(n)s door within %(far)s would fit, but it is not for women only.",
        "%(n)s doors within %(far)s would fit, but none is for women only.",
        "n",
    ),
    Wish.TOGETHER: ngettext_lazy(
        "%(n)s door within %(far)s has room for some of them.",
        "%(n)s doors within %(far)s have room for all of them, but not together.",
        "n",
    ),
}
FULL = ngettext_lazy(
    "%(n)s door would fit, but is full: wait, or ask its host.",
    "%(n)s doors would fit, but are full: wait, or ask their hosts.",
    "n",
)
PAUSED = ngettext_lazy(
    "%(n)s door would fit, but is paused or held.", "%(n)s doors would fit, but are paused or held.", "n"
)


def refused_because(refusals: tuple) -> str:
    """ "not step-free; takes in no pets"."""
    words = [str(REFUSALS[Refusal(refusal)]) for refusal in refusals]
    return reduce(_joined, words) if words else ""


def _joined(some: str, another: str) -> str:
    both = {"some": some, "another": another}
    return pgettext("what keeps a door shut", "%(some)s; %(another)s") % both


def why_sentences(told: WhyNot) -> list[str]:
    """What stands between a need and the doors near it, most frequent first."""
    if not told.nearby:
        return [_("No door is open within about 3 km.")]
    return [_summary(told), *(_line(told, refusal, count) for refusal, count in told.refusals.most_common())]


def relaxed_sentences(told: WhyNot) -> list[str]:
    """What would open doors: one wish less, or time."""
    times = [(FULL, told.full), (PAUSED, told.paused)]
    return [in_words(each) for each in told.relaxations] + [words % {"n": n} for words, n in times if n]


def in_words(told: Relaxation) -> str:
    return RELAXED[told.wish] % {"n": told.doors, "far": distance(told.within)}


def _summary(told: WhyNot) -> str:
    near = ngettext("%(n)s door is near.", "%(n)s doors are near.", told.nearby) % {"n": told.nearby}
    if not told.acceptable:
        return near + " " + _("None of them fits now.")
    fit = ngettext("%(n)s of them fits now.", "%(n)s of them fit now.", told.acceptable)
    return near + " " + fit % {"n": told.acceptable}


def _line(told: WhyNot, refusal: Refusal, count: int) -> str:
    words = {"n": count, "why": REFUSALS[refusal], "alone": told.alone[refusal]}
    if not told.alone[refusal]:
        return ngettext("%(n)s door: %(why)s", "%(n)s doors: %(why)s", count) % words
    return (
        ngettext(
            "%(n)s door: %(why)s (%(alone)s for this reason alone)",
            "%(n)s doors: %(why)s (%(alone)s for this reason alone)",
            count,
        )
        % words
    )
