"""What somebody texts, and what they are answered."""

import re

from accounts.reach.carriers.sms.segments import is_gsm7, units
from accounts.reach.models import Message
from tests.cast import somebody_texts
from tests.rig.sms import AMIRA

ESMA = "+33698765432"


def ask(text: str, sender: str = AMIRA, **about) -> str:
    """What somebody is answered: one SMS in the small alphabet, or nothing."""
    before = Message.objects.count()
    somebody_texts(text, sender=sender, **about)
    answers = [each.text for each in Message.objects.order_by("pk")[before:]]
    assert len(answers) <= 1
    assert all(units(each) <= 160 and is_gsm7(each) for each in answers), answers
    return answers[0] if answers else ""


def code_in(answer: str) -> str:
    return re.search(r"\b\d{6}\b", answer)[0]
