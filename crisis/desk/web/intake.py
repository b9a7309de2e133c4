"""Phone intake: the public forms, filled by a coordinator for a caller whose contact they vouch for."""

from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crisis.activation.access import crisis_for
from crisis.activation.actions import absolute
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk_origin, desk_page, sign_in
from crisis.desk.web.callers import CallersNeedForm, CallersOfferForm
from crisis.shelter import rules
from crisis.shelter.access import KINDS
from crisis.shelter.actions.needs import post_need
from crisis.shelter.actions.offers import open_offer
from crisis.shelter.actions.posting import manage_path
from crisis.shelter.places import exactness, key_of
from crisis.shelter.web.asking import Asking


class OnThePhone:
    """Somebody who works here fills in a form of the public's."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return sign_in(request)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def crisis(self) -> Crisis:
        return crisis_for(self.request.user, self.kwargs["slug"])


class Intake(OnThePhone, Asking):
    """Same questions, same drafts, same actions as the public's; another door, and the code is read out."""

    kind: str

    def ask(self, request: HttpRequest, form, *, steps: bool = False) -> HttpResponse:
        context = {"form": form, "kind": self.kind, "words": self.words, "mark_optional": True}
        status = 400 if form.errors else 200
        return desk_page(request, "desk/intake.html", self.crisis, status=status, **context)

    def check(self, request: HttpRequest, form, places, place, *, missed: bool) -> HttpResponse:
        context = {
            "form": form,
            "hidden": form.carried(),
            "options": [(key_of(each), each.label, exactness(each), each == place) for each in places],
            "missed": missed,
            "kind": self.kind,
            "words": self.words,
        }
        status = 400 if missed else 200
        return desk_page(request, "desk/intake_check.html", self.crisis, status=status, **context)

    def read_out(self, request: HttpRequest, done) -> HttpResponse:
        """The link is on this answer only; a form sent twice is answered the same."""
        posted = KINDS[self.kind].objects.get(public_id=done.subject)
        link = absolute(manage_path(done.secret, get_language()))
        context = {"posted": posted, "link": link, "kind": self.kind}
        return desk_page(request, "desk/intake_done.html", self.crisis, **context)


class NeedIntake(Intake):
    kind = "need"
    form_class = CallersNeedForm
    words = {"title": _("A caller needs a place"), "send": _("Look for a place")}

    def problems(self, draft) -> dict[str, list]:
        return rules.need_problems(draft, centre=(self.crisis.lat, self.crisis.lon))

    def send(self, request: HttpRequest, draft) -> HttpResponse:
        done = post_need(crisis=self.crisis, draft=draft, origin=desk_origin(request), at=self.at)
        return self.read_out(request, done)


class OfferIntake(Intake):
    kind = "offer"
    form_class = CallersOfferForm
    words = {"title": _("A caller opens their door"), "send": _("Open the door")}

    def problems(self, draft) -> dict[str, list]:
        return rules.offer_problems(draft, centre=(self.crisis.lat, self.crisis.lon), at=self.at)

    def send(self, request: HttpRequest, draft) -> HttpResponse:
        done = open_offer(crisis=self.crisis, draft=draft, origin=desk_origin(request), at=self.at)
        return self.read_out(request, done)
