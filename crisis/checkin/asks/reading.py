"""A pasted list of people: one a line, "name, phone or e-mail", as people's own lists look."""

import re
from typing import NamedTuple

from crisis.checkin.asks.drafts import PersonToAsk

_MAIL = re.compile(r"<?\S+@\S+>?")
_PHONE = re.compile(r"\+?\(?\d[\d\s.\-()/]{5,}+$")
_APART = re.compile(r"[,;\t]")
LONGEST = 400  # letters of a line: a name, a contact, and what stands around them


class Line(NamedTuple):
    """`number`: from 1, as the person counts them."""

    number: int
    person: PersonToAsk


def read_lines(text: str) -> list[Line]:
    """Each line that is not empty; what has no contact in it comes with its words as one, to be refused."""
    lines = enumerate(text.splitlines(), 1)
    return [Line(number, _person(line.strip())) for number, line in lines if line.strip(" \t,;")]


def _person(line: str) -> PersonToAsk:
    if len(line) > LONGEST:  # searched for a number, a megabyte of digits holds up everybody
        return PersonToAsk(name="", contact=line[:254])
    parts = [part.strip() for part in _APART.split(line) if part.strip()]
    if len(parts) == 1:
        parts = _split(parts[0])
    contact = next((part for part in reversed(parts) if _is_contact(part)), parts[-1])
    name = " ".join(part for part in parts if part is not contact)
    return PersonToAsk(name=name[:60], contact=contact.strip("<>")[:254])


def _split(words: str) -> list[str]:
    """ "Amira 06 12 34 56 78" and "Amira <amira@example.org>", without a comma."""
    found = _MAIL.search(words) or _PHONE.search(words)
    if not found:
        return [words]
    name = (words[: found.start()] + words[found.end() :]).strip(" :-")
    return [name, found.group()] if name else [found.group()]


def _is_contact(part: str) -> bool:
    return "@" in part or bool(_PHONE.fullmatch(part))
