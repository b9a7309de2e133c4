""" "Ask me again in two hours; tell Boris if I don't answer": he hears exactly then, and reads what it means."""

import re
from datetime import datetime, timedelta

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from accounts import throttle
from accounts.disclosure.models import Disclosure
from accounts.errors import Invalid, NotThere, TooLate
from accounts.links.actions import standing_link
from accounts.links.secrets import token_of
from accounts.origin import Door, Origin
from accounts.people.contact import read_contact
from accounts.people.models import ContactPoint
from accounts.reach.gathering import gather_due
from accounts.reach.models import Message
from accounts.reach.stops import stop
from crisis.activation.actions import archive_crisis, stand_down_crisis
from crisis.activation.clock import set_clock
from crisis.checkin.actions.changing import (
    correct_check_in,
    hide_check_in,
    show_check_in,
    withdraw_check_in,
)
from crisis.checkin.asks import rules
from crisis.checkin.asks.access import to_tell_by_token
from crisis.checkin.asks.actions.answering import answer
from crisis.checkin.asks.actions.appointments import (
    NotReachable,
    answer_appointment,
    cancel_appointment,
    keep_appointments,
    make_appointment,
    postpone,
    wipe_appointments,
)
from crisis.checkin.asks.drafts import AnswerDraft, AppointmentDraft
from crisis.checkin.asks.models import Appointment, NeverAgain, ToTell
from crisis.checkin.asks.tasks import sweep_asks
from crisis.checkin.models import CheckIn
from tests import cast
from tests.crisis.checkin.asks.asking import HOUR, asked, boris_asks, token_to

pytestmark = pytest.mark.django_db

BORIS = "boris@example.org"
BEGAN = cast.now().replace(minute=10, second=0, microsecond=0)
DUE, LATE = BEGAN + 2 * HOUR, BEGAN + 2 * HOUR + rules.GRACE
BY = {"origin": cast.WEB}
TEXTED = Origin(door=Door.SMS)


def amira(crisis=None, at: datetime = BEGAN, tell=(BORIS,), **changes) -> CheckIn:
    """She is safe, and wants to be asked in two hours."""
    row = cast.amira_is_safe(crisis or cast.active_crisis(), at=at, **changes)
    make_appointment(check_in=row, draft=AppointmentDraft(minutes=120, tell=tell), at=at, **BY)
    Message.objects.all().delete()
    return row


def sweep(row: CheckIn, *times: datetime) -> list[str]:
    """Who was written to by then."""
    for at in times:
        keep_appointments(crisis=row.crisis, at=at)
    return [each.contact.value for each in Message.objects.select_related("contact").order_by("pk")]


def test_she_is_asked_at_her_hour_and_boris_told_once_after_half_an_hour_of_silence():
    row = amira()
    assert sweep(row, DUE - timedelta(seconds=1)) == []
    assert sweep(row, DUE, DUE) == ["amira@example.org"]
    assert sweep(row, LATE - timedelta(seconds=1)) == ["amira@example.org"]
    assert sweep(row, LATE, LATE + HOUR) == ["amira@example.org", BORIS]


def test_his_message_is_neutral_and_his_page_says_what_it_means_and_does_not():
    row = amira()
    sweep(row, DUE, LATE)
    told = Message.objects.get(contact__value=BORIS)
    assert not any(word in told.text.lower() for word in ("amira", "safe", "answer", "paris"))
    link = re.search(r"http\S+?(/told/\w+/)", told.text).group(1)
    page = Client().get(f"/en{link}").content.decode()
    assert "<bdi>Amira</bdi> asked us to tell you" in page and "It says nothing about how they are." in page
    assert "Haddad" not in page and "amira@" not in page
    answer_appointment(check_in=row, at=LATE + HOUR, **BY)
    assert "has answered since" in Client().get(f"/en{link}").content.decode()
    first, again = Message.objects.filter(contact__value=BORIS).order_by("pk")
    assert link in again.text, "whoever was alarmed hears that there is an answer"


