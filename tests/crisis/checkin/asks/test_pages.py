"""The pages of a question: asking, the code, answering with one tap, and what the asker reads."""

import re

import pytest
from django.test import Client

from accounts import throttle
from accounts.links.actions import standing_link
from accounts.people.models import ContactPoint
from accounts.reach.models import Message
from accounts.web.views import BACKEND
from crisis.checkin.asks.models import Appointment, Ask, Asked
from crisis.checkin.asks.queries import people_asked
from crisis.checkin.models import CheckIn
from crisis.moderation.models import Report
from crisis.shelter.models import Need
from tests import cast
from tests.api.client import Program, by_link
from tests.crisis.checkin.asks.asking import AMIRA, CHEN, boris_asks, questions, settle, token_to

pytestmark = pytest.mark.django_db

SAID = {"name": "The choir", "contact": "06 99 99 99 78"}


def page(answer) -> str:
    return answer.content.decode()


def path_of(row, kind: str) -> str:
    about = {"subject_kind": kind, "subject": row.public_id, "crisis_id": row.crisis_id}
    return f"/en/m/{standing_link(person=row.owner, **about)}/"


def test_each_wrong_line_is_named_and_nothing_typed_is_lost():
    crisis = cast.active_crisis()
    typed = "Amira, 06 12 34 56 78\n\nLina, 12\nAmira again, 0612345678"
    answer = Client().post(f"/en/c/{crisis.slug}/ask/", SAID | {"people": typed})
    assert answer.status_code == 400
    said = page(answer)
    assert "Line 3, Lina:" in said and "Line 4, Amira again:" in said and "Line 1" not in said
    assert "Amira, 06 12 34 56 78" in said and "Lina, 12" in said
    assert not Ask.objects.exists()


def test_a_list_with_a_mistake_costs_none_of_the_questions_an_hour_has(monkeypatch):
    monkeypatch.setitem(throttle.RATES, "ask", "2/hour")
    crisis = cast.active_crisis()
    asks, wrong, right = f"/crises/{crisis.slug}/asks", {"people": "Lina, 12"}, {"people": f"Amira {AMIRA}"}
    body = SAID | {"people": [{"name": "Amira", "contact": AMIRA}]}
    assert [Program().post(asks, each).status_code for each in ({}, SAID | {"people": []}) * 2] == [400] * 4
    pages = [Client().post(f"/en/c/{crisis.slug}/ask/", SAID | each) for each in (wrong, wrong, right)]
    assert [each.status_code for each in pages] == [400, 400, 302]
    assert [Program().post(asks, body).status_code for _each in range(2)] == [201, 429]
    assert Client().post(f"/en/c/{crisis.slug}/ask/", SAID | right).status_code == 429


def test_from_a_pasted_list_to_the_answers_and_the_quiet_end():
    crisis = cast.active_crisis()
    people = f"Amira {AMIRA}\nChen;{CHEN}"
    boris = Client()
    own = boris.post(f"/en/c/{crisis.slug}/ask/", SAID | {"people": people})["Location"]
    settle()
    assert "Nobody is asked before that." in page(boris.get(own)) and not questions()
    code = re.search(r"\b\d{6}\b", Message.objects.get().text).group()
    boris.post(f"{own}verify/", {"code": code})
    settle()
    assert len(questions()) == 2
    amira = Client()
    link = f"/en/a/{token_to(AMIRA)}/"
    asked = page(amira.get(link))
    assert "<bdi>The choir</bdi> asks: are you safe?" in asked and asked.count('name="status"') == 3
    assert "You answered" in page(amira.post(link, {"status": "safe", "word": "All well."}, follow=True))
    read = page(boris.get(own))
    assert "says: I am safe" in read and "All well." in read and read.count("Not yet answered") == 2
    assert read.index("No answer is no bad news.") < read.index("All well."), "beside the count, not below"
    assert (
        "No answer is no bad news." in read and "danger" not in read.split("<main")[1].split("Close this")[0]
    )
    assert "You can ask again from" in read
    silent, answered = (page(boris.get(f"{own}?only={each}")) for each in ("silent", "answered"))
    assert (
        "All well." in answered and "All well." not in silent and "Chen" in silent and "Chen" not in answered
    )
    boris.post(f"{own}again/")
    assert len(questions()) == 2, "an hour has not passed"
    boris.post(f"{own}close/")
    assert "forgotten" in page(boris.get(own)) and Ask.objects.get().state == "closed"
    closed = page(amira.get(link))
    assert "This question is closed" in closed and "I need help" in closed and "All well." in closed
    assert "<bdi>The choir</bdi> reads it until" in closed and "Nobody reads an answer" not in closed
    back = page(amira.post(f"{link}take-back/", follow=True))
    assert "Nobody reads an answer here any more." in back and "All well." not in back
    assert "All well." not in page(boris.get(own))


