"""Changing what one posted: the same form, filled in, behind the same check. The link says which."""

from functools import cached_property

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import TooLate
from crisis.activation.models import Crisis
from crisis.shelter import rules
from crisis.shelter.actions.needs import edit_need
from crisis.shelter.actions.offers import edit_offer
from crisis.shelter.drafts import PlaceDraft
from crisis.shelter.web.asking import Asking, Draft
from crisis.shelter.web.forms import NeedForm, OfferForm, ShelterForm
from matching.web.opened import Opened, opened

WORDS = {
    "title": _("Change my answers"),
    "check": _("Check your changes"),
    "send": _("Save my changes"),
}
SAME = ("first_name", "step_free", "pets", "women_only", "languages", "note", "children")


class Mine:
    """Whose page it is that is changed, the link says."""

    words = WORDS

    @cached_property
    def mine(self) -> Opened:
        return opened(self.kwargs["token"])

    @cached_property
    def crisis(self) -> Crisis:
        return self.mine.crisis

    def context(self) -> dict:
        return super().context() | {"back_url": self.mine.path}

    def saved(self, request: HttpRequest) -> HttpResponse:
        messages.success(request, _("Your changes are saved."))
        return redirect(self.mine.path)

    def too_late(self, request: HttpRequest, late: TooLate) -> HttpResponse:
        messages.error(request, late.message)
        return redirect(self.mine.path)


class Edit(Mine, Asking):
    """A door, or a need for one."""

    quick_exit = True
    steps = False

    def form(self, data=None) -> ShelterForm:
        form_class = OfferForm if self.mine.kind == "offer" else NeedForm
        return form_class(data, initial=self.initial(), at=self.at, editing=True)

    def initial(self) -> dict:
        posted = self.mine.posted
        said = {name: getattr(posted, name) for name in SAME} | {
            "where": self.known.typed or self.known.label
        }
        if self.mine.kind == "offer":
            return said | {
                "places": posted.places,
                "until": timezone.localtime(posted.until).isoformat() if posted.until > self.at else "",
                "entry": posted.place.entry,
                "meeting_point": posted.place.meeting_point,
            }
        return said | {
            "adults": posted.adults,
            "women_group": posted.women_group,
            "may_split": posted.may_split,
            "for_whom": "other" if posted.for_someone_else else "me",
        }

    @cached_property
    def known(self) -> PlaceDraft:
        """The place as it stands."""
        place = self.mine.posted.place
        names = PlaceDraft.__dataclass_fields__
        return PlaceDraft(**{name: getattr(place, name) for name in names})

    def places(self, form: ShelterForm) -> list[PlaceDraft]:
        """Unless the words changed or a pin was placed, the place stays exactly where it was."""
        said = form.cleaned_data
        if said["lat"] is None and said["where"] == (self.known.typed or self.known.label):
            return [self.known]
        return super().places(form)

    def draft(self, form: ShelterForm, place: PlaceDraft) -> Draft:
        return form.draft(place, contact=self.mine.contact.value if self.mine.contact else "")

    def problems(self, draft: Draft) -> dict[str, list]:
        centre = (self.crisis.lat, self.crisis.lon)
        if self.mine.kind == "offer":
            return rules.offer_problems(draft, centre=centre, at=self.at)
        return rules.need_problems(draft, centre=centre)

    def send(self, request: HttpRequest, draft: Draft) -> HttpResponse:
        by = {"draft": draft, "origin": self.mine.origin(request), "at": self.at}
        try:
            if self.mine.kind == "offer":
                edit_offer(offer=self.mine.posted, **by)
            else:
                edit_need(need=self.mine.posted, **by)
        except TooLate:
            messages.error(request, _("This cannot be changed now: a guest or a host counts on it."))
            return redirect(self.mine.path)
        return self.saved(request)