def test_help_asked_for_after_boris_was_told_reaches_him_as_an_answer(monkeypatch):
    row = amira()
    sweep(row, DUE, LATE)
    monkeypatch.setattr("crisis.checkin.web.saying.crisis_now", lambda crisis: LATE + HOUR)
    about = {"subject_kind": "check_in", "subject": row.public_id, "crisis_id": row.crisis_id}
    edit = f"/en/m/{standing_link(person=row.owner, **about)}/edit/"
    said = {
        "status": "need_help",
        "given_name": "Amira",
        "audience": "contacts",
        "lat": "48.86",
        "lon": "2.37",
    }
    assert Client().post(edit, said).status_code == 302
    _first, again = Message.objects.filter(contact__value=BORIS).order_by("pk")
    link = re.search(r"http\S+?(/told/\w+/)", again.text).group(1)
    read = Client().get(f"/en{link}").content.decode()
    assert "has answered since" in read and "help" not in read.split("<main")[1]


@pytest.mark.parametrize("moment", [DUE - HOUR, DUE + timedelta(minutes=5)])
def test_one_tap_before_or_after_she_was_asked_and_boris_hears_nothing(moment):
    row = amira()
    sweep(row, DUE) if moment > DUE else None
    answer_appointment(check_in=row, at=moment, **BY)
    assert BORIS not in sweep(row, DUE, LATE, LATE + HOUR)
    assert not ContactPoint.objects.filter(value=BORIS).exists(), "and he is forgotten"
    with pytest.raises(TooLate):
        answer_appointment(check_in=row, at=moment, **BY)


def by_another_check_in(row: CheckIn, at: datetime) -> None:
    cast.amira_is_safe(row.crisis, at=at)


def by_answering_somebody(row: CheckIn, at: datetime) -> None:
    boris_asks(row.crisis, "amira@example.org", at=BEGAN)
    answer(asked=asked(token_to("amira@example.org")), draft=AnswerDraft(status="safe"), at=at, **BY)


def by_text(row: CheckIn, at: datetime) -> None:
    """Her number was proved once: a later text is taken at its word, whoever sent it."""
    correct_check_in(check_in=row, draft=cast.check_in_draft(), origin=TEXTED, at=at)


@pytest.mark.parametrize("heard", [by_another_check_in, by_answering_somebody, by_text])
def test_what_she_said_around_her_hour_counts_and_she_is_not_even_asked(heard):
    row = amira()
    heard(row, DUE - timedelta(minutes=5))
    Message.objects.all().delete()
    assert sweep(row, DUE, LATE) == []
    assert Appointment.objects.get().state == "answered"


@pytest.mark.parametrize("heard", [by_another_check_in, by_answering_somebody, by_text])
def test_what_she_said_just_after_she_wanted_to_be_asked_answers_nothing(heard):
    row = amira()
    heard(row, BEGAN + timedelta(minutes=2))
    Message.objects.all().delete()
    assert sweep(row, DUE, LATE) == ["amira@example.org", BORIS]


def test_a_text_that_takes_it_back_calls_nobody_off_and_her_page_still_answers():
    row = amira()
    withdraw_check_in(check_in=row, origin=TEXTED, at=BEGAN + HOUR)
    assert sweep(row, DUE) == ["amira@example.org"]
    link = re.search(r"http\S+?(/m/\w+/)", Message.objects.get().text).group(1)
    browser = Client()
    assert "/here/" in browser.get(f"/en{link}").content.decode()
    browser.post(f"/en{link}here/")
    assert BORIS not in sweep(row, LATE)


def test_nobody_else_can_speak_for_her():
    """Who wants her to be missed by nobody gives her number as their own."""
    row = amira()
    cast.amira_is_safe(row.crisis, origin=cast.WEB, at=DUE - HOUR)
    Message.objects.all().delete()
    assert sweep(row, DUE, LATE) == ["amira@example.org", BORIS]


