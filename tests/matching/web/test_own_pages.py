"""The page behind a manage-link: who sees what at which step, and what a button does."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.journal.sequence import last_position
from accounts.links.actions import issue_manage_link, revoke_links
from accounts.people.actions import send_code
from accounts.people.models import VerificationCode
from accounts.reach.models import Message
from crisis.activation.clock import crisis_now, set_clock
from crisis.desk.models import Case
from crisis.moderation.actions import decide, report
from crisis.shelter.models import Need, Offer
from matching.actions.handshake import lapse_matches
from matching.actions.proposing import propose_matches
from matching.models import Match, RelayMessage
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def crisis():
    return cast.active_crisis()


class Owner:
    """Somebody with the link to one post and nothing else."""

    def __init__(self, posted: Offer | Need):
        self.posted, self.client = posted, Client()
        kind = "offer" if isinstance(posted, Offer) else "need"
        self.token = issue_manage_link(
            person=posted.owner, subject_kind=kind, subject=posted.public_id, crisis_id=posted.crisis_id
        )
        self.path = f"/en/m/{self.token}/"

    def sees(self, path: str = "") -> str:
        return self.client.get(self.path + path).content.decode()

    def presses(self, verb: str, **said):
        match = Match.objects.order_by("-pk").first()
        given = {"match": str(match.public_id)} if match else {}
        return self.client.post(f"{self.path}{verb}/", given | said)


def both(match: Match) -> tuple[Owner, Owner]:
    return Owner(match.offer), Owner(match.need)


ADDRESS = ("12 rue Alibert", "4812B", "48.87120")


def test_a_stranger_without_the_link_finds_nothing(crisis):
    boris = Owner(cast.boris_opens(crisis))
    assert Client().get("/en/m/aaaaaaaaaaaaaaaaaaaaaaaaaa/").status_code == 404
    for path in ("mine/", "mailbox/", "edit/", "data.json"):
        assert Client().get(f"/en/m/aaaaaaaaaaaaaaaaaaaaaaaaaa/{path}").status_code == 404
    revoke_links(subject=boris.posted.public_id, at=cast.now())
    assert Client().get(boris.path).status_code == 404


def test_looking_at_a_button_presses_nothing(crisis):
    match = cast.proposed(crisis)
    boris, amira = both(match)
    for owner, verbs in (
        (boris, ("accept", "decline", "withdraw", "pause")),
        (amira, ("withdraw", "coming")),
    ):
        for verb in verbs:
            assert owner.client.get(f"{owner.path}{verb}/").status_code == 302
    match.refresh_from_db()
    boris.posted.refresh_from_db()
    assert (match.state, boris.posted.state) == ("proposed", "open")


def test_a_page_is_kept_by_no_cache_and_no_search_engine(crisis):
    answer = Client().get(Owner(cast.boris_opens(crisis)).path)
    assert answer["Cache-Control"] == "no-store" and answer["X-Robots-Tag"] == "noindex"


def test_the_guest_reads_whom_we_asked_and_until_when(crisis):
    _boris, amira = both(cast.proposed(crisis))
    page = amira.sees()
    assert "We asked a host at" in page and "they have until" in page and "data-deadline" in page


def test_the_host_reads_why_and_not_who(crisis):
    boris, _amira = both(cast.proposed(crisis))
    page = boris.sees()
    assert (
        re.search(r"[\d.]+ k?m away", page) and "room for 1 person" in page and "confirmed just now" in page
    )
    assert "Amira" not in page and "Oberkampf" not in page


def test_the_address_appears_when_the_guest_comes_and_not_one_step_before(crisis):
    match = cast.proposed(crisis)
    boris, amira = both(match)
    assert not any(words in amira.sees() for words in ADDRESS)
    boris.presses("accept")
    assert "A host said yes" in amira.sees()
    assert not any(words in amira.sees() for words in (*ADDRESS, "Boris"))
    amira.presses("coming")
    page = amira.sees()
    assert all(words in page for words in (*ADDRESS, "Boris", "geo:48.87120,2.36720"))
    match.refresh_from_db()
    assert match.code_word in page and match.code_word in boris.sees() and "Amira" in boris.sees()


def test_each_side_confirms_and_then_the_guest_is_sheltered(crisis):
    boris, amira = both(cast.coming(crisis))
    amira.presses("arrived")
    assert "We wait for your host to confirm" in amira.sees()
    boris.presses("arrived")
    assert "You are sheltered" in amira.sees() and "Your guest is with you" in boris.sees()
    boris.presses("left")
    assert "The stay is over" in amira.sees()


def test_a_host_who_says_no_is_thanked_and_the_guest_waits_on(crisis):
    boris, amira = both(cast.proposed(crisis))
    answer = boris.client.post(
        f"{boris.path}decline/",
        {"match": Match.objects.get().public_id, "reason": "not_at_ease"},
        follow=True,
    )
    assert "We look for another door" in answer.content.decode()
    assert Match.objects.get().close_reason == "not_at_ease"
    assert "We asked 1 host, who said no or did not answer" in amira.sees() and "at ease" not in amira.sees()


def test_who_answers_too_late_is_told_and_nothing_changes(crisis):
    boris, _amira = both(cast.proposed(crisis))
    lapse_matches(crisis=crisis, at=cast.now() + timedelta(minutes=16))
    answer = boris.presses("accept")
    assert "changed a moment ago" in boris.client.get(answer["Location"]).content.decode()
    assert Match.objects.get().state == "lapsed"


def test_nobody_presses_the_buttons_of_somebody_elses_match(crisis):
    match = cast.accepted(crisis)
    dana = Owner(cast.amira_asks(crisis, first_name="Dana"))
    assert dana.presses("coming", match=str(match.public_id)).status_code == 404
    assert dana.presses("coming", match="no-uuid").status_code == 404
    assert Owner(match.need).presses("accept").status_code == 404  # a guest has no such button


def test_trouble_reaches_the_coordinators_and_never_the_host(crisis):
    boris, amira = both(cast.coming(crisis))
    before = len(re.sub(r"value=\"[^\"]*\"|\d", "", boris.sees()))
    for verb in ("cannot-get-in", "want-to-leave", "coordinator"):
        amira.presses(verb)
    assert set(Case.objects.values_list("why", flat=True)) == {
        "cannot_get_in",
        "wants_to_leave",
        "asked_for_us",
    }
    assert len(re.sub(r"value=\"[^\"]*\"|\d", "", boris.sees())) == before


def test_who_waits_without_a_match_can_call_a_coordinator_too(crisis):
    amira = Owner(cast.amira_asks(crisis))
    amira.presses("coordinator")
    assert Case.objects.get().subject == amira.posted.public_id


def test_while_waiting_the_page_says_where_else_to_go(crisis):
    page = Owner(cast.amira_asks(crisis)).sees()
    assert "Nearest hospital" in page and "Nearest town hall" in page and "tel:112" in page


def test_messages_pass_without_a_number_and_a_second_tap_is_no_second_message(crisis):
    boris, amira = both(cast.coming(crisis))
    for _ in range(2):
        amira.presses("say", text="I am late, <b>sorry</b>", submission_id="one-tap")
    assert RelayMessage.objects.count() == 1
    page = boris.sees()
    assert "I am late, &lt;b&gt;sorry" in page and "boris@example.org" not in amira.sees()


def test_a_message_too_long_comes_back_whole(crisis):
    _boris, amira = both(cast.coming(crisis))
    answer = amira.presses("say", text="x" * 501)
    assert answer.status_code == 400 and "x" * 501 in answer.content.decode()


def test_a_number_passes_only_when_its_owner_shares_it(crisis):
    cast.boris_opens(crisis, contact="06 12 34 56 78")
    match = propose_matches(need=cast.amira_asks(crisis), at=cast.now())
    boris, amira = both(match)
    boris.presses("accept")
    amira.presses("coming")
    assert "+33612345678" not in amira.sees()
    boris.presses("share-number")
    assert "+33612345678" in amira.sees()
    answer = amira.presses("share-number")
    assert "You gave no phone number" in amira.client.get(answer["Location"]).content.decode()


def test_a_host_pauses_resumes_confirms_and_closes(crisis):
    boris = Owner(cast.boris_opens(crisis))
    for verb, pill in (
        ("pause", "Paused"),
        ("resume", "Open"),
        ("still-open", "Open"),
        ("withdraw", "Withdrawn"),
    ):
        boris.presses(verb)
        assert f">{pill}</span>" in boris.sees(), verb


def test_a_guest_finds_elsewhere_and_may_ask_again(crisis):
    amira = Owner(cast.amira_asks(crisis))
    amira.presses("found-elsewhere")
    assert "I still need a place" in amira.sees()
    amira.presses("reopen")
    assert "Waiting</span>" in amira.sees()


def test_editing_brings_the_answers_back_and_leaves_the_point_where_it_was(crisis):
    boris = Owner(cast.boris_opens(crisis))
    page = boris.sees("edit/")
    assert "code 4812B, 3rd floor" in page and 'name="contact"' not in page
    until = re.search(r'name="until" value="([^"]+)"[^>]* checked', page).group(1)
    said = {"where": "12 rue Alibert, 75010 Paris", "places": "3", "until": until, "first_name": "Boris"}
    assert boris.client.post(boris.path + "edit/", said | {"step": "send"}).status_code == 302
    boris.posted.refresh_from_db()
    boris.posted.place.refresh_from_db()
    assert boris.posted.places == 3 and (boris.posted.place.lat, boris.posted.place.lon) == cast.ALIBERT


def test_a_need_that_a_host_looks_at_is_not_changed_underneath(crisis):
    _boris, amira = both(cast.proposed(crisis))
    said = {"adults": "4", "children": "0", "for_whom": "me", "where": "Rue Oberkampf", "step": "send"}
    answer = amira.client.post(amira.path + "edit/", said, follow=True)
    assert "cannot be changed now" in answer.content.decode()
    assert Need.objects.get().adults == 1


class TestTheCode:
    @pytest.fixture
    def boris(self, crisis):
        return Owner(cast.boris_opens(crisis, origin=cast.WEB))

    def code(self) -> str:
        return re.search(r"\b(\d{6})\b", Message.objects.order_by("-pk").first().text).group(1)

    def test_opens_the_door_to_guests(self, boris):
        assert "Type the code we sent you" in boris.sees()
        boris.presses("verify", code=self.code())
        assert "Type the code we sent you" not in boris.sees()
        assert boris.posted.owner.contact_points.get().verified_at

    def test_in_a_link_is_filled_in_and_not_sent(self, boris):
        page = boris.sees(f"?c={self.code()}")
        assert f'value="{self.code()}"' in page
        assert not boris.posted.owner.contact_points.get().verified_at

    def test_is_spent_after_five_wrong_tries(self, boris):
        right = self.code()
        wrong = "000000" if right != "000000" else "111111"
        for _ in range(5):
            answer = boris.presses("verify", code=wrong)
            assert answer.status_code == 400 and "wrong or too old" in answer.content.decode()
        assert boris.presses("verify", code=right).status_code == 400
        boris.presses("resend")
        assert boris.presses("verify", code=self.code()).status_code == 302

    def test_is_taken_however_many_wrong_ones_others_of_the_network_typed(self, boris, crisis):
        right = self.code()
        other = Owner(cast.boris_opens(crisis, origin=cast.WEB, contact="dana@example.org"))
        answers = [other.presses("verify", code="000000") for _each in range(31)]
        assert (answers[0].status_code, answers[-1].status_code) == (400, 429), "whoever tries is stopped"
        stopped = answers[-1].content.decode()
        assert "You can try again from" in stopped and f'href="{other.path}"' in stopped
        assert boris.presses("verify", code=right).status_code == 302

    def test_goes_nowhere_but_to_the_contact(self, boris, crisis):
        send_code(contact=boris.posted.owner.contact_points.get(), drill=False, crisis_id=crisis.pk, link="x")
        assert self.code() not in boris.sees()
        assert self.code() not in VerificationCode.objects.order_by("-pk").first().code_hash


def test_a_real_crisis_has_no_mailbox_on_screen_and_an_exercise_has(crisis):
    assert Owner(cast.boris_opens(crisis)).client.get("/en/m/x/mailbox/").status_code == 404
    real = Owner(cast.boris_opens(crisis, origin=cast.WEB))
    assert real.client.get(real.path + "mailbox/").status_code == 404
    drill = cast.active_crisis(crisis.declared_by, is_drill=True, name="Exercise")
    boris = Owner(cast.boris_opens(drill, origin=cast.WEB))
    page = boris.sees("mailbox/")
    assert re.search(r"\b\d{6}\b", page) and "EXERCISE" in page


class TestAContact:
    def test_mistyped_is_given_anew_and_the_door_opens(self, crisis):
        boris = Owner(cast.boris_opens(crisis, origin=cast.WEB, contact="boris@exmaple.org"))
        assert boris.presses("contact", contact="boris@example.org").status_code == 302
        newest = Message.objects.order_by("-pk").first()
        assert newest.contact.value == "boris@example.org"
        boris.presses("verify", code=re.search(r"\b(\d{6})\b", newest.text).group(1))
        assert "Type the code we sent you" not in boris.sees()

    def test_mistyped_again_comes_back_with_words(self, crisis):
        amira = Owner(cast.amira_asks(crisis))
        assert "Shall we write to you?" in amira.sees()
        answer = amira.presses("contact", contact="06 1")
        assert answer.status_code == 400 and 'value="06 1"' in answer.content.decode()

    def test_that_answered_is_not_replaced_by_whoever_has_the_link(self, crisis):
        boris = Owner(cast.boris_opens(crisis))
        boris.presses("contact", contact="dana@example.org")
        assert boris.posted.owner.contact_points.get().value == "boris@example.org"


def test_a_guest_reports_the_door_and_a_message_from_their_own_page(crisis):
    boris, amira = both(cast.coming(crisis))
    boris.presses("say", text="Bring money", submission_id="1")
    links = re.findall(r'href="(/en/m/\w+/report/[^"]+)"', amira.sees())
    assert len(links) == 2
    assert [amira.client.get(link).status_code for link in links] == [200, 200]
    assert not re.findall(r"/report/message/", boris.sees())


def test_a_page_says_from_which_moment_on_it_wants_news(crisis):
    """What happens between drawing the page and opening its socket must not be lost."""
    page = Owner(cast.amira_asks(crisis)).sees()
    assert int(re.search(r'data-live-position="(\d+)"', page).group(1)) == last_position()


def test_whoever_asked_for_somebody_else_reads_whose_page_it_is_and_the_host_whom_to_expect(crisis):
    cast.boris_opens(crisis)
    need = cast.amira_asks(crisis, first_name="Samia", for_someone_else=True)
    match = propose_matches(need=need, at=cast.now())
    boris, friend = both(match)
    assert "A place for Samia" in friend.sees() and "You asked for someone else" in friend.sees()
    boris.presses("accept")
    friend.presses("coming")
    assert "Samia" in boris.sees() and "Somebody else asked for them" in boris.sees()


def test_the_host_knows_who_comes_until_they_have_come(crisis):
    cast.boris_opens(crisis, places=4, pets=True)
    need = cast.amira_asks(crisis, adults=2, children=1, pets=True)
    boris, amira = both(propose_matches(need=need, at=cast.now()))
    for owner, verb in ((boris, "accept"), (amira, "coming"), (amira, "arrived"), (boris, "arrived")):
        assert "2 adults, 1 child, with a pet" in boris.sees(), verb
        owner.presses(verb)
    assert "2 adults, 1 child, with a pet" in boris.sees()


@pytest.mark.parametrize(
    ("who", "verb"),
    [
        ("amira", "want-to-leave"), ("amira", "step-back"), ("boris", "no-show"), ("boris", "step-back"),
        ("boris", "withdraw"),
    ],
)  # fmt: skip
def test_what_cannot_be_undone_takes_a_second_press(crisis, who, verb):
    boris, amira = both(cast.coming(crisis))
    page = {"boris": boris, "amira": amira}[who].sees()
    folded = "".join(re.findall(r"<details>.*?</details>", page, re.DOTALL))
    assert f"/{verb}/" in folded and page.count(f"/{verb}/") == folded.count(f"/{verb}/")


def test_a_waiting_guest_withdraws_with_a_second_press(crisis):
    page = Owner(cast.amira_asks(crisis)).sees()
    folded = "".join(re.findall(r"<details>.*?</details>", page, re.DOTALL))
    for verb in ("withdraw", "found-elsewhere"):
        assert page.count(f"/{verb}/") == folded.count(f"/{verb}/") == 1


def test_a_guest_on_the_way_reads_no_metres_that_nobody_knows(crisis):
    street = replace(cast.place(), exactness="street", radius_m=250)
    match = cast.proposed(crisis, place=street)
    boris, amira = both(match)
    Match.objects.update(metres=40)
    boris.presses("accept")
    amira.presses("coming")
    assert "less than 300 m" in amira.sees() and "40 m" not in amira.sees() and "50 m:" not in amira.sees()


def test_a_door_past_its_end_asks_for_a_new_one_and_cannot_just_be_opened_again(crisis):
    boris = Owner(cast.boris_opens(crisis, until=cast.now() + timedelta(minutes=31)))
    boris.posted.__class__.objects.update(until=cast.now() - timedelta(minutes=1))
    for state in ("expired", "paused", "open"):
        boris.posted.__class__.objects.update(state=state)
        page = boris.sees()
        assert "choose a new end" in page and "edit/#id_until" in page and "/resume/" not in page, state
    edit = boris.sees("edit/")
    chosen = re.search(r'name="until" value="([^"]+)"[^>]* checked', edit).group(1)
    assert datetime.fromisoformat(chosen) > cast.now() + timedelta(hours=2)


def test_a_door_that_ran_out_before_its_end_is_opened_again_or_changed(crisis):
    boris = Owner(cast.boris_opens(crisis))
    boris.posted.__class__.objects.update(state="expired")
    page = boris.sees()
    assert "/resume/" in page and f"{boris.path}edit/" in page and "choose a new end" not in page


def test_each_line_of_ones_page_leads_to_its_own_question(crisis):
    for owner in (Owner(cast.boris_opens(crisis)), Owner(cast.amira_asks(crisis))):
        anchors = re.findall(rf'href="{owner.path}edit/#(\w+)"', owner.sees())
        form = owner.sees("edit/")
        assert len(anchors) >= 4 and all(f'id="{anchor}"' in form for anchor in anchors)
        assert "data-steps" not in form  # one page: changing a number is no walk


def test_the_page_says_when_it_last_changed_and_not_when_the_crisis_did(crisis):
    asked = cast.now() - timedelta(hours=3)
    need = cast.amira_asks(crisis, at=asked)
    said = timezone.localtime(asked).strftime("%H:%M")
    page = Owner(need).sees()
    assert re.search(rf"Last change on this page: <time[^>]*>[^<]*{said}</time>", page)
    assert "Words about the crisis last changed" not in page
    assert "Words about the crisis last changed" in Client().get(f"/en/c/{crisis.slug}/").content.decode()


def test_a_call_for_help_leaves_no_time_on_the_hosts_page(crisis):
    earlier = cast.now() - timedelta(minutes=50)
    match = cast.coming(crisis, at=earlier)
    boris, amira = both(match)
    before = re.search(r"Last change on this page.*?</p>", boris.sees()).group(0)
    amira.presses("want-to-leave")
    about = {"subject_kind": "offer", "subject": boris.posted.public_id, "reason": "danger"}
    report(crisis=crisis, origin=cast.WEB, at=cast.now(), **about)
    assert before in boris.sees()


def test_an_exercises_mailbox_keeps_the_exercises_time():
    drill = cast.active_crisis(is_drill=True)
    set_clock(drill, epoch=datetime(2015, 11, 13, 22, 30, tzinfo=UTC), speed=1)
    boris = Owner(
        cast.boris_opens(
            drill, origin=cast.WEB, at=crisis_now(drill), until=datetime(2015, 11, 14, 12, tzinfo=UTC)
        )
    )
    assert "13 Nov" in boris.sees("mailbox/")


def test_whoever_wrote_a_message_that_is_held_reads_why_and_the_other_side_does_not(crisis):
    boris, amira = both(cast.coming(crisis))
    boris.presses("say", text="Bring money", submission_id="1")
    message = RelayMessage.objects.get()
    by = {"origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}
    about = {"crisis": crisis, "subject_kind": "message", "subject": message.public_id}
    decide(**about, act="keep", reason="Somebody was worried.", **by)
    assert "Somebody was worried." not in boris.sees()  # he would learn that his guest spoke
    decide(**about, act="hold", reason="Nobody asks for money here.", **by)
    assert "Nobody asks for money here." in boris.sees() and "The other side does not see it" in boris.sees()
    assert "Nobody asks" not in amira.sees() and "Bring money" not in amira.sees()
    boris.presses("withdraw")
    assert "Nobody asks for money here." in boris.sees()


def test_a_host_whose_door_was_left_as_it_is_does_not_learn_that_his_guest_spoke(crisis):
    boris, _amira = both(cast.coming(crisis))
    by = {"origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}
    about = {"crisis": crisis, "subject_kind": "offer", "subject": boris.posted.public_id}
    decide(**about, act="keep", reason="The guest was mistaken.", **by)
    assert "mistaken" not in boris.sees() and "decided" not in boris.sees()
    decide(**about, act="hold", reason="The address does not exist.", **by)
    assert "The address does not exist." in boris.sees()


def test_only_who_stands_before_a_closed_door_is_told_to_write_to_the_host(crisis):
    _boris, amira = both(cast.coming(crisis))
    amira.presses("want-to-leave")
    assert "The coordinators know" in amira.sees() and "write to your host" not in amira.sees()
    amira.presses("cannot-get-in")
    assert "write to your host" in amira.sees()
