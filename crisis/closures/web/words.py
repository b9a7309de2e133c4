"""Whom an area touches, in a coordinator's words."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Says = Callable[[int, dict], str]


def _doors(n: int, told: dict) -> str:
    return ngettext(
        "%(n)s open door, free places: %(places)s. Nobody is sent there any more.",
        "%(n)s open doors, free places: %(places)s. Nobody is sent there any more.",
        n,
    ) % {"n": n, "places": told["places"]}  # fmt: skip


def _aside(n: int, _told: dict) -> str:
    return ngettext("%(n)s door is set aside.", "%(n)s doors are set aside.", n) % {"n": n}


def _waiting(n: int, _told: dict) -> str:
    return ngettext(
        "%(n)s person waits in it: they come before you as a case.",
        "%(n)s people wait in it: they come before you as cases.",
        n,
    ) % {"n": n}  # fmt: skip


def _under_way(n: int, _told: dict) -> str:
    return ngettext(
        "%(n)s person was about to be sent through it: another door is looked for.",
        "%(n)s people were about to be sent through it: other doors are looked for.",
        n,
    ) % {"n": n}  # fmt: skip


def _on_the_way(n: int, _told: dict) -> str:
    return ngettext(
        "%(n)s person is on the way through it: they are told to stop, and come before you as a case.",
        "%(n)s people are on the way through it: they are told to stop, and come before you as cases.",
        n,
    ) % {"n": n}  # fmt: skip


def _inside(n: int, _told: dict) -> str:
    return ngettext(
        "%(n)s guest is behind a door in it: somebody should ask whether they are safe.",
        "%(n)s guests are behind doors in it: somebody should ask whether they are safe.",
        n,
    ) % {"n": n}  # fmt: skip


_SAID: dict[str, Says] = {
    "doors": _doors,
    "aside": _aside,
    "on_the_way": _on_the_way,
    "inside": _inside,
    "waiting": _waiting,
    "under_way": _under_way,
}


def in_words(touched: dict[str, int]) -> list[str]:
    """A sentence for each thing that is touched; [] for nothing."""
    return [say(touched[what], touched) for what, say in _SAID.items() if touched.get(what)]


def lifted_in_words(touched: dict[str, int]) -> list[str]:
    """A sentence for each thing that opening the area does; [] for nothing."""
    back, waiting = touched.get("aside", 0), touched.get("waiting", 0)
    told = [
        (back, ngettext("%(n)s door comes back.", "%(n)s doors come back.", back)),
        (waiting, ngettext(
            "We look for a door again for %(n)s person who waits in it.",
            "We look for doors again for %(n)s people who wait in it.",
            waiting,
        )),
    ]  # fmt: skip
    return [words % {"n": n} for n, words in told if n]


def circle_too_small(chosen: str, enough: str) -> str:
    """The place is known less exactly than the circle is wide. `enough`: a radius that holds it, or ""."""
    if not enough:
        return _(
            "The place is not known as exactly as that: %(chosen)s around it may miss the real one. "
            "Put a pin on the map, or draw the area."
        ) % {"chosen": chosen}  # fmt: skip
    return _(
        "The place is not known as exactly as that: %(chosen)s around it may miss the real one. "
        "Choose %(enough)s, put a pin on the map, or draw the area."
    ) % {"chosen": chosen, "enough": enough}
