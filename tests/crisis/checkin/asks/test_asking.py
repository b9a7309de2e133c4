""" "Are you safe?": who is written to, who answers what to whom, and how it ends."""

from datetime import timedelta

import pytest

from accounts.errors import Invalid, NotAllowed, NotThere, TooLate
from accounts.links.actions import holder_of, standing_link
from accounts.links.models import ManageLink
from accounts.origin import Door, Origin
from accounts.people.actions import mark_verified
from accounts.people.contact import read_contact
from accounts.people.models import ContactPoint
from accounts.people.vocabulary import VerifiedBy
from accounts.reach.models import Message
from accounts.reach.stops import stop
from crisis.activation.actions import archive_crisis, stand_down_crisis
from crisis.checkin.asks import rules
from crisis.checkin.asks.access import ask_of, asked_by_token
from crisis.checkin.asks.actions.answering import QuestionClosed, answer, never_again, take_back
from crisis.checkin.asks.actions.asking import AskedEnough, ask, ask_again
from crisis.checkin.asks.actions.ending import (
    asked_of,
    close_ask,
    erase_asks,
    expire_asks,
    hide_ask,
    show_ask,
    wipe_asks,
)
from crisis.checkin.asks.actions.telling import tell_askers
from crisis.checkin.asks.drafts import AnswerDraft, PersonToAsk
from crisis.checkin.asks.models import Ask, Asked
from crisis.checkin.asks.queries import people_asked, to_ask_again
from crisis.checkin.asks.reading import read_lines
from crisis.checkin.asks.tasks import sweep_asks
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import by_contact
from crisis.desk.suspending import suspend_owner
from crisis.shelter.actions.posting import CrisisClosed
from crisis.shelter.models import Need
from tests import cast
from tests.crisis.checkin.asks.asking import (
    AMIRA,
    CHEN,
    HOUR,
    LINA,
    asked,
    boris_asks,
    draft,
    questions,
    settle,
    token_to,
    tokens,
)

pytestmark = pytest.mark.django_db


def say(contact: str = AMIRA, status: str = "safe", at=None, **more):
    about = AnswerDraft(status=status, language="en", **more)
    return answer(asked=asked(token_to(contact)), draft=about, origin=cast.WEB, at=at or cast.now())


@pytest.mark.parametrize(
    ("line", "name", "contact"),
    [
        ("Amira Haddad, 06 12 34 56 78", "Amira Haddad", "06 12 34 56 78"),
        ("amira@example.org", "", "amira@example.org"),
        ("Haddad;Amira;amira@example.org", "Haddad Amira", "amira@example.org"),
        ("Amira\t+33 6 12 34 56 78", "Amira", "+33 6 12 34 56 78"),
        ("Amira 06.12.34.56.78", "Amira", "06.12.34.56.78"),
        ("Amira <amira@example.org>", "Amira", "amira@example.org"),
        ("Gabriel Michel 06 39 98 20 14 / papa", "Gabriel Michel papa", "06 39 98 20 14"),
        ("Emma Petit; 06 12 34 56 78 (mère)", "Emma Petit mère", "06 12 34 56 78"),
        ("Amira", "", "Amira"),
        ("Amira Haddad; class 4 B", "Amira Haddad", "class 4 B"),
    ],
)
def test_a_list_is_read_as_people_keep_it(line, name, contact):
    [read] = read_lines(f"\n{line}\n , \n")
    assert (read.number, read.person) == (2, PersonToAsk(name=name, contact=contact))


def test_each_wrong_line_is_told_by_its_place_and_nothing_is_written():
    crisis = cast.active_crisis()
    wrong = draft(AMIRA, "12", "+33612345678", "06 99 99 99 78", name="call 06 12 34 56 78")
    with pytest.raises(Invalid) as refused:
        ask(crisis=crisis, draft=wrong, origin=cast.WEB, at=cast.now())
    assert set(refused.value.errors) == {"name", *(f"people/{n}/contact" for n in (1, 2, 3))}
    assert not Ask.objects.exists() and not ContactPoint.objects.exists()


