"""The page of whoever asked "are you safe?", and "ask me again" on the page of whoever checked in."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crisis.checkin.asks import queries
from crisis.checkin.asks.actions import appointments, asking, ending
from crisis.checkin.asks.rules import GRACE, KEPT, MOST_SENT
from crisis.checkin.asks.vocabulary import STANDING, AskState
from crisis.checkin.asks.web.forms import AppointmentForm
from crisis.checkin.models import CheckIn
from crisis.checkin.vocabulary import Status
from crisis.moderation.queries import decisions_on
from matching.web.asked import Asked, Verb, whole
from matching.web.opened import Opened

PAST_SHOWN = 5


def ask_page(opened: Opened, bound: dict) -> dict:
    """Each as they were typed, never by who is silent."""
    ask = opened.posted
    people = queries.people_asked(ask)
    answers = queries.counts(people)
    return {
        "people": people,
        "said": [(status.label, answers[status]) for status in Status if answers[status]],
        "silent": answers[""],
        "again": queries.to_ask_again(ask, opened.at) if opened.crisis.is_active else 0,
        "again_at": queries.ask_again_at(ask) if opened.crisis.is_active else None,
        "most_sent": MOST_SENT,
        "is_open": ask.state == AskState.OPEN,
        "changeable": queries.may_be_changed(ask),
        "kept_days": KEPT.days,
        "decisions": [(each, "") for each in decisions_on(ask.public_id)[:PAST_SHOWN]],
    }


def again(asked: Asked):
    many = asking.ask_again(ask=asked.opened.posted, **asked.by)
    return ngettext("We ask %(n)s person again.", "We ask %(n)s people again.", many) % {"n": many}


def close(asked: Asked):
    ending.close_ask(ask=asked.opened.posted, **asked.by)
    return _("Closed. Nobody is told, and nobody is asked again.")


def appointment_stands(check_in: CheckIn) -> bool:
    made = appointments.standing_appointment(check_in)
    return made is not None and made.state in STANDING


def appointment_on(check_in: CheckIn, bound: dict) -> dict:
    """What one's own page says of "ask me again"."""
    made = appointments.standing_appointment(check_in)
    return {
        "appointment": made,
        "appointment_stands": made is not None and made.state in STANDING,
        "to_tell": list(made.to_tell.order_by("pk")) if made else [],
        "grace_minutes": int(GRACE.total_seconds() // 60),
        "appointment_form": bound.get("ask-me-again") or AppointmentForm(),
    }


def ask_me_again(asked: Asked):
    form = AppointmentForm(asked.request.POST)
    whole(form)
    appointments.make_appointment(check_in=asked.opened.posted, draft=form.draft(), **asked.by)
    return _("We ask you then. Whoever you named hears only if you don’t answer.")


def here(asked: Asked):
    told = appointments.answer_appointment(check_in=asked.opened.posted, **asked.by)
    if told:
        return _("Good to hear. Those you named can read that you answered.")
    return _("Good to hear. Nobody is told anything.")


def _on_appointment(action, words) -> Verb:
    def verb(asked: Asked):
        action(check_in=asked.opened.posted, **asked.by)
        return words

    return verb


ASKER: dict[str, Verb] = {"again": again, "close": close}
CHECKED_IN: dict[str, Verb] = {
    "ask-me-again": ask_me_again,
    "here": here,
    "postpone": _on_appointment(appointments.postpone, _("We ask you an hour later.")),
    "cancel-asking": _on_appointment(
        appointments.cancel_appointment, _("Cancelled: we do not ask, and tell nobody.")
    ),
}