def test_a_mistyped_contact_given_anew_is_the_one_that_counts():
    crisis = cast.active_crisis()
    boris = Client()
    own = boris.post(f"/en/c/{crisis.slug}/ask/", SAID | {"people": AMIRA})["Location"]
    boris.post(f"{own}contact/", {"contact": "06 88 88 88 11"})
    code = re.search(r"\b\d{6}\b", Message.objects.latest("pk").text).group()
    boris.post(f"{own}verify/", {"code": code})
    settle()
    assert 'ends in <bdi dir="ltr">11</bdi>' in page(Client().get(f"/en/a/{token_to(AMIRA)}/"))


def test_i_need_help_asks_where_and_opens_a_need():
    crisis = cast.active_crisis()
    boris_asks(crisis)
    link = f"/en/a/{token_to(AMIRA)}/"
    where = Client().post(link, {"status": "need_help"})
    assert "Where are you?" in page(where) and "Nothing is sent yet." in page(where)
    assert not Need.objects.exists()
    point = {"lat": "48.8649", "lon": "2.3734", "where": ""}
    helped = Client().post(link, {"status": "need_help", **point}, follow=True)
    assert "You need help" in page(helped) and Need.objects.count() == 1
    assert "<bdi>Boris</bdi>, who asked you, reads what you answered." in page(helped)
    own = Client().post(f"{helped.redirect_chain[-1][0]}withdraw/", follow=True)
    assert "<bdi>Boris</bdi>, who asked you, reads" in page(own), "he still does"
    back = Client().post(f"{link}take-back/", follow=True)
    assert "who asked you" not in page(Client().get(helped.redirect_chain[-1][0]))
    assert "still stands" not in page(back), "she took that back before"


def test_what_is_said_anew_after_an_answer_tells_what_the_asker_reads_and_is_led_to_change_it():
    crisis = cast.active_crisis()
    boris = boris_asks(crisis)
    link = f"/en/a/{token_to(AMIRA)}/"
    own = Client().post(link, {"status": "need_help", "unplaced": "1"})["Location"]
    Client().post(f"{own}withdraw/")
    new = Client().post(f"{own}edit/", {"status": "safe", "given_name": "Amira", "audience": "desk"})[
        "Location"
    ]
    assert people_asked(boris)[0].answer == "need_help", (
        "what she tells the coordinators alone is not for him"
    )
    said = page(Client().get(new))
    assert '<span class="pill">I need help</span>' in said
    assert "<bdi>Boris</bdi>, who asked you, reads what you answered." in said and f'href="{link}"' in said
    Client().post(link, {"status": "not_there"})
    assert people_asked(boris)[0].answer == "not_there"
    assert [each.status for each in CheckIn.objects.filter(life="active")] == ["not_there"], "no second one"


def test_what_is_said_anew_of_somebody_else_is_no_answer_of_hers():
    crisis = cast.active_crisis()
    boris_asks(crisis)
    own = Client().post(f"/en/a/{token_to(AMIRA)}/", {"status": "need_help", "unplaced": "1"})["Location"]
    Client().post(f"{own}withdraw/")
    other = {"status": "safe", "given_name": "Amira", "audience": "desk", "other": "Lina Haddad"}
    new = Client().post(f"{own}edit/", other)["Location"]
    assert "who asked you" not in page(Client().get(new)) and "who asked you" in page(Client().get(own))


def test_taking_the_answer_back_leads_to_the_help_that_still_stands():
    boris = boris_asks(cast.active_crisis())
    link, amira = f"/en/a/{token_to(AMIRA)}/", Client()
    own = amira.post(link, {"status": "need_help", "unplaced": "1"})["Location"]
    assert "<dt>Name</dt>" not in page(amira.get(own)), "she gave none"
    somewhere = {"status": "need_help", "audience": "desk", "lat": "48.8649", "lon": "2.3734"}
    assert amira.post(f"{own}edit/", somewhere).status_code == 302 and Need.objects.count() == 1, (
        "nor must she"
    )
    nameless = amira.post(f"{own}edit/", {"status": "safe", "audience": "contacts"})
    assert "Give your first name." in page(nameless), "but for others to know"
    program = by_link(own.rstrip("/").rpartition("/")[2])
    for change in (
        {"message": "in the cellar"},
        {"status": "safe", "given_name": ""},
        {"status": "need_help"},
    ):
        told = program.send("patch", "/own", change | {"place": {"lat": 48.8649, "lon": 2.3734}})
        assert told.status_code == 200, "nor to a program"
    known = program.send("patch", "/own", {"audience": "contacts", "status": "safe"})
    assert known.json()["errors"][0]["pointer"] == "/given_name"
    asker = page(Client().get(path_of(boris, "ask")))
    assert "is read by the coordinators" in asker and "look for a place" not in asker
    back = amira.post(f"{link}take-back/", follow=True)
    assert back.redirect_chain[-1][0].startswith("/en/m/")
    assert "This still stands: change it or take it back here." in page(back) and "You need help" in page(
        back
    )