def test_put_off_cancelled_taken_back_or_made_anew():
    row = amira()
    postpone(check_in=row, at=DUE - HOUR, **BY)
    assert sweep(row, DUE) == [] and sweep(row, DUE + HOUR) == ["amira@example.org"]
    postpone(check_in=row, at=DUE + HOUR, **BY)
    assert sweep(row, DUE + HOUR + rules.GRACE) == ["amira@example.org"]
    make_appointment(
        check_in=row, draft=AppointmentDraft(minutes=60, tell=("lina@example.org",)), at=DUE, **BY
    )
    assert not ContactPoint.objects.filter(value=BORIS).exists()
    cancel_appointment(check_in=row, at=DUE, **BY)
    for gone in (cancel_appointment, postpone):
        with pytest.raises(TooLate):
            gone(check_in=row, at=DUE, **BY)
    other = amira(row.crisis)
    withdraw_check_in(check_in=other, at=DUE - HOUR, **BY)
    assert sweep(other, DUE, LATE) == []


def test_only_who_can_be_asked_and_names_somebody_else_to_tell():
    crisis = cast.active_crisis()
    unverified = cast.amira_is_safe(crisis, origin=cast.WEB)
    draft = AppointmentDraft(minutes=120, tell=(BORIS,))
    with pytest.raises(NotReachable):
        make_appointment(check_in=unverified, draft=draft, at=BEGAN, **BY)
    row = cast.amira_is_safe(crisis)
    for wrong, field in (
        (AppointmentDraft(minutes=5, tell=(BORIS,)), "minutes"),
        (AppointmentDraft(minutes=120, tell=()), "tell"),
        (AppointmentDraft(minutes=120, tell=("amira@example.org",)), "tell"),
        (AppointmentDraft(minutes=120, tell=tuple(f"p{n}@example.org" for n in range(4))), "tell"),
        (AppointmentDraft(minutes=120, tell=("12",)), "tell"),
    ):
        with pytest.raises(Invalid) as refused:
            make_appointment(check_in=row, draft=wrong, at=BEGAN, **BY)
        assert set(refused.value.errors) == {field}
    stop(read_contact("amira@example.org"), at=BEGAN)
    with pytest.raises(NotReachable):
        make_appointment(check_in=row, draft=draft, at=BEGAN, **BY)


def test_boris_who_wants_nothing_from_us_gets_nothing():
    row = amira()
    stop(read_contact(BORIS), at=BEGAN)
    assert sweep(row, DUE, LATE) == ["amira@example.org"]


def test_boris_reads_whose_contact_it_is_and_ends_it_with_one_tap():
    """Whoever feigns that Amira does not answer is known by their own number, and never reaches him again."""
    row = amira()
    sweep(row, DUE, LATE)
    link = "/en" + re.search(r"http\S+?(/told/\w+/)", Message.objects.get(contact__value=BORIS).text).group(1)
    assert "We did not check the name." in (page := Client().get(link).content.decode())
    assert "a…@example.org" in page
    said = Client().post(f"{link}never/", {"whom": "asker"}, follow=True).content.decode()
    assert "This asker does not reach you any more." in said
    answer_appointment(check_in=row, at=LATE + HOUR, **BY)
    assert Message.objects.filter(contact__value=BORIS).count() == 1
    Client().post(f"{link}never/", {"whom": "asker", "undo": "1"})
    assert not NeverAgain.objects.exists()


def test_what_others_sent_boris_never_keeps_this_one_back(monkeypatch):
    monkeypatch.setitem(throttle.RATES, "invited", "1/day")
    crisis = cast.active_crisis()
    rows = [amira(crisis, contact=f"amira{n}@example.org") for n in range(3)]
    Message.objects.all().delete()
    assert sweep(rows[0], DUE, LATE).count(BORIS) == 3


def test_strangers_who_each_alarm_boris_ring_him_a_few_times_and_the_rest_leaves_as_one(monkeypatch):
    """Mailboxes cost nothing; Amira's word is among theirs, and none of them is lost."""
    monkeypatch.setitem(throttle.RATES, "told", "2/day or 1/hour")
    crisis = cast.active_crisis()
    rows = [amira(crisis, contact=f"amira{n}@example.org") for n in range(8)]
    assert sweep(rows[0], DUE, LATE).count(BORIS) == 8
    boris = Message.objects.filter(contact__value=BORIS)
    assert [each.urgent for each in boris.order_by("pk")] == [True] * 3 + [False] * 5
    later = {each.next_attempt_at for each in boris.filter(urgent=False)}
    assert cast.now() + 0.9 * HOUR < min(later) and max(later) < cast.now() + 1.1 * HOUR
    gather_due(max(later), of=Q(), most=9)
    [whole] = boris.filter(state="queued", urgent=False)
    assert whole.news == 5 and len(re.findall(r"/told/\w+/", whole.text)) == 5 and "/stop/" in whole.text


