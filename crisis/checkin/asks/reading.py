"""A pasted list of people: one a line, "name, phone or e-mail", as people's own lists look."""

import re
from typing import NamedTuple

from crisis.checkin.asks.drafts import PersonToAsk

_MAIL = re.compile(r"(?<!\S)<?\S+@\S+>?")
_PHONE = re.compile(r"\+?\(?\d[\d\s.\-()/]{4,}\d")
_APART = re.compile(r"[,;\t]")
_AROUND = " :-/()"
LONGEST = 400  # letters of a line: a name, a contact, and what stands around them


class Line(NamedTuple):
    """`number`: from 1, as the person counts them."""

    number: int
    person: PersonToAsk


def read_lines(text: str) -> list[Line]:
    """Each line that is not empty, a line that says the same again but once; what has no contact in it comes with its
    words as one, to be refused.
    """
    lines = enumerate(text.splitlines(), 1)
    read = [Line(number, _person(line.strip())) for number, line in lines if line.strip(" \t,;")]
    once: dict[tuple, Line] = {}
    for line in read:
        once.setdefault(_same(line.person), line)
    return list(once.values())


def _same(person: PersonToAsk) -> tuple[str, str]:
    return person.name.casefold(), re.sub(r"[\s.\-()/]", "", person.contact).casefold()


def _person(line: str) -> PersonToAsk:
    """The last contact of the line; the name is all that stands around it: "Amira 06 12 34 56 78 (mum)"."""
    if len(line) > LONGEST:  # searched for a number, a megabyte of digits holds up everybody
        return PersonToAsk(name="", contact=line[:254])
    parts = [part.strip() for part in _APART.split(line) if part.strip()]
    for number, part in reversed([*enumerate(parts)]):
        if found := _MAIL.search(part) or _PHONE.search(part):
            parts[number : number + 1] = (
                part[: found.start()].strip(_AROUND),
                part[found.end() :].strip(_AROUND),
            )
            name = " ".join(filter(None, parts))
            return PersonToAsk(name=name[:60], contact=found.group().strip("<>")[:254])
    return PersonToAsk(name=" ".join(parts[:-1])[:60], contact=parts[-1][:254])
