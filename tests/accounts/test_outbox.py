"""From a letter to what leaves: one thing once, many as one, another contact where nobody is there; nothing is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.people.contact import read_contact
from accounts.people.models import ContactPoint, Person
from accounts.push.models import PushDevice
from accounts.reach import carriers, carrying
from accounts.reach.actions import reach
from accounts.reach.carriers.outcomes import Undeliverable
from accounts.reach.carrying import carry_due_messages
from accounts.reach.choices import choose, no_news_by_mail, wishes_of_one
from accounts.reach.gathering import gather_due
from accounts.reach.models import Message
from accounts.reach.reachable import reachable, unreachable
from accounts.reach.rules import Wishes
from accounts.reach.stops import stop
from accounts.reach.vocabulary import MessageState, NewsKind, Way
from tests.cast import now

pytestmark = pytest.mark.django_db
NEVER_QUIET = Wishes(quiet=False)
LINK = "http://localhost:8000/en/m/abc{}/"


def amira(*contacts: str, wishes: Wishes = NEVER_QUIET) -> list[ContactPoint]:
    person = Person.objects.create_user(pseudonym="Amira", language="en")
    points = []
    for text in contacts or ("amira@example.org",):
        contact = read_contact(text)
        fields = {"kind": contact.kind, "value": contact.value, "verified_at": now(), "verified_by": "code"}
        points.append(ContactPoint.objects.create(person=person, **fields))
    choose(person=person, wishes=wishes, language="en", at=now())
    return points


def quiet_now() -> Wishes:
    hour = timezone.localtime().hour
    return Wishes(quiet_from=hour, quiet_until=(hour + 2) % 24)


def tell(contact: ContactPoint, number: int = 0, **about) -> Message | None:
    about = {"kind": NewsKind.SEARCH, "drill": False} | about
    return reach(contact, text=f"Porte Ouverte: news {number} {LINK.format(number)}", **about)


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def carried(monkeypatch) -> list[Message]:
    """What left; nothing leaves the machine."""
    left: list[Message] = []
    monkeypatch.setattr(carriers.written, "write_down", left.append)
    return left


def test_of_one_thing_only_the_newest_leaves_and_never_later_than_the_older_would_have(carried):
    [contact] = amira(wishes=quiet_now())
    tell(contact, 1, thing="search:1", urgent=True)
    tell(contact, 2, thing="search:2", urgent=True)
    tell(contact, 3, thing="search:1")
    assert states() == [MessageState.REPLACED, MessageState.QUEUED, MessageState.QUEUED]
    assert Message.objects.earliest("pk").text == ""  # a link in it would open the page
    assert carry_due_messages() == 2
    assert {message.text.split()[3] for message in carried} == {"2", "3"}


def test_what_has_no_thing_and_what_goes_to_somebody_else_replaces_nothing():
    [contact], [other] = amira(), amira("other@example.org")
    for to, thing in ((contact, ""), (contact, ""), (contact, "search:1"), (other, "search:1")):
        tell(to, thing=thing)
    assert states() == [MessageState.QUEUED] * 4


def test_four_news_leave_as_one_with_every_link_and_three_leave_alone(carried):
    few, many = amira("few@example.org")[0], amira("many@example.org")[0]
    for number in range(7):
        tell(few if number < 3 else many, number, thing=f"search:{number}")
    tell(many, 9, kind=NewsKind.MATCH)  # what cannot wait is never gathered
    assert carry_due_messages() == 3 + 1 + 1
    [one] = [message for message in carried if message.news == 4]
    assert "4" in one.text and all(LINK.format(number) in one.text for number in range(3, 7))
    assert states().count(MessageState.GATHERED) == 4


def test_a_code_does_not_wait_until_everybodys_news_were_gathered(carried, monkeypatch):
    monkeypatch.setattr(carrying, "MOST_GATHERED", 1)
    for name in ("a", "b"):
        [contact] = amira(f"{name}@example.org")
        for number in range(4):
            tell(contact, number)
    reach(contact, text="123456", drill=False, verifying=True)
    carry_due_messages(limit=1, lines=("sms", "push"))
    assert MessageState.GATHERED not in states(), "the lines of others are left to them"
    assert carry_due_messages(limit=1) == 1 and carried[0].kind == NewsKind.CODE
    assert states().count(MessageState.GATHERED) == 4, "one mailbox a run, here"


def test_in_an_exercise_nothing_is_replaced_gathered_or_pushed():
    [contact] = amira()
    PushDevice.objects.create(person=contact.person, endpoint="https://fcm.googleapis.com/x", digest="x")
    for number in range(5):
        tell(contact, number, thing="search:1", drill=True)
    assert gather_due(timezone.now(), of=Q(), most=9) == 0
    assert set(states()) == {MessageState.ON_SCREEN} and Message.objects.count() == 5


def test_news_waits_for_the_morning_and_a_match_does_not():
    [contact] = amira(wishes=quiet_now())
    news, match = tell(contact), tell(contact, kind=NewsKind.MATCH)
    assert news.next_attempt_at > timezone.now() + timedelta(minutes=59)
    assert match.next_attempt_at <= timezone.now()


@pytest.mark.parametrize("kind", [NewsKind.SEARCH, NewsKind.ASK, NewsKind.MATCH, NewsKind.OTHER])
def test_who_says_stop_gets_nothing_that_waits_but_a_code(carried, kind):
    [contact] = amira()
    tell(contact, kind=kind)
    stop(contact, at=now())
    assert carry_due_messages() == 0 and not carried
    assert states() == [MessageState.FAILED] and Message.objects.get().text == ""
    assert reach(contact, text="123456", drill=False, verifying=True) and carry_due_messages() == 1


def test_where_nobody_is_there_everything_goes_to_the_other_contact_and_codes_still_go_there():
    mail, phone = amira("amira@example.org", "+33612345678")
    waiting = tell(mail)
    unreachable(mail, at=now())
    mail.refresh_from_db(), waiting.refresh_from_db()
    assert waiting.contact == phone
    assert tell(mail, 2).contact == phone
    assert reach(mail, text="123456", drill=False, verifying=True).contact == mail
    reachable(mail)
    mail.refresh_from_db()
    assert tell(mail, 3).contact == mail


def test_with_no_other_contact_it_ends_as_undeliverable_for_the_operator_to_see():
    [mail] = amira()
    tell(mail)
    unreachable(mail, at=now())
    mail.refresh_from_db()
    assert states() == [MessageState.UNDELIVERABLE] and tell(mail, 2) is None


def test_the_other_contact_is_not_used_once_it_was_stopped():
    mail, phone = amira("amira@example.org", "+33612345678")
    stop(phone, at=now())
    unreachable(mail, at=now())
    mail.refresh_from_db()
    assert tell(mail) is None


def test_what_is_switched_off_is_not_sent_but_a_match_is():
    [contact] = amira(wishes=Wishes(email=False, off=frozenset({NewsKind.ASK})))
    assert tell(contact) is None and tell(contact, kind=NewsKind.ASK) is None
    assert tell(contact, kind=NewsKind.MATCH).way == Way.CONTACT


def test_the_newest_word_of_the_same_person_counts_under_every_post_of_theirs():
    [first], [second], [stranger] = amira(), amira(), amira()
    # Gave that address, never answered there.
    ContactPoint.objects.filter(pk=stranger.pk).update(verified_at=None)
    choose(person=stranger.person, wishes=Wishes(email=False), language="fr", at=now())
    assert wishes_of_one(first.person) == NEVER_QUIET
    choose(person=second.person, wishes=replace(NEVER_QUIET, email=False), language="fr", at=now())
    assert tell(first) is None
    first.person.refresh_from_db()
    assert first.person.language == "fr"


def test_one_click_ends_news_by_mail_and_nothing_else():
    mail, phone = amira("amira@example.org", "+33612345678")
    no_news_by_mail("amira@example.org", at=now())
    assert tell(mail).contact == phone
    assert wishes_of_one(mail.person) == replace(NEVER_QUIET, email=False)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["tell", "tell", "tell", "carry", "refuse"]),
        st.sampled_from(["", "search:1", "search:2"]),
        st.booleans(),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_every_letter_is_sent_stood_for_or_replaced_by_a_newer_one_of_its_thing(monkeypatch, steps):
    """What left and what waits stand for every letter but those a newer one of the same thing took the place of."""
    Message.objects.all().delete()
    [contact] = amira(f"amira{Person.objects.count()}@example.org")
    taken: list[str] = []
    monkeypatch.setattr(carriers.written, "write_down", lambda message: taken.append(message.text))
    told = 0
    for step, thing, urgent in steps:
        if step == "tell":
            told += 1
            tell(contact, told, thing=thing, urgent=urgent)
        else:
            monkeypatch.setattr(carriers.email, "is_set", lambda refuses=step == "refuse": refuses)
            monkeypatch.setattr(carriers.email, "send", _refuse)
            Message.objects.update(next_attempt_at=timezone.now())
            carry_due_messages()
    last = Message.objects.exclude(state=MessageState.GATHERED)
    assert sum(each.news for each in last) == told
    replaced = Message.objects.filter(state=MessageState.REPLACED)
    assert all(Message.objects.filter(thing=each.thing, pk__gt=each.pk).exists() for each in replaced)


def _refuse(_message):
    raise Undeliverable("550")
