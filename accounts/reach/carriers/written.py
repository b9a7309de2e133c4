"""No carrier is set: the operator finds the message in a file that only they can read."""

import sys

from django.conf import settings

from accounts.reach.models import Message


def write_down(message: Message) -> None:
    folder = settings.VAR_DIR / "messages"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{message.created_at:%Y%m%dT%H%M%S}-{message.public_id}.txt"
    path.write_text(f"{message.contact.value}\n{message.subject}\n\n{message.text}\n", encoding="utf-8")
    sys.stdout.write(f"A message is in {path}\n")
