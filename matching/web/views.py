"""The page behind a manage-link. GET shows, POST acts; the link is all that is needed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import Invalid, NotThere, Refused
from accounts.links.actions import holder_of
from crisis.checkin.asks.web.forms import AppointmentForm
from crisis.search.web.answering_forms import RelativeForm
from crisis.search.web.forms import PhotoForm
from matching.web.asked import Asked
from matching.web.forms import CodeForm, ContactForm, SayForm
from matching.web.opened import Opened, opened
from matching.web.pages import page_of
from matching.web.verbs import verb_of

# What was typed comes back when it was refused.
KEPT = {
    "verify": CodeForm,
    "say": SayForm,
    "contact": ContactForm,
    "photo": PhotoForm,
    "relative": RelativeForm,
    "ask-me-again": AppointmentForm,
}


@require_safe
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """A link in a message may bring the code along (`?c=`); it is typed in, not sent."""
    mine = opened(token)
    context = page_of(mine)
    if code := request.GET.get("c"):
        context["code_form"] = CodeForm(initial={"code": code[:12]})
    return render(request, f"matching/{mine.kind}.html", context)


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    mine = opened(token)
    do = verb_of(mine, verb)
    if request.method == "GET":  # a reload after an error, or a mail scanner: nothing happens
        return redirect(mine.path)
    try:
        words = do(Asked(mine, request))
    except NotThere:
        raise
    except Refused as refusal:
        return _refused(request, mine, verb, refusal)
    if isinstance(words, HttpResponse):
        return words
    messages.success(request, words)
    return redirect(mine.path) if holder_of(token) else redirect("crisis", mine.crisis.slug)


def _refused(request: HttpRequest, mine: Opened, verb: str, refusal: Refused) -> HttpResponse:
    if refusal.status == 429:
        raise refusal
    if verb in KEPT and refusal.status == 400:
        form = _with_errors(KEPT[verb](request.POST, request.FILES), refusal)
        page = page_of(mine, bound={verb: form})
        return render(request, f"matching/{mine.kind}.html", page, status=400)
    messages.error(request, _in_words(refusal))
    return redirect(mine.path)


def _in_words(refusal: Refused) -> str:
    if isinstance(refusal, Invalid):
        return " ".join(str(word) for words in refusal.errors.values() for word in words)
    return str(refusal.message)


def _with_errors(form, refusal: Refused):
    if form.is_valid():
        if isinstance(refusal, Invalid):
            for field, said in refusal.errors.items():
                form.add_error(field if field in form.fields else None, said)
        else:
            form.add_error(next(iter(form.fields)), refusal.message)
    return form
