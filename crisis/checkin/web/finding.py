""" "I am looking for someone". Shape only; the rules judge meaning."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid
from accounts.people.contact import Contact, read_contact
from crisis.search.looking import Wanted, names_enough, too_short
from crisis.search.vocabulary import Sex
from crisis.search.web.forms import Moment, age_field


class FindForm(forms.Form):
    """Only a name finds; the rest is folded away, and moves the order of what it found."""

    mark_optional = True
    MORE = ("age_min", "age_max", "sex", "where", "last_seen_at", "description")

    name = forms.CharField(
        label=_("First name and family name"),
        max_length=120,
        help_text=_(
            "Needed. A first name alone finds people only together with their phone number or e-mail."
        ),
        error_messages={
            "required": _("Type a name. A place, an age or a description alone shows nobody: it protects people.")
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Their phone number or e-mail, if you know it"),
        required=False,
        max_length=254,
        help_text=_("Many people let only those find them who know it. We send nothing to it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    age_min = age_field(_("Age, about"))
    age_max = age_field(_("To, if you are not sure"))
    sex = forms.ChoiceField(label=_("Woman or man"), choices=Sex.choices, required=False)
    where = forms.CharField(
        label=_("Where were they last seen?"),
        required=False,
        max_length=200,
        help_text=_("A street, a station or a town. We use the district only."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    last_seen_at = forms.DateTimeField(label=_("When?"), required=False, widget=Moment)
    description = forms.CharField(
        label=_("Clothes, height, hair, glasses, marks"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    @property
    def more(self) -> bool:
        """Is there anything among the folded questions to look at?"""
        return any(self.errors.get(name) or self.data.get(name) for name in self.MORE)

    @property
    def more_fields(self) -> list:
        return [self[name] for name in self.MORE]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if not names_enough(name):
            raise ValidationError(too_short())
        return name

    def wanted(self, district: str) -> Wanted:
        said = self.cleaned_data
        same = ("name", "age_min", "age_max", "sex", "description")
        return Wanted(**{name: said[name] for name in same}, district=district, seen=said["last_seen_at"])

    def clean_contact(self) -> Contact | None:
        text = self.cleaned_data["contact"].strip()
        return read_or_refuse(text, "contact") if text else None


class NamedForm(forms.Form):
    mine = forms.CharField(
        label=_("Your own phone number or e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "on"}),
    )

    def clean_mine(self) -> Contact:
        return read_or_refuse(self.cleaned_data["mine"], "mine")


def read_or_refuse(text: str, field: str) -> Contact:
    try:
        return read_contact(text, field=field)
    except Invalid as wrong:
        raise ValidationError(wrong.errors[field]) from None
