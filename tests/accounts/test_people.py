"""Contacts: read as typed, verified by code, never written to before."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts import throttle
from accounts.errors import Invalid, TooMany
from accounts.origin import SYSTEM
from accounts.people.actions import WrongCode, add_contact, send_code, verify_contact
from accounts.people.contact import read_contact
from accounts.people.models import Person
from accounts.people.vocabulary import VerifiedBy
from accounts.reach.actions import reach
from accounts.reach.carrying import carry_due_messages
from accounts.reach.models import Message
from crisis.shelter.actions.offers import open_offer
from crisis.shelter.models import Offer
from matching.held import held_about
from tests.cast import WEB, Door, Origin, active_crisis, dana, now, offer_draft


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("+44 7911 123456", "+447911123456"),
        ("0033 6 12 34 56 78", "+33612345678"),
        ("  Amira@Example.ORG ", "amira@example.org"),
    ],
)
def test_a_contact_is_read_as_people_type_it(typed, kept):
    assert read_contact(typed).value == kept


@pytest.mark.parametrize("typed", ["12", "amira@", "amira", "@example.org"])
def test_a_contact_that_cannot_work_is_refused_with_what_to_type(typed):
    with pytest.raises(Invalid) as refused:
        read_contact(typed)
    assert refused.value.errors["contact"]


def boris(contact: str = "boris@example.org"):
    person = Person.objects.create_user(pseudonym="Boris", language="en")
    return add_contact(person=person, contact=read_contact(contact), origin=WEB, at=now())


def code_in(message: Message) -> str:
    return next(word.strip(".") for word in message.text.split() if word.strip(".").isdigit())


@pytest.mark.django_db
def test_the_code_that_was_sent_verifies_the_contact_once():
    contact = boris()
    send_code(contact=contact, drill=True, crisis_id=None)
    code = code_in(Message.objects.get())
    verify_contact(contact=contact, code=code, drill=True, origin=SYSTEM, at=now(), crisis_id=None)
    contact.refresh_from_db()
    assert contact.verified_at
    with pytest.raises(WrongCode):
        verify_contact(contact=contact, code=code, drill=True, origin=SYSTEM, at=now(), crisis_id=None)


def wrong(contact, *, times: int = 1, drill: bool = True) -> None:
    send_code(contact=contact, drill=True, crisis_id=None)
    about = {"drill": drill, "origin": SYSTEM, "at": now(), "crisis_id": None}
    for _try in range(times):
        with pytest.raises(WrongCode):
            verify_contact(contact=contact, code="none", **about)


def right(contact, *, drill: bool = True) -> None:
    send_code(contact=contact, drill=True, crisis_id=None)
    code = code_in(Message.objects.latest("pk"))
    verify_contact(contact=contact, code=code, drill=drill, origin=SYSTEM, at=now(), crisis_id=None)


@pytest.mark.django_db
def test_a_days_wrong_codes_end_for_one_poster_and_shut_out_nobody_else_with_that_number(monkeypatch):
    monkeypatch.setitem(throttle.RATES, "wrong_code", "3/day")
    stranger, owner = boris(), boris()  # two posts, one address
    wrong(stranger, times=3)
    with pytest.raises(TooMany) as refused:
        right(stranger)
    assert refused.value.retry_after > 3600
    right(owner)


@pytest.mark.django_db
def test_a_days_wrong_codes_end_for_a_number_too_and_an_exercises_do_not_count(monkeypatch):
    monkeypatch.setitem(throttle.RATES, "wrong_code_to", "3/day")
    for _post in range(3):
        wrong(boris(), drill=True)
    for _post in range(3):
        wrong(boris(), drill=False)
    with pytest.raises(TooMany):
        right(boris(), drill=False)


@pytest.mark.django_db
def test_a_code_read_in_an_exercise_verifies_for_the_exercise_only():
    contact = boris()
    right(contact)
    contact.refresh_from_db()
    assert contact.verified_by == VerifiedBy.DRILL
    reach(contact, text="a real night's", drill=False)
    assert {told["drill"] for told in held_about(contact.person)["messages_to_you"]} == {True}


@pytest.mark.django_db
@pytest.mark.parametrize("known", ["when its text was written", "long before"])
def test_a_code_counts_half_an_hour_from_when_its_text_left_and_an_old_one_never_again(
    known, settings, tmp_path
):
    """At the cost cap, behind others or with a provider away that may be hours after it was asked for."""
    settings.VAR_DIR = tmp_path
    contact, ago = boris(), now() - timedelta(hours=3)
    send_code(contact=contact, drill=False, crisis_id=None)
    code = code_in(Message.objects.get())
    Message.objects.update(created_at=ago)
    contact.codes.update(
        expires_at=ago + timedelta(minutes=30 if known == "when its text was written" else -1)
    )
    about = {
        "contact": contact,
        "code": code,
        "drill": False,
        "origin": SYSTEM,
        "at": now(),
        "crisis_id": None,
    }
    assert carry_due_messages() == 1
    if known == "long before":
        with pytest.raises(WrongCode):
            verify_contact(**about)
    else:
        verify_contact(**about)


@pytest.mark.django_db
def test_five_wrong_codes_spend_the_right_one():
    contact = boris()
    send_code(contact=contact, drill=True, crisis_id=None)
    code = code_in(Message.objects.get())
    wrong = "000000" if code != "000000" else "111111"
    for _try in range(5):
        with pytest.raises(WrongCode):
            verify_contact(contact=contact, code=wrong, drill=True, origin=SYSTEM, at=now(), crisis_id=None)
    with pytest.raises(WrongCode):
        verify_contact(contact=contact, code=code, drill=True, origin=SYSTEM, at=now(), crisis_id=None)


@pytest.mark.django_db
def test_nothing_but_a_code_goes_to_an_unverified_contact():
    assert reach(boris(), text="hello", drill=False) is None
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_a_forgotten_drill_flag_sends_nothing():
    with pytest.raises(TypeError):
        reach(boris(), text="hello", drill=None, verifying=True)


@pytest.mark.django_db
def test_the_database_itself_refuses_to_queue_a_drills_message():
    message = reach(boris(), text="hello", drill=True, verifying=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(state="queued")


@pytest.mark.django_db
def test_with_no_carrier_a_message_is_written_to_a_file_only_the_operator_reads(settings, tmp_path, capsys):
    settings.VAR_DIR = tmp_path
    reach(boris(), text="your code is 123456", drill=False, verifying=True)
    assert carry_due_messages() == 1
    assert carry_due_messages() == 0
    (written,) = (tmp_path / "messages").iterdir()
    assert "123456" in written.read_text()
    assert Message.objects.get().text == "", "a link or a code does not stay readable in the database"
    assert "boris@example.org" not in capsys.readouterr().out
    assert (tmp_path / "messages").stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_a_new_code_ends_the_one_before_so_that_five_tries_are_five():
    contact = boris()
    send_code(contact=contact, drill=True, crisis_id=None)
    first = code_in(Message.objects.get())
    send_code(contact=contact, drill=True, crisis_id=None)
    with pytest.raises(WrongCode):
        verify_contact(contact=contact, code=first, drill=True, origin=SYSTEM, at=now(), crisis_id=None)


@pytest.mark.django_db
def test_nobody_can_make_us_ring_a_strangers_phone_all_night():
    for _post in range(30):  # each by a new person, as an unthrottled need would
        send_code(contact=boris("06 12 34 56 78"), drill=False, crisis_id=None)
    assert Message.objects.count() == 5, "then one in half an hour"


@pytest.mark.django_db
def test_a_contact_verified_in_an_exercise_is_not_verified_for_an_account():
    dana_signed_in = dana()
    crisis = active_crisis(is_drill=True)
    web = Origin(door=Door.WEB, actor=dana_signed_in)
    done = open_offer(crisis=crisis, draft=offer_draft(), origin=web, at=now())
    assert Offer.objects.get(public_id=done.subject).owner != dana_signed_in


@pytest.mark.django_db
def test_what_goes_to_a_contact_shows_nothing_to_whoever_typed_it_until_it_answers():
    crisis = active_crisis()
    done = open_offer(crisis=crisis, draft=offer_draft(), origin=WEB, at=now())
    owner = Offer.objects.get(public_id=done.subject).owner
    assert Message.objects.get().contact.person == owner
    assert held_about(owner)["messages_to_you"] == []
    owner.contact_points.update(verified_at=now(), verified_by=VerifiedBy.CODE)
    assert [message["text"] for message in held_about(owner)["messages_to_you"]] == [""]


@pytest.mark.django_db
def test_a_code_somebody_waits_for_leaves_before_a_thousand_pieces_of_news(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    contact = boris()
    contact.verified_at = now()
    for _news in range(5):
        reach(contact, text="news", drill=False)
    reach(contact, text="your code", drill=False, verifying=True)
    carry_due_messages(limit=1)
    assert Message.objects.get(state="sent").urgent
