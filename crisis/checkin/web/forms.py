""" "I am safe". Shape only; the rules judge meaning."""

import re
from collections.abc import Sequence

from django import forms
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Profile
from crisis.checkin.drafts import CheckInDraft, PersonDraft
from crisis.checkin.models import CheckIn
from crisis.checkin.vocabulary import Audience, KeyKind, Status, Voice
from crisis.checkin.web.finding import read_or_refuse
from crisis.ground.web.forms import GroupedForm, PlaceFields
from crisis.shelter.drafts import PlaceDraft

WHO = [
    (Audience.CONTACTS, _("People who know my phone number or e-mail")),
    (Audience.ANYONE, _("Anyone who searches my full name: no message, no place")),
    (Audience.NAMED, _("Only people I name")),
    (Audience.DESK, _("Only the coordinators")),
]
# "Anne, Zoé et Hugo" are three people, however a phone's keyboard invites to type them; Anne-Marie is one.
_APART = re.compile(r"[\n,;&+]|(?<![^\s])(?:et|and)(?![^\s])", re.IGNORECASE)
FILLED_IN = ("given_name", "family_name", "audience", "message", "say_where")


class HelpSomewhere(PlaceFields):
    """`status` is the button pressed. `choice` names one of several places that fit the words."""

    PLACE_REQUIRED = False

    status = forms.ChoiceField(choices=Status.choices, widget=forms.HiddenInput, required=False)
    choice = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    @property
    def asked_where(self) -> bool:
        """Was the page that asks for the place of help sent?"""
        return "asked" in self.data and self.data.get("status") == Status.NEED_HELP

    @property
    def unplaced(self) -> bool:
        """Need they help, and cannot say where? A pin says it. Of a valid form."""
        said = self.cleaned_data
        return "unplaced" in self.data and said["status"] == Status.NEED_HELP and said["lat"] is None

    def field_of(self, name: str) -> str | None:
        """Where a rule's complaint about this part of the draft is shown; None: above the form."""
        return name if name in self.fields else None

    def place_in_words(self) -> dict:
        """What the draft says of a place nobody knows."""
        return {"unplaced": True, "whereabouts": self.cleaned_data["where"]} if self.unplaced else {}


