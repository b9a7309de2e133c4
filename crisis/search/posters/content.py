"""What a poster and a share card say: the public copy's words, in the reader's language, and how to answer."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from crisis.activation.actions import absolute
from crisis.search.models import PublicSearch
from crisis.search.vocabulary import Sex
from matching.engine.naming.writing import words_of

CALL = "112 · 114 SMS"


@dataclass(frozen=True)
class Poster:
    """Words as they are printed. `photo`: the key of one that may be seen as it is, or "". Equal ones look the same."""

    search: int
    language: str
    title: str
    name: str
    other_names: str
    written: str
    about: str
    last_seen: str
    description: str
    know: str
    answer: str
    typed: str
    short: str
    hotline: str
    danger: str
    as_of: str
    latest: str
    url: str
    site: str
    exercise: str
    photo: str


def poster_of(copy: PublicSearch) -> Poster:
    """In the language that is active. `copy`: read just now, by whoever checked that it may be seen."""
    crisis = copy.crisis
    short = absolute(f"/s/{crisis.short_code}/")
    return Poster(
        search=copy.search_id,
        language=get_language() or settings.LANGUAGE_CODE,
        title=_("Have you seen this person?"),
        name=copy.full_name,
        other_names=_("Also called: %(names)s") % {"names": copy.other_names} if copy.other_names else "",
        written=_written(copy),
        about=" · ".join(filter(None, (_age(copy), str(Sex(copy.sex).label) if copy.sex else ""))),
        last_seen=_last_seen(copy),
        description=copy.description,
        know=_("Do you know something? Are you this person?"),
        answer=_("Scan the code. You need no account."),
        typed=_("Or open %(address)s and look up this name.") % {"address": short},
        short=short,
        hotline=_("Hotline for families: %(number)s") % {"number": crisis.hotline} if crisis.hotline else "",
        danger=_("Immediate danger: %(numbers)s") % {"numbers": crisis.emergency_numbers or CALL},
        as_of=_("As of %(moment)s") % {"moment": moment(copy.as_of)},
        latest=_("The page says the latest. Is it gone? Then please take this poster down."),
        url=absolute(reverse("search_page", args=(crisis.slug, copy.public_id))),
        site=crisis.name,
        exercise=_("EXERCISE") if crisis.is_drill else "",
        photo=next((photo["key"] for photo in copy.photos if not photo["sensitive"]), ""),
    )


def moment(at: datetime) -> str:
    """Day, time and time zone, for paper is read days later and far away."""
    local = localtime(at)
    return f"{date_format(local, 'j F Y, H:i')} ({local.tzname()})"


def _written(copy: PublicSearch) -> str:
    """A name in other letters, as a passer-by can type it: the look-up takes both for the same."""
    names = copy.full_name
    if not any(sign.isalpha() and not unicodedata.name(sign, "").startswith("LATIN") for sign in names):
        return ""
    latin = " ".join("-".join(map(str.capitalize, parts)) for parts in words_of(names))
    return _("Also written: %(name)s") % {"name": latin} if latin else ""


def _age(copy: PublicSearch) -> str:
    low, high = copy.age_min, copy.age_max
    if low is None:
        return ""
    if low == high or high is None:
        return ngettext("about %(age)s year old", "about %(age)s years old", low) % {"age": low}
    return _("%(from)s to %(to)s years old") % {"from": low, "to": high}


def _last_seen(copy: PublicSearch) -> str:
    when = date_format(localtime(copy.last_seen_at), "j F Y, H:i") if copy.last_seen_at else ""
    words = " · ".join(filter(None, (when, copy.last_seen_words)))
    return _("Last seen: %(words)s") % {"words": words} if words else ""
