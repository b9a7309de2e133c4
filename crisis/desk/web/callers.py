"""The public's questions as a coordinator asks them of a caller: how to call back first, no position of the desk's."""

from django.utils.translation import gettext_lazy as _

from crisis.shelter.web.forms import NeedForm, OfferForm

CALL_BACK = (
    _("How do we call back?"),
    _("The number they call from, or another. It counts as verified: you have them on the line."),
    ("contact", "first_name"),
)


class CallersNeedForm(NeedForm):
    by_phone = True
    GROUPS = [
        CALL_BACK,
        (
            _("Who needs a place?"),
            _("Under 18 and no adult with them? Put 0 adults, and stay on the line."),
            ("adults", "children", "for_whom"),
        ),
        (_("Where are they now?"), _("Hosts see how far it is, never where."), ("where",)),
        (
            _("What must the place offer?"),
            _("Tick only what they cannot do without: each tick makes fewer doors fit."),
            ("step_free", "pets", "women_group", "women_only", "languages", "note"),
        ),
    ]


class CallersOfferForm(OfferForm):
    by_phone = True
    GROUPS = [
        CALL_BACK,
        (_("Where is their door?"), _("Only a guest who is on the way sees this."), ("where",)),
        *OfferForm.GROUPS[1:4],
    ]
