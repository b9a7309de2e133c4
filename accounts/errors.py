"""Named refusals. A door turns them into a page or a problem+json; the code never changes, the words are translated."""

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """Base of every refusal a person may meet: `code` for machines, `message` for people, `status` for HTTP."""

    code = "refused"
    message = _("This cannot be done now.")
    status = 409

    def __init__(self, message=None, *, code: str | None = None):
        self.message = message or type(self).message
        self.code = code or type(self).code
        super().__init__(self.code)


class Invalid(Refused):
    """What was sent does not hold together. `errors`: {field or "": [message, …]}."""

    code = "invalid"
    message = _("Some answers need a correction.")
    status = 400

    def __init__(self, errors: dict[str, list], **kwargs):
        super().__init__(**kwargs)
        self.errors = errors


class NotThere(Refused):
    """Not there and not for you look the same."""

    code = "not_there"
    message = _("There is nothing here, or it is not for you.")
    status = 404


class NotAllowed(Refused):
    code = "not_allowed"
    message = _("This is for coordinators of this crisis.")
    status = 403


class TooLate(Refused):
    """Compare-and-set lost: somebody else was faster, or the deadline passed."""

    code = "too_late"
    message = _("This changed a moment ago. Look at the page again.")


class KeyReused(Refused):
    code = "key_reused"
    message = _("This key was already used for another request. Make a new key.")
    status = 422


class TooMany(Refused):
    """`retry_after`: seconds until the next try may succeed."""

    code = "too_many"
    message = _("Too many tries. Wait a little, then try again.")
    status = 429

    def __init__(self, *, retry_after: int = 60):
        super().__init__()
        self.retry_after = retry_after