def test_nobody_is_written_to_before_the_askers_own_contact_has_answered():
    crisis = cast.active_crisis()
    boris = boris_asks(crisis, AMIRA, CHEN, origin=cast.WEB)
    assert not questions() and Message.objects.count() == 1, "his code alone"
    mark_verified(contact=boris.contact, by="code", origin=cast.WEB, at=cast.now(), crisis_id=crisis.pk)
    settle()
    settle()
    assert sorted(each.contact.value for each in questions()) == ["+33612345678", "chen@example.org"]
    assert len(set(tokens())) == 2, "a key each"


def test_the_message_names_nobody_and_says_nothing_of_how_anybody_is():
    boris_asks(cast.active_crisis())
    said = questions()[0].text.lower()
    assert not any(word in said for word in ("boris", "number 0", "safe", "paris", "78"))
    assert "/stop/" in said


def test_an_answer_goes_to_whoever_asked_and_no_further():
    crisis = cast.active_crisis()
    boris = boris_asks(crisis, AMIRA, CHEN)
    assert say(word="At Leïla's.").secret == ""
    first, second = people_asked(boris)
    assert (first.answer, first.word, second.answer) == ("safe", "At Leïla's.", "")
    assert not CheckIn.objects.exists(), "nobody else finds it"
    say(status="not_there")
    assert people_asked(boris)[0].answer == "not_there"
    take_back(asked=asked(token_to(AMIRA)), origin=cast.WEB, at=cast.now())
    assert people_asked(boris)[0] == people_asked(boris)[0].__class__(
        1, "Number 0", "+33…78", "", "", None, False
    )


def test_others_know_only_as_the_one_who_answers_chooses_and_the_same_afterwards():
    crisis = cast.active_crisis()
    boris_asks(crisis)
    done = say(audience="contacts", given_name="Amira", family_name="Haddad")

    def found():
        return by_contact(crisis, "Amira", read_contact(AMIRA))

    assert [each.status for each in found()] == ["safe"]
    assert holder_of(done.secret).subject == CheckIn.objects.get().public_id
    say(status="not_there", audience="contacts")
    assert [each.status for each in found()] == ["not_there"]
    say()
    assert not found() and CheckIn.objects.count() == 1, "for the asker alone, from now on"


def test_the_page_open_twice_and_both_pressed_is_one_word_to_others():
    crisis = cast.active_crisis()
    boris_asks(crisis)
    token = token_to(AMIRA)
    first, second = asked(token), asked(token)
    for each in (first, second):
        said = AnswerDraft(status="safe", audience="contacts", given_name="Amira")
        answer(asked=each, draft=said, origin=cast.WEB, at=cast.now())
    assert CheckIn.objects.count() == 1


def test_i_need_help_opens_a_need_where_they_are_and_nobody_else_reads_it():
    crisis = cast.active_crisis()
    boris_asks(crisis)
    with pytest.raises(Invalid) as refused:
        say(status="need_help")
    assert set(refused.value.errors) == {"where"} and not asked(token_to(AMIRA)).answer
    done = say(status="need_help", place=cast.place())
    need = Need.objects.get()
    assert (need.crisis_id, CheckIn.objects.get().need_id) == (crisis.pk, need.pk)
    assert holder_of(done.secret).subject_kind == "check_in"
    assert not by_contact(crisis, "Number", read_contact(AMIRA))
    say(status="safe")
    assert CheckIn.objects.get().status == "safe"


