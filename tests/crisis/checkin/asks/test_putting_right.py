"""Boris mistyped a number and forgot somebody: he puts it right, and has no way round any limit by it."""

import pytest
from django.test import Client

from accounts import throttle
from accounts.errors import Invalid, NotThere, TooLate
from accounts.people.models import ContactPoint
from accounts.people.vocabulary import VerifiedBy
from accounts.reach.models import Message
from crisis.checkin.asks import rules
from crisis.checkin.asks.actions.answering import answer, never_again
from crisis.checkin.asks.actions.asking import AskedEnough, ask_again
from crisis.checkin.asks.actions.ending import close_ask, erase_asks, hide_ask, wipe_asks
from crisis.checkin.asks.actions.putting_right import add_people, correct_person
from crisis.checkin.asks.drafts import AnswerDraft, PersonToAsk
from crisis.checkin.asks.models import Ask, Asked, NeverAgain
from crisis.checkin.asks.queries import people_asked
from crisis.moderation.models import Report
from tests import cast
from tests.api.client import Program, by_link
from tests.crisis.checkin.asks.asking import (
    AMIRA,
    CHEN,
    HOUR,
    LINA,
    asked,
    boris_asks,
    is_known,
    questions,
    settle,
    token_to,
)
from tests.crisis.checkin.asks.test_pages import page, path_of

pytestmark = pytest.mark.django_db

MISTYPED = "06 12 34 56 87"
SAFE = AnswerDraft(status="safe", language="en")


def correct(boris: Ask, contact: str, *, name="Amira", number=1, at=None) -> None:
    person = PersonToAsk(name=name, contact=contact)
    correct_person(ask=boris, number=number, person=person, origin=cast.WEB, at=at or cast.now())
    settle()


def add(boris: Ask, *contacts: str, at=None) -> None:
    people = tuple(PersonToAsk(contact=each) for each in contacts)
    add_people(ask=boris, people=people, origin=cast.WEB, at=at or cast.now())
    settle()


def asked_at() -> list[str]:
    """Where each question went, or waits to go."""
    return [each.contact.value for each in questions()]


def test_a_mistyped_number_is_put_right_and_whoever_holds_it_is_left_alone():
    boris = boris_asks(cast.active_crisis(), MISTYPED, CHEN)
    old = token_to(MISTYPED)
    correct(boris, AMIRA)
    assert asked_at() == [CHEN, "+33612345678"], "what had not left to the wrong one stays here"
    assert not is_known(old)
    assert "This question is closed" in page(Client().post(f"/en/a/{old}/", {"status": "safe"}))
    assert not ContactPoint.objects.filter(value="+33612345687").exists()
    answer(asked=asked(token_to(AMIRA)), draft=SAFE, origin=cast.WEB, at=cast.now())
    assert [(each.number, each.name, each.answer) for each in people_asked(boris)] == [
        (1, "Amira", "safe"),
        (2, "Number 1", ""),
    ]


def test_behind_the_old_link_nothing_is_left_but_to_be_left_alone():
    crisis = cast.active_crisis()
    boris = boris_asks(crisis, AMIRA)
    stranger, link = Client(), f"/en/a/{token_to(AMIRA)}/"
    correct(boris, CHEN)
    seen = page(stranger.get(link))
    assert "This question is closed" in seen and "Boris" not in seen and 'name="status"' not in seen
    assert stranger.post(f"{link}report/", {"reason": "stalker"}).status_code == 200
    assert Report.objects.get().subject == boris.public_id
    stranger.post(f"{link}never/", {"whom": "asker"})
    boris_asks(crisis, AMIRA)
    assert "+33612345678" not in asked_at() and "does not reach you any more" in page(stranger.get(link))
    stranger.post(f"{link}never/", {"whom": "asker", "undo": "1"})
    boris_asks(crisis, AMIRA)
    assert "+33612345678" in asked_at()
    assert stranger.post(f"{link}take-back/").status_code == 404


def test_a_program_says_never_again_behind_the_old_link_and_reads_nothing_of_the_question():
    crisis, other = cast.active_crisis(), cast.active_crisis(name="Lyon")
    boris = boris_asks(crisis, AMIRA)
    token = {"token": token_to(AMIRA)}
    correct(boris, CHEN)

    def never(where=crisis, **body):
        return Program().post(f"/crises/{where.slug}/asked/never", token | {"whom": "asker"} | body)

    said = never().json()
    assert (
        said["refused"] == ["asker"] and not said["open"] and not said["name"] + said["ends"] + said["status"]
    )
    assert NeverAgain.objects.count() == 1
    assert never(undo=True).json()["refused"] == [] and not NeverAgain.objects.exists()
    assert never(other).status_code == 404
    assert Program().post(f"/crises/{crisis.slug}/asked/open", token).status_code == 404


