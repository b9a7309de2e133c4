"""Whoever asked is told that there are answers: rarely, and neither whose nor what."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.links.actions import standing_link
from accounts.reach.actions import reach
from accounts.reach.vocabulary import NewsKind
from crisis.activation.actions import absolute
from crisis.activation.models import Crisis
from crisis.checkin.asks.models import Ask
from crisis.checkin.asks.queries import with_news
from crisis.shelter.actions.posting import manage_path

AT_ONCE = 100


def tell_askers(*, crisis: Crisis, at: datetime) -> int:
    """How many were told."""
    return sum(_tell(ask, at) for ask in with_news(crisis, at).select_related("owner", "contact")[:AT_ONCE])


def _tell(ask: Ask, at: datetime) -> bool:
    unchanged = Ask.objects.filter(pk=ask.pk, told_at=ask.told_at)
    about = {"subject_kind": "ask", "subject": ask.public_id, "crisis_id": ask.crisis_id}
    with transaction.atomic():
        if not unchanged.update(told_at=at) or ask.contact is None:
            return False
        link = absolute(manage_path(standing_link(person=ask.owner, **about), ask.language))
        with translation.override(ask.language):
            text = _("Porte Ouverte: there are answers for you: %(link)s") % {"link": link}
            subject = _("Answers to your question")
        about = {"kind": NewsKind.ASK, "thing": f"ask:{ask.public_id}", "crisis_id": ask.crisis_id}
        reach(ask.contact, text=text, subject=subject, drill=ask.crisis.is_drill, **about)
    return True
