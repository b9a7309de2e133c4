"""SMS, through the operator's provider."""

from accounts.reach.carriers.sms import gateway
from accounts.reach.models import Message


def send(message: Message) -> None:
    gateway.send(message)
