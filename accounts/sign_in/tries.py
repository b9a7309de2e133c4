"""How often a code for signing in may be guessed: as often as any other code of ours, by a count no session keeps."""

import secrets

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429

from accounts.people.contact import Contact, counted_as
from accounts.throttle import line_of, look, spend

SENT = "code_sent"  # in the session: where to, and the name under which tries at it are counted


def code_sent(request, contact: Contact) -> None:
    """What is typed in this session from now on is a try at this code and at no earlier one."""
    request.session[SENT] = [counted_as(contact), secrets.token_hex(8)]


def count_wrong(request) -> None:
    """Raises ImmediateHttpResponse (429) where nothing may be tried any more."""
    to, code = request.session.get(SENT, ("", ""))
    # In turn: what one count refuses is no try, and spends nothing of the next.
    counts = [("sign_in_tries", code), ("wrong_code", _from(request, to)), ("wrong_code_to", _to(to))]
    _refuse_unless(request, all(spend(*each).allowed for each in counts))


def count_right(request, contact: Contact) -> None:
    """A right code counts as a try, too: of a hundred guesses at once it must be among the first.

    Raises ImmediateHttpResponse (429) where it isn't, or where the day's wrong ones are used up: those to the address
    as a whole keep nobody out who guessed nothing.
    """
    to, code = request.session.get(SENT, ("", ""))
    allowed = to == counted_as(contact) and spend("sign_in_tries", code).allowed
    mine = look("wrong_code", _from(request, to))
    in_all = mine.remaining == mine.limit or look("wrong_code_to", _to(to)).allowed
    _refuse_unless(request, allowed and mine.allowed and in_all)


def _from(request, to: str) -> str:
    """Few from one line, so that a stranger's guesses keep nobody out elsewhere."""
    return f"sign-in:{line_of(request)} {to}"


def _to(to: str) -> str:
    return f"sign-in:{to}"


def _refuse_unless(request, allowed: bool) -> None:
    if not allowed:
        raise ImmediateHttpResponse(respond_429(request))
