"""People and how they are reached. A pseudonym is enough; a person without an account is one too."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from accounts.people.contact import other_spelling
from accounts.people.vocabulary import ContactKind, VerifiedBy


class PersonManager(BaseUserManager):
    def create_user(self, email=None, password=None, **fields):
        person = self.model(email=self.normalize_email(email) or None, **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody: a poster known by a manage-link only, or an account that signs in by code."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pseudonym = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=8, default="fr")
    email = models.EmailField(null=True, blank=True)
    phone = models.CharField(max_length=16, null=True, blank=True)
    phone_verified = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    may_declare = models.BooleanField(default=False)
    suspended_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        app_label = "accounts"
        # Not unique=True: PostgreSQL would keep a second index each, for LIKE, which every poster pays for.
        constraints = [
            models.UniqueConstraint(fields=["email"], name="email_of_one_person"),
            models.UniqueConstraint(
                fields=["phone"], condition=models.Q(phone__isnull=False), name="phone_of_one_person"
            ),
        ]

    def __str__(self):
        return self.pseudonym or str(self.public_id)[:8]

    @property
    def has_account(self) -> bool:
        """They can sign in; who can't is known by a link alone."""
        return bool(self.email or self.phone)


class Suspension(models.Model):
    """Why `person` lost what an account allows, who decided it about which post of theirs, and how it ended."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="suspensions")
    crisis_id = models.BigIntegerField()
    subject_kind = models.CharField(max_length=20)
    subject = models.UUIDField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        app_label = "accounts"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(lifted_at__isnull=True), name="suspended_once_at_a_time"
            )
        ]
        # The desk asks: whom have we suspended in this crisis?
        indexes = [models.Index(fields=["crisis_id", "at"], name="suspension_by_crisis")]

    def __str__(self):
        return f"suspension of {self.person_id}"


class Block(models.Model):
    """`by` wants no contact with `of`, who is never told. `subject`: the public id of what brought them together."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts_cut")
    of = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    subject = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        app_label = "accounts"
        constraints = [models.UniqueConstraint(fields=["by", "of"], name="contact_cut_once")]

    def __str__(self):
        return f"{self.by_id} cut contact with {self.of_id}"


class ContactKey(models.Model):
    """A keyed digest of a contact `person` answered at, kept when somebody who was cut off is erased.

    So that erasing oneself and answering at the same contact again is no way around; see blocking.py.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    exercise = models.BooleanField()

    class Meta:
        app_label = "accounts"
        constraints = [
            models.UniqueConstraint(fields=["person", "digest", "exercise"], name="contact_key_once")
        ]
        # Whoever is asked about: who else answered at this contact?
        indexes = [models.Index(fields=["digest"], name="contact_key_by_digest")]

    def __str__(self):
        return f"key of {self.person_id}"


class ContactPoint(models.Model):
    """One e-mail address or phone number of one person. Nothing but a code goes to it before it is verified.

    `unreachable_at`: since when its carrier says that nobody is there; until a code sent there is typed.
    `nobodys`: made only to write to whoever holds it (accounts.reach.inviting).
    `mailbox`: how its mailbox is known among all its spellings (contact.mailbox_of), "" where `value` says so itself.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=8, choices=ContactKind.choices)
    value = models.CharField(max_length=254)
    mailbox = models.CharField(max_length=254, blank=True, default="")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.CharField(max_length=12, choices=VerifiedBy.choices, blank=True)
    unreachable_at = models.DateTimeField(null=True, blank=True)
    nobodys = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "accounts"
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "value"], name="contact_once_per_person")
        ]
        indexes = [
            # "Send my link again" looks a contact up by its value.
            models.Index(fields=["kind", "value"], name="contact_by_value"),
            # Whoever was cut off: who else answered at another spelling of it?
            models.Index(fields=["mailbox"], condition=models.Q(mailbox__gt=""), name="contact_by_mailbox"),
        ]

    def __str__(self):
        return f"{self.kind} of {self.person_id}"

    def save(self, *args, **kwargs):
        self.mailbox = other_spelling(self)
        super().save(*args, **kwargs)

    @property
    def known_as(self) -> str:
        """mailbox_of() it."""
        return self.mailbox or self.value


class VerificationCode(models.Model):
    """A short code sent to one contact point; only its keyed hash is kept."""

    contact = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "accounts"
        constraints = [
            models.CheckConstraint(condition=models.Q(tries_left__gte=0), name="code_tries_not_negative")
        ]

    def __str__(self):
        return f"code for {self.contact_id}"
