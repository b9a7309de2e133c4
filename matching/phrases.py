"""Why a door was proposed, as sentences in the reader's language. The engine gives codes and values only."""

from collections.abc import Callable
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crisis.ground.distances import distance
from crisis.shelter.models import Need, Offer
from crisis.shelter.vocabulary import LANGUAGES
from matching.engine.places import WALKING_METRES_PER_SECOND
from matching.models import Match
from matching.vocabulary import Side

LANGUAGE_NAMES = dict(LANGUAGES)
ASKED = ("step_free", "children", "pets", "women_only")
# Who is told which reason. How often somebody was asked and whom they take in is for the desk alone.
TOLD = {
    Side.GUEST: ("distance", "fits", *ASKED, "confirmed", "common_language", "known", "by_hand"),
    Side.HOST: ("distance", "fits", *ASKED, "confirmed", "common_language", "waited", "by_hand"),
}


def reasons(match: Match, side: Side = Side.DESK) -> list[str]:
    """The reasons of a match that this side may read, in the engine's order; codes this edition lacks are left out."""
    said = (phrase(reason["code"], reason["values"]) for reason in told(match, side))
    return [sentence for sentence in said if sentence]


def told(match: Match, side: Side) -> list[dict]:
    """[{code, values, felt}]: those of its reasons that this side may read, a distance no finer than it is known."""
    said = [reason for reason in match.reasons if side not in TOLD or reason["code"] in TOLD[side]]
    return [{"felt": 0} | (_as_known(match, reason) if side in TOLD else reason) for reason in said]


def _as_known(match: Match, reason: dict) -> dict:
    """`within`: where one of the two gave no more than a street, how far off that may be."""
    if reason["code"] != "distance":
        return reason
    metres, off = reason["values"]["metres"], within(match)
    return reason | {
        "values": reason["values"] | ({"within": off} if farthest(metres, within=off) > metres else {})
    }


def within(match: Match) -> int:
    """How far off the two points may be in all, metres."""
    return match.offer.place.radius_m + match.need.place.radius_m


def phrase(code: str, values: dict) -> str:
    """One reason in words: ("distance", {"metres": 652}) → "650 m away"; "" for an unknown code."""
    say = _PHRASES.get(code)
    return say(values) if say else ""


def minutes_on_foot(metres: int) -> int:
    """At the engine's 1.2 m/s in a straight line: at least one minute."""
    return max(1, ceil(metres / WALKING_METRES_PER_SECOND / 60))


def farthest(metres: int, *, within: int) -> int:
    """`metres` between two points that may be off by `within` in all: where that is most of it, the most it can be."""
    return metres + within if metres <= within else metres


def _rounded_up(metres: int) -> str:
    return distance(ceil(metres / 100) * 100)


def on_foot(metres: int, *, within: int = 0) -> str:
    """How far, told no finer than the two points are known: "about 650 m…", or "less than 500 m…"."""
    far = farthest(metres, within=within)
    minutes = minutes_on_foot(far)
    words = {"distance": distance(far), "minutes": minutes}
    if far > metres:
        words["distance"] = _rounded_up(far)
        return ngettext(
            "less than %(distance)s: %(minutes)s minute on foot at most, in a straight line",
            "less than %(distance)s: %(minutes)s minutes on foot at most, in a straight line",
            minutes,
        ) % words  # fmt: skip
    return ngettext(
        "about %(distance)s: %(minutes)s minute on foot, in a straight line",
        "about %(distance)s: %(minutes)s minutes on foot, in a straight line",
        minutes,
    ) % words  # fmt: skip


def _distance(values: dict) -> str:
    if off := values.get("within"):
        return _("less than %(distance)s away") % {"distance": _rounded_up(values["metres"] + off)}
    return _("about %(distance)s away") % {"distance": distance(values["metres"])}


def _fits(values: dict) -> str:
    persons = values["persons"]
    return ngettext("room for %(persons)s person", "room for %(persons)s people", persons) % {
        "persons": persons
    }


def _confirmed(values: dict) -> str:
    minutes = values["minutes"]
    if minutes < 2:
        return _("confirmed just now")
    if minutes < 120:
        return ngettext("confirmed %(minutes)s minute ago", "confirmed %(minutes)s minutes ago", minutes) % {
            "minutes": minutes
        }
    return _("confirmed %(hours)s hours ago") % {"hours": minutes // 60}


def _language(values: dict) -> str:
    return _("a language in common: %(language)s") % {
        "language": LANGUAGE_NAMES.get(values["language"], values["language"])
    }


def _known(values: dict) -> str:
    return {
        "vouched": _("the host has spoken with a coordinator"),
        "account": _("the host has an account here"),
    }.get(values["by"], "")


def _waited(values: dict) -> str:
    minutes = values["minutes"]
    if minutes < 120:
        return ngettext(
            "they have waited for %(minutes)s minute", "they have waited for %(minutes)s minutes", minutes
        ) % {"minutes": minutes}  # fmt: skip
    return _("they have waited for %(hours)s hours") % {"hours": minutes // 60}


def _in_vain(values: dict) -> str:
    times = values["times"]
    return ngettext(
        "asked in vain %(times)s time within the hour", "asked in vain %(times)s times within the hour", times
    ) % {"times": times}  # fmt: skip


def _hosting(values: dict) -> str:
    guests = values["guests"]
    return ngettext(
        "takes in %(guests)s person already", "takes in %(guests)s people already", guests
    ) % {"guests": guests}  # fmt: skip


def _way(values: dict) -> str:
    minutes = max(1, ceil(values["seconds"] / 60))
    return ngettext(
        "%(minutes)s minute by the streets", "%(minutes)s minutes by the streets", minutes
    ) % {"minutes": minutes}  # fmt: skip


_PHRASES: dict[str, Callable[[dict], str]] = {
    "distance": _distance,
    "fits": _fits,
    "confirmed": _confirmed,
    "common_language": _language,
    "step_free": lambda _values: _("step-free as asked"),
    "children": lambda _values: _("children are welcome"),
    "pets": lambda _values: _("pets are welcome"),
    "women_only": lambda _values: _("women only as asked"),
    "known": _known,
    "waited": _waited,
    "unasked_step_free": lambda _values: _("step-free, which they did not ask for"),
    "unasked_women_only": lambda _values: _("women only, which they did not ask for"),
    "asked_in_vain": _in_vain,
    "hosting": _hosting,
    "way": _way,
    "by_hand": lambda _values: _("chosen by a coordinator"),
}


def traits(posted: Offer | Need) -> list[str]:
    """What the place must have, or has, and the languages spoken."""
    told = {
        _("step-free"): posted.step_free,
        _("children"): isinstance(posted, Offer) and posted.children,
        _("pets"): posted.pets,
        _("women only"): posted.women_only,
        _("all women"): isinstance(posted, Need) and posted.women_group and not posted.women_only,
    }
    spoken = [LANGUAGE_NAMES.get(code, code) for code in posted.languages]
    return [word for word, is_so in told.items() if is_so] + spoken
