"""Asking people; answering behind the link that was sent; reading that somebody did not answer."""

from functools import cached_property

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import Invalid, KeyReused, NotThere
from accounts.throttle import network_of, throttle
from crisis.activation.access import public_crisis
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.checkin.asks import rules
from crisis.checkin.asks.access import asked_by_token, asker_shown, taken_off_by_token, to_tell_by_token
from crisis.checkin.asks.actions import answering
from crisis.checkin.asks.actions.answering import QuestionClosed, answer, refused_by
from crisis.checkin.asks.actions.asking import ask
from crisis.checkin.asks.drafts import AnswerDraft
from crisis.checkin.asks.models import Asked, ToTell
from crisis.checkin.asks.queries import read_until
from crisis.checkin.asks.web.forms import AnswerForm, AskForm
from crisis.checkin.vocabulary import Status
from crisis.checkin.web.saying import Saying
from crisis.ground.web.origin import web_origin
from crisis.shelter.actions.posting import require_active


@require_http_methods(["GET", "HEAD", "POST"])
def new_ask(request: HttpRequest, slug: str) -> HttpResponse:
    crisis = public_crisis(slug)
    require_active(crisis)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        about = {"crisis": crisis, "origin": web_origin(request), "at": crisis_now(crisis)}
        try:
            done = ask(draft=form.draft(), count=lambda: throttle("ask", network_of(request)), **about)
        except Invalid as wrong:
            form.take(wrong)
        except KeyReused:
            form.add_error(None, _("You have sent this form before. Open your own page with your link."))
        else:
            messages.success(request, _("Keep this page: the answers come here."))
            return redirect("manage", token=done.secret)
    context = {"crisis": crisis, "form": form, "quick_exit": True}
    return render(request, "asks/new.html", context, status=400 if form.errors else 200)


@method_decorator(never_cache, name="dispatch")
class Answer(Saying):
    """No account, never throttled. Whoever holds the link that was sent answers."""

    template = "asks/asked.html"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            self.asked  # noqa: B018
        except NotThere:
            return _taken_off(request, kwargs["token"])
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def asked(self) -> Asked:
        return asked_by_token(self.kwargs["token"])

    @cached_property
    def crisis(self) -> Crisis:
        return self.asked.ask.crisis

    def form(self, data=None) -> AnswerForm:
        return AnswerForm(data, crisis=self.crisis)

    def context(self) -> dict:
        posted = self.asked.ask
        return super().context() | {
            "asked": self.asked,
            "posted": posted,
            "ends": asker_shown(posted.contact),
            "asker": posted.contact,
            "token": self.kwargs["token"],
            "open": posted.is_open and self.crisis.is_active,
            "told": _in_words(self.asked.answer),
            "read_until": read_until(posted),
            "refused": refused_by(self.asked),
        }

    def send(self, request: HttpRequest, draft: AnswerDraft) -> HttpResponse:
        try:
            done = answer(asked=self.asked, draft=draft, origin=web_origin(request), at=self.at)
        except QuestionClosed as closed:
            messages.error(request, closed.message)
            return redirect("asked", token=self.kwargs["token"])
        messages.success(request, _("Thank you. Your answer is there."))
        if done.secret:
            return redirect("manage", token=done.secret)
        return redirect("asked", token=self.kwargs["token"])


def _taken_off(request: HttpRequest, token: str) -> HttpResponse:
    """Nothing of the question any more, but how to be left alone. Raises NotThere."""
    gone = taken_off_by_token(token)
    context = {"crisis": gone.ask.crisis, "token": token, "quick_exit": True}
    context["refused"] = answering.refusals_of(gone).exists()
    return render(request, "asks/taken_off.html", context)


@require_POST
def take_back(request: HttpRequest, token: str) -> HttpResponse:
    asked = asked_by_token(token)
    answering.take_back(asked=asked, origin=web_origin(request), at=crisis_now(asked.ask.crisis))
    messages.success(request, _("Taken back. Whoever asked reads no answer of yours any more."))
    if standing := answering.said_to_others(asked):
        messages.warning(request, _("This still stands: change it or take it back here."))
        return redirect("manage", token=answering.key_to(standing))
    return redirect("asked", token=token)


@require_POST
def never(request: HttpRequest, token: str) -> HttpResponse:
    """`whom`: the asker or everybody. With `undo`, taken back."""
    try:
        return _never(request, asked_by_token(token), "asked", token)
    except NotThere:
        gone, undo = taken_off_by_token(token), "undo" in request.POST
    answering.refuse_asker(gone=gone, undo=undo, at=crisis_now(gone.ask.crisis))
    messages.success(
        request, _("You can be asked again.") if undo else _("Understood. Whoever asked is not told.")
    )
    return redirect("asked", token=token)


@require_POST
def told_never(request: HttpRequest, token: str) -> HttpResponse:
    """As never(), for whoever was told that somebody did not answer."""
    return _never(request, to_tell_by_token(token), "told", token)


def _never(request: HttpRequest, asked: Asked | ToTell, page: str, token: str) -> HttpResponse:
    whom = request.POST.get("whom", "")
    try:
        if "undo" in request.POST:
            answering.let_ask_again(asked=asked, whom=whom)
            messages.success(request, _("You can be asked again."))
        else:
            answering.never_again(asked=asked, whom=whom, at=crisis_now(asked.crisis))
            messages.success(request, _("Understood. Whoever asked is not told."))
    except Invalid as wrong:
        messages.error(request, wrong.errors["whom"][0])
    return redirect(page, token=token)


@never_cache
@require_safe
def told(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever was named: "tell them if I don't answer"."""
    named = to_tell_by_token(token)
    appointment = named.appointment
    context = {
        "crisis": appointment.crisis,
        "appointment": appointment,
        "name": appointment.check_in.given_name or "–",
        "asked_at": appointment.asked_at,
        "grace": int(rules.GRACE.total_seconds() // 60),
        "asker": appointment.contact,
        "ends": asker_shown(appointment.contact),
        "asked": named,
        "token": token,
        "refused": refused_by(named),
        "quick_exit": True,
    }
    return render(request, "asks/told.html", context)


def _in_words(status: str) -> str:
    return Status(status).label if status else ""
