"""What allauth asks of us: where phone numbers live and how a code reaches one."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.origin import SYSTEM
from accounts.people.actions import mark_verified
from accounts.people.contact import Contact, counted_as
from accounts.people.models import ContactPoint, Person
from accounts.people.vocabulary import ContactKind, VerifiedBy
from accounts.permissions import WORK_HERE, can
from accounts.reach.actions import reach
from accounts.sign_in.fields import PhoneField
from accounts.sign_in.tries import code_sent, count_right, count_wrong
from accounts.sign_in.ways_in import begin_anew, is_proved
from accounts.throttle import line_of, spend

VERIFY_EMAIL = "allauth.account.stages.EmailVerificationStage"


class Adapter(DefaultAccountAdapter):
    def get_login_stages(self) -> list[str]:
        ours = {VERIFY_EMAIL: "accounts.sign_in.stages.VerifyAnyEmail"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def send_mail(self, template_prefix, email, context):
        """Through the outbox like every message: a mail server that is down costs a retry, not a broken page.

        An address that is nobody's gets nothing; the page says the same either way.
        """
        self._count(Contact(ContactKind.EMAIL, email.lower()))
        person = context.get("user") or Person.objects.filter(email__iexact=email).first()
        if person is None or not person.pk:
            return
        sign_in = settings.PUBLIC_URL.rstrip("/") + reverse("account_login")
        mail = self.render_mail(template_prefix, email, context | {"sign_in_url": sign_in})
        contact, _new = ContactPoint.objects.get_or_create(
            person=person, kind=ContactKind.EMAIL, value=email.lower()
        )
        reach(contact, subject=mail.subject, text=mail.body, drill=False, verifying=True)

    def get_login_redirect_url(self, request) -> str:
        return reverse("desk") if can(request.user, WORK_HERE) else super().get_login_redirect_url(request)

    get_signup_redirect_url = get_login_redirect_url

    def validation_error(self, code, *args):
        if code == "incorrect_code":
            count_wrong(self.request)
        return super().validation_error(code, *args)

    def confirm_email(self, request, email_address):
        """Proved by whoever is signed in, or signs up: it is theirs, and nobody's who had only typed it."""
        address = Contact(ContactKind.EMAIL, email_address.email.lower())
        count_right(request, address)
        others = EmailAddress.objects.filter(email=address.value, verified=False)
        others.exclude(user=email_address.user_id).delete()
        Person.objects.filter(email=address.value).exclude(pk=email_address.user_id).update(email=None)
        return super().confirm_email(request, email_address)

    def set_phone(self, user, phone: str, verified: bool):
        """A number is kept once its code was typed: before, its owner would sign in to a stranger's account."""
        if verified:
            self.set_phone_verified(user, phone)

    def phone_form_field(self, **kwargs):
        return PhoneField(**kwargs)

    def get_phone(self, user):
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone_verified(self, user, phone: str):
        """Of a number they change to, too: it is theirs only now that its code was typed."""
        if self.request.user.is_authenticated:  # else right_code_to_sign_in() has counted it
            count_right(self.request, Contact(ContactKind.PHONE, phone))
        Person.objects.filter(pk=user.pk).update(phone=phone, phone_verified=True)
        user.phone, user.phone_verified = phone, True  # or the same sign-in would send a second code
        keep_verified_contact(user, ContactKind.PHONE, phone)

    def get_user_by_phone(self, phone: str):
        return Person.objects.filter(phone=phone).first()

    def send_unknown_account_sms(self, phone: str, **kwargs):
        self._count(Contact(ContactKind.PHONE, phone))

    send_account_already_exists_sms = send_unknown_account_sms

    def send_verification_code_sms(self, user, phone: str, code: str, **kwargs):
        self._count(Contact(ContactKind.PHONE, phone))
        contact, _new = ContactPoint.objects.get_or_create(person=user, kind=ContactKind.PHONE, value=phone)
        text = _("Porte Ouverte: your code is %(code)s") % {"code": code}
        reach(contact, text=text, drill=False, verifying=True)

    def _count(self, contact: Contact) -> None:
        """One mailbox gets a few codes from one network, so that nobody uses up what its owner asks for from another.

        Whether it is anybody's changes nothing. Raises ImmediateHttpResponse (429).
        """
        key = counted_as(contact)
        mine = spend("sign_in_code", f"{line_of(self.request)} {key}")
        if not (mine.allowed and spend("sign_in_codes", key).allowed):
            raise ImmediateHttpResponse(respond_429(self.request))
        code_sent(self.request, contact)


def right_code_to_sign_in(request, person: Person, contact: Contact) -> None:
    """The first time that somebody answers there, what opened this account before ends. Raises as count_right()."""
    count_right(request, contact)
    if not is_proved(person, contact):
        begin_anew(person, contact)


def keep_verified_contact(person: Person, kind: ContactKind, value: str) -> None:
    """An address that signs somebody in is verified for posting too."""
    contact, _new = ContactPoint.objects.get_or_create(person=person, kind=kind, value=value)
    mark_verified(contact=contact, by=VerifiedBy.CODE, origin=SYSTEM, at=timezone.now(), crisis_id=None)
