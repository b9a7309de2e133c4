"""One screen on a phone, and the page of those who look."""

import re

import pytest
from django.test import Client

from accounts import throttle
from accounts.people.models import Person
from crisis.activation.actions import stand_down_crisis
from crisis.checkin.actions import telling
from crisis.checkin.models import CheckIn, FindableCheckIn
from crisis.shelter.models import Need
from tests import cast

pytestmark = pytest.mark.django_db

SAID = {"given_name": "Amira", "family_name": "Haddad", "contact": "06 12 34 56 78", "audience": "contacts"}


def say(crisis, **answers):
    return Client().post(f"/en/c/{crisis.slug}/safe/", SAID | {"status": "safe"} | answers)


def page(answer) -> str:
    return answer.content.decode()


def test_the_first_page_leads_to_both():
    crisis = cast.active_crisis()
    first = page(Client().get("/en/"))
    assert f"/en/c/{crisis.slug}/safe/" in first and f"/en/c/{crisis.slug}/find/" in first


def test_three_answers_and_one_tap_and_the_page_says_so():
    crisis = cast.active_crisis()
    client = Client()
    answer = client.post(f"/en/c/{crisis.slug}/safe/", SAID | {"status": "safe"}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[0][0].startswith("/en/m/")
    assert "It is said." in page(answer)
    row = CheckIn.objects.get()
    assert (row.status, row.given_name, row.audience, row.language) == ("safe", "Amira", "contacts", "en")


def test_a_first_name_and_one_tap_are_enough_and_her_page_says_who_can_read_it():
    """The page as it comes: no contact, nothing chosen."""
    crisis = cast.active_crisis()
    said = {"given_name": "Amira", "status": "safe", "audience": "contacts"}
    told = Client().post(f"/en/c/{crisis.slug}/safe/", said, follow=True)
    assert told.status_code == 200
    assert "you gave none" in page(told) and "Only coordinators can read this." in page(told)
    assert CheckIn.objects.get().audience == "desk" and not FindableCheckIn.objects.exists()


def test_her_page_says_that_the_number_she_mistyped_has_not_answered():
    crisis = cast.active_crisis()
    own = say(crisis)["Location"]
    assert "only once you typed the code" in page(Client().get(own))
    Person.objects.get(pseudonym="Amira").contact_points.create(
        kind="email", value="amira@example.org", verified_at=cast.now()
    )
    told = page(Client().get(own))
    assert "you gave at first has not answered" in told and "only once you typed the code" not in told


def test_whom_she_names_reads_it_though_she_gives_no_contact():
    crisis = cast.active_crisis()
    assert say(crisis, contact="", named="boris@example.org").status_code == 302
    row = CheckIn.objects.get()
    assert row.audience == "named" and row.keys.filter(kind="named").count() == 1


def test_the_form_sent_twice_says_it_once():
    crisis = cast.active_crisis()
    form = page(Client().get(f"/en/c/{crisis.slug}/safe/"))
    once = re.search(r'name="submission_id" value="([^"]+)"', form).group(1)
    first, again = say(crisis, submission_id=once), say(crisis, submission_id=once)
    assert first["Location"] == again["Location"]
    assert CheckIn.objects.count() == 1


def test_saying_it_is_never_throttled():
    crisis = cast.active_crisis()
    told = [say(crisis, contact="", audience="named").status_code for _each in range(100)]
    assert set(told) == {302}


def test_a_place_nobody_knows_keeps_nobody_from_saying_they_are_safe():
    crisis = cast.active_crisis()
    assert say(crisis, where="qwxzzz 99999").status_code == 302
    assert CheckIn.objects.get().cell == ""


def test_help_is_asked_for_at_one_place_and_a_doubt_is_asked_back():
    crisis = cast.active_crisis()
    nowhere = say(crisis, status="need_help", contact="", family_name="", message="In a cellar")
    assert nowhere.status_code == 200 and not Need.objects.exists()
    asked = page(nowhere)
    assert asked.index("Where are you?") < asked.index('name="where"') < asked.index('name="given_name"')
    assert "In a cellar" in asked and 'type="hidden" name="status" value="need_help"' in asked
    unknown = say(crisis, status="need_help", where="qwxzzz 99999")
    assert unknown.status_code == 400 and "We do not know this place" in page(unknown)
    doubtful = say(crisis, status="need_help", where="rue de la République")
    assert doubtful.status_code == 400 and not Need.objects.exists()
    choice = re.search(r'name="choice" value="([^"]+)"', page(doubtful)).group(1)
    assert 'name="status" value="need_help"' in page(doubtful)
    sure = say(crisis, status="need_help", where="rue de la République", choice=choice)
    assert sure.status_code == 302
    assert Need.objects.get() == CheckIn.objects.get().need


def test_help_comes_at_the_first_press_for_a_first_name_and_a_place():
    crisis = cast.active_crisis()
    form = page(Client().get(f"/en/c/{crisis.slug}/safe/"))
    assert form.index('name="where"') < form.index("<details")
    said = {"status": "need_help", "contact": "", "family_name": "", "lat": "48.8712", "lon": "2.3672"}
    assert say(crisis, **said).status_code == 302
    assert Need.objects.get() == CheckIn.objects.get().need


def test_a_pin_is_enough_to_ask_for_help():
    crisis = cast.active_crisis()
    assert say(crisis, status="need_help", lat="48.8712", lon="2.3672").status_code == 302
    assert Need.objects.count() == 1


def test_people_are_named_one_on_each_line():
    crisis = cast.active_crisis()
    say(crisis, audience="named", named="boris@example.org\n\n 06 98 76 54 32 ; lina@example.org")
    assert CheckIn.objects.get().keys.filter(kind="named").count() == 3


def test_what_is_wrong_opens_the_part_it_stands_in_and_keeps_every_answer():
    crisis = cast.active_crisis()
    wrong = say(crisis, named="nobody", message="At Leïla's")
    assert wrong.status_code == 400
    assert "<details open>" in page(wrong) and "At Leïla" in page(wrong)
    assert "<details open>" not in page(Client().get(f"/en/c/{crisis.slug}/safe/"))


@pytest.mark.parametrize("status", ["believed_dead", "dead", "safe'", ""])
def test_no_other_answer_is_taken(status):
    crisis = cast.active_crisis()
    assert say(crisis, status=status).status_code == 400
    assert not CheckIn.objects.exists()


def test_in_a_hunted_crisis_the_page_does_not_offer_to_be_found_by_name():
    crisis = cast.active_crisis(profile="hunted")
    assert 'value="anyone"' not in page(Client().get(f"/en/c/{crisis.slug}/safe/"))
    assert say(crisis, audience="anyone").status_code == 400


def test_a_crisis_that_is_over_says_so_before_anything_is_typed():
    crisis = cast.active_crisis()
    origin = cast.at_the_desk(crisis.declared_by)
    stand_down_crisis(crisis=crisis, closing_message="Over.", origin=origin, at=cast.now())
    assert Client().get(f"/en/c/{crisis.slug}/safe/").status_code == 409
    assert Client().get(f"/en/c/{crisis.slug}/find/").status_code == 200


# -- Looking somebody up --------------------------------------------------------------------------------------
def look(crisis, **asked):
    return Client().post(f"/en/c/{crisis.slug}/find/", asked)


def test_who_looks_reads_fixed_words_a_time_and_no_family_name():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="anyone", message="At Leïla's", status="not_there")
    told = page(look(crisis, name="amira haddad"))
    assert "Amira H." in told and "says: I was not there" in told and "As of" in told
    assert "Haddad" not in told and "At Leïla" not in told


