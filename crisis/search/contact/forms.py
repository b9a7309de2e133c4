"""A question only the person sought could answer, as the family asks it; and the wish of whoever answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

TEXT = {"dir": "auto", "autocomplete": "off"}


class AsksForProof(forms.Form):
    """Mixed into the form of a search."""

    proof_question = forms.CharField(
        label=_("A question only they could answer"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_(
            "For example: what is our dog called? Whoever wants to be in touch with you answers it. Only you and the "
            "coordinators read the answers. Please do not write the answer here."
        ),
    )


class Wishing:
    """Mixed into the form of a note, and of "this is me"; `question`: the family's, or empty."""

    def __init__(self, *args, question: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wants_contact"] = forms.BooleanField(
            label=_("I want to be in touch with those who look"),
            required=False,
            help_text=_(
                "We send you a code. They do not get your number or e-mail: if they say yes, we pass messages on."
            ),
        )
        if question:
            self.fields["proof_answer"] = forms.CharField(
                label=_("If so, they ask you: “%(question)s”") % {"question": question},
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs=TEXT),
                help_text=_("Only they and a coordinator read your answer."),
            )

    @property
    def contact_wish(self) -> str | None:
        """The answer, or "", of whoever wants to be in touch; else None."""
        said = self.cleaned_data
        return said.get("proof_answer", "") if said.get("wants_contact") else None
