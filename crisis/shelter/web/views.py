"""The pages of a crisis, and the two forms one reaches from it."""

from datetime import datetime
from functools import cached_property

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.idempotency.once import answered
from accounts.throttle import network_of, throttle
from crisis.activation.access import public_crisis
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase
from crisis.activation.web.public import share_url
from crisis.closures.queries import active_closures
from crisis.ground.web.origin import web_origin
from crisis.shelter import rules
from crisis.shelter.actions.needs import post_need
from crisis.shelter.actions.offers import open_offer
from crisis.shelter.actions.posting import require_active
from crisis.shelter.drafts import NeedDraft, OfferDraft
from crisis.shelter.models import PublicOffer
from crisis.shelter.queries import band, public_shelters, with_closed
from crisis.shelter.web.asking import Asking
from crisis.shelter.web.forms import NeedForm, OfferForm

SHELTERS_SHOWN = 12
SHELTERING = (Phase.ACTIVE, Phase.STOOD_DOWN)  # a gym stays open after the doors have closed


@require_safe
def crisis_page(request: HttpRequest, slug: str) -> HttpResponse:
    crisis = public_crisis(slug)
    at, sheltering = crisis_now(crisis), crisis.phase in SHELTERING
    context = {
        "crisis": crisis,
        "counts": _counts(crisis, at) if crisis.is_active else {},
        "shelters": with_closed(crisis, public_shelters(crisis)[:SHELTERS_SHOWN]) if sheltering else [],
        "closures": active_closures(crisis) if sheltering else [],
        "share_url": share_url(crisis),
        "late": crisis.is_active,
    }
    return render(request, "crisis/page.html", context)


def _counts(crisis: Crisis, at: datetime) -> dict[str, str]:
    """Doors and places the public may know of, as bands."""
    shown = PublicOffer.objects.filter(crisis=crisis, visible_from__lte=at, until__gt=at)
    told = shown.aggregate(doors=Count("pk"), places=Sum("places"))
    return {"doors_band": band(told["doors"]), "places_band": band(told["places"] or 0)}


class Posting(Asking):
    """A new post in an active crisis; on a closed one the page says so before anything is typed."""

    @cached_property
    def crisis(self) -> Crisis:
        crisis = public_crisis(self.kwargs["slug"])
        require_active(crisis)
        return crisis

    def sent_before(self, request: HttpRequest) -> HttpResponse | None:
        done = answered(origin=web_origin(request), crisis_id=self.crisis.pk)
        if done is None:
            return None
        words = _("You sent this already: here is your page. Change your answers here, or start anew.")
        messages.info(request, words)
        return redirect("manage", token=done.secret)


class NewOffer(Posting):
    form_class = OfferForm
    words = {
        "title": _("I can host"),
        "lead": _("You open your door for tonight, in under a minute. You decide about each guest."),
        "check": _("Check before your door opens"),
        "send": _("Open my door"),
    }

    def problems(self, draft: OfferDraft) -> dict[str, list]:
        return rules.offer_problems(draft, centre=(self.crisis.lat, self.crisis.lon), at=self.at)

    def send(self, request: HttpRequest, draft: OfferDraft) -> HttpResponse:
        throttle("offer", network_of(request))
        done = open_offer(crisis=self.crisis, draft=draft, origin=web_origin(request), at=self.at)
        return redirect("manage", token=done.secret)


class NewNeed(Posting):
    """Asking is never throttled."""

    form_class = NeedForm
    quick_exit = True
    words = {
        "title": _("I need a place"),
        "lead": _("For tonight, for you or for someone else. It is free, and no account is needed."),
        "check": _("Check before we look for a door"),
        "send": _("Look for a place"),
    }

    def problems(self, draft: NeedDraft) -> dict[str, list]:
        return rules.need_problems(draft, centre=(self.crisis.lat, self.crisis.lon))

    def send(self, request: HttpRequest, draft: NeedDraft) -> HttpResponse:
        done = post_need(crisis=self.crisis, draft=draft, origin=web_origin(request), at=self.at)
        return redirect("manage", token=done.secret)
