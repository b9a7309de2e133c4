"""allauth's forms in the words of every other page: one thing has one name."""

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.utils.translation import gettext_lazy as _

from accounts.sign_in.fields import read_typed

LABELS = {"login": _("Phone or e-mail"), "email": _("E-mail"), "phone": _("Phone")}


class _InOurWords:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in LABELS.keys() & self.fields.keys():
            self.fields[name].label = LABELS[name]
            self.fields[name].widget.attrs.pop("placeholder", None)


class LoginForm(_InOurWords, forms.LoginForm):
    def clean_login(self) -> str:
        return read_typed(super().clean_login()).value


class RequestLoginCodeForm(_InOurWords, forms.RequestLoginCodeForm):
    pass


class SignupForm(_InOurWords, forms.SignupForm):
    pass


class AddEmailForm(_InOurWords, forms.AddEmailForm):
    pass


class ChangePhoneForm(_InOurWords, forms.ChangePhoneForm):
    pass


class ConfirmEmailForm(forms.ConfirmEmailVerificationCodeForm):
    def clean_code(self) -> str:
        """Taken is an address that answered for somebody else: who had only typed it keeps nobody from their own."""
        code = forms.BaseConfirmCodeForm.clean_code(self)
        theirs = EmailAddress.objects.filter(email=self.email.lower(), verified=True)
        if theirs.exclude(user=self.user).exists():
            raise get_adapter().validation_error("email_taken")
        return code
