"""E-mail, through Django's backend."""

from django.core.mail import EmailMessage

from accounts.reach.models import Message


def send(message: Message) -> None:
    EmailMessage(message.subject or "Porte Ouverte", message.text, to=[message.contact.value]).send()
