"""Saying what one knows, "this is me", following, adding a relative. Shape only; the rules judge meaning."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crisis.ground.web.forms import GroupedForm
from crisis.search.contact.forms import Wishing
from crisis.search.drafts import ClaimDraft, FollowDraft, NoteDraft
from crisis.search.vocabulary import KINDS_BY_ANYBODY, KINDS_BY_THE_DESK
from crisis.search.web.forms import WORDS, ContactField, Moment


class NoteForm(Wishing, GroupedForm):
    mark_optional = True

    KINDS = KINDS_BY_ANYBODY

    kind = forms.ChoiceField(label=_("What do you want to say?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In a few words"),
        max_length=500,
        widget=WORDS,
        help_text=_(
            "What you saw or heard yourself, and how sure you are. No phone number and no e-mail here: whoever "
            "reads it sees dots instead."
        ),
    )
    seen_at = forms.DateTimeField(label=_("When was that?"), required=False, widget=Moment)
    place = forms.CharField(
        label=_("Where was that?"),
        required=False,
        max_length=120,
        help_text=_("A street, a station or a district. No house number is needed."),
    )
    contact = ContactField(
        required=False,
        help_text=_(
            "For a coordinator only, who may need to ask you more. If you ask the family something, we write to you "
            "when they have answered."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in self.KINDS]

    def draft(self, **more) -> NoteDraft:
        said = self.cleaned_data
        names = ("kind", "text", "seen_at", "place", "contact")
        more |= {name: said[name] for name in names if name in said} | {"wish": self.contact_wish}
        return NoteDraft(**more, language=get_language() or "fr")


class DeskNoteForm(NoteForm):
    """The same as a coordinator asks themselves; nobody has to be reached."""

    KINDS = KINDS_BY_THE_DESK

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for of_a_visitor in ("contact", "wants_contact"):
            del self.fields[of_a_visitor]
        self.fields["text"].help_text = _(
            "Who told you, and how sure they are. Nobody reads it before you say so."
        )


WISHES = (_("Nothing."), _("That I am safe, and nothing more."), _("All of it: I want to be found."))


class ClaimForm(Wishing, GroupedForm):
    mark_optional = True

    contact = ContactField(help_text=_("Nobody but a coordinator sees it. We send you a code."))
    wish = forms.ChoiceField(
        label=_("What may those who look for you hear?"),
        required=False,
        choices=[(wish, wish) for wish in WISHES],
        widget=forms.RadioSelect,
        help_text=_("Nothing is told before a coordinator has spoken with you."),
    )
    text = forms.CharField(
        label=_("What should the coordinator know?"),
        required=False,
        max_length=400,
        widget=WORDS,
        help_text=_("For example: when to call, or who must not hear of you."),
    )

    def draft(self) -> ClaimDraft:
        said = self.cleaned_data
        text = "\n".join(filter(None, (said["wish"], said["text"])))
        told = {"contact": said["contact"], "text": text, "wish": self.contact_wish}
        return ClaimDraft(**told, language=get_language() or "fr")


class FollowForm(GroupedForm):
    contact = ContactField(help_text=_("We send a code first, then a message when there is public news."))

    def draft(self) -> FollowDraft:
        return FollowDraft(contact=self.cleaned_data["contact"], language=get_language() or "fr")


class RelativeForm(GroupedForm):
    mark_optional = True

    contact = ContactField(
        label=_("Their e-mail or phone number"),
        help_text=_("They get a link of their own and a code. With it they can do what you can."),
    )
    relation = forms.CharField(
        label=_("Who are they for the person you are looking for?"), required=False, max_length=60
    )

    def draft(self) -> FollowDraft:
        said = self.cleaned_data
        return FollowDraft(
            contact=said["contact"], relation=said["relation"], language=get_language() or "fr"
        )
