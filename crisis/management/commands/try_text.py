"""What somebody who texts this would be answered. Nothing is kept and nothing is sent."""

from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.reach.carriers.sms.segments import segments
from accounts.reach.models import Message
from crisis.activation.clock import database_now
from crisis.texting.actions.receiving import receive
from crisis.texting.actions.talking import answer_texts
from crisis.texting.drafts import IncomingText
from crisis.texting.models import Conversation

SENDER = "+33600000000"


class Command(BaseCommand):
    help = "Say what each text would be answered, in one conversation: try_text 'SAFE Amira Benali' 'HELP Bastille'"

    def add_arguments(self, parser):
        parser.add_argument("texts", nargs="+", metavar="text")
        parser.add_argument("--to", default="", help="The number of yours it is sent to.")

    def handle(self, *, texts: list[str], to: str, **options) -> None:
        with transaction.atomic():
            for number, text in enumerate(texts):
                self._one(text, to, number)
            transaction.set_rollback(True)

    def _one(self, text: str, to: str, number: int) -> None:
        last = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        incoming = IncomingText(provider="tried", provider_id=str(number), sender=SENDER, to=to, text=text)
        receive(incoming, at=database_now())
        answer_texts(conversation=Conversation.objects.get(contact__value=SENDER).pk, at=database_now())
        self.stdout.write(f"> {text}")
        for answer in Message.objects.filter(pk__gt=last, contact__value=SENDER).order_by("pk"):
            self.stdout.write(f"< {answer.text} ({segments(answer.text)})")