@pytest.mark.parametrize("label", ["P2", "Lazy Bob 6B", ""])
def test_what_the_asker_calls_her_is_not_her_name_and_keeps_her_from_nothing(label):
    crisis = cast.active_crisis()
    boris_asks(crisis, people=(PersonToAsk(name=label, contact=AMIRA),))
    for status, said in (
        ("need_help", {"unplaced": True}),
        ("need_help", {"place": cast.place()}),
        ("safe", {}),
    ):
        say(status=status, **said)
        kept = CheckIn.objects.select_related("owner", "need").get()
        assert (kept.status, kept.full_name, kept.owner.pseudonym) == (status, "", "")
    assert kept.need.first_name == ""
    with pytest.raises(Invalid) as refused:
        say(audience="contacts")
    assert set(refused.value.errors) == {"given_name"}, "whoever lets others know says who they are"
    say(status="need_help", unplaced=True, audience="contacts")
    assert not by_contact(crisis, label or "Amira", read_contact(AMIRA)), (
        "found by a name of hers, or by none"
    )


def test_what_she_called_herself_in_need_is_no_hindrance_to_saying_she_is_safe():
    boris_asks(cast.active_crisis())
    say(status="need_help", unplaced=True, given_name="Amira 6B")
    say()
    assert CheckIn.objects.get().status == "safe"


def test_asking_again_reaches_the_silent_seldom_and_three_times_at_most():
    crisis = cast.active_crisis()
    began = cast.now()
    boris = boris_asks(crisis, AMIRA, CHEN, LINA, at=began)
    say(AMIRA)
    with pytest.raises(AskedEnough):
        ask_again(ask=boris, origin=cast.WEB, at=began + HOUR / 2)
    told = []
    for hour in (2, 4):
        at = began + hour * HOUR
        assert to_ask_again(boris, at) == 2
        told.append(ask_again(ask=boris, origin=cast.WEB, at=at))
        with pytest.raises(AskedEnough):
            ask_again(ask=boris, origin=cast.WEB, at=at)
        settle()
    assert told == [2, 2] and to_ask_again(boris, began + 9 * HOUR) == 0
    with pytest.raises(AskedEnough):
        ask_again(ask=boris, origin=cast.WEB, at=began + 9 * HOUR)
    assert {each.contact.value for each in questions()} == {"+33612345678", CHEN, LINA}


def test_closing_is_quiet_and_the_contacts_are_forgotten():
    crisis = cast.active_crisis()
    boris = boris_asks(crisis, AMIRA, CHEN)
    token, sent = token_to(AMIRA), Message.objects.count()
    say(AMIRA)
    Message.objects.update(state="sent")
    close_ask(ask=boris, origin=cast.WEB, at=cast.now())
    settle()
    assert Message.objects.count() < sent, "nobody is told, and what was sent there has gone"
    assert [point.value for point in ContactPoint.objects.all()] == ["+33699999978"]
    assert people_asked(Ask.objects.get())[0].answer == "safe", "the answers stay, for a while"
    with pytest.raises(QuestionClosed):
        answer(asked=asked_by_token(token), draft=AnswerDraft(status="safe"), origin=cast.WEB, at=cast.now())
    with pytest.raises(TooLate):
        close_ask(ask=boris, origin=cast.WEB, at=cast.now())
    take_back(asked=asked_by_token(token), origin=cast.WEB, at=cast.now())
    assert {each.answer for each in people_asked(Ask.objects.get())} == {""}, "her word stays hers"


def test_what_has_not_left_when_it_closes_stays_here():
    boris = boris_asks(cast.active_crisis(), AMIRA, CHEN)
    close_ask(ask=boris, origin=cast.WEB, at=cast.now())
    assert not questions(), "nobody is asked by a question nobody waits for"


def test_whoever_is_suspended_asks_no_more_and_reads_no_answer():
    crisis = cast.active_crisis()
    boris = boris_asks(crisis, AMIRA)
    desk = cast.at_the_desk(crisis.declared_by)
    suspend_owner(posted=boris, reason="He pesters.", origin=desk, at=cast.now())
    with pytest.raises(QuestionClosed):
        say(AMIRA)
    assert (
        holder_of(
            standing_link(
                person=boris.owner, subject_kind="ask", subject=boris.public_id, crisis_id=crisis.pk
            )
        )
        is None
    )


