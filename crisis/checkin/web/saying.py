"""One screen and one tap: the form of a new check-in and of a corrected one."""

from datetime import datetime
from functools import cached_property

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from accounts.errors import Invalid, KeyReused
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.checkin.drafts import CheckInDraft
from crisis.checkin.rules import say_where
from crisis.checkin.vocabulary import Status
from crisis.checkin.web.forms import CheckInForm
from crisis.shelter.drafts import PlaceDraft
from crisis.shelter.places import chosen, exactness, find_places, key_of


class Saying(View):
    """Subclasses say which crisis, and what sending means; `words` are the page's own."""

    words: dict = {}
    template = "checkin/check_in.html"

    @cached_property
    def crisis(self) -> Crisis:
        raise NotImplementedError

    @cached_property
    def at(self) -> datetime:
        return crisis_now(self.crisis)

    def form(self, data=None) -> CheckInForm:
        return CheckInForm(data, crisis=self.crisis)

    def send(self, request: HttpRequest, draft: CheckInDraft) -> HttpResponse:
        raise NotImplementedError

    def context(self) -> dict:
        return {"crisis": self.crisis, "words": self.words, "quick_exit": True}

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.ask(request, self.form())

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.ask(request, form, where_first=form.asked_where)
        if form.unplaced:
            return self.try_to_send(request, form, form.draft(None))
        places = self.places(form)
        place = chosen(places, form.cleaned_data["choice"]) if places else None
        if form.cleaned_data["status"] == Status.NEED_HELP:
            if not places:
                if form.cleaned_data["where"] or form.asked_where:
                    form.add_error("where", _unknown() if form.cleaned_data["where"] else say_where())
                return self.ask(request, form, where_first=True)
            if places and not place:  # a wrong town costs a night
                return self.ask(request, form, options=places)
        return self.try_to_send(request, form, form.draft(place or next(iter(places), None)))

    def places(self, form: CheckInForm) -> list[PlaceDraft]:
        said = form.cleaned_data
        if not said["where"] and said["lat"] is None:
            return []
        return find_places(self.crisis, where=said["where"], lat=said["lat"], lon=said["lon"])

    def try_to_send(self, request: HttpRequest, form: CheckInForm, draft: CheckInDraft) -> HttpResponse:
        try:
            answer = self.send(request, draft)
        except Invalid as wrong:
            for field, said in wrong.errors.items():
                form.add_error(form.field_of(field), said)
            return self.ask(request, form, where_first=form.asked_where)
        except KeyReused:
            form.add_error(None, _("You have sent this form before. Change your answers on your own page."))
            return self.ask(request, form)
        if form.cleaned_data["where"] and not (draft.place or form.unplaced):
            messages.info(request, _("We do not know the place you typed: it was left out."))
        return answer

    def ask(
        self,
        request: HttpRequest,
        form: CheckInForm,
        *,
        options: list[PlaceDraft] | None = None,
        where_first: bool = False,
    ) -> HttpResponse:
        """`options`: the places that fit the words, of which one must be chosen. `where_first`: help needs a place."""
        context = {
            "form": form,
            "statuses": Status.choices,
            "status": form.data.get("status", ""),
            "options": [(key_of(each), each.label, exactness(each)) for each in options or []],
            "where_first": where_first,
            "map_centre": f"{self.crisis.lat:.4f},{self.crisis.lon:.4f},12",
        }
        status = 400 if form.errors or options else 200
        return render(request, self.template, self.context() | context, status=status)


def _unknown() -> str:
    return _("We do not know this place. Type the nearest street or station, or let a coordinator read it.")