class CheckInForm(HelpSomewhere, GroupedForm):
    OPTIONAL = ("say_where", "message", "named")
    OTHERS = ("group", "other", "their_contact", "unnamed")
    mark_optional = True

    given_name = forms.CharField(
        label=_("First name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "dir": "auto"}),
    )
    family_name = forms.CharField(
        label=_("Family name"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name", "dir": "auto"}),
    )
    contact = forms.CharField(
        label=_("Your phone number or e-mail"),
        max_length=254,
        required=False,
        help_text=_(
            "Never shown. People who know it find you by it. Without one, nobody can check that it is you."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "on"}),
    )
    audience = forms.ChoiceField(
        label=_("Who may see this?"),
        choices=WHO,
        initial=Audience.CONTACTS,
        widget=forms.RadioSelect,
        help_text=_("Coordinators of this crisis can, too."),
    )
    say_where = forms.BooleanField(label=_("Tell them the district I am in"), required=False)
    message = forms.CharField(
        label=_("A message"),
        required=False,
        max_length=200,
        help_text=_("Read by people you name and people who know your contact, once you typed our code."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    named = forms.CharField(
        label=_("People I name: their phone numbers or e-mails"),
        required=False,
        max_length=2_000,
        help_text=_(
            "One on each line. We write to each of them once: only that there is a message, and where to read it."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    group = forms.CharField(
        label=_("Who is with you?"),
        required=False,
        max_length=1_500,
        help_text=_("One name on each line: first name, then the family name if it is not yours."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "dir": "auto"}),
    )
    other = forms.CharField(
        label=_("Or somebody who is not with you: their first name and family name"),
        required=False,
        max_length=120,
        help_text=_("Then the place and the buttons speak of them. Who reads it reads that you say it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    their_contact = forms.CharField(
        label=_("Their phone number or e-mail, if you know it"),
        required=False,
        max_length=254,
        help_text=_(
            "We write to them once, so that they can answer for themselves. Nobody finds this by it."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    unname = forms.BooleanField(label=_("Name nobody any more"), required=False)
    for_all = forms.BooleanField(label=_("Say the same for everybody I said it for"), required=False)
    unnamed = forms.BooleanField(label=_("Do not tell my name: “somebody says…”"), required=False)

    def __init__(
        self, *args, crisis: Crisis, before: CheckIn | None = None, named: int = 0,
        company: Sequence[CheckIn] = (), **kwargs,
    ):  # fmt: skip
        """`before`: what is corrected; `named`: how many people they named then; `company`: all it was said for."""
        super().__init__(*args, **kwargs)
        self.before = before
        if before:  # a contact is changed by nobody but its owner, with a new code
            for name in ("contact", *self.OTHERS):
                del self.fields[name]
        if named:
            self.fields["named"].help_text = _named_before(named)
        else:
            del self.fields["unname"]
        if before and not before.keys.filter(kind=KeyKind.OWN).exists():
            self._offer_not(Audience.CONTACTS)
        if len(company) > 1:  # one who said something else since is not spoken over unasked
            self.initial["for_all"] = len({each.status for each in company}) == 1
        else:
            del self.fields["for_all"]
        if self.is_nameless:
            self.fields["given_name"].required = False
        if crisis.profile == Profile.HUNTED or (before and before.voice == Voice.OTHER):
            self._offer_not(Audience.ANYONE)
        self.fields["where"].label = _("Where you are")
        self.fields["where"].help_text = _(
            "We keep the district only, unless you need help: then we look for a place near there."
        )

    def _offer_not(self, audience: Audience) -> None:
        field = self.fields["audience"]
        field.choices = [pair for pair in field.choices if pair[0] != audience]
        if self.initial.get("audience") == audience:
            self.initial["audience"] = Audience.DESK.value

    @property
    def is_nameless(self) -> bool:
        """Said behind the link of a question, which asks for no name?"""
        return self.before is not None and not self.before.full_name

    @property
    def more(self) -> bool:
        """Is there anything among the optional questions to look at?"""
        touched = self.data if self.is_bound else self.initial
        return any(self.errors.get(name) or touched.get(name) for name in self.OPTIONAL)

    @property
    def for_others(self) -> bool:
        """Is there anything among what is said for others to look at?"""
        return any(self.errors.get(name) or self.data.get(name) for name in self.OTHERS)

    def field_of(self, name: str) -> str | None:
        if self.is_bound and self.cleaned_data.get("other") and name in ("given_name", "family_name"):
            return "other"
        return super().field_of({"said_by": "given_name", "voice": "other"}.get(name, name))

    def clean_contact(self) -> str:
        text = self.cleaned_data["contact"].strip()
        if text:
            read_or_refuse(text, "contact")
        return text

    def clean_group(self) -> tuple[PersonDraft, ...]:
        names = (each.strip() for each in _APART.split(self.cleaned_data["group"]))
        return tuple(_person(name) for name in names if name)

    def clean_other(self) -> PersonDraft | None:
        name = self.cleaned_data["other"]
        return _person(name) if name.strip() else None

    def draft(self, place: PlaceDraft | None) -> CheckInDraft:
        said = self.cleaned_data
        named = tuple(each.strip() for each in re.split(r"[\n,;]", said["named"]) if each.strip())
        return CheckInDraft(
            **{name: said[name] for name in FILLED_IN} | self._of_others() | self._audience(named),
            **self.place_in_words(),
            status=said["status"],
            contact=said.get("contact", ""),
            named=named or (None if self.before and not said.get("unname") else ()),  # left empty: as before
            place=place,
            nameless=self.is_nameless and not said["given_name"] and self._is_for_the_desk,
            language=get_language() or "fr",
        )

    @property
    def _is_for_the_desk(self) -> bool:
        said = self.cleaned_data
        return said["status"] == Status.NEED_HELP or said["audience"] == Audience.DESK

    def _audience(self, named: tuple[str, ...]) -> dict:
        """As chosen; with no contact nobody finds it by one, which is no mistake: one's own page says so."""
        said = self.cleaned_data
        if self.before or said["contact"] or said["audience"] != Audience.CONTACTS:
            return {}
        return {"audience": (Audience.NAMED if named else Audience.DESK).value}

    def _of_others(self) -> dict:
        """What the draft says of somebody else, or of those who are with its author."""
        if self.before:
            return {"voice": self.before.voice, "said_by": self.before.said_by}
        said = self.cleaned_data
        told = {"group": said["group"], "said_by": "" if said["unnamed"] else said["given_name"]}
        if other := said["other"]:
            told |= {"given_name": other.given_name, "family_name": other.family_name}
            told |= {"voice": Voice.OTHER.value, "their_contact": said["their_contact"]}
        return told


def _person(line: str) -> PersonDraft:
    given, *family = line.split(maxsplit=1)
    return PersonDraft(given_name=given[:60], family_name=" ".join(family)[:60])


def said_before(check_in: CheckIn) -> dict:
    """The answers of a check-in, to be corrected. Not its place nor whom it names: nobody kept them."""
    return {name: getattr(check_in, name) for name in (*FILLED_IN, "status")}


def _named_before(number: int) -> str:
    return ngettext(
        "You named %(n)s person before. Leave this empty, and they stay named; or type who is to read it instead.",
        "You named %(n)s people before. Leave this empty, and they stay named; or type who is to read it instead.",
        number,
    ) % {"n": number}