def test_a_contact_another_question_still_needs_is_kept_for_that_one():
    crisis = cast.active_crisis()
    first = boris_asks(crisis, AMIRA)
    other = boris_asks(crisis, AMIRA, contact="06 88 88 88 11", name="School")
    Message.objects.update(state="sent")
    close_ask(ask=first, origin=cast.WEB, at=cast.now())
    assert other.asked.get().point.value == "+33612345678"
    assert first.asked.get().point is None


def test_it_runs_out_and_is_wiped_and_so_it_is_where_all_is_put_away():
    crisis = cast.active_crisis()
    began = cast.now()
    boris = boris_asks(crisis, at=began)
    assert expire_asks(crisis=crisis, at=began + rules.LIFETIME - HOUR) == 0
    assert expire_asks(crisis=crisis, at=began + rules.LIFETIME) == 1
    wipe_asks(crisis=crisis, at=began + rules.LIFETIME + rules.KEPT - HOUR)
    assert Asked.objects.exists()
    wipe_asks(crisis=crisis, at=began + rules.LIFETIME + rules.KEPT + timedelta(seconds=1))
    boris.refresh_from_db()
    assert not Asked.objects.exists() and not boris.name
    boris_asks(crisis, at=began)
    by = {"origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}
    stand_down_crisis(crisis=crisis, closing_message="", **by)
    crisis.refresh_from_db()
    archive_crisis(crisis=crisis, **by)
    sweep_asks()
    assert not Asked.objects.exists() and not Ask.objects.exclude(name="").exists()


def test_the_asker_is_told_of_answers_rarely_and_never_which():
    crisis = cast.active_crisis()
    began = cast.now()
    boris_asks(crisis, AMIRA, CHEN, LINA, at=began)
    say(AMIRA, at=began + HOUR)
    assert tell_askers(crisis=crisis, at=began + HOUR) == 1
    said = Message.objects.latest("pk")
    assert "there are answers" in said.text and said.contact.value == "+33699999978"
    say(CHEN, at=began + HOUR + timedelta(minutes=1))
    assert tell_askers(crisis=crisis, at=began + HOUR + timedelta(minutes=2)) == 0
    assert tell_askers(crisis=crisis, at=began + HOUR + rules.TELL_AFTER) == 1
    assert tell_askers(crisis=crisis, at=began + 9 * HOUR) == 0


def test_what_a_moderator_holds_writes_to_nobody_takes_no_answer_and_shows_none():
    crisis = cast.active_crisis()
    boris = boris_asks(crisis, AMIRA, CHEN)
    say(AMIRA)
    token = token_to(CHEN)
    hide_ask(ask=boris, origin=cast.WEB, at=cast.now())
    boris.refresh_from_db()
    assert {each.answer for each in people_asked(boris)} == {""}
    assert questions() == [], "what had not left stays here"
    with pytest.raises(QuestionClosed):
        answer(asked=asked(token), draft=AnswerDraft(status="safe"), origin=cast.WEB, at=cast.now())
    with pytest.raises(AskedEnough):
        ask_again(ask=boris, origin=cast.WEB, at=cast.now() + 2 * HOUR)
    show_ask(ask=boris, origin=cast.WEB, at=cast.now())
    boris.refresh_from_db()
    assert people_asked(boris)[0].answer == "safe" and asked(token)


def test_erasing_oneself_closes_what_one_asked_and_takes_back_what_one_answered():
    crisis = cast.active_crisis()
    boris = boris_asks(crisis, AMIRA, "boris.other@example.org")
    host = cast.boris_opens(crisis, contact="lina@example.org")
    host.owner.contact_points.update(verified_by=VerifiedBy.CODE)
    lina = boris_asks(crisis, LINA, contact="06 88 88 88 11", name="Choir")
    say(LINA, word="Here.")
    erase_asks(person=host.owner, origin=cast.WEB, at=cast.now())
    assert people_asked(lina)[0].answer == "" and lina.asked.get().point is None
    erase_asks(person=boris.owner, origin=cast.WEB, at=cast.now())
    boris.refresh_from_db()
    assert (boris.state, boris.name, boris.asked.count()) == ("closed", "", 0)


def test_an_exercise_stays_on_screen_and_what_is_said_in_it_counts_there_alone():
    crisis, drill = cast.active_crisis(), cast.active_crisis(is_drill=True)
    boris_asks(drill)
    assert [each.state for each in questions()] == ["on_screen"]
    never_again(asked=asked(token_to(AMIRA)), whom="everybody", at=cast.now())
    never_again(asked=asked(token_to(AMIRA)), whom="asker", at=cast.now())
    boris_asks(crisis)
    assert [each.state for each in questions()] == ["on_screen", "queued"]


def test_what_a_code_of_an_exercise_proves_opens_and_wipes_nothing_real():
    boris_asks(cast.active_crisis())
    said = AnswerDraft(status="safe", word="At Karim's")
    answer(asked=asked(token_to(AMIRA)), draft=said, origin=cast.WEB, at=cast.now())
    drill = cast.active_crisis(is_drill=True)
    dana = cast.amira_is_safe(drill, origin=cast.WEB, given_name="Dana", contact=AMIRA).owner
    dana.contact_points.update(verified_at=cast.now(), verified_by=VerifiedBy.DRILL)
    assert not asked_of(dana)
    erase_asks(person=dana, origin=cast.WEB, at=cast.now())
    assert Asked.objects.get().word == "At Karim's"
    dana.contact_points.update(verified_by=VerifiedBy.CODE)
    assert asked_of(dana)


def test_nothing_new_where_the_crisis_is_over_or_the_asker_suspended():
    crisis = cast.active_crisis()
    boris = boris_asks(crisis)
    dana = cast.dana()
    dana.suspended_at = cast.now()
    with pytest.raises(NotAllowed):
        ask(crisis=crisis, draft=draft(AMIRA), origin=Origin(door=Door.WEB, actor=dana), at=cast.now())
    by = {"origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}
    stand_down_crisis(crisis=crisis, closing_message="", **by)
    with pytest.raises(CrisisClosed):
        boris_asks(crisis)
    with pytest.raises(CrisisClosed):
        ask_again(ask=boris, origin=cast.WEB, at=cast.now() + 2 * HOUR)


def test_a_key_opens_ones_own_question_only():
    boris = boris_asks(cast.active_crisis())
    link = ManageLink.objects.get(subject=boris.public_id)
    assert ask_of(link) == boris
    link.subject_kind = "check_in"
    with pytest.raises(NotThere):
        ask_of(link)


def test_who_stopped_our_messages_is_not_asked_and_looks_like_anybody():
    crisis = cast.active_crisis()
    stop(read_contact(AMIRA), at=cast.now())
    boris = boris_asks(crisis, AMIRA, CHEN)
    assert [each.contact.value for each in questions()] == [CHEN]
    rows = list(Asked.objects.order_by("number").values("sent", "sent_at", "answer"))
    assert rows[0] == rows[1]
    assert to_ask_again(boris, cast.now() + 2 * HOUR) == 2


def test_a_line_pasted_twice_is_one_person_and_two_names_of_one_number_are_two():
    pasted = "Amira, 06 12 34 56 78\nLina;06.12.34.56.78\namira 0612345678\n"
    assert [(line.number, line.person.name) for line in read_lines(pasted)] == [(1, "Amira"), (2, "Lina")]


@pytest.mark.parametrize("line", ["1" * 60_000 + "x", "+3" * 30_000, "Amira " + "0 " * 30_000 + "x@"])
def test_a_line_far_too_long_for_a_person_is_refused_with_its_number_and_searched_for_nothing(line):
    [_amira, long] = read_lines(f"Amira, 06 12 34 56 78\n{line}")
    assert (long.number, long.person.name, long.person.contact) == (2, "", line[:254])
