"""What texting hears: that a text came; and from which number of ours a message leaves."""

from accounts.journal.announce import listen
from accounts.reach.carriers.sms import sends_from
from accounts.reach.models import Message
from crisis.activation.clock import database_now
from crisis.texting.actions.talking import answer_texts
from crisis.texting.events import TextReceived
from crisis.texting.models import Conversation, TextNumber


@listen(TextReceived)
def answer_what_came(event) -> None:
    answer_texts(conversation=event.conversation, at=database_now())


@sends_from
def our_number(message: Message) -> str:
    """The one they wrote to, so that an answer stands in the same thread; else the crisis's own."""
    talk = Conversation.objects.filter(contact=message.contact_id).exclude(number="").first()
    if talk:
        return talk.number
    own = TextNumber.objects.filter(crisis=message.crisis_id).order_by("pk").first()
    return own.number if own else ""