def test_what_they_press_on_the_old_page_meanwhile_is_no_answer_of_the_new_ones():
    boris = boris_asks(cast.active_crisis(), MISTYPED)
    stranger = asked(token_to(MISTYPED))
    correct(boris, AMIRA)
    with pytest.raises(NotThere):
        answer(asked=stranger, draft=SAFE, origin=cast.WEB, at=cast.now())
    assert people_asked(boris)[0].answer == ""


def test_another_name_writes_to_nobody():
    boris = boris_asks(cast.active_crisis(), AMIRA)
    token = token_to(AMIRA)
    for contact in ("+33 6 12 34 56 78", ""):
        correct(boris, contact, name="Mum")
    assert (len(questions()), is_known(token), people_asked(boris)[0].name) == (1, True, "Mum")


def test_somebody_forgotten_is_asked_at_once_and_as_seldom_as_the_others():
    boris, began = boris_asks(cast.active_crisis(), AMIRA), cast.now()
    add(boris, CHEN, LINA, at=began + HOUR / 2)
    assert asked_at() == ["+33612345678", CHEN, LINA]
    assert [each.number for each in people_asked(boris)] == [1, 2, 3]
    assert ask_again(ask=boris, origin=cast.WEB, at=began + HOUR) == 1, "an hour for each"
    for hour in (2, 4):
        ask_again(ask=boris, origin=cast.WEB, at=began + hour * HOUR)
    with pytest.raises(AskedEnough):
        ask_again(ask=boris, origin=cast.WEB, at=began + 9 * HOUR)


def test_before_his_own_contact_has_answered_all_is_put_right_in_silence():
    boris = boris_asks(cast.active_crisis(), MISTYPED, origin=cast.WEB)
    correct(boris, AMIRA)
    add(boris, CHEN)
    correct(boris, MISTYPED)
    correct(boris, AMIRA)
    assert not questions() and not ContactPoint.objects.filter(value="+33612345687").exists()
    assert not Ask.objects.get().taken_off, "nobody there was written to"


def test_a_form_sent_twice_adds_nobody_twice_and_each_wrong_line_is_told():
    boris = boris_asks(cast.active_crisis(), AMIRA)
    people = (PersonToAsk(contact=CHEN),)
    for _turn in range(2):
        origin = cast.WEB.__class__(door="web", ref="a form", actor=boris.owner)
        add_people(ask=boris, people=people, origin=origin, at=cast.now())
    with pytest.raises(Invalid) as refused:
        add(boris, LINA, "06.12.34.56.78", "06 99 99 99 78", "12")
    assert set(refused.value.errors) == {f"people/{n}/contact" for n in (2, 3)}
    assert boris.asked.count() == 2
    add(boris, "06.12.34.56.78", LINA)
    assert asked_at() == ["+33612345678", CHEN, LINA], "who is asked already stays"


@pytest.mark.parametrize("back", ["a.mira@gmail.com", "amira+again@googlemail.com", "amira@gmail.com"])
def test_a_contact_taken_off_does_not_come_back_however_it_is_spelt(back):
    boris = boris_asks(cast.active_crisis(), "amira@gmail.com")
    Message.objects.update(state="sent")
    correct(boris, CHEN)
    for again in (lambda: correct(boris, back), lambda: add(boris, back)):
        with pytest.raises(Invalid):
            again()
    assert asked_at() == [CHEN]


def test_never_again_and_the_budgets_hold_for_whoever_is_put_in_later(monkeypatch):
    monkeypatch.setitem(throttle.RATES, "invites_by", "3/day")
    crisis = cast.active_crisis()
    first = boris_asks(crisis, AMIRA)
    never_again(asked=asked(token_to(AMIRA)), whom="asker", at=cast.now())
    close_ask(ask=first, origin=cast.WEB, at=cast.now())
    boris = boris_asks(crisis, CHEN)
    before = len(questions())
    correct(boris, AMIRA)
    assert "+33612345678" not in asked_at(), "she said so"
    add(boris, *(f"p{n}@example.org" for n in range(5)))
    assert len(questions()) - before < 3, "three a day are three a day, the first ones included"
    assert {each.sent for each in boris.asked.all()} == {1}, "he cannot tell"


def test_one_question_is_to_no_more_than_its_most(monkeypatch):
    monkeypatch.setattr(rules, "MOST_ASKED", 2)
    boris = boris_asks(cast.active_crisis(), AMIRA)
    with pytest.raises(Invalid):
        add(boris, CHEN, LINA)
    add(boris, CHEN)
    assert boris.asked.count() == 2


def test_who_answered_stays_as_they_are_and_so_does_all_once_it_is_closed_or_held():
    crisis = cast.active_crisis()
    boris = boris_asks(crisis, AMIRA, CHEN)
    answer(asked=asked(token_to(AMIRA)), draft=SAFE, origin=cast.WEB, at=cast.now())
    with pytest.raises(TooLate):
        correct(boris, LINA)
    with pytest.raises(NotThere):
        correct(boris, LINA, number=3)
    hide_ask(ask=boris, origin=cast.WEB, at=cast.now())
    for change in (lambda: correct(boris, LINA, number=2), lambda: add(boris, LINA)):
        with pytest.raises(TooLate):
            change()
    assert not Asked.objects.filter(point__value=LINA).exists()


