"""allauth's forms in the words of every other page: one thing has one name."""

from allauth.account import forms
from django.utils.translation import gettext_lazy as _

LABELS = {"login": _("Phone or e-mail"), "email": _("E-mail"), "phone": _("Phone")}


class _InOurWords:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in LABELS.keys() & self.fields.keys():
            self.fields[name].label = LABELS[name]
            self.fields[name].widget.attrs.pop("placeholder", None)


class LoginForm(_InOurWords, forms.LoginForm):
    pass


class RequestLoginCodeForm(_InOurWords, forms.RequestLoginCodeForm):
    pass


class SignupForm(_InOurWords, forms.SignupForm):
    pass


class AddEmailForm(_InOurWords, forms.AddEmailForm):
    pass


class ChangePhoneForm(_InOurWords, forms.ChangePhoneForm):
    pass
