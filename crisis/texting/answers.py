"""What is answered: one SMS, in the small alphabet. Whatever does not fit is cut from the parts, never from the words.

No names: a locked screen shows what arrives. A place is said back, for its own sender must see which one was meant.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.reach.carriers.sms.segments import in_gsm7, units
from crisis.checkin.queries import Found
from crisis.checkin.vocabulary import Voice, told

LONGEST = 160
MASK = "..."
MOST_LISTED, MOST_OF_A_LABEL = 6, 38  # letters
SHORT = {r"\bBoulevard\b": "Bd", r"\bAvenue\b": "Av", r"\bFaubourg\b": "Fg", r"(?<=, )\d{5} ": ""}
_NUMBER = re.compile(r"\+?\d[\d ]*\d|\d")


@dataclass(frozen=True)
class Answer:
    """`text`: "" where nothing is sent; `kept`: it with its code and links left out, for coordinators. `unclear`: a
    person should look at it. `listed`: how many things to choose from are shown."""

    text: str
    kept: str
    unclear: bool = False
    listed: int = 0


def fitted(
    words: str, *, spare: str = "", unclear: bool = False, secret: Mapping[str, str] | None = None, **parts
) -> Answer:
    """`words` % (`parts` and `secret`), and the sentence `spare` where there is room. Else the longest part is
    shortened by whole words until all fits. Secrets are never shortened."""
    secret = secret or {}
    plain = {name: in_gsm7(str(part)) for name, part in parts.items()}
    words, longer = in_gsm7(words), in_gsm7(f"{words} {spare}")
    if spare and units(longer % (plain | secret)) <= LONGEST:
        words = longer
    while units(words % (plain | secret)) > LONGEST and any(plain.values()):
        longest = max(plain, key=lambda name: len(plain[name]))
        plain[longest] = _shorter(plain[longest])
    text = words % (plain | secret)
    while units(text) > LONGEST:
        text = text[:-1]
    return Answer(text, (words % (plain | dict.fromkeys(secret, MASK)))[:LONGEST], unclear)


def _shorter(part: str) -> str:
    """Less long words of its street, its postcode, then the last word before its town: that says which is meant."""
    for long, short in SHORT.items():
        if re.search(long, part):
            return re.sub(long, short, part, count=1)
    head, comma, town = part.rpartition(", ")
    if comma and " " not in head:
        return head
    head, town = (head, comma + town) if comma else (part, "")
    kept = head.rpartition(" ")[0].rstrip(" .,-")
    return f"{kept}...{town}" if kept else part[:-1].rstrip()


def _listed(label: str) -> str:
    label = in_gsm7(label)
    while len(label) > MOST_OF_A_LABEL:
        label = _shorter(label)
    return label


def _with_list(words: str, labels: list[str], *, unclear: bool = False) -> Answer:
    """ "1 Paris 2 Lyon", to be answered with a number: as many as fit."""
    labels = [_listed(label) for label in labels[:MOST_LISTED]]
    while len(labels) > 1 and units(in_gsm7(words) % {"list": _numbered(labels)}) > LONGEST:
        labels.pop()
    return replace(fitted(words, unclear=unclear, list=_numbered(labels)), listed=len(labels))


def _numbered(labels: list[str]) -> str:
    return " ".join(f"{number} {label}" for number, label in enumerate(labels, start=1))


def said(keyword: str, code: str, *, place_wanted: bool) -> Answer:
    """A check-in stands. `code`: to prove the phone, or ""; `place_wanted`: a request of theirs stands besides."""
    if place_wanted:
        words = _("Noted: %(keyword)s. Your request for a place stands; to end it text UNDO.")
        return fitted(words, keyword=keyword)
    if code:
        words = _(
            "Noted: %(keyword)s. Who knows this number and your name finds it. Answer %(code)s to prove the phone is "
            "yours. Wrong? Text UNDO."
        )
        return fitted(words, keyword=keyword, secret={"code": code})
    words = _("Noted: %(keyword)s. Who knows this number and your name finds it. Wrong? Text UNDO.")
    return fitted(words, keyword=keyword)


def which_name() -> Answer:
    return fitted(
        _(
            "What is your first name and family name? Answer with the name only: people who know this number then "
            "find you."
        )
    )


def call_first(numbers: str) -> str:
    """What an answer to words of danger begins with. `numbers`: as a crisis shows them, "112 · 15 · 114 (SMS)"."""
    each = [
        (found[0], "sms" in part.lower()) for part in numbers.split("·") if (found := _NUMBER.search(part))
    ]
    call = next((number for number, by_text in each if not by_text), "112")
    text = next((number for number, by_text in each if by_text), "")
    words = _("Call %(call)s now, or text %(text)s.") if text else _("Call %(call)s now.")
    return words % {"call": call, "text": text}


def _first(words: str, first: str) -> str:
    """`first`: of call_first(), or ""; then whom to call stands last."""
    # Named apart: no text within an f-string reaches the translators.
    danger = _("In danger, call 112.")
    return f"{first} {words}" if first else f"{words} {danger}"


def looking_for_place(place: str, people: int, *, code: str, link: str, first: str = "") -> Answer:
    """`link`: to what follows, once the phone is proved; else `code`. `first`: of call_first()."""
    told = {"place": place, "people": ngettext("%(n)s person", "%(n)s people", people) % {"n": people}}
    words, secret = _("We look for a bed near %(place)s, %(people)s."), {}
    if link:
        more, secret = _("See %(link)s"), {"link": link}
        words = f"{words} {more}"
    elif code:
        more, secret = _("Answer %(code)s: then we can write to you."), {"code": code}
        words = f"{words} {more}"
    return fitted(
        _first(words, first), spare="" if link else _("To end it text UNDO."), secret=secret, **told
    )


def door_asked(link: str, first: str = "") -> Answer:
    words = _("We have asked a door for you already, so this changes nothing. See %(link)s")
    return fitted(_first(words, first), secret={"link": link})


def which_place(first: str = "") -> Answer:
    words = _("Where are you? Answer with a street and a town, for example: 12 rue Oberkampf Paris")
    danger = first or _("In danger, call 112.")
    return fitted(f"{danger} {words}")


def no_such_place(first: str = "") -> Answer:
    words = _(
        "We do not find this place; a coordinator looks too. Answer with a street and a town, or a station."
    )
    return fitted(_first(words, first), unclear=True)


def which_of(labels: list[str], first: str = "") -> Answer:
    return _with_list(_first(_("Which place? Answer with its number. %(list)s."), first), labels)


def which_crisis(names: list[str], *, unclear: bool = False, first: str = "") -> Answer:
    words = _first(_("What is it about? Answer with the number. %(list)s."), first)
    return _with_list(words, names, unclear=unclear)


def found(people: list[Found], searches: int, link: str) -> Answer:
    """As much as the page shows, and less: no name comes back, so of those who share a phone only who was asked for."""
    if not people and searches:
        words = _("No word from anybody of this name, but a search for one stands on the page: %(link)s")
        return fitted(words, secret={"link": link})
    if not people:
        words = _(
            "No word that you may read. That says little: networks are down. Try later, or see %(link)s"
        )
        return fitted(words, secret={"link": link})
    called_so = [each for each in people if _is_called_so(each)]
    return _told_of(called_so, link) or _on_the_page(len(people), link)


def _is_called_so(each: Found) -> bool:
    """Their first name was typed: of any other name a look-up shows one letter."""
    return not all(word.endswith(".") for word in each.name.split())


def _told_of(people: list[Found], link: str) -> Answer | None:
    """What two or one of them say, whole; None where not even that fits."""
    words = ngettext(
        "%(n)s person of this name: %(told)s. More: %(link)s",
        "%(n)s people of this name: %(told)s. More: %(link)s",
        len(people),
    )
    for some in (people[:2], people[:1]):
        parts = {"n": len(people), "told": "; ".join(map(_told, some))}
        if some and units(in_gsm7(words % (parts | {"link": link}))) <= LONGEST:
            return fitted(words, **parts, secret={"link": link})
    return None


def _on_the_page(number: int, link: str) -> Answer:
    words = ngettext(
        "%(n)s person may be meant. What they say stands here: %(link)s",
        "%(n)s people may be meant. What each says stands here: %(link)s",
        number,
    )
    return fitted(words, n=number, secret={"link": link})


def _told(each: Found) -> str:
    when = date_format(localtime(each.said_at), "j N H:i")
    if each.voice != Voice.OWN:
        says = told(each.status, voice=each.voice, who=_("somebody else"), name=_("this person"))
        return _("%(says)s (%(when)s)") % {"says": says, "when": when}
    words = (
        _("%(says)s (%(when)s, phone checked)") if each.confirmed else _("%(says)s (%(when)s, not checked)")
    )
    return words % {"says": each.told, "when": when}


def whose_name() -> Answer:
    return fitted(_("Text NAME with a first name and a family name, for example: NAME Amira Benali"))


def too_many() -> Answer:
    return fitted(_("That was many texts. Wait a little, then text again. In danger call 112."))


def stopped() -> Answer:
    return fitted(
        _(
            "You get no more messages from Porte Ouverte. Text START to get them again, or HELP and where you are if "
            "you need a place."
        )
    )


def started() -> Answer:
    return fitted(_("You get our messages again. Text INFO to read what you can ask. In danger call 112."))


def info() -> Answer:
    return fitted(
        _(
            "Text SAFE and your name, HELP and where you are, or NAME and whom you look for. UNDO takes back, STOP "
            "ends it. In danger call 112."
        )
    )


def unclear(first: str = "") -> Answer:
    if first:
        words = _("A coordinator reads this first. For a bed tonight, text HELP and where you are.")
        return fitted(f"{first} {words}", unclear=True)
    words = _(
        "A coordinator reads this. Faster: SAFE and your name, HELP and where you are, or NAME and whom you look for. "
        "In danger call 112."
    )
    return fitted(words, unclear=True)


def taken_back(anything: bool) -> Answer:
    if anything:
        return fitted(_("Taken back: what you said, and your request for a place if there was one."))
    return fitted(_("There is nothing of yours to take back. Text INFO to read what you can ask."))


def proved(link: str) -> Answer:
    if link:
        return fitted(_("Thank you, this phone is yours. Your page: %(link)s"), secret={"link": link})
    return fitted(_("Thank you, this phone is yours. Text INFO to read what you can ask."))


def wrong_code() -> Answer:
    return fitted(
        _("This code is wrong or too old. Text SAFE and your name, or HELP and where you are, for a new one.")
    )


def nothing_open(first: str = "") -> Answer:
    words = _("We know of no emergency now, so nothing is noted. If you are in danger, call 112.")
    return fitted(f"{first} {words}".strip())


def refused(message: str) -> Answer:
    return fitted("%(message)s", message=message, unclear=True)
