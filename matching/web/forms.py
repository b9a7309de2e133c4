"""The short forms of one's own page. A message carries an id of its own: a second tap is no second message."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.actions.talking import LONGEST
from matching.vocabulary import HOST_REASONS, EndReason


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


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why not? Your guest is not told."),
        choices=[(reason.value, reason.label) for reason in HOST_REASONS],
        initial=EndReason.NO_ROOM_NOW,
        widget=forms.RadioSelect,
    )
