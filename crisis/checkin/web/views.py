"""The public pages: "I am safe", the joint look-up of people, and what was left for whoever was named."""

from functools import cached_property

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.throttle import network_of, throttle
from crisis.activation.access import public_crisis
from crisis.activation.models import Crisis
from crisis.checkin.actions.checking_in import CheckedIn, check_in
from crisis.checkin.actions.telling import crisis_of_named, named_by_token, tell_named_later
from crisis.checkin.drafts import CheckInDraft
from crisis.checkin.queries import look_up, naming, said_of, told_of
from crisis.checkin.web.finding import FindForm, NamedForm
from crisis.checkin.web.saying import Saying
from crisis.checkin.web.theirs import said_once
from crisis.ground.web.origin import web_origin
from crisis.search.looking import MOST, district_meant, look_for
from crisis.search.queries import public_copy_of
from crisis.search.sought import searches_for
from crisis.shelter.actions.posting import require_active


class NewCheckIn(Saying):
    """Never throttled, and no account."""

    words = {
        "title": _("I am safe"),
        "lead": _("Say it once. Whoever you choose can read it, as often as they need to."),
    }

    @cached_property
    def crisis(self) -> Crisis:
        crisis = public_crisis(self.kwargs["slug"])
        require_active(crisis)
        return crisis

    def send(self, request: HttpRequest, draft: CheckInDraft) -> HttpResponse:
        done = self.say(request, draft)
        messages.success(request, _("It is said. Keep this page: you change it or take it back here."))
        return redirect("manage", token=done.secret)

    def say(self, request: HttpRequest, draft: CheckInDraft) -> CheckedIn:
        return check_in(crisis=self.crisis, draft=draft, origin=web_origin(request), at=self.at)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest, slug: str) -> HttpResponse:
    """Look for a person among check-ins and searches. A POST that changes nothing: names stay out of addresses."""
    crisis = public_crisis(slug)
    if request.method != "POST":
        return _page(request, crisis, form=FindForm(), asking=NamedForm())
    throttle("look_up", network_of(request))
    if "mine" in request.POST:
        return _was_i_named(request, crisis)
    form = FindForm(request.POST)
    if not form.is_valid():
        return _page(request, crisis, form=form, asking=NamedForm(), status=400)
    if form.cleaned_data["contact"]:
        throttle("look_up_contact", network_of(request))
    return _page(request, crisis, form=form, asking=NamedForm(), **_found(crisis, form))


def _found(crisis: Crisis, form: FindForm) -> dict:
    said = form.cleaned_data
    district = district_meant(crisis, said["where"])
    wanted = form.wanted(district)
    people = look_up(crisis, said["name"], said["contact"], seen=wanted.seen)
    return {
        "looked": True,
        "district": district,
        "people": people,
        "searches": look_for(crisis, wanted),
        "most": MOST,
    }


def _was_i_named(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    asking = NamedForm(request.POST)
    if not asking.is_valid():
        return _page(request, crisis, form=FindForm(), asking=asking, status=400)
    tell_named_later(crisis=crisis, contact=asking.cleaned_data["mine"], language=get_language() or "fr")
    return _page(request, crisis, form=FindForm(), asking=NamedForm(), asked=True)


@never_cache
@require_safe
def named_link(_request: HttpRequest, token: str) -> HttpResponse:
    """As it stands in a message: short, and no name of a crisis, which is one of a place."""
    return redirect("named", crisis_of_named(token).slug, token)


@never_cache
@require_safe
def named(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """What people who named this phone or mailbox say. The link was sent there, and opens for a day."""
    crisis = public_crisis(slug)
    key = named_by_token(crisis, token)
    context = {"crisis": crisis, "quick_exit": True, "people": said_once(naming(crisis, key)), "token": token}
    context["about_me"] = [told_of(each, knows_contact=True, whole=True) for each in said_of(crisis, key)]
    context["sought"] = [(each, public_copy_of(each)) for each in searches_for(crisis, key)]
    return render(request, "checkin/named.html", context)


def _page(request: HttpRequest, crisis: Crisis, *, status: int = 200, **context) -> HttpResponse:
    said = {"crisis": crisis, "quick_exit": True, **context}
    return render(request, "checkin/find.html", said, status=status)
