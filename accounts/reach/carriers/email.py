"""E-mail, by SMTP or any provider django-anymail speaks to. Plain text, nothing remote, nobody counts the opening."""

from smtplib import SMTPRecipientsRefused
from urllib.parse import urlsplit

from anymail.exceptions import AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.reach.carriers.outcomes import Carried, NotNow, Undeliverable
from accounts.reach.models import Message
from accounts.reach.rules import NEWS
from accounts.reach.signed import news_link, one_click_link

# Enhanced status codes 5.7.X (RFC 3463): relaying, sender or policy. It is us they refuse, and that may be put right.
OUR_STANDING = b"5.7."


def is_set() -> bool:
    return bool(settings.EMAIL_HOST or settings.EMAIL_PROVIDER)


def send(message: Message) -> Carried:
    """Raises Undeliverable where the server says at once that nobody is there, NotNow where it wants none of ours."""
    mail = mail_of(message)
    try:
        mail.send()
    except AnymailRecipientsRefused as refused:
        raise Undeliverable("refused", no_such_contact=True) from refused
    except SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        if code < 500:  # greylisted, or full for now
            raise
        if words.startswith(OUR_STANDING):
            raise NotNow(str(code)) from refused
        raise Undeliverable(str(code), no_such_contact=True) from refused
    status = getattr(mail, "anymail_status", None)
    return Carried(ref=(status and isinstance(status.message_id, str) and status.message_id[:80]) or "")


def mail_of(message: Message) -> EmailMessage:
    contact = message.contact
    with translation.override(contact.person.language):
        more = _("Choose what we send you, and when: %(link)s") % {"link": news_link(contact)}
        mail = EmailMessage(
            message.subject or "Porte Ouverte",
            f"{message.text}\n\n-- \n{more}\n",
            to=[contact.value],
            headers=_headers(message),
        )
    # What a provider is told besides: our own number of the message, to name in its webhooks.
    mail.metadata = {"letter": str(message.public_id)}
    mail.track_opens = mail.track_clicks = False
    return mail


def _headers(message: Message) -> dict[str, str]:
    """A machine wrote it (RFC 3834); always the same id, so that a second try is the same mail; one click ends news
    (RFC 8058)."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    said = {
        "Message-ID": f"<{message.public_id}@{host}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if message.kind in NEWS:
        said["List-Unsubscribe"] = f"<{one_click_link(message.contact)}>"
        said["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return said
