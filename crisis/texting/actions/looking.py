""" "NAME Amira Benali": the same look-up as on the page, with the same limits, for each phone."""

import re

from accounts.errors import Invalid
from accounts.people.contact import Contact, read_contact
from accounts.throttle import spend
from crisis.checkin.queries import look_up
from crisis.search.looking import Wanted, look_for, names_enough
from crisis.texting import answers
from crisis.texting.actions.turn import Turn
from crisis.texting.answers import Answer

_NUMBER = re.compile(r"\+?\d(?:[\s.\-]?\d){6,14}")
_MAIL = re.compile(r"(?<!\S)\S+@\S+")


def look(turn: Turn, text: str) -> Answer:
    name, contact = _asked(text)
    if not names_enough(name):
        return answers.whose_name()
    if not spend("look_up", turn.talk.phone).allowed:
        return answers.too_many()
    if contact and not spend("look_up_contact", turn.talk.phone).allowed:
        return answers.too_many()
    people = look_up(turn.crisis, name, contact)
    searches = look_for(turn.crisis, Wanted(name=name))
    return answers.found(people, len(searches), turn.find_page())


def _asked(text: str) -> tuple[str, Contact | None]:
    """The name, and the phone number or e-mail that came with it."""
    for pattern in (_MAIL, _NUMBER):
        if given := pattern.search(text):
            name = " ".join(text.replace(given[0], " ").split())
            try:
                return name, read_contact(given[0])
            except Invalid:
                return name, None
    return text, None
