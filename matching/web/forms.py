"""The short forms of one's own page. A message carries an id of its own: a second tap is no second message."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from crisis.ground.web.forms import GroupedForm
from crisis.moderation.vocabulary import ReportReason
from matching.actions.talking import LONGEST
from matching.vocabulary import GIVEN_REASONS, EndReason


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The six digits we sent you"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "short", "dir": "ltr"}
        ),
    )


class ContactForm(forms.Form):
    contact = forms.CharField(
        label=_("E-mail or phone number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "on"}),
    )


class SayForm(forms.Form):
    match = forms.CharField(widget=forms.HiddenInput)
    submission_id = forms.CharField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST,
        help_text=_("Your number and address are not shown with it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonForm(forms.Form):
    """Why not, of one side: only what that side may give."""

    reason = forms.ChoiceField(label=_("Why not? The other side is not told."), widget=forms.RadioSelect)

    def __init__(self, *args, side: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(reason.value, reason.label) for reason in GIVEN_REASONS[side]]

    @property
    def said(self) -> str:
        """The reason chosen; another one where nothing sensible was."""
        return self.cleaned_data["reason"] if self.is_valid() else EndReason.OTHER


class CutForm(GroupedForm):
    """Whether to report the other side, too, in the same step."""

    reason = forms.ChoiceField(
        label=_("Shall the coordinators look into it?"),
        required=False,
        choices=[("", _("No, only cut contact")), *ReportReason.choices],
        initial="",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What happened"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Only the coordinators read it. Please write no name and no phone number."),
    )
    mark_optional = True
