"""The SMS room: who texted, what waits for an answer, and which of our numbers belong to this crisis."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import Invalid, NotThere, Refused
from accounts.people.contact import shown
from accounts.reach.spending import waiting_for_room
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.desk.texts import posted_by
from crisis.ground.web.forms import GroupedForm
from crisis.texting.actions.by_hand import LONGEST, answer_by_hand, set_aside
from crisis.texting.actions.numbers import give_number, take_number_back
from crisis.texting.queries import conversation_of, lines_of, numbers_of, talked_with, to_read

MOST = 100


class NumberForm(GroupedForm):
    number = forms.CharField(
        label=gettext_lazy("Our phone number"),
        max_length=24,
        help_text=gettext_lazy("As your provider writes it, such as +33 6 44 60 00 00."),
    )


class ReadForm(GroupedForm):
    """`read`: the last line that the page held."""

    read = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def shows(self, lines: list) -> None:
        """A second try speaks of what the page holds now."""
        if lines:
            (self.data if self.is_bound else self.initial)["read"] = lines[-1].public_id


class AnswerForm(ReadForm):
    text = forms.CharField(
        label=gettext_lazy("Your answer, as an SMS"),
        max_length=LONGEST,
        help_text=gettext_lazy("No names and no addresses: it shows on a locked screen."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk()
def texts(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    """POST gives the crisis one more number."""
    form = NumberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _given(form, request, crisis, at):
        messages.success(request, _("What is sent to this number is about this crisis from now on."))
        return redirect("desk_texts", crisis.slug)
    waiting = to_read(crisis)
    others = talked_with(crisis).exclude(pk__in=[talk.pk for talk in waiting]).select_related("contact")
    context = {
        "form": form,
        "numbers": numbers_of(crisis),
        "talks": [_masked(talk) for talk in [*waiting, *others[:MOST]]],
        "at_the_cap": waiting_for_room(crisis.pk).count(),
    }
    return desk_page(request, "desk/texts.html", crisis, status=400 if form.errors else 200, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk()
def conversation(request: HttpRequest, crisis: Crisis, at: datetime, conversation: UUID) -> HttpResponse:
    talk = _masked(conversation_of(crisis, conversation))
    form = AnswerForm(request.POST.copy() if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _answered(form, request, talk, crisis, at):
        if not _held_back(talk):  # the page says that it waits
            messages.success(request, _("Your answer is on its way."))
        return redirect("desk_conversation", crisis.slug, talk.public_id)
    lines = list(lines_of(talk, crisis))
    form.shows(lines)
    context = {"form": form, "talk": talk, "lines": lines, "waits": any(map(_waits, lines))}
    context |= {"at_the_cap": _held_back(talk), "posted": posted_by(talk, crisis)}
    return desk_page(request, "desk/conversation.html", crisis, status=400 if form.errors else 200, **context)


@require_POST
@desk()
def aside(request: HttpRequest, crisis: Crisis, at: datetime, conversation: UUID) -> HttpResponse:
    talk = conversation_of(crisis, conversation)
    form = ReadForm(request.POST)
    if not form.is_valid():
        raise NotThere
    read = form.cleaned_data["read"]
    set_aside(talk=talk, crisis=crisis, origin=desk_origin(request), at=at, read=read)
    messages.success(request, _("Done."))
    return redirect("desk_texts", crisis.slug)


@require_POST
@desk()
def take_back(request: HttpRequest, crisis: Crisis, at: datetime, number: UUID) -> HttpResponse:
    row = numbers_of(crisis).filter(public_id=number).first()
    if row is None:
        raise NotThere
    take_number_back(number=row, origin=desk_origin(request), at=at)
    messages.success(request, _("Taken back: what is sent to it is no longer about this crisis."))
    return redirect("desk_texts", crisis.slug)


def _given(form: NumberForm, request: HttpRequest, crisis: Crisis, at: datetime) -> bool:
    number = form.cleaned_data["number"]
    return _done(form, give_number, crisis=crisis, number=number, request=request, at=at)


def _answered(form: AnswerForm, request: HttpRequest, talk, crisis: Crisis, at: datetime) -> bool:
    said = {name: form.cleaned_data[name] for name in ("text", "read")}
    return _done(form, answer_by_hand, talk=talk, crisis=crisis, request=request, at=at, **said)


def _done(form: GroupedForm, action, *, request: HttpRequest, **about) -> bool:
    """Do it, or say in the form why not."""
    try:
        action(origin=desk_origin(request), **about)
    except Invalid as wrong:
        for field, said in wrong.errors.items():
            form.add_error(field, said)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        form.add_error(None, refused.message)
    else:
        return True
    return False


def _held_back(talk) -> int:
    """How many of our answers to them wait for room under the cost cap."""
    return waiting_for_room().filter(contact=talk.contact_id).count()


def _masked(talk):
    talk.phone_shown = shown(talk.contact.kind, talk.contact.value)
    return talk


def _waits(line) -> bool:
    return bool(line.unclear_at and not line.handled_at)
