from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ContactKind(TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")


class VerifiedBy(TextChoices):
    CODE = "code", _("by code")
    COORDINATOR = "coordinator", _("by a coordinator on the phone")
    DRILL = "drill", _("by the exercise")
