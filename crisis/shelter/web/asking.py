"""Form, check your answers, send: three steps of one address, with everything typed kept in the form itself.

`step` says which: `look` (is this group of questions answered? asked by the page's script), `change` (back to the
form), `check`, `send`.
"""

from datetime import datetime
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from accounts.errors import Invalid, KeyReused
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.shelter import rules
from crisis.shelter.drafts import NeedDraft, OfferDraft, PlaceDraft
from crisis.shelter.places import chosen, exactness, find_places, key_of
from crisis.shelter.web.forms import ShelterForm

Draft = OfferDraft | NeedDraft


class Asking(View):
    """Subclasses say which form, which rules and what sending means; `words` are the page's own."""

    form_class: type[ShelterForm]
    words: dict = {}
    steps = True
    quick_exit = False

    @cached_property
    def crisis(self) -> Crisis:
        raise NotImplementedError

    @cached_property
    def at(self) -> datetime:
        return crisis_now(self.crisis)

    def form(self, data=None) -> ShelterForm:
        return self.form_class(data, at=self.at)

    def draft(self, form: ShelterForm, place: PlaceDraft) -> Draft:
        return form.draft(place)

    def problems(self, draft: Draft) -> dict[str, list]:
        """What the rules say, asked before the check page so that it never shows what cannot be sent."""
        raise NotImplementedError

    def places(self, form: ShelterForm) -> list[PlaceDraft]:
        said = form.cleaned_data
        return find_places(self.crisis, where=said["where"], lat=said["lat"], lon=said["lon"])

    def send(self, request: HttpRequest, draft: Draft) -> HttpResponse:
        raise NotImplementedError

    def sent_before(self, request: HttpRequest) -> HttpResponse | None:
        """The answer to a form that was sent already, as after the browser's Back."""
        return None

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.ask(request, self.form(), steps=self.steps)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if already := self.sent_before(request):
            return already
        form = self.form(request.POST)
        if form.asked_again:
            return self.ask(request, form)
        wanted = request.POST.get("step", "check")
        places = self.found(form)
        if wanted == "look":
            return self.look(request, form)
        if form.errors:
            return self.ask(request, form)
        place = chosen(places, form.cleaned_data["choice"]) if places else None
        draft = self.draft(form, place or next(iter(places), None))
        if found := self.problems(draft):
            return self.refuse(request, form, found)
        if wanted == "send" and (place or not places):
            return self.try_to_send(request, form, draft)
        if instead := self.instead(request, form, draft, wanted):
            return instead
        return self.check(request, form, places, place, missed=wanted == "send")

    def instead(
        self, request: HttpRequest, form: ShelterForm, draft: Draft, wanted: str
    ) -> HttpResponse | None:
        """What else comes of answers nothing is wrong with, by the button pressed; None: they are read back."""
        return None

    def found(self, form: ShelterForm) -> list[PlaceDraft]:
        """The places meant. What is wrong with them is said together with every other mistake."""
        if not form.is_valid() and "where" in form.errors:
            return []
        places = self.places(form)
        centre = (self.crisis.lat, self.crisis.lon)
        wrong = rules.place_problems(places[0], centre) if places else {"where": [_not_found()]}
        for field, messages in wrong.items():
            form.add_error(field, messages)
        return places

    def look(self, request: HttpRequest, form: ShelterForm) -> HttpResponse:
        """Nothing to say about this group of questions, or the form again, saying it."""
        group = request.POST.get("group", "")
        groups = form.groups()
        fields = groups[int(group)].fields if group.isdecimal() and int(group) < len(groups) else []
        for name in set(form.errors) - {field.name for field in fields}:
            del form.errors[name]
        return self.ask(request, form, steps=True) if form.errors else HttpResponse(status=204)

    def try_to_send(self, request: HttpRequest, form: ShelterForm, draft: Draft) -> HttpResponse:
        try:
            return self.send(request, draft)
        except Invalid as wrong:
            return self.refuse(request, form, wrong.errors)
        except KeyReused:
            already = _("You have sent this form before, with other answers. Change them on your own page.")
            return self.refuse(request, form, {"": [already]})

    def refuse(self, request: HttpRequest, form: ShelterForm, errors: dict[str, list]) -> HttpResponse:
        for field, messages in errors.items():
            form.add_error(field if field in form.fields else None, messages)
        return self.ask(request, form)

    def ask(self, request: HttpRequest, form: ShelterForm, *, steps: bool = False) -> HttpResponse:
        """`steps`: one group of questions at a time. Whoever comes back to change one sees them all."""
        centre = f"{self.crisis.lat:.4f},{self.crisis.lon:.4f},12"
        context = self.context() | {"form": form, "map_centre": centre, "steps": steps}
        return render(request, "shelter/form.html", context, status=400 if form.errors else 200)

    def check(
        self,
        request: HttpRequest,
        form: ShelterForm,
        places: list[PlaceDraft],
        place: PlaceDraft | None,
        *,
        missed: bool,
    ) -> HttpResponse:
        """`missed`: sent without saying which of several places is meant."""
        # Nobody can choose between the same words.
        alike = len(places) > 1 and places[0].label == places[1].label
        ticked = place or (places[0] if alike else None)
        context = {
            "form": form,
            "hidden": form.carried(),
            "options": [(key_of(each), each.label, exactness(each), each == ticked) for each in places],
            "missed": missed,
            "unaccompanied": form.cleaned_data.get("adults") == 0,
        }
        return render(request, "shelter/check.html", self.context() | context, status=400 if missed else 200)

    def context(self) -> dict:
        return {"crisis": self.crisis, "quick_exit": self.quick_exit, "words": self.words}


def _not_found() -> str:
    return _(
        "We do not know this place. Add the postcode, type the nearest station instead, or place a pin on the map."
    )
