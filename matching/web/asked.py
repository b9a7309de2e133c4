"""One press of a button on one's own page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from accounts.errors import Invalid
from matching.models import Match
from matching.web.opened import Opened


@dataclass(frozen=True)
class Asked:
    """Whose page, which request."""

    opened: Opened
    request: HttpRequest

    @property
    def by(self) -> dict:
        return {"origin": self.opened.origin(self.request), "at": self.opened.at}

    @property
    def match(self) -> Match:
        return self.opened.match(self.request.POST.get("match", ""))


Verb = Callable[[Asked], object]  # what to say afterwards, or the answer itself


def whole(form) -> dict:
    """The form's answers. Raises Invalid, keeping field by field what is wrong."""
    if not form.is_valid():
        raise Invalid({field: list(errors) for field, errors in form.errors.items()})
    return form.cleaned_data