def test_what_was_taken_off_is_forgotten_with_the_rest():
    crisis = cast.active_crisis()
    for forget in (
        lambda ask: erase_asks(person=ask.owner, origin=cast.WEB, at=cast.now()),
        lambda ask: (
            close_ask(ask=ask, origin=cast.WEB, at=cast.now())
            or wipe_asks(crisis=crisis, at=cast.now() + 2 * rules.KEPT)
        ),
    ):
        boris = boris_asks(crisis, MISTYPED)
        correct(boris, AMIRA)
        assert len(Ask.objects.get(pk=boris.pk).taken_off) == 1
        forget(boris)
        assert not Ask.objects.get(pk=boris.pk).taken_off


def test_on_his_page_each_has_a_form_of_their_own_and_one_is_for_more():
    boris_asks(cast.active_crisis(), AMIRA, LINA)
    ask, boris = Ask.objects.get(), Client()
    own = path_of(ask, "ask")
    answer(asked=asked(token_to(LINA)), draft=SAFE, origin=cast.WEB, at=cast.now())
    assert f"{own}edit/?person=1" in page(boris.get(own)) and "?person=2" not in page(boris.get(own))
    form = f"{own}edit/?person=1"
    assert "+33612345678" not in page(boris.get(form)), "nor would it once she was forgotten"
    assert {boris.get(f"{own}edit/?person={n}").status_code for n in ("3", "x", "")} == {404}
    answered = page(boris.post(f"{own}edit/?person=2", {"contact": CHEN}, follow=True))
    assert "This changed a moment ago." in answered and "Lina" in answered or "says" in answered
    wrong = boris.post(form, {"name": "Amira", "contact": "12"})
    assert wrong.status_code == 400 and "Type a phone number" in page(wrong)
    saved = page(boris.post(form, {"name": "Amira", "contact": CHEN}, follow=True))
    assert "Your changes are saved." in saved and "c…@example.org" in saved
    wrong = boris.post(f"{own}edit/", {"people": "Sami sami@example.org\nChen 12345678901234567"})
    assert wrong.status_code == 400 and "Line 2, Chen" in page(wrong) and "sami@example.org" in page(wrong)
    assert "Sami" in page(boris.post(f"{own}edit/", {"people": "Sami sami@example.org"}, follow=True))
    settle()
    assert sorted(asked_at()) == [CHEN, LINA, "sami@example.org"]
    boris.post(f"{own}close/")
    assert "edit/" not in page(boris.get(own)) and boris.get(f"{own}edit/").status_code == 302


def test_a_program_puts_it_right_as_a_page_does(monkeypatch):
    monkeypatch.setitem(throttle.RATES, "ask_changes", "2/hour")
    boris = boris_asks(cast.active_crisis(), MISTYPED)
    program = by_link(path_of(boris, "ask").split("/")[3])
    wrong = program.send("patch", "/own/people/1", {"contact": "12"})
    assert [each["pointer"] for each in wrong.json()["errors"]] == ["/contact"]
    [amira] = program.send("patch", "/own/people/1", {"contact": AMIRA}).json()["people"]
    assert (amira["number"], amira["name"]) == (1, "Number 0"), "he only said where"
    said = program.post("/own/people", {"people": [{"name": "Lina", "contact": LINA}]})
    assert [each["name"] for each in said.json()["people"]] == ["Number 0", "Lina"]
    assert program.send("patch", "/own/people/2", {"name": "Mum"}).status_code == 200, "a name costs nothing"
    assert program.send("patch", "/own/people/2", {"contact": CHEN}).status_code == 429
    assert program.send("patch", "/own/people/9", {"contact": CHEN}).status_code == 404


def test_whoever_asked_does_not_see_that_somebody_had_themselves_forgotten():
    """Or a question to a number would tell for three days that its owner is here, and alive."""
    crisis = cast.active_crisis()
    lina = cast.boris_opens(crisis, contact=LINA)
    lina.owner.contact_points.update(verified_by=VerifiedBy.CODE)
    boris = boris_asks(crisis, LINA, CHEN)
    program = by_link(path_of(boris, "ask").split("/")[3])
    before = program.get("/own").json()["people"]
    erase_asks(person=lina.owner, origin=cast.WEB, at=cast.now())
    assert program.get("/own").json()["people"] == before
    written = len(questions())
    add(boris, LINA, AMIRA)
    settle()
    assert [each.contact.value for each in questions()[written:]] == ["+33612345678"]
    correct(boris, LINA, name="Mum")
    assert people_asked(boris)[0].name == "Mum" and not ContactPoint.objects.filter(value=LINA, nobodys=True)
    assert ask_again(ask=boris, origin=cast.WEB, at=cast.now() + HOUR) == 3
    settle()
    assert LINA not in [each.contact.value for each in questions()[written:]]
