"""What a liaison fills in. Shape only; crisis.search.liaison.rules judges meaning."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from crisis.ground.web.forms import GroupedForm
from crisis.search.liaison.drafts import Confirmation, Telling
from crisis.search.liaison.vocabulary import How
from crisis.search.web.forms import Moment

WORDS = forms.Textarea(attrs={"rows": 3, "dir": "auto"})


def words_field(label, *, required: bool = True, **more) -> forms.CharField:
    return forms.CharField(label=label, max_length=500, required=required, widget=WORDS, **more)


class HeardForm(GroupedForm):
    """Something a liaison heard by telephone, of a person nobody may look for yet."""

    mark_optional = True

    name = forms.CharField(label=_("Who is it about?"), max_length=120)
    reference = forms.CharField(
        label=_("Code of their search"), required=False, max_length=12, help_text=_("For example: K7PD-93QF")
    )
    source = forms.CharField(
        label=_("Who says so?"), max_length=160, help_text=_("The hospital, the authority or the person.")
    )
    words = words_field(_("What did they say?"))


class ConfirmForm(GroupedForm):
    mark_optional = True

    authority = forms.CharField(
        label=_("Which hospital or authority did you ask?"),
        max_length=160,
        help_text=_("You asked there yourself. A list, a message or a colleague's word is not enough."),
    )
    spoke_to = forms.CharField(
        label=_("Who answered you there?"), max_length=120, help_text=_("Their name or their post.")
    )
    spoke_at = forms.DateTimeField(label=_("When did you speak with them?"), widget=Moment)
    words = words_field(
        _("How do they know that it is this person?"),
        required=False,
        help_text=_(
            "Papers, a relative, fingerprints. A name alone is not enough: two people can have one name."
        ),
    )

    def said(self) -> Confirmation:
        names = ("authority", "spoke_to", "spoke_at", "words")
        return Confirmation(**{name: self.cleaned_data[name] for name in names})


class TellingForm(GroupedForm):
    """`families`: [(public id, words)] of those still to be told, asked where several look."""

    mark_optional = True

    families = forms.TypedMultipleChoiceField(
        label=_("Whose family was told?"), coerce=UUID, widget=forms.CheckboxSelectMultiple
    )
    told_by = forms.CharField(
        label=_("Who spoke with the family?"), max_length=120, help_text=_("The family reads this name.")
    )
    told_whom = forms.CharField(
        label=_("With whom of the family?"), max_length=120, help_text=_("Their first names.")
    )
    how = forms.ChoiceField(label=_("How?"), choices=How.choices, widget=forms.RadioSelect)
    spoke_at = forms.DateTimeField(label=_("When?"), widget=Moment)
    call = forms.CharField(
        label=_("Whom can they call from now on?"),
        max_length=160,
        help_text=_("A name and a number that somebody answers. The family reads it."),
    )
    all_know = forms.BooleanField(
        label=_("Everybody of the family who can open their page knows it from a person."), required=False
    )
    words = words_field(_("For the other liaisons"), required=False)

    def __init__(self, *args, families: Sequence[tuple[UUID, str]] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["families"].choices = families
        if not families:
            del self.fields["families"]

    def said(self) -> Telling:
        names = ("told_by", "told_whom", "how", "spoke_at", "call", "all_know", "words")
        families = self.cleaned_data.get("families", ())
        return Telling(families=families, **{name: self.cleaned_data[name] for name in names})


class WhyForm(GroupedForm):
    words = words_field(_("Why? The other liaisons read it."))


class WrongForm(WhyForm):
    sure = forms.BooleanField(label=_("Yes: what the family was told is not so."))


class SiteForm(WhyForm):
    """Everything one site says, which nobody has confirmed."""

    site = forms.CharField(max_length=200, widget=forms.HiddenInput)


class JoinForm(GroupedForm):
    reference = forms.CharField(
        label=_("Code of the search it is about"), max_length=12, help_text=_("For example: K7PD-93QF")
    )