def test_never_again_take_back_and_report_are_one_tap_each():
    crisis = cast.active_crisis()
    boris = boris_asks(crisis)
    link, amira = f"/en/a/{token_to(AMIRA)}/", Client()
    amira.post(link, {"status": "safe"})
    amira.post(f"{link}take-back/")
    assert Asked.objects.get().answer == ""
    assert "does not reach you any more" in page(amira.post(f"{link}never/", {"whom": "asker"}, follow=True))
    undone = page(amira.post(f"{link}never/", {"whom": "asker", "undo": "1"}, follow=True))
    assert "does not reach you any more" not in undone
    assert amira.post(f"{link}report/", {"reason": "abuse"}).status_code == 200
    assert Report.objects.get().subject == boris.public_id
    chen, desk = Client(), f"/en/desk/{crisis.slug}/reports/ask/{boris.public_id}/"
    chen.force_login(crisis.declared_by, backend=BACKEND)
    read = page(chen.get(desk))
    assert boris.reference in read and "Boris" in read and "+336" not in read
    chen.post(desk, {"act": "hold", "reason": "He poses as her mother."})
    assert "This question is closed" in page(amira.get(link))
    assert "A moderator looks at this question" in page(Client().get(path_of(boris, "ask")))


def test_what_is_held_about_either_of_them_covers_it():
    crisis = cast.active_crisis()
    boris = boris_asks(crisis, "amira@example.org")
    amira = cast.amira_is_safe(crisis)
    amira.owner.contact_points.update(verified_by="code")
    Client().post(f"/en/a/{token_to('amira@example.org')}/", {"status": "safe", "word": "Here."})
    of_boris = Client().get(path_of(boris, "ask") + "data.json").json()
    assert of_boris["asks"][0]["asked"] == [{"name": "Number 0", "contact": "amira@example.org"}]
    of_amira = Client().get(path_of(amira, "check_in") + "data.json").json()
    [mine] = of_amira["asked_of_you"]
    assert (mine["who_asked"], mine["answer"], mine["word"]) == ("Boris", "safe", "Here.")
    assert "Number 0" not in str(of_amira)


def test_ask_me_again_is_made_answered_and_undone_on_ones_own_page():
    crisis = cast.active_crisis()
    own, amira = path_of(cast.amira_is_safe(crisis), "check_in"), Client()
    wrong = amira.post(f"{own}ask-me-again/", {"minutes": "120", "tell": "12"})
    assert wrong.status_code == 400 and "Type a phone number" in page(wrong)
    amira.post(f"{own}ask-me-again/", {"minutes": "120", "tell": "Boris, boris@example.org"})
    assert "We ask you again" in page(amira.get(own)) and "b…@example.org" in page(amira.get(own))
    amira.post(f"{own}postpone/")
    amira.post(f"{own}here/")
    assert Appointment.objects.get().state == "answered"
    assert not ContactPoint.objects.filter(value="boris@example.org").exists()


def test_taking_it_back_calls_off_the_question_and_says_so_before_and_after():
    own, amira = path_of(cast.amira_is_safe(cast.active_crisis()), "check_in"), Client()
    assert "we do not ask you again" not in page(amira.get(own))
    amira.post(f"{own}ask-me-again/", {"minutes": "120", "tell": "boris@example.org"})
    assert "If you take it back, we do not ask you again, and tell nobody." in page(amira.get(own))
    after = page(amira.post(f"{own}withdraw/", follow=True))
    assert "We do not ask you again, and tell nobody." in after
    assert "Ask an hour later" not in after and "Ask me again later" not in after


def test_a_program_asks_answers_and_reads_as_a_page_does():
    crisis = cast.active_crisis()
    asks = f"/crises/{crisis.slug}/asks"
    people = [{"name": "Amira", "contact": AMIRA}, {"contact": "12"}]
    wrong = Program().post(asks, SAID | {"people": people})
    assert wrong.status_code == 400
    assert [each["pointer"] for each in wrong.json()["errors"]] == ["/people/1/contact"]
    boris = boris_asks(crisis)
    behind = {"token": token_to(AMIRA)}
    base = f"/crises/{crisis.slug}/asked"
    assert Program().post(f"{base}/open", behind).json()["ends"] == "78"
    other = cast.active_crisis(name="Lyon")
    assert Program().post(f"/crises/{other.slug}/asked/open", behind).status_code == 404
    said = Program().post(f"{base}/answer", behind | {"status": "safe", "word": "Here."})
    assert (said.status_code, said.json()) == (200, {"manage_token": ""})
    token = path_of(boris, "ask").split("/")[3]
    read = by_link(token).get("/own").json()
    assert (read["kind"], read["people"][0]["status"], read["people"][0]["word"]) == ("ask", "safe", "Here.")
    assert by_link(token).post("/own/close", {}).json()["ask"]["state"] == "closed"
    assert Program().post(f"{base}/answer", behind | {"status": "safe"}).json()["code"] == "question_closed"
