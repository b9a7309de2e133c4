"""Changing a search, or what one said of oneself: the same forms, filled in."""

from functools import cached_property

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotThere, TooLate
from accounts.links.actions import holder_of
from crisis.activation.models import Crisis
from crisis.checkin.actions.changing import correct_check_in, correct_with_company
from crisis.checkin.actions.checking_in import CheckedIn
from crisis.checkin.actions.unplaced import said_again
from crisis.checkin.asks.actions.answering import follow_said_again
from crisis.checkin.asks.actions.appointments import answer_if_asked
from crisis.checkin.drafts import CheckInDraft
from crisis.checkin.queries import company
from crisis.checkin.vocabulary import KeyKind, Life, Voice
from crisis.checkin.web.forms import CheckInForm, said_before
from crisis.checkin.web.saying import Saying
from crisis.checkin.web.views import NewCheckIn
from crisis.search.actions.posting import edit_search
from crisis.search.drafts import SearchDraft
from crisis.search.public_copy import words_wait
from crisis.search.queries import public_copy_of
from crisis.search.rules import never_public
from crisis.search.web.asking import AskingForSomebody
from crisis.search.web.forms import SearchForm
from crisis.shelter.actions.posting import require_active
from crisis.shelter.drafts import PlaceDraft
from matching.web.ask_editing import edit_ask
from matching.web.editing import Edit, Mine


class EditSearch(Mine, AskingForSomebody):
    """For the family; for a follower it is not there."""

    steps = False

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not self.mine.is_family:
            raise NotThere
        return super().dispatch(request, *args, **kwargs)

    def form(self, data=None) -> SearchForm:
        return self.form_class(data, initial=self.initial(), editing=True)

    def initial(self) -> dict:
        said = SearchForm.of(self.mine.posted)
        seen = said["last_seen_at"]
        return said | {"last_seen_at": seen and timezone.localtime(seen)}

    def problems(self, draft: SearchDraft) -> dict[str, list]:
        return {field: said for field, said in super().problems(draft).items() if field != "contact"}

    @cached_property
    def known(self) -> PlaceDraft | None:
        """The place as it stands."""
        place = getattr(self.mine.posted, "last_seen", None)
        names = PlaceDraft.__dataclass_fields__
        return place and PlaceDraft(**{name: getattr(place, name) for name in names if hasattr(place, name)})

    def places(self, form: SearchForm) -> list[PlaceDraft]:
        """Unless the words changed or a pin was placed, the place stays exactly where it was."""
        said = form.cleaned_data
        if self.known and said["lat"] is None and said["where"] == self.known.typed:
            return [self.known]
        return super().places(form)

    def told(self, draft: SearchDraft) -> str:
        """Said already of what is hidden for good, and of what waits for the code."""
        if public_copy_of(self.mine.posted) is None or not words_wait(self.crisis, draft):
            return super().told(draft) if never_public(draft.age_min, draft.age_max) else ""
        return _("It is public as it was. A moderator reads your changes next; then they are public, too.")

    def send(self, request: HttpRequest, draft: SearchDraft) -> HttpResponse:
        by = {"draft": draft, "origin": self.mine.origin(request), "at": self.at}
        try:
            edit_search(search=self.mine.posted, **by)
        except TooLate as late:
            return self.too_late(request, late)
        return self.saved(request)


class Correct(Mine, Saying):
    """What I said of myself. Of the place only the district was kept: it is asked anew."""

    words = {
        "title": _("Change what I said"),
        "lead": _("What you said before is filled in, but for the place: type it again."),
    }

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.mine.posted.life != Life.ACTIVE:
            return SayAgain.as_view()(request, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def form(self, data=None) -> CheckInForm:
        posted = self.mine.posted
        named = posted.keys.filter(kind=KeyKind.NAMED).count()
        about = {"initial": said_before(posted), "before": posted, "named": named}
        theirs = [] if posted.beside_id else list(company(posted))
        return CheckInForm(data, crisis=self.crisis, company=theirs, **about)

    def send(self, request: HttpRequest, draft: CheckInDraft) -> HttpResponse:
        by = {"draft": draft, "origin": self.mine.origin(request), "at": self.at}
        correct = correct_with_company if request.POST.get("for_all") else correct_check_in
        try:
            with transaction.atomic():
                correct(check_in=self.mine.posted, **by)
                answer_if_asked(check_in=self.mine.posted, origin=by["origin"], at=self.at)
        except TooLate as late:
            return self.too_late(request, late)
        return self.saved(request)


class SayAgain(Mine, NewCheckIn):
    """What I said ended: a new one, and nobody at the desk asks after the old one any more."""

    words = NewCheckIn.words

    @cached_property
    def crisis(self) -> Crisis:
        require_active(self.mine.crisis)
        return self.mine.crisis

    def form(self, data=None) -> CheckInForm:
        posted = self.mine.posted
        names = {"given_name": posted.given_name, "family_name": posted.family_name}
        return CheckInForm(data, crisis=self.crisis, initial=names)

    def say(self, request: HttpRequest, draft: CheckInDraft) -> CheckedIn:
        with transaction.atomic():
            done = super().say(request, draft)
            said_again([self.mine.posted], origin=self.mine.origin(request), at=self.at)
            if draft.voice == Voice.OWN:
                follow_said_again(before=self.mine.posted, now=done.subject)
        return done


FORMS = {
    "search": EditSearch.as_view(),
    "check_in": Correct.as_view(),
    "ask": edit_ask,
    "offer": Edit.as_view(),
    "need": Edit.as_view(),
}


def edit(request: HttpRequest, token: str) -> HttpResponse:
    """Raises NotThere for what has no form."""
    link = holder_of(token)
    view = FORMS.get(link.subject_kind) if link else FORMS["offer"]  # which says what is wrong with the link
    if view is None:
        raise NotThere
    return view(request, token=token)
