"""Who was shown what about whom. Written in the same transaction as the showing; read by the person concerned."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Person


class Disclosed(models.TextChoices):
    ADDRESS = "address", _("Exact address")
    CONTACT = "contact", _("Phone or e-mail")
    NAME = "name", _("First name")
    LISTED = "listed", _("What a hospital or a shelter says")


class Disclosure(models.Model):
    """`about`: nobody where they have no account here, such as somebody on a hospital's list: `subject` says who."""

    about = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="disclosures")
    what = models.CharField(max_length=10, choices=Disclosed.choices)
    to = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    to_role = models.CharField(max_length=20)
    subject = models.UUIDField()
    crisis_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "accounts"
        indexes = [models.Index(fields=["about", "at"], name="disclosure_by_person")]

    def __str__(self):
        return f"{self.what} to {self.to_role}"
