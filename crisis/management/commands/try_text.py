"""What somebody who texts this would be answered. Nothing is kept and nothing is sent."""

import secrets

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.reach.carriers.sms.segments import segments
from accounts.reach.models import Message
from crisis.activation.clock import crisis_now, database_now
from crisis.activation.models import Crisis
from crisis.texting.actions.receiving import receive
from crisis.texting.actions.talking import answer_texts
from crisis.texting.drafts import IncomingText
from crisis.texting.models import Conversation

FICTION = "+3363998"  # numbers that the regulator gives to films, and to nobody else


class Command(BaseCommand):
    help = "Say what each text would be answered, in one conversation: try_text 'SAFE Amira Benali' 'HELP Bastille'"

    def add_arguments(self, parser):
        parser.add_argument("texts", nargs="+", metavar="text")
        parser.add_argument("--to", default="", help="The number of yours it is sent to.")
        parser.add_argument(
            "--crisis", default="", metavar="SLUG", help="What it is about; an exercise, too."
        )

    def handle(self, *, texts: list[str], to: str, crisis: str, **options) -> None:
        about = Crisis.objects.filter(slug=crisis).first()
        if crisis and about is None:
            raise CommandError(f"There is no crisis {crisis}.")
        sender = f"{FICTION}{secrets.randbelow(10_000):04}"  # its own limits for each run
        with transaction.atomic():
            for number, text in enumerate(texts):
                self._one(
                    IncomingText(provider="tried", provider_id=str(number), sender=sender, to=to, text=text),
                    about,
                )
            transaction.set_rollback(True)

    def _one(self, text: IncomingText, about: Crisis | None) -> None:
        at = crisis_now(about) if about else database_now()
        last = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        receive(text, at=at)
        talk = Conversation.objects.get(contact__value=text.sender)
        answer_texts(conversation=talk.pk, at=at, tried_in=about)
        self.stdout.write(f"> {text.text}")
        for answer in Message.objects.filter(pk__gt=last, contact__value=text.sender).order_by("pk"):
            self.stdout.write(f"< {answer.text} ({segments(answer.text)})")
