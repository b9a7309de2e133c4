"""Questions in every state, and those who wanted to be asked again."""

from datetime import timedelta

from accounts.links.actions import issue_manage_link
from accounts.links.secrets import token_of
from accounts.origin import Origin
from crisis.activation.models import Crisis
from crisis.checkin.asks.access import token_for
from crisis.checkin.asks.actions.answering import answer
from crisis.checkin.asks.actions.appointments import keep_appointments, make_appointment
from crisis.checkin.asks.actions.asking import ask, send_first
from crisis.checkin.asks.actions.ending import close_ask, hide_ask
from crisis.checkin.asks.actions.putting_right import correct_person
from crisis.checkin.asks.drafts import AnswerDraft, AppointmentDraft, AskDraft, PersonToAsk
from crisis.checkin.asks.models import Ask, ToTell
from crisis.checkin.models import CheckIn
from tests import cast

BY = {"origin": cast.WEB}
CHOIR = ("amira@example.org", "lina@example.org", "06 12 34 56 01", "06 12 34 56 02")


def asks(crisis: Crisis, links: dict[str, str]) -> dict:
    """{state: token} of those asked, and of one who was told; the askers' pages go into `links`."""
    open_one, over, held = (_asked(crisis) for _each in range(3))
    first, second, *_rest = open_one.asked.order_by("number")
    said = AnswerDraft(status="safe", word="At Leïla's.", language="en")
    answer(asked=first, draft=said, at=cast.now(), **BY)
    answer(asked=second, draft=AnswerDraft(status="not_there"), at=cast.now(), **BY)
    gone, right = open_one.asked.get(number=4), PersonToAsk(name="Singer 4", contact="06 12 34 56 03")
    correct_person(ask=open_one, number=4, person=right, at=cast.now(), **BY)
    close_ask(ask=over, at=cast.now(), **BY)
    hide_ask(ask=held, at=cast.now(), **BY)
    unsent = _asked(crisis, origin=cast.WEB, contact="new.boris@example.org")
    states = {"open": open_one, "closed": over, "held": held, "waiting for its code": unsent}
    links |= {f"question {state}": _link(row, "ask") for state, row in states.items()}
    links |= {f"check-in, {state}": _link(row, "check_in") for state, row in _appointments(crisis).items()}
    return {
        "answered": token_for(first),
        "unanswered": token_for(open_one.asked.get(number=3)),
        "closed": token_for(over.asked.get(number=1)),
        "replaced": token_for(gone),
        "told": token_of(ToTell.objects.filter(appointment__told_at__isnull=False)[0].seed),
    }


def _asked(crisis: Crisis, origin: Origin = cast.VOUCHED, contact: str = "choir@example.org") -> Ask:
    people = tuple(PersonToAsk(name=f"Singer {n}", contact=each) for n, each in enumerate(CHOIR))
    draft = AskDraft(name="The choir", contact=contact, people=people, language="en")
    done = ask(crisis=crisis, draft=draft, origin=origin, at=cast.now())
    made = Ask.objects.select_related("crisis", "contact").get(public_id=done.subject)
    send_first(ask=made, at=cast.now())
    return Ask.objects.select_related("crisis", "contact", "owner").get(pk=made.pk)


def _appointments(crisis: Crisis) -> dict[str, CheckIn]:
    """The first two were made long ago, and kept by a sweep of then."""
    began = cast.now() - timedelta(hours=2)
    told, asked = (_with_appointment(crisis, at=began) for _each in range(2))
    keep_appointments(crisis=crisis, at=began + timedelta(hours=1))
    late = asked.appointments.get()
    late.tell_at = cast.now() + timedelta(minutes=20)
    late.save(update_fields=["tell_at"])
    keep_appointments(crisis=crisis, at=cast.now())
    return {
        "whose people were told": told,
        "asked now": asked,
        "to be asked again": _with_appointment(crisis, at=cast.now()),
    }


def _with_appointment(crisis: Crisis, *, at) -> CheckIn:
    row = cast.amira_is_safe(crisis, contact=f"amira.{CheckIn.objects.count()}@example.org", at=at)
    draft = AppointmentDraft(minutes=60, tell=("boris@example.org",))
    make_appointment(check_in=row, draft=draft, at=at, **BY)
    return row


def _link(row, kind: str) -> str:
    about = {"subject_kind": kind, "subject": row.public_id, "crisis_id": row.crisis_id}
    return issue_manage_link(person=row.owner, **about)


def pages(told: dict) -> list[str]:
    """What is public, or behind a link that was sent."""
    behind = [f"/a/{told['asks'][state]}/" for state in ("answered", "unanswered", "closed", "replaced")]
    report, named = f"/a/{told['asks']['answered']}/report/", f"/told/{told['asks']['told']}/"
    return [f"/c/{told['slug']}/ask/", *behind, report, named, f"{named}report/"]
