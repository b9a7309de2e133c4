"""Looking for somebody: form, check with those who look alike, send. The place may be left empty."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotThere
from accounts.throttle import network_of, spend
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Profile
from crisis.ground.web.origin import web_origin
from crisis.search import rules
from crisis.search.access import public_search
from crisis.search.actions.following import follow_search
from crisis.search.actions.posting import post_search
from crisis.search.drafts import FollowDraft, SearchDraft
from crisis.search.public_copy import words_wait
from crisis.search.similar import Similar, similar
from crisis.search.web.forms import SearchForm
from crisis.shelter.drafts import PlaceDraft
from crisis.shelter.places import exactness, key_of
from crisis.shelter.web.asking import Asking
from crisis.shelter.web.views import Posting

CARRIED = ("age_min", "age_max", "sex", "where", "last_seen_at", "description")
INSTEAD = "follow:"  # and the public id of a search: rather that one than a second


class AskingForSomebody(Asking):
    """What the public's form, its editing and the phone intake share."""

    form_class = SearchForm
    form_template = "search/form.html"
    check_template = "search/check.html"
    quick_exit = True

    def form(self, data=None) -> SearchForm:
        return self.form_class(data)

    def problems(self, draft: SearchDraft) -> dict[str, list]:
        return rules.search_problems(draft, centre=(self.crisis.lat, self.crisis.lon), at=self.at)

    def instead(
        self, request: HttpRequest, form: SearchForm, draft: SearchDraft, wanted: str
    ) -> HttpResponse | None:
        if wanted.startswith(INSTEAD):
            return self.follow(request, form, draft, wanted.removeprefix(INSTEAD))
        alike = self.alike(form, draft) if wanted == "check" else None
        return self.compare(request, form, draft, alike) if alike else None

    def found(self, form: SearchForm) -> list[PlaceDraft]:
        """Nothing typed and nothing pinned is an answer, too."""
        said = form.cleaned_data if form.is_valid() else {"where": form["where"].value(), "lat": None}
        if not said["where"] and said["lat"] is None:
            return []
        return super().found(form)

    def ask(self, request: HttpRequest, form: SearchForm, *, steps: bool = False) -> HttpResponse:
        centre = f"{self.crisis.lat:.4f},{self.crisis.lon:.4f},12"
        context = self.context() | {"form": form, "map_centre": centre, "steps": steps}
        return self.page(request, self.form_template, context, status=400 if form.errors else 200)

    def check(
        self,
        request: HttpRequest,
        form: SearchForm,
        places: list[PlaceDraft],
        place: PlaceDraft | None,
        *,
        missed: bool,
    ) -> HttpResponse:
        draft = self.draft(form, place or next(iter(places), None))
        context = {
            "form": form,
            "hidden": [field for field in form if field.name != "choice"],
            "options": [(key_of(each), each.label, exactness(each), each == place) for each in places],
            "missed": missed,
            "similar": self.similar(draft),
            "masked": rules.masked(draft.description) != draft.description,
            "told": self.told(draft),
        }
        return self.page(
            request, self.check_template, self.context() | context, status=400 if missed else 200
        )

    def told(self, draft: SearchDraft) -> str:
        return told(self.crisis, draft)

    def follow(self, request: HttpRequest, form: SearchForm, draft: SearchDraft, wanted: str) -> HttpResponse:
        """Where nobody follows another search."""
        raise NotThere

    def alike(self, form: SearchForm, draft: SearchDraft) -> Similar | None:
        """Whom to show before the answers are checked: nobody where nobody new is posted."""
        return None

    def compare(
        self, request: HttpRequest, form: SearchForm, draft: SearchDraft, alike: Similar
    ) -> HttpResponse:
        """One page more, only where somebody is alike; all that was typed is carried along."""
        context = {
            "form": form,
            "hidden": [field for field in form if field.name != "shown_for"],
            "alike": alike,
        }
        return self.page(
            request, "search/alike.html", self.context() | context | {"shown_for": _name(draft)}, status=200
        )

    def similar(self, draft: SearchDraft) -> object:
        """Beside the answers, where the desk checks them: nobody elsewhere."""
        return None

    def page(self, request: HttpRequest, template: str, context: dict, *, status: int) -> HttpResponse:
        return render(request, template, context, status=status)


class NewSearch(AskingForSomebody, Posting):
    """Never throttled."""

    words = {
        "title": _("Post a search"),
        "lead": _("For somebody you cannot reach since it happened. It is free, and no account is needed."),
        "check": _("Check before you send it"),
        "send": _("Send my search"),
    }

    def alike(self, form: SearchForm, draft: SearchDraft) -> Similar | None:
        """Once for each name; counted as look-ups are, left out where that is used up: posting waits for nothing."""
        if form.cleaned_data["shown_for"] == _name(draft) or not self.may_look(draft):
            return None
        return similar(self.crisis, draft)

    def may_look(self, draft: SearchDraft) -> bool:
        network = network_of(self.request)
        acts = ["similar", *("look_up_contact" for _contact in draft.their_contacts)]
        return all(spend(act, network).allowed for act in acts)

    def follow(self, request: HttpRequest, form: SearchForm, draft: SearchDraft, wanted: str) -> HttpResponse:
        """Follow a search there is already, by the contact typed; the form stays as it was if that one is gone."""
        try:
            copy = public_search(self.crisis, UUID(wanted))
        except (ValueError, NotThere):
            return self.check(request, form, self.found(form), None, missed=False)
        follow = FollowDraft(contact=draft.contact, language=draft.language)
        done = follow_search(search=copy.search, draft=follow, origin=web_origin(request), at=self.at)
        return redirect("manage", token=done.secret)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """From the look-up page with what was typed there; a name never stands in an address."""
        if request.POST.get("step") != "begin":
            return super().post(request, *args, **kwargs)
        given, _space, family = request.POST.get("name", "").strip().partition(" ")
        theirs = request.POST.get("their", "")[:254]
        known = {name: request.POST.get(name, "")[:500] for name in CARRIED}
        known |= {"their_email" if "@" in theirs else "their_phone": theirs}
        names = {"given_name": given[:60], "family_name": family[:60]}
        return self.ask(request, self.form_class(initial=names | known), steps=True)

    def send(self, request: HttpRequest, draft: SearchDraft) -> HttpResponse:
        done = post_search(crisis=self.crisis, draft=draft, origin=web_origin(request), at=self.at)
        return redirect("manage", token=done.secret)


def told(crisis: Crisis, draft: SearchDraft, *, vouched: bool = False) -> str:
    """Who will see it, said plainly before it is sent. `vouched`: on the phone, where no code is sent."""
    if crisis.profile == Profile.HUNTED:
        return _(
            "Nothing of this will be public: somebody could use it to find people and harm them. "
            "Coordinators see it at once and compare it with what they know."
        )
    if rules.never_public(draft.age_min, draft.age_max):
        return _(
            "Nothing of this will be public: it is about a child under 15. Coordinators see it at once and look."
        )
    open_to_all = not words_wait(crisis, draft)
    if vouched:
        return _("It is public at once.") if open_to_all else _("It is public once a moderator has read it.")
    if open_to_all:
        return _("It is public once you have typed the code we send you.")
    return _("It is public once you have typed the code we send you and a moderator has read it.")


def _name(draft: SearchDraft) -> str:
    return f"{draft.given_name} {draft.family_name}"