def test_who_knows_the_contact_reads_the_message_and_the_district():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, message="At Leila's", place=cast.place(), say_where=True)
    told = page(look(crisis, name="Amira", contact="AMIRA@example.org"))
    assert "At Leila&#x27;s" in told and "Paris 10" in told


def test_no_news_is_explained_never_ranked_never_red_and_says_what_to_do():
    crisis = cast.active_crisis(hotline="0 800 406 005")
    told = page(look(crisis, name="Nobody Here"))
    assert "No news is not bad news" in told and "0 800 406 005" in told
    assert f"/en/c/{crisis.slug}/search/new/" in told
    main = told[told.index("<main") : told.index("</main>")]
    for word in ("urgent", "danger", "error", "missing", "score"):
        assert word not in main


def test_a_search_somebody_posted_is_shown_beside_check_ins():
    crisis = cast.active_crisis()
    search = cast.esma_searches(crisis, public=True)
    told = page(look(crisis, name=search.full_name))
    assert f"/en/c/{crisis.slug}/search/{search.public_id}/" in told


def test_a_name_never_stands_in_an_address():
    crisis = cast.active_crisis()
    form = page(Client().get(f"/en/c/{crisis.slug}/find/?name=Amira+Haddad"))
    assert 'method="get"' not in form.lower() and "No news" not in form


