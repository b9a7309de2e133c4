"""One page for what is sent to somebody: which news, by which ways and when; and nothing at all."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import Invalid
from accounts.people.contact import shown
from accounts.people.models import ContactPoint, Person
from accounts.push.devices import forget_devices, subscribe, unsubscribe
from accounts.reach.choices import choose, no_news_by_mail, wishes_of_one
from accounts.reach.signed import contact_of_token
from accounts.reach.stops import start, stop, stopped
from accounts.throttle import throttle
from crisis.activation.clock import database_now
from matching.web.mine import of_a_poster, signed_in
from matching.web.news_forms import NewsForm
from matching.web.opened import opened
from matching.web.push_card import push_card

BOTH = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Asks:
    """Who asks, by which of the three entrances. `contacts`: those they may say "nothing at all" for."""

    person: Person
    path: str
    contacts: list[ContactPoint]
    back: str = ""
    push_url: str = ""
    drill: bool = False

    @property
    def is_stopped(self) -> bool:
        return any(stopped(each, drill=self.drill) for each in self.contacts)


@BOTH
def news(request: HttpRequest, token: str) -> HttpResponse:
    """By one's own page. Whoever posted signed in has one page for everything: they sign in."""
    page = opened(token, shut_too=True)
    if page.person.has_account:
        return redirect("my_news")
    path, drill = reverse("news", kwargs={"token": token}), page.crisis.is_drill
    push_url = "" if drill else reverse("news_push", kwargs={"token": token})
    return _page(request, Asks(page.person, path, _answered(page.person), page.path, push_url, drill))


@signed_in
@BOTH
def my_news(request: HttpRequest, person: Person) -> HttpResponse:
    push_url = reverse("my_news_push")
    return _page(request, Asks(person, reverse("my_news"), _answered(person), reverse("me"), push_url))


@BOTH
def news_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """By the link in an e-mail: it proves who reads that mailbox, and nothing of their other contacts."""
    contact = contact_of_token(token)
    return _page(request, Asks(contact.person, reverse("news_by_mail", kwargs={"token": token}), [contact]))


@csrf_exempt
@BOTH
def news_off(request: HttpRequest, token: str) -> HttpResponse:
    """One click in a mail program (RFC 8058): no cookie, no form of ours. A person who follows it gets the page."""
    contact = contact_of_token(token)
    if request.method == "POST":
        no_news_by_mail(contact.value, at=database_now())
    return redirect("news_by_mail", token=token)


@require_POST
def news_push(request: HttpRequest, token: str) -> HttpResponse:
    return _push(request, of_a_poster(token).person)


@signed_in
@require_POST
def my_news_push(request: HttpRequest, person: Person) -> HttpResponse:
    return _push(request, person)


def _push(request: HttpRequest, person: Person) -> HttpResponse:
    """For the script: 204, or 400 where the browser's push service is unknown here."""
    throttle("verify", f"Person:{person.pk}")
    said = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    if request.POST.get("off"):
        unsubscribe(person=person, endpoint=said["endpoint"])
        return HttpResponse(status=204)
    try:
        subscribe(person=person, **said)
    except Invalid:
        return HttpResponse(status=400)
    return HttpResponse(status=204)


def _answered(person: Person) -> list[ContactPoint]:
    return list(person.contact_points.filter(verified_at__isnull=False).order_by("pk"))


def _page(request: HttpRequest, asks: Asks) -> HttpResponse:
    step = request.POST.get("step", "")
    if step in ("stop", "start"):
        return _stop_or_start(request, asks, step)
    form = NewsForm(
        request.POST if request.method == "POST" else None,
        initial=NewsForm.shown(wishes_of_one(asks.person), asks.person.language),
    )
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        choose(person=asks.person, wishes=form.wishes, language=language, at=database_now())
        messages.success(request, _("Kept. That is how we write to you from now on."))
        return redirect(asks.path)
    context = {
        "form": form,
        "asks": asks,
        "contacts": [shown(each.kind, each.value) for each in asks.contacts],
        "push": asks.push_url and push_card(asks.person, asks.push_url),
        "quick_exit": True,
    }
    return render(request, "matching/news.html", context, status=400 if form.errors else 200)


def _stop_or_start(request: HttpRequest, asks: Asks, step: str) -> HttpResponse:
    for contact in asks.contacts:
        if step == "start":
            start(contact, drill=asks.drill)
        else:
            stop(contact, at=database_now(), drill=asks.drill)
    if step == "start":
        messages.success(request, _("We write to you again."))
    else:
        forget_devices(asks.person)
        messages.success(request, _("We write to you no more."))
    return redirect(asks.path)
