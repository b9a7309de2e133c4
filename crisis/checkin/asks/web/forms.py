"""Asking, and answering with one tap. Shape only; the rules judge meaning."""

from django import forms
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accounts.errors import Invalid
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Profile
from crisis.checkin.asks.drafts import AnswerDraft, AppointmentDraft, AskDraft, PersonToAsk
from crisis.checkin.asks.reading import Line, read_lines
from crisis.checkin.asks.rules import MINUTES, MOST_ASKED
from crisis.checkin.vocabulary import Audience, Status
from crisis.checkin.web.forms import HelpSomewhere
from crisis.ground.web.forms import GroupedForm
from crisis.shelter.drafts import PlaceDraft

LETTERS = 60_000  # a pasted list
ONLY_THEM = ("", gettext_lazy("Nobody else"))
OTHERS = [
    (Audience.CONTACTS, gettext_lazy("People who know my phone number or e-mail")),
    (Audience.ANYONE, gettext_lazy("Anyone who searches my full name: no message, no place")),
]


class PeopleForm(GroupedForm):
    """Whom to ask, as people's own lists look."""

    people = forms.CharField(
        label=gettext_lazy("Whom do you ask?"),
        max_length=LETTERS,
        strip=False,
        help_text=gettext_lazy(
            "One on each line: name, phone number or e-mail. Paste a list if you have one. The names are for you: "
            "nobody else sees them."
        ),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "dir": "auto", "spellcheck": "false"}),
    )  # fmt: skip

    def clean_people(self) -> list[Line]:
        return read_lines(self.cleaned_data["people"])

    def asked(self) -> tuple[PersonToAsk, ...]:
        return tuple(line.person for line in self.cleaned_data["people"])

    def take(self, wrong: Invalid) -> None:
        """What the rules refused; of a person by their line."""
        for field, words in wrong.errors.items():
            for word in words:
                self.add_error(*self._placed(field, word))

    def _placed(self, field: str, word) -> tuple[str | None, str]:
        if not field.startswith("people/"):
            return (field if field in self.fields else None), word
        line = self.cleaned_data["people"][int(field.split("/")[1])]
        said = {"line": line.number, "typed": line.person.name or line.person.contact, "problem": word}
        return "people", _("Line %(line)s, %(typed)s: %(problem)s") % said

    def add_error(self, field, error) -> None:
        """The list stays in hand for the errors after the first."""
        kept = self.cleaned_data.get(field) if hasattr(self, "cleaned_data") else None
        super().add_error(field, error)
        if field == "people" and kept is not None:
            self.cleaned_data[field] = kept


class AskForm(PeopleForm):
    field_order = ("name", "contact", "people")

    name = forms.CharField(
        label=gettext_lazy("Who asks?"),
        max_length=60,
        help_text=gettext_lazy("As those you ask know you: your name, your school, your choir."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    contact = forms.CharField(
        label=gettext_lazy("Your phone number or e-mail"),
        max_length=254,
        help_text=gettext_lazy(
            "We send you a code first. Those you ask see how it ends, so that nobody asks in your name."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "on"}),
    )

    def draft(self) -> AskDraft:
        said = self.cleaned_data
        about = {"name": said["name"], "contact": said["contact"], "people": self.asked()}
        return AskDraft(**about, language=get_language() or "fr")

    @property
    def most(self) -> int:
        return MOST_ASKED


class AnswerForm(HelpSomewhere, GroupedForm):
    OPTIONAL = ("word", "audience", "given_name", "family_name")
    mark_optional = True

    word = forms.CharField(
        label=gettext_lazy("A word to whoever asks"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Who else may know?"), choices=[ONLY_THEM, *OTHERS], required=False, initial="",
        widget=forms.RadioSelect,
    )  # fmt: skip
    given_name = forms.CharField(
        label=gettext_lazy("First name"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "dir": "auto"}),
    )
    family_name = forms.CharField(
        label=gettext_lazy("Family name"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name", "dir": "auto"}),
    )

    def __init__(self, *args, crisis: Crisis, **kwargs):
        super().__init__(*args, **kwargs)
        if crisis.profile == Profile.HUNTED:
            others = [pair for pair in OTHERS if pair[0] != Audience.ANYONE]
            self.fields["audience"].choices = [ONLY_THEM, *others]
        self.fields["where"].label = gettext_lazy("Where you are")

    @property
    def more(self) -> bool:
        """Is there anything among the optional questions to look at?"""
        return any(self.errors.get(name) or self.data.get(name) for name in self.OPTIONAL)

    def draft(self, place: PlaceDraft | None) -> AnswerDraft:
        said = self.cleaned_data
        names = ("status", "word", "audience", "given_name", "family_name")
        filled = {name: said[name] for name in names} | self.place_in_words()
        helped = place if said["status"] == Status.NEED_HELP else None
        return AnswerDraft(**filled, place=helped, language=get_language() or "fr")


class CorrectForm(forms.Form):
    """Of one person asked, as long as they have not answered."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    contact = forms.CharField(
        label=gettext_lazy("Another phone or e-mail"),
        max_length=254,
        required=False,
        help_text=gettext_lazy(
            "Empty: it stays. Else only the new one is written to; the old one is not asked here again."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def take(self, wrong: Invalid) -> None:
        for field, words in wrong.errors.items():
            self.add_error(field, words)

    def person(self) -> PersonToAsk:
        return PersonToAsk(name=self.cleaned_data["name"], contact=self.cleaned_data["contact"])


def _in_hours(hours: int) -> str:
    return ngettext("in %(n)s hour", "in %(n)s hours", hours) % {"n": hours}


class AppointmentForm(forms.Form):
    """ "Ask me again, and tell them if I don't answer"."""

    minutes = forms.TypedChoiceField(
        label=gettext_lazy("When do we ask?"),
        choices=lambda: [(minutes, _in_hours(minutes // 60)) for minutes in MINUTES],
        coerce=int,
        initial=120,
    )
    tell = forms.CharField(
        label=gettext_lazy("Whom do we tell if you don’t answer?"),
        max_length=800,
        help_text=gettext_lazy("Their phone number or e-mail, one on each line, three at most."),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "dir": "auto"}),
    )

    def draft(self) -> AppointmentDraft:
        said = self.cleaned_data
        told = (line.person.contact for line in read_lines(said["tell"]))
        return AppointmentDraft(minutes=said["minutes"], tell=tuple(told))
