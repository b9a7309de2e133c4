"""What somebody wants to be sent, as a form."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accounts.reach.rules import NEWS, Wishes
from accounts.reach.vocabulary import NewsKind
from crisis.ground.web.forms import GroupedForm

WORDS = {
    NewsKind.SEARCH: _("News of a search of mine, or that I follow"),
    NewsKind.CHECK_IN: _("What others say of themselves with “I am safe”"),
    NewsKind.ASK: _("“Are you safe?”: questions to me, and answers to mine"),
}
HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


def languages() -> list[tuple[str, str]]:
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


class NewsForm(GroupedForm):
    GROUPS = (
        (
            _("What we write to you about"),
            _(
                "Codes, a place for tonight and the link to your page always come: somebody waits for your answer. "
                "To end that, take back what you posted, or choose nothing at all below."
            ),
            ("kinds",),
        ),
        (_("By which way"), "", ("email", "sms", "push_instead")),
        (
            _("At night"),
            _("What somebody waits for comes at any hour. Other news can wait for the morning."),
            ("quiet", "quiet_from", "quiet_until"),
        ),
        (_("In which language"), "", ("language",)),
    )
    kinds = forms.MultipleChoiceField(
        label=_("News I want"),
        choices=[(kind, WORDS[kind]) for kind in NEWS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    email = forms.BooleanField(label=_("News by e-mail"), required=False)
    sms = forms.BooleanField(label=_("News by SMS"), required=False)
    push_instead = forms.BooleanField(
        label=_("No SMS as long as a phone of mine shows it"),
        required=False,
        help_text=_("Where the phone cannot be reached, the SMS comes all the same."),
    )
    quiet = forms.BooleanField(label=_("Let other news wait at night"), required=False)
    quiet_from = forms.TypedChoiceField(label=_("From"), choices=HOURS, coerce=int)
    quiet_until = forms.TypedChoiceField(label=_("Until"), choices=HOURS, coerce=int)
    language = forms.ChoiceField(label=_("Language"), choices=languages)

    @staticmethod
    def shown(wishes: Wishes, language: str) -> dict:
        """What stands in the form where nothing was typed yet."""
        kinds = [kind for kind in NEWS if kind not in wishes.off]
        return vars(wishes) | {"kinds": kinds, "language": language}

    @property
    def wishes(self) -> Wishes:
        said = self.cleaned_data
        names = ("email", "sms", "push_instead", "quiet", "quiet_from", "quiet_until")
        return Wishes(**{name: said[name] for name in names}, off=frozenset(NEWS) - set(said["kinds"]))
