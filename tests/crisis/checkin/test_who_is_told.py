"""Who is named hears of it, however many strangers name them, too; and nobody pays for thousands of texts at once."""

import re

import pytest
from django.test import Client

from accounts import throttle
from accounts.people.actions import ContactVerified, mark_verified
from accounts.people.contact import digest, read_contact
from accounts.people.vocabulary import VerifiedBy
from accounts.reach.carriers.sms.segments import for_sms, segments
from accounts.reach.models import Message
from accounts.reach.stops import stop
from crisis.checkin.actions.telling import tell_again
from crisis.checkin.asks.models import NeverAgain
from crisis.checkin.drafts import PersonDraft
from crisis.checkin.events import WordsOwed
from crisis.checkin.listeners import confirm_the_persons_check_ins, tell_owed_words
from crisis.checkin.models import CheckIn, NamedLink, OwedWord
from tests import cast

pytestmark = pytest.mark.django_db

DANA, AMIRA = "+33612345678", "amira@example.org"


@pytest.fixture
def crisis():
    return cast.active_crisis()


def say(crisis, **said) -> CheckIn:
    """Anybody's check-in that names Dana, and what is owed by it."""
    about = {"audience": "named", "named": (DANA,), "contact": ""}
    row = cast.amira_is_safe(crisis, origin=cast.WEB, **about | said)
    tell_owed_words(
        WordsOwed(crisis_id=crisis.pk, subject=crisis.public_id, at=cast.now(), check_ins=[row.pk])
    )
    return row


def answers_her_code(row: CheckIn) -> None:
    point = row.owner.contact_points.get()
    mark_verified(contact=point, by=VerifiedBy.CODE, origin=cast.WEB, at=cast.now(), crisis_id=row.crisis_id)
    confirm_the_persons_check_ins(
        ContactVerified(
            crisis_id=row.crisis_id, subject=row.owner.public_id, at=cast.now(), person=row.owner_id
        )
    )


def to_dana() -> list[Message]:
    return list(Message.objects.filter(contact__value=DANA).order_by("pk"))


def test_what_strangers_say_to_dana_keeps_back_nothing_of_what_amira_says(crisis):
    for _each in range(14):
        say(crisis, given_name="Evil")
    assert [each.behind for each in to_dana()] == [True] * 3, "all of them together"
    amiras = say(crisis, contact=AMIRA)
    assert len(to_dana()) == 3, "so far she is anybody"
    answers_her_code(amiras)
    assert [each.behind for each in to_dana()] == [True] * 3 + [False]
    assert not OwedWord.objects.filter(check_in=amiras).exists()


def test_what_is_over_the_budget_is_kept_and_leaves_as_one_message(crisis, monkeypatch):
    for _each in range(7):
        say(crisis)
    assert (len(to_dana()), OwedWord.objects.count()) == (3, 4)
    OwedWord.objects.update(again_at=cast.now())
    tell_again()
    assert (len(to_dana()), OwedWord.objects.count()) == (3, 4), "not yet"
    OwedWord.objects.update(again_at=cast.now())
    monkeypatch.setitem(throttle.RATES, "invited_unchecked", "1/minute")
    tell_again()
    assert (len(to_dana()), OwedWord.objects.count()) == (4, 0)


def test_a_family_of_ten_is_told_at_once_and_whoever_nobody_knows_tells_forty_a_day(crisis):
    names = ("Adam", "Bilal", "Chadi", "Dina", "Elias", "Farah", "Ghada", "Hana", "Idris")
    family = tuple(PersonDraft(given_name=name) for name in names)
    for number in range(5):
        named = tuple(f"{number}{each}@example.org" for each in range(10))
        say(crisis, group=family, named=named, said_by="Amira")
    assert Message.objects.count() == 50 and not OwedWord.objects.exists(), (
        "each of five families, all of theirs"
    )
    amiras = say(crisis, contact=AMIRA, audience="contacts", named=())
    for number in range(50):  # she names others anew, again and again
        OwedWord.objects.create(check_in=amiras, kind="email", value=f"victim{number}@example.org")
    tell_owed_words(
        WordsOwed(crisis_id=crisis.pk, subject=crisis.public_id, at=cast.now(), check_ins=[amiras.pk])
    )
    victims = Message.objects.filter(contact__value__startswith="victim")
    assert victims.count() == 40 and OwedWord.objects.filter(again_at__isnull=False).count() == 10
    answers_her_code(amiras)
    assert victims.count() == 50, "it is her: nothing keeps hers back"


def test_a_word_that_waits_among_strangers_texts_leaves_once_its_author_answered(crisis):
    amiras = say(crisis, contact=AMIRA)
    [waiting] = to_dana()
    assert waiting.behind
    answers_her_code(amiras)
    [waiting] = to_dana()
    assert not waiting.behind


@pytest.mark.parametrize("no", ["stop", "never again from Amira"])
def test_who_wants_none_gets_none_and_nothing_is_kept(crisis, no):
    dana, amira = read_contact(DANA), read_contact(AMIRA)
    if no == "stop":
        stop(dana, at=cast.now())
    else:
        NeverAgain.objects.create(asker=digest(amira), asked=digest(dana), exercise=False, at=cast.now())
    named = say(crisis, contact=AMIRA, named=("chen@example.org",))
    OwedWord.objects.create(check_in=named, kind="phone", value=DANA)
    answers_her_code(named)
    assert to_dana() == [] and not OwedWord.objects.exists()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_text_is_two_parts_at_most_and_names_no_crisis(crisis, language):
    say(crisis, language=language)
    [sent] = to_dana()
    assert segments(for_sms(sent.text)) <= 2
    assert crisis.slug not in sent.text and crisis.name not in sent.text
    token = sent.text.split("/named/")[1].split("/")[0]
    assert token not in NamedLink.objects.get().token_hash


def test_the_codes_one_network_causes_beyond_its_share_leave_last(crisis, monkeypatch):
    monkeypatch.setitem(throttle.RATES, "texts_from", "2/hour")
    for number in range(4):
        cast.amira_is_safe(crisis, origin=cast.WEB, contact=f"+3361234560{number}")
    assert [each.behind for each in Message.objects.order_by("pk")] == [False, False, True, True]


def test_the_short_link_opens_what_was_left_each_message_once_and_leads_on(crisis):
    family = (PersonDraft(given_name="Karim"), PersonDraft(given_name="Lina"))
    answers_her_code(say(crisis, group=family, message="At Nadia's", said_by="Amira", contact=AMIRA))
    link = re.search(r"/named/\w+/", to_dana()[0].text).group()
    seen = Client().get(f"/en{link}", follow=True)
    read = seen.content.decode()
    assert seen.status_code == 200 and read.count("At Nadia") == 1
    assert "Karim" in read and "Lina" in read and f"/en/c/{crisis.slug}/find/" in read
