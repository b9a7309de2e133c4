"""The stable codes of every problem, with what they mean. The error page and the schema read this list."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused

BUSY = "busy"
STORAGE_FULL = "storage_full"
UNREADABLE = "unreadable"

# Codes with no Refused class of their own.
CODES = {
    BUSY: _("Too much is happening at once. Nothing was lost: send it again in a few seconds."),
    STORAGE_FULL: _("Our storage is full, so this was not saved. Send it again in a minute."),
    UNREADABLE: _("Something in the request cannot be stored: a NUL character or a number out of range."),
    "broken": _("Something broke on our side. Nothing was kept of this request."),
    "invalid": _("Some answers need a correction."),
    "parse_error": _("The body is not the JSON this endpoint expects."),
    "too_large": _("The body is too large."),
    "not_authenticated": _("Send a session token, a key or a manage token."),
    "authentication_failed": _("This token is unknown, expired or revoked."),
    "permission_denied": _("This token does not open this."),
    "not_there": _("There is nothing here, or it is not for you."),
    "method_not_allowed": _("This method is not for this address."),
    "not_acceptable": _("This API answers in JSON."),
    "unsupported_media_type": _("Send application/json; records of other sites as application/pfif+xml."),
    "key_missing": _("Send an Idempotency-Key (a UUID): a repeated request must not act twice."),
    "key_malformed": _("An Idempotency-Key is a random UUID, of version 4 or 7."),
    "place_unknown": _("This place is not known. Try another spelling, or send lat and lon."),
    "cursor_malformed": _("This cursor is not one of ours. Start again without it."),
    "cursor_expired": _("This cursor is older than what is kept. Load everything again."),
    "last_coordinator": _("Invite another coordinator first: somebody must stay."),
    "crisis_closed": _("This crisis is closed: nothing new is taken here. Call 112 if you are in danger."),
    "wrong_code": _("This code is wrong or too old. Ask for a new one."),
    "not_confirmed": _("Type the name of the crisis exactly as shown to activate it."),
    "does_not_fit": _("This door cannot take these people."),
}

# Only inside `errors`, beside a pointer. Top level: `invalid`.
POINTED = {
    "unknown_field": _("This field is not known here."),
    "required": _("This field must be sent."),
    "null": _("This field cannot be null."),
    "blank": _("This field cannot be empty."),
    "invalid": _("Not of the right kind, or refused by a rule; the detail says which."),
    "invalid_choice": _("Not one of the values listed in the schema."),
    "max_length": _("Too long."),
    "min_length": _("Too few."),
    "max_value": _("Too large."),
    "min_value": _("Too small."),
    "max_string_length": _("A number written too long."),
    "overflow": _("A moment out of range."),
    "not_a_list": _("A list is expected."),
    "empty": _("The list cannot be empty."),
    "half_a_point": _("Send both lat and lon."),
    "unknown_tag": _("No such tag."),
    "out_of_range": _("Outside the range that the detail names."),
}


def all_codes() -> dict[str, tuple[int | None, object]]:
    """{code: (HTTP status or None when it varies, meaning)} of every refusal that code declares."""
    known = {code: (_STATUS.get(code), meaning) for code, meaning in CODES.items()}
    for refusal in _refusals(Refused):
        known[refusal.code] = (refusal.status, CODES.get(refusal.code, refusal.message))
    return dict(sorted(known.items()))


def _refusals(base: type[Refused]):
    yield base
    for refusal in base.__subclasses__():
        yield from _refusals(refusal)


_STATUS = {
    BUSY: 503,
    STORAGE_FULL: 503,
    UNREADABLE: 400,
    "broken": 500,
    "invalid": 400,
    "parse_error": 400,
    "too_large": 413,
    "not_authenticated": 401,
    "authentication_failed": 401,
    "permission_denied": 403,
    "not_there": 404,
    "method_not_allowed": 405,
    "not_acceptable": 406,
    "unsupported_media_type": 415,
    "key_missing": 400,
    "key_malformed": 400,
    "place_unknown": 422,
    "cursor_malformed": 400,
    "cursor_expired": 410,
    "last_coordinator": 409,
}
