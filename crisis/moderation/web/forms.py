from django import forms
from django.utils.translation import gettext_lazy as _

from crisis.ground.web.forms import GroupedForm
from crisis.moderation.vocabulary import Act, ReportReason


class ReportForm(GroupedForm):
    reason = forms.ChoiceField(
        label=_("What is wrong?"), choices=ReportReason.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What happened"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("A few words are enough. Please write no name and no phone number."),
    )
    mark_optional = True


class DecisionForm(GroupedForm):
    """`held`: is it hidden now? Then it can be restored, else held; what cannot be hidden can only be kept."""

    act = forms.ChoiceField(label=_("What to do"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Once it is held or restored, the person concerned reads it."),
    )

    def __init__(self, *args, held: bool, can_hide: bool, **kwargs):
        super().__init__(*args, **kwargs)
        hold = (Act.HOLD, _("Hold: nobody sees it any more, until it is restored"))
        restore = (Act.RESTORE, _("Restore: it is seen again"))
        keep = (Act.KEEP, _("Leave it as it is"))
        moving = [restore if held else hold] if can_hide else []
        self.fields["act"].choices = [*moving, keep]
        if not can_hide:
            self.fields["reason"].help_text = _("For the next moderator.")
