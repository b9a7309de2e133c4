"""The two questions people come with: "I can host" and "I need a place". Shape only; the rules judge meaning."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid
from accounts.people.contact import read_contact
from crisis.ground.web.forms import GroupedForm, PlaceFields, StepperInput, spoken
from crisis.shelter.drafts import NeedDraft, OfferDraft, PlaceDraft
from crisis.shelter.rules import MOST_PEOPLE, MOST_PLACES, may_be_asked_to_split
from crisis.shelter.vocabulary import LANGUAGES
from crisis.shelter.web.untils import read_until, until_choices

SHARED = ("step_free", "pets", "women_only", "note")


class ShelterForm(PlaceFields, GroupedForm):
    """What both questions share. `choice` names one of several places that fit the words."""

    mark_optional = True
    asks_to_split = False

    choice = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    step_free = forms.BooleanField(required=False)
    pets = forms.BooleanField(required=False)
    women_only = forms.BooleanField(required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages you speak"),
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("Anything else to know"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    first_name = forms.CharField(
        label=_("First name"),
        max_length=60,
        help_text=_("A nickname is fine."),
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    contact = forms.CharField(
        label=_("E-mail or phone number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "on"}),
    )

    def __init__(self, *args, at: datetime, editing: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.at = at
        if editing:  # a contact is changed by nobody but its owner, with a new code
            del self.fields["contact"]
        if not self.is_bound and "languages" not in self.initial:
            self.initial["languages"] = [get_language()]

    def clean_contact(self) -> str:
        contact = self.cleaned_data["contact"].strip()
        if contact:
            try:
                read_contact(contact)
            except Invalid as wrong:
                raise ValidationError(wrong.errors["contact"]) from None
        return contact

    def answers(self) -> list[tuple[str, str]]:
        return [(label, answer) for label, answer, _anchor in self.lines()]

    def lines(self) -> list[tuple[str, str, str]]:
        """(label, answer, the field's id) of all but the place, which is shown as what it was understood to be."""
        shown = [field for group in self.groups() for field in group.fields if field.name != "where"]
        lines = [(str(field.label), spoken(field), field.auto_id) for field in shown]
        return [line for line in lines if line[1]]

    def carried(self) -> list[BoundField]:
        """What the check page sends on without asking again."""
        asked = ("choice", "may_split") if self.asks_to_split else ("choice",)
        return [field for field in self if field.name not in asked]

    def _shared(self, place: PlaceDraft, contact: str) -> dict:
        said = self.cleaned_data
        return {name: said[name] for name in SHARED} | {
            "place": place,
            "first_name": said["first_name"],
            "contact": said.get("contact", contact),
            "languages": tuple(said["languages"]),
            "language": get_language() or "fr",
        }


class OfferForm(ShelterForm):
    GROUPS = [
        (
            _("Where is your door?"),
            _("Only the guest you said yes to, and who is on the way, sees this. Others see a district."),
            ("where",),
        ),
        (_("How many people, until when?"), "", ("places", "until")),
        (
            _("Who would be well with you?"),
            "",
            ("children", "pets", "step_free", "women_only", "languages"),
        ),
        (
            _("How does your guest get in?"),
            _("Shown to your guest only, once on the way."),
            ("entry", "meeting_point", "note"),
        ),
        (
            _("How do we reach you?"),
            _("We send a code, then a message when somebody needs your place. Nobody else sees it."),
            ("first_name", "contact"),
        ),
    ]

    places = forms.IntegerField(
        label=_("People you can take in"),
        min_value=1,
        max_value=MOST_PLACES,
        initial=1,
        widget=StepperInput,
    )
    until = forms.ChoiceField(label=_("They can stay until"), widget=forms.RadioSelect)
    children = forms.BooleanField(label=_("Children are welcome"), required=False, initial=True)
    entry = forms.CharField(
        label=_("Floor and door code"), required=False, max_length=200, widget=forms.TextInput
    )
    meeting_point = forms.CharField(
        label=_("Or a place where you meet"),
        required=False,
        max_length=120,
        help_text=_("For example: metro République, exit 3. Your guest goes there first."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pets"].label = _("Pets are welcome")
        self.fields["step_free"].label = _("Step-free: no stairs from the street to the bed")
        self.fields["women_only"].label = _("Women only")
        keep = self.data.get("until", "") if self.is_bound else self.initial.get("until", "")
        self.fields["until"].choices = until_choices(self.at, keep=keep)
        if not self.is_bound and not keep:
            self.initial["until"] = self.fields["until"].choices[1][0]

    def draft(self, place: PlaceDraft, *, contact: str = "") -> OfferDraft:
        said = self.cleaned_data
        return OfferDraft(
            places=said["places"],
            until=read_until(said["until"]),
            children=said["children"],
            entry=said["entry"],
            meeting_point=said["meeting_point"],
            **self._shared(place, contact),
        )


class NeedForm(ShelterForm):
    GROUPS = [
        (
            _("Who needs a place?"),
            _("Under 18 and no adult with you? Put 0 adults: a coordinator takes over at once."),
            ("adults", "children", "for_whom"),
        ),
        (
            _("Where are you now, or the person you ask for?"),
            _("We look for a door near there. Hosts see how far you are, never where."),
            ("where",),
        ),
        (
            _("What must the place offer?"),
            _("Tick only what you cannot do without: each tick makes fewer doors fit."),
            ("step_free", "pets", "women_group", "women_only", "languages", "note"),
        ),
        (
            _("Who will come, and how do we reach you?"),
            _("For yourself you may leave both empty: your page shows every step. With a contact, we write when a "
              "door opens, and send the link again if it is lost. For someone else: say who comes, and give the "
              "contact, theirs or yours, of whoever will answer."),
            ("first_name", "contact"),
        ),
    ]  # fmt: skip

    adults = forms.IntegerField(
        label=_("Adults"), min_value=0, max_value=MOST_PEOPLE, initial=1, widget=StepperInput
    )
    children = forms.IntegerField(
        label=_("Children (under 18)"),
        min_value=0,
        max_value=MOST_PEOPLE,
        initial=0,
        required=False,
        widget=StepperInput,
    )
    for_whom = forms.ChoiceField(
        label=_("For whom do you ask?"),
        choices=[("me", _("For myself, or for us")), ("other", _("For someone else"))],
        initial="me",
        widget=forms.RadioSelect,
    )
    women_group = forms.BooleanField(
        label=_("Every adult among us is a woman"),
        required=False,
        help_text=_("Some hosts take in women only. Ticking this lets us ask them too."),
    )

    may_split = forms.BooleanField(required=False, widget=forms.HiddenInput)  # asked on the check page

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pets"].label = _("We have a pet with us")
        self.fields["step_free"].label = _("Step-free: no stairs at all")
        self.fields["women_only"].label = _("I ask for a home that takes in women only")
        self.fields["where"].label = _("Street, station or place near you")
        self.fields["first_name"].required = False
        self.fields["first_name"].label = _("First name of who will come")
        self.fields["first_name"].help_text = _("Your host waits for this name. A nickname is fine.")
        if "contact" in self.fields:
            self.fields["contact"].required = False

    def clean_children(self) -> int:
        children = self.cleaned_data.get("children") or 0
        if self.cleaned_data.get("adults") == 0 and children == 0:
            raise ValidationError(_("With no adult, say how many children: 1 if you are alone."))
        return children

    @property
    def asks_to_split(self) -> bool:
        """One more question, for the groups that may wait longest."""
        return may_be_asked_to_split(self.cleaned_data["adults"], self.cleaned_data["children"])

    def draft(self, place: PlaceDraft, *, contact: str = "") -> NeedDraft:
        said = self.cleaned_data
        return NeedDraft(
            adults=said["adults"],
            children=said["children"],
            women_group=said["women_group"],
            for_someone_else=said["for_whom"] == "other",
            may_split=said["may_split"],
            **self._shared(place, contact),
        )
