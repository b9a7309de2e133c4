"""The first page, the ways to a crisis that people share, and the lost link sent again."""

from io import BytesIO

import segno
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import Invalid, NotThere
from accounts.links.secrets import read_reference
from accounts.people.contact import read_contact
from accounts.throttle import network_of, throttle
from crisis.activation.access import public_crisis
from crisis.activation.actions import absolute
from crisis.activation.models import Crisis
from crisis.activation.queries import active_crises, stood_down_crises
from crisis.activation.recovery import resend_later
from crisis.activation.vocabulary import Phase


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Four big buttons for the one active crisis; a list to choose from when there are several."""
    crises = list(active_crises()[:20])
    only = crises[0] if len(crises) == 1 else None
    over = [] if only else stood_down_crises()[:5]
    return render(request, "home.html", {"crises": crises, "only": only, "crisis": only, "over": over})


def share_url(crisis: Crisis) -> str:
    """The short address, without a language: each phone is led to its own."""
    return absolute(f"/s/{crisis.short_code}/")


@require_safe
def short_url(request: HttpRequest, short_code: str) -> HttpResponse:
    known = Crisis.objects.exclude(phase=Phase.DRAFT).filter(short_code=read_reference(short_code)).first()
    if known is None:
        raise NotThere
    return redirect("crisis", slug=known.slug)


@require_safe
def qr_code(request: HttpRequest, slug: str) -> HttpResponse:
    """The crisis's short address as an SVG picture, to print or to show."""
    code = segno.make(share_url(public_crisis(slug)), error="m", micro=False)
    picture = BytesIO()
    code.save(picture, kind="svg", border=4, scale=8, dark="#000", light="#fff", xmldecl=False)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@require_safe
def kept(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits on this phone, which its script alone knows. Phones keep a copy of it."""
    return render(request, "offline/kept.html", {"crisis": public_crisis(slug), "quick_exit": True})


class RecoverForm(forms.Form):
    contact = forms.CharField(
        label=_("E-mail or phone number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "on"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """Send lost links again. The answer is the same whether the contact is known or not."""
    if request.method != "POST":
        done = "sent" in request.GET
        return render(
            request, "pages/recover.html", {"form": RecoverForm(), "done": done, "quick_exit": True}
        )
    throttle("recover_from", network_of(request))
    form = RecoverForm(request.POST)
    if form.is_valid() and _resent(form):
        return redirect(reverse("recover") + "?sent")
    return render(request, "pages/recover.html", {"form": form, "quick_exit": True}, status=400)


def _resent(form: RecoverForm) -> bool:
    try:
        resend_later(read_contact(form.cleaned_data["contact"]))
    except Invalid as wrong:
        form.add_error("contact", wrong.errors["contact"])
        return False
    return True
