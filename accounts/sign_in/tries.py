"""How often a code for signing in may be guessed: as often as any other code of ours, by a count no session keeps."""

import secrets

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429

from accounts.people.contact import Contact, counted_as
from accounts.throttle import look, network_of, spend

SENT = "code_sent"  # in the session: where to, and the name under which tries at it are counted


def code_sent(request, contact: Contact) -> None:
    """What is typed in this session from now on is a try at this code and at no earlier one."""
    request.session[SENT] = [counted_as(contact), secrets.token_hex(8)]


def count_wrong(request) -> None:
    """Raises ImmediateHttpResponse (429) where nothing may be tried any more."""
    to, code = request.session.get(SENT, ("", ""))
    counted = [spend(scope, key) for scope, key in [("sign_in_tries", code), *_of_a_day(request, to)]]
    _refuse_unless(request, all(each.allowed for each in counted))


def count_right(request, contact: Contact) -> None:
    """A right code counts as a try, too: of a hundred guesses at once it must be among the first.

    Raises ImmediateHttpResponse (429) where it isn't, or where the day's wrong ones are used up.
    """
    to, code = request.session.get(SENT, ("", ""))
    allowed = to == counted_as(contact) and spend("sign_in_tries", code).allowed
    _refuse_unless(request, allowed and all(look(*each).allowed for each in _of_a_day(request, to)))


def _of_a_day(request, to: str) -> list[tuple[str, str]]:
    """Few from one network, so that a stranger's guesses keep nobody out elsewhere; more for the address as a whole."""
    return [("wrong_code", f"sign-in:{network_of(request)} {to}"), ("wrong_code_to", f"sign-in:{to}")]


def _refuse_unless(request, allowed: bool) -> None:
    if not allowed:
        raise ImmediateHttpResponse(respond_429(request))
