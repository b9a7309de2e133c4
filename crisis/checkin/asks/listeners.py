"""A question leaves once its asker's contact has answered, in portions of a few messages each."""

from accounts.journal.announce import listen
from accounts.people.actions import ContactVerified
from crisis.activation.clock import crisis_now
from crisis.checkin.asks import events
from crisis.checkin.asks.actions.asking import follow_contact, send_first, write_to
from crisis.checkin.asks.models import Ask
from crisis.checkin.asks.vocabulary import AskState


@listen(events.AskPosted, events.AskShown)
def send_questions(event) -> None:
    for ask in _waiting().filter(pk=event.ask):
        send_first(ask=ask, at=crisis_now(ask.crisis))


@listen(ContactVerified)
def send_the_persons_questions(event) -> None:
    for ask in _waiting().filter(owner=event.person):
        follow_contact(ask=ask)
        send_first(ask=ask, at=crisis_now(ask.crisis))


@listen(events.QuestionsOwed)
def write_questions(event) -> None:
    for ask in Ask.objects.select_related("crisis", "contact", "owner").filter(pk=event.ask):
        write_to(ask=ask, asked=event.asked)


def _waiting():
    rows = Ask.objects.select_related("crisis", "contact", "owner")
    return rows.filter(sent_at__isnull=True, state=AskState.OPEN, held_at__isnull=True).order_by("pk")
