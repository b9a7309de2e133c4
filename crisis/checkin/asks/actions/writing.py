""" "Ask me again", in messages: to whoever wanted to be asked, and to those they named."""

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.links.actions import standing_link
from accounts.people.contact import Contact
from accounts.reach.actions import reach
from accounts.reach.inviting import invite, write_to
from accounts.reach.models import Message
from accounts.reach.stops import stopped
from accounts.reach.vocabulary import NewsKind
from crisis.activation.actions import absolute
from crisis.checkin.asks import rules
from crisis.checkin.asks.access import contact_of, link_to_read, said_never_again
from crisis.checkin.asks.models import Appointment, ToTell
from crisis.shelter.actions.posting import manage_path


def write_to_owner(due: Appointment) -> None:
    """That their hour has come, with the link to their own page."""
    check_in = due.check_in
    about = {"subject_kind": "check_in", "subject": check_in.public_id, "crisis_id": check_in.crisis_id}
    link = absolute(manage_path(standing_link(person=check_in.owner, **about), check_in.language))
    with translation.override(check_in.language):
        text = _("Porte Ouverte: you wanted us to ask after you now. Answer with one tap: %(link)s")
        reach(
            due.contact,
            text=text % {"link": link},
            subject=_("You wanted us to ask after you"),
            drill=due.crisis.is_drill,
            crisis_id=due.crisis_id,
            thing=f"appointment:{due.pk}",
        )


def write_to_all_named(due: Appointment) -> None:
    """That their page says something, whatever it says: none of it stands on a locked screen."""
    if due.check_in.held_at:
        return
    for each in due.to_tell.select_related("point").order_by("pk"):
        if each.point:
            _write_to_named(due, each)


def _write_to_named(due: Appointment, each: ToTell) -> None:
    """Of an answer only whoever was alarmed reads, however many appointments there were."""
    contact, own = contact_of(each.point), due.contact and contact_of(due.contact)
    drill, language, thing = due.crisis.is_drill, due.check_in.language, rules.told_thing(each.pk)
    if own and said_never_again(own, contact, exercise=drill):
        return
    with translation.override(language):
        text = _("Porte Ouverte: somebody wanted you to read this now: %(link)s") % {
            "link": link_to_read(each)
        }
        subject = _("Somebody wanted you to read this")
    letter = {"text": text, "subject": subject, "drill": drill, "crisis_id": due.crisis_id, "thing": thing}
    letter |= {"language": language, "kind": NewsKind.OTHER}
    if due.answered_at is None:
        by = f"appointment:{rules.key_of(own) if own else due.pk}"
        invite(contact, by=by, promised=True, **letter)
    elif not stopped(contact, drill=drill) and _was_alarmed(contact, thing):
        write_to(contact, **letter)


def _was_alarmed(contact: Contact, thing: str) -> bool:
    return Message.objects.filter(
        contact__kind=contact.kind, contact__value=contact.value, thing=thing
    ).exists()