def test_an_answer_is_told_to_whom_we_alarmed_and_uses_up_none_of_her_next_alarms(monkeypatch):
    monkeypatch.setitem(throttle.RATES, "invited_by", "1/day")
    row = amira()
    sweep(row, DUE, LATE)
    answer_appointment(check_in=row, at=LATE, **BY)
    told = Message.objects.filter(contact__value=BORIS)
    assert told.count() == 2
    again = amira(row.crisis, at=LATE)
    sweep(again, LATE + 2 * HOUR, LATE + 3 * HOUR)
    answer_appointment(check_in=again, at=LATE + 4 * HOUR, **BY)
    assert not told.exists(), "over her budget he hears of neither"


def test_boris_reports_it_and_nobody_is_alarmed_while_a_moderator_looks():
    row = amira()
    sweep(row, DUE, LATE)
    link = "/en" + re.search(r"http\S+?(/told/\w+/)", Message.objects.get(contact__value=BORIS).text).group(1)
    assert f"{link}report/" in Client().get(link).content.decode()
    desk = Client()
    desk.force_login(row.crisis.declared_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    report = reverse("desk_report", args=[row.crisis.slug, "check_in", row.public_id])
    assert desk.post(f"{report}reveal/", {"reason": "Who alarms Boris?"}).status_code == 404, "not reported"
    Client().post(f"{link}report/", {"reason": "abuse", "text": "He again."})
    assert f"{report}reveal/" in desk.get(report).content.decode()
    assert "Say why" in desk.post(f"{report}reveal/", {"reason": ""}, follow=True).content.decode()
    seen = desk.post(f"{report}reveal/", {"reason": "Who alarms Boris?"}).content.decode()
    assert "amira@example.org" in seen and Disclosure.objects.get().about == row.owner
    moderator = cast.at_the_desk(row.crisis.declared_by)
    hide_check_in(check_in=row, origin=moderator, at=LATE)
    answer_appointment(check_in=row, at=LATE, **BY)
    assert Message.objects.filter(contact__value=BORIS).count() == 1
    held = amira(row.crisis)
    hide_check_in(check_in=held, origin=moderator, at=BEGAN)
    assert sweep(held, DUE, LATE) == []
    show_check_in(check_in=held, origin=moderator, at=LATE)
    assert sweep(held, LATE + HOUR) == ["amira@example.org"]


def test_his_link_opens_nothing_before_it_is_time_nor_once_all_is_put_away():
    row = amira()
    token = token_of(ToTell.objects.get().seed)
    with pytest.raises(NotThere):
        to_tell_by_token(token)
    sweep(row, DUE, LATE)
    assert to_tell_by_token(token)
    by = {"origin": cast.at_the_desk(row.crisis.declared_by), "at": cast.now()}
    stand_down_crisis(crisis=row.crisis, closing_message="", **by)
    row.crisis.refresh_from_db()
    archive_crisis(crisis=row.crisis, **by)
    with pytest.raises(NotThere):
        to_tell_by_token(token)
    sweep_asks()
    assert not Appointment.objects.exists()


def test_in_an_exercise_it_is_the_exercises_clock_and_screen():
    crisis = cast.active_crisis(is_drill=True)
    row = amira(crisis, at=cast.now())
    set_clock(crisis, epoch=cast.now() + 3 * HOUR, speed=1)
    sweep_asks()
    set_clock(crisis, epoch=cast.now() + 4 * HOUR, speed=1)
    sweep_asks()
    assert [each.state for each in Message.objects.all()] == ["on_screen", "on_screen"]
    wipe_appointments(crisis=crisis, at=cast.now() + 5 * HOUR + rules.KEPT)
    assert not ToTell.objects.exists() and row.pk