def test_looking_up_is_throttled():
    crisis = cast.active_crisis()
    told = [look(crisis, name="Amira Haddad").status_code for _each in range(40)]
    assert set(told[:30]) == {200} and set(told[30:]) == {429}


def test_nothing_is_kept_of_who_looked_for_whom(monkeypatch):
    monkeypatch.setattr(telling, "start", lambda work: work())
    crisis = cast.active_crisis()
    people = Person.objects.count()
    look(crisis, name="Amira Haddad", contact="amira@example.org")
    look(crisis, mine="dana@example.org")
    assert Person.objects.count() == people


def test_what_was_found_is_kept_by_no_cache():
    crisis = cast.active_crisis()
    assert "no-store" in look(crisis, name="Amira Haddad")["Cache-Control"]


def test_what_was_typed_is_carried_into_a_search_and_stands_in_no_address():
    crisis = cast.active_crisis()
    told = page(look(crisis, name="Esma Van Houten", contact="06 12 34 56 78"))
    form = told[told.index(f'action="/en/c/{crisis.slug}/search/new/"') :]
    carried = dict(re.findall(r'name="(step|name|their)" value="([^"]*)"', form[: form.index("</form>")]))
    begun = Client().post(f"/en/c/{crisis.slug}/search/new/", carried)
    assert begun.status_code == 200 and "alert error" not in page(begun)
    for field, typed in {
        "given_name": "Esma",
        "family_name": "Van Houten",
        "their_phone": "06 12 34 56 78",
    }.items():
        assert re.search(rf'name="{field}" value="{typed}"', page(begun)), field
    assert "Esma" not in begun.wsgi_request.get_full_path()


@pytest.mark.parametrize("contact", ["", "06 12 34 56 78"])
def test_who_looks_reads_whether_anybody_could_check_it(contact):
    crisis = cast.active_crisis()
    say(crisis, audience="anyone", contact=contact)
    told = page(look(crisis, name="Amira Haddad"))
    assert ("nobody could check this" in told) == (not contact)
    assert ("has not answered yet" in told) == bool(contact)


@pytest.mark.parametrize("path", ["find/", "safe/"])
def test_the_hotline_stands_where_people_look_and_speak(path):
    crisis = cast.active_crisis(hotline="0 800 406 005")
    assert "0 800 406 005" in page(Client().get(f"/en/c/{crisis.slug}/{path}"))


def test_in_an_exercise_one_reads_where_the_message_for_the_one_named_is():
    for is_drill in (True, False):
        crisis = cast.active_crisis(is_drill=is_drill, name="One" if is_drill else "Other")
        assert ("exercise mailbox holds it" in page(look(crisis, mine="boris@example.org"))) == is_drill


def test_numbers_are_not_walked_through(monkeypatch):
    monkeypatch.setitem(throttle.RATES, "look_up_contact", "2/hour")
    crisis = cast.active_crisis()
    asked = [look(crisis, name="Amira", contact=f"06 12 34 56 7{n}").status_code for n in range(3)]
    assert asked == [200, 200, 429] and look(crisis, name="Amira Haddad").status_code == 200


# -- The desk -------------------------------------------------------------------------------------------------
def test_the_desk_reads_who_said_what_and_whom_it_may_be_told():
    chen = cast.chen()
    crisis = cast.active_crisis(chen)
    cast.amira_is_safe(crisis, audience="named", place=cast.place())
    cast.amira_is_safe(crisis, status="need_help", given_name="Youssef", place=cast.place())
    desk = Client()
    desk.force_login(chen, backend="allauth.account.auth_backends.AuthenticationBackend")
    told = page(desk.get(f"/en/desk/{crisis.slug}/check-ins/"))
    assert "Amira Haddad" in told and "only people they named" in told and "Paris 10" in told
    only = page(desk.get(f"/en/desk/{crisis.slug}/check-ins/?status=need_help"))
    assert "Youssef" in only and "Amira" not in only
    assert f"/en/desk/{crisis.slug}/need/{Need.objects.get().public_id}/" in only
