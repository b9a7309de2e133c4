"""Whoever asked "are you safe?" corrects one person, or adds some: a form each, behind their link."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.errors import Invalid, NotThere, Refused, TooLate
from accounts.throttle import throttle
from crisis.checkin.asks.actions.putting_right import add_people, correct_person
from crisis.checkin.asks.models import Asked
from crisis.checkin.asks.queries import may_be_changed
from crisis.checkin.asks.web.forms import CorrectForm, PeopleForm
from matching.web.opened import Opened, opened


@require_http_methods(["GET", "HEAD", "POST"])
def edit_ask(request: HttpRequest, token: str) -> HttpResponse:
    """`?person=`: the number of the one to correct; else people are added. Raises NotThere for another number."""
    mine = opened(token)
    if not may_be_changed(mine.posted):
        return redirect(mine.path)
    try:
        person = _person(mine, request.GET["person"]) if "person" in request.GET else None
    except TooLate as late:
        messages.error(request, late.message)
        return redirect(mine.path)
    editing = _Editing(request, mine, person)
    form = editing.form()
    if request.method == "POST" and form.is_valid():
        try:
            editing.send(form)
        except Invalid as wrong:
            form.take(wrong)
        except Refused as refusal:
            if refusal.status in (404, 429):
                raise
            messages.error(request, refusal.message)
            return redirect(mine.path)
        else:
            messages.success(request, _("Your changes are saved."))
            return redirect(mine.path)
    context = {
        "opened": mine,
        "crisis": mine.crisis,
        "form": form,
        "person": editing.person,
        "quick_exit": True,
    }
    return render(request, "asks/edit.html", context, status=400 if form.errors else 200)


def _person(mine: Opened, number: str) -> Asked:
    """Raises TooLate once they answered."""
    found = (
        mine.posted.asked.filter(number=number).first() if number.isdecimal() and len(number) < 5 else None
    )
    if found is None:
        raise NotThere
    if found.answer:
        raise TooLate
    return found


@dataclass(frozen=True)
class _Editing:
    request: HttpRequest
    mine: Opened
    person: Asked | None

    def form(self) -> PeopleForm | CorrectForm:
        data = self.request.POST if self.request.method == "POST" else None
        if self.person is None:
            return PeopleForm(data)
        return CorrectForm(data, initial={"name": self.person.name})

    def send(self, form: PeopleForm | CorrectForm) -> None:
        mine = self.mine
        by = {"ask": mine.posted, "origin": mine.origin(self.request), "at": mine.at, "count": self.count}
        if self.person is None:
            add_people(people=form.asked(), **by)
        else:
            correct_person(number=self.person.number, person=form.person(), **by)

    def count(self) -> None:
        throttle("ask_changes", f"Ask:{self.mine.posted.pk}")
