"""Looking for somebody, saying what one knows, following, "this is me". Shape only; the rules judge meaning."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crisis.ground.web.forms import GroupedForm, PlaceFields, spoken
from crisis.search import rules
from crisis.search.contact.forms import AsksForProof
from crisis.search.drafts import SearchDraft
from crisis.search.models import Search
from crisis.search.vocabulary import Sex
from crisis.shelter.drafts import PlaceDraft

WORDS = forms.Textarea(attrs={"rows": 4, "dir": "auto"})


class Moment(forms.DateTimeInput):
    """The phone's own day and time; typed where it has none."""

    input_type = "datetime-local"

    def __init__(self):
        super().__init__(format="%Y-%m-%dT%H:%M")


def name_input() -> forms.TextInput:
    """A name in any script runs its own way."""
    return forms.TextInput(attrs={"dir": "auto"})


def age_field(label) -> forms.IntegerField:
    digits = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=rules.OLDEST, widget=digits)


class ContactField(forms.CharField):
    """An e-mail address or a phone number, said in the form's own words when it is neither."""

    def __init__(self, **kwargs):
        words = {"label": _("E-mail or phone number"), "max_length": 254}
        super().__init__(**words | {"widget": forms.TextInput(attrs={"autocomplete": "on"})} | kwargs)

    def clean(self, value):
        contact = super().clean(value).strip()
        wrong = rules.contact_problems(contact) if contact else {}
        if wrong:
            raise forms.ValidationError(wrong["contact"])
        return contact


class SearchForm(AsksForProof, PlaceFields, GroupedForm):
    """`choice` names one of several places that fit the words; `shown_for`: the name for which the page before
    "check your answers" showed who is alike. `editing`: whoever wrote it keeps their contact."""

    PLACE_REQUIRED = False
    mark_optional = True
    GROUPS = [
        (
            _("Who are you looking for?"),
            _("What you know is enough; leave the rest empty."),
            ("given_name", "family_name", "other_names", "age_min", "age_max", "sex"),
        ),
        (
            _("When and where were they last seen?"),
            _("The exact place is for coordinators. Others see the district."),
            ("last_seen_at", "where"),
        ),
        (
            _("How would one recognise them?"),
            _("Others read this once it is public. Please write no phone number, no address and nothing about "
              "health, papers or religion."),
            ("description", "proof_question"),
        ),
        (
            _("Their own phone number and e-mail"),
            _("Never shown, never called and not kept: we keep a fingerprint only. With it we recognise their "
              "\"I am safe\", even when only people who know their number may see it."),
            ("their_phone", "their_email"),
        ),
        (
            _("How do we reach you?"),
            _("Never public. We send a code first, and a message when there is news. You can add a photo and "
              "other relatives once this is sent."),
            ("first_name", "relation", "contact"),
        ),
    ]  # fmt: skip

    choice = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    shown_for = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    given_name = forms.CharField(label=_("First name"), required=False, max_length=60, widget=name_input())
    family_name = forms.CharField(label=_("Family name"), required=False, max_length=60, widget=name_input())
    other_names = forms.CharField(
        label=_("Other names"),
        required=False,
        max_length=120,
        help_text=_("A nickname, a maiden name, another spelling."),
        widget=name_input(),
    )
    age_min = age_field(_("Age, about"))
    age_max = age_field(_("To, if you are not sure"))
    sex = forms.ChoiceField(label=_("Woman or man"), choices=Sex.choices, required=False)
    last_seen_at = forms.DateTimeField(label=_("Day and time"), required=False, widget=Moment)
    description = forms.CharField(
        label=_("Clothes, height, hair, glasses, marks"), required=False, max_length=500, widget=WORDS
    )
    their_phone = ContactField(label=_("Their phone number"), required=False)
    their_email = ContactField(label=_("Their e-mail address"), required=False)
    first_name = forms.CharField(
        label=_("Your first name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "dir": "auto"}),
    )
    relation = forms.CharField(
        label=_("Who are you for them?"),
        required=False,
        max_length=60,
        help_text=_("For example: sister, friend, colleague."),
    )
    contact = ContactField()

    def __init__(self, *args, editing: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["where"].label = _("Street, station or place")
        if editing:
            del self.fields["contact"]
            for name in ("their_phone", "their_email"):
                self.fields[name].help_text = _("Left empty, what you gave before still counts.")

    def clean(self) -> dict:
        """Said at the step where the names are asked, not at the end."""
        said = super().clean()
        wrong = rules.name_problems(said.get("given_name", ""), said.get("family_name", ""))
        if not {"given_name", "family_name"} & set(self.errors):
            for field, messages in wrong.items():
                self.add_error(field, messages)
        return said

    @classmethod
    def of(cls, search: Search) -> dict:
        """What is asked again when a search is changed; the fingerprints can't be read back."""
        names = ("given_name", "family_name", "other_names", "age_min", "age_max", "sex", "description")
        names += ("proof_question", "last_seen_at", "first_name", "relation")
        place = getattr(search, "last_seen", None)
        said = {name: getattr(search, name) for name in names} | {"where": place.typed if place else ""}
        return said | ({"age_max": None} if search.age_max == search.age_min else {})

    def lines(self) -> list[tuple[str, str, str]]:
        """(label, answer, the field's id) of all but the place, which is shown as what it was understood to be."""
        shown = [field for group in self.groups() for field in group.fields if field.name != "where"]
        lines = [(str(field.label), spoken(field), field.auto_id) for field in shown]
        return [line for line in lines if line[1]]

    def draft(self, place: PlaceDraft | None, *, contact: str = "") -> SearchDraft:
        said = self.cleaned_data
        names = ("given_name", "family_name", "other_names", "age_min", "age_max", "sex", "description")
        theirs = (said["their_phone"], said["their_email"])
        return SearchDraft(
            **{
                name: said[name]
                for name in (*names, "proof_question", "last_seen_at", "first_name", "relation")
            },
            place=place,
            contact=said.get("contact", contact),
            their_contacts=tuple(one for one in theirs if one),
            language=get_language() or "fr",
        )


class PhotoForm(GroupedForm):
    """A file as it comes from the phone; crisis.ground.photos makes it safe."""

    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("The face, alone if you can. Up to 10 MB. Where it was taken is removed from it."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    sensitive = forms.BooleanField(
        label=_("It is hard to look at: blur it until somebody touches it"), required=False
    )

    def picture(self) -> bytes:
        return self.cleaned_data["photo"].read()


class CallersSearchForm(SearchForm):
    """The same questions as a coordinator asks them of a caller: how to call back first."""

    by_phone = True
    GROUPS = [
        (
            _("How do we call back?"),
            _("The number they call from, or another. It counts as verified: you have them on the line."),
            ("contact", "first_name", "relation"),
        ),
        (
            _("Who is looked for?"),
            _("What the caller knows is enough; leave the rest empty."),
            ("given_name", "family_name", "other_names", "age_min", "age_max", "sex"),
        ),
        *SearchForm.GROUPS[1:4],
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["first_name"].label = _("First name of the caller")
        self.fields["relation"].label = _("Who are they for the person looked for?")
