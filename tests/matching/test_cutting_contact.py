"""Amira cuts contact with Boris: they are never brought together again, and he reads what anybody reads."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.errors import Invalid, NotThere, TooLate
from accounts.people.actions import mark_verified
from accounts.people.blocking import blocked_with, cut_by, unblock
from accounts.people.models import Block, ContactKey, ContactPoint, Person
from accounts.reach.models import Message
from crisis.moderation.models import Report
from crisis.shelter.actions.needs import withdraw_need
from crisis.shelter.vocabulary import HoldState, NeedState
from matching import nearest
from matching.actions.handshake import accept_match, set_out
from matching.actions.parting import cut_contact, end_between, step_back
from matching.actions.proposing import offer_to_waiting, propose_matches
from matching.actions.talking import readable, say, share_number
from matching.gather import parties, refusals_of
from matching.models import Match
from matching.tasks import sweep_cut_contacts
from matching.vocabulary import EndReason, MatchState, Side
from tests import cast
from tests.accounts.test_retention import settle
from tests.api.client import by_link
from tests.cast import WEB, now
from tests.crisis.shelter.test_ledger import places_add_up
from tests.matching.web.test_own_pages import Owner

pytestmark = pytest.mark.django_db
BY = {"origin": WEB}


@pytest.fixture
def crisis():
    return cast.active_crisis()


def cut(match: Match, side: Side = Side.GUEST, **report) -> None:
    cut_contact(match=match, side=side, at=now(), **BY, **report)


def ended(match: Match) -> tuple[str, str]:
    match.refresh_from_db()
    return match.state, match.close_reason


@pytest.mark.parametrize("side", [Side.HOST, Side.GUEST])
@pytest.mark.parametrize("until", [cast.proposed, cast.accepted, cast.coming])
def test_what_is_under_way_ends_as_withdrawn_and_the_need_waits(crisis, side, until):
    match = until(crisis)
    cut(match, side)
    assert ended(match) == (MatchState.WITHDRAWN, EndReason.CONTACT_CUT)
    match.need.refresh_from_db()
    assert match.need.state == NeedState.WAITING
    places_add_up()


@pytest.mark.parametrize(
    ("side", "spelt"), [(Side.HOST, "amira@example.org"), (Side.GUEST, "amira+again@example.org")]
)
def test_they_are_never_brought_together_again_under_any_post_of_theirs(crisis, side, spelt):
    """A second door, a second request: whoever answered at the same contact is the same person, however spelt."""
    match = cast.coming(crisis)
    match.need.owner.contact_points.create(kind="email", value="amira@example.org", verified_at=now())
    cut(match, side)
    again = cast.amira_asks(crisis, origin=cast.WEB)
    again.owner.contact_points.create(kind="email", value=spelt, verified_at=now())
    second = cast.boris_opens(crisis)
    assert propose_matches(need=again, at=now()) is None
    assert offer_to_waiting(offer=second, at=now()) == []
    assert "blocked" in refusals_of(second, again, at=now())
    dana = cast.amira_asks(crisis)
    assert propose_matches(need=dana, at=now()), "the door is open to others"


def test_an_address_only_typed_is_nobodys(crisis):
    """Else whoever types another's address would be kept from every door that one was."""
    match = cast.accepted(crisis)
    match.need.owner.contact_points.create(kind="email", value="amira@example.org")
    cut(match)
    other = cast.amira_asks(crisis, origin=cast.WEB, contact="amira@example.org")
    assert blocked_with(other.owner_id) == set()
    assert match.offer.owner_id in blocked_with(match.need.owner_id)


def test_a_street_of_doors_one_was_cut_off_from_does_not_hide_the_one_that_fits(crisis, monkeypatch):
    monkeypatch.setattr(nearest, "NEAREST", 2)
    match = cast.coming(crisis)
    cut(match)
    for _door in range(4):
        cast.boris_opens(crisis)
    fits = cast.boris_opens(crisis, contact="zoe@example.org", place=cast.place((48.8760, 2.3672)))
    found = propose_matches(need=match.need, at=now())
    assert found and found.offer == fits


def test_a_cut_between_the_question_and_the_answer_sends_nobody(crisis):
    """The proposal was being made while contact was cut: nobody accepts or sets out, and nobody reads why."""
    asked, said_yes = cast.proposed(crisis), cast.accepted(crisis)
    for match in (asked, said_yes):
        race(match)
    with pytest.raises(TooLate):
        accept_match(match=asked, at=now(), **BY)
    with pytest.raises(TooLate):
        set_out(match=said_yes, at=now(), **BY)
    for match in (asked, said_yes):
        assert ended(match) == (MatchState.WITHDRAWN, EndReason.CONTACT_CUT), "not too late again and again"


def race(match: Match) -> None:
    """She cuts contact while they are being proposed: nothing of it is under way yet."""
    Block.objects.create(by=match.need.owner, of=match.offer.owner, subject=match.public_id, at=now())


def test_a_yes_in_the_last_second_leaves_his_page_as_any_guest_who_steps_back_leaves_it(crisis):
    match = cast.proposed(crisis)
    race(match)
    boris = Owner(match.offer)
    boris.presses("accept")
    assert ended(match) == (MatchState.WITHDRAWN, EndReason.CONTACT_CUT)
    assert "Somebody waits for your answer" not in boris.sees()


def test_a_sweep_ends_what_was_proposed_while_contact_was_cut(crisis):
    match, dana = cast.proposed(crisis), cast.proposed(crisis, contact="zoe@example.org")
    race(match)
    sweep_cut_contacts()
    sweep_cut_contacts()
    assert ended(match) == (MatchState.WITHDRAWN, EndReason.CONTACT_CUT)
    dana.refresh_from_db()
    assert dana.state == MatchState.PROPOSED
    places_add_up()


@pytest.mark.parametrize("side", [Side.HOST, Side.GUEST])
def test_whoever_proves_to_be_the_one_who_cut_contact_is_asked_no_more(crisis, side):
    """A second request with the same contact, its code typed only after the door was asked."""
    first = cast.coming(crisis)
    answered = first.need.owner.contact_points.create(
        kind="email", value="amira@example.org", verified_at=now(), verified_by="code"
    )
    cut(first, side)
    first.need.refresh_from_db()
    withdraw_need(need=first.need, at=now(), **BY)
    again = cast.amira_asks(crisis, origin=cast.WEB, contact=answered.value)
    match = propose_matches(need=again, at=now())
    assert match, "nobody knows yet who she is"
    contact = again.owner.contact_points.get()
    mark_verified(contact=contact, by="code", at=now(), crisis_id=crisis.pk, **BY)
    settle()
    assert ended(match) == (MatchState.WITHDRAWN, EndReason.CONTACT_CUT)
    assert match.closed_by == side


class TestErasure:
    """He leaves no trace and comes back at the same address: it is him."""

    @pytest.fixture
    def match(self, crisis) -> Match:
        match = cast.coming(crisis)
        cut(match)
        match.need.refresh_from_db()
        boris = Owner(match.offer)
        boris.client.post(f"{boris.path}erase/", {"sure": "erase"})
        assert Person.objects.get(pk=match.offer.owner_id).erased_at
        return match

    def test_who_was_cut_off_is_not_let_in_again_by_erasing(self, crisis, match):
        second = cast.boris_opens(crisis, contact="boris+again@example.org")
        assert match.need.owner_id in blocked_with(second.owner_id)
        assert second.owner_id in blocked_with(match.need.owner_id)
        assert propose_matches(need=match.need, at=now()) is None

    def test_a_code_typed_later_tells_as_much(self, crisis, match):
        second = cast.boris_opens(crisis, origin=cast.WEB)
        assert blocked_with(second.owner_id) == set(), "whoever types an address is nobody"
        contact = second.owner.contact_points.get()
        mark_verified(contact=contact, by="drill", at=now(), crisis_id=crisis.pk, **BY)
        assert match.need.owner_id in blocked_with(second.owner_id)

    def test_nothing_of_the_contact_itself_is_kept(self, match):
        kept = ContactKey.objects.get()
        assert (
            "boris" not in kept.digest and not ContactPoint.objects.filter(value__contains="boris").exists()
        )

    def test_she_still_sees_that_she_cut_contact_and_takes_it_back(self, crisis, match):
        second = cast.boris_opens(crisis)
        unblock(by=match.need.owner, public_id=cut_by(match.need.owner).get().public_id, at=now(), **BY)
        assert blocked_with(second.owner_id) == set() and not ContactKey.objects.exists()

    def test_once_she_is_erased_too_nothing_is_kept(self, match):
        amira = Owner(match.need)
        amira.client.post(f"{amira.path}erase/", {"sure": "erase"})
        assert not Block.objects.exists() and not ContactKey.objects.exists()

    def test_what_an_exercise_verified_is_nobody_outside_of_it(self, crisis, match):
        person = cast.boris_opens(crisis, origin=cast.WEB).owner
        mark_verified(contact=person.contact_points.get(), by="code", at=now(), crisis_id=crisis.pk, **BY)
        assert blocked_with(person.pk) == set()


def test_a_second_door_left_standing_is_still_his_once_he_erased_the_first(crisis):
    match, second = cast.coming(crisis), cast.boris_opens(crisis)
    cut(match)
    boris = Owner(match.offer)
    boris.client.post(f"{boris.path}erase/", {"sure": "erase"})
    assert match.need.owner_id in blocked_with(second.owner_id)


def test_whatever_else_the_two_have_under_way_ends_too(crisis):
    first, second = cast.coming(crisis), cast.accepted(crisis)
    second.need.owner = first.need.owner
    second.need.save(update_fields=["owner"])
    cut(first)
    end_between(by=first.need.owner_id, of=first.offer.owner_id)
    end_between(by=first.need.owner_id, of=first.offer.owner_id)  # heard twice
    assert ended(second) == (MatchState.WITHDRAWN, EndReason.CONTACT_CUT)
    assert second.hold.__class__.objects.filter(state=HoldState.TAKEN).count() == 0
    places_add_up()


def what_boris_learns(leaves) -> tuple:
    """His page, his API and his messages, after the guest left him by `leaves`; ids, times and codes apart."""
    crisis = cast.active_crisis()
    match = cast.coming(crisis)
    settle()
    Message.objects.all().delete()
    leaves(match)
    settle()
    boris = Owner(match.offer)
    page, told = boris.sees(), by_link(boris.token)
    seen = (page, told.get("/own").content.decode(), told.get("/own/data").content.decode())
    changes = [item["type"] for item in told.get(f"/crises/{crisis.slug}/changes").json()["items"]]
    sent = list(Message.objects.filter(contact__person=match.offer.owner).values_list("subject", "text"))
    return [plain(each) for each in (*seen, str(sorted(changes)), str(sent))]


def plain(text: str) -> str:
    """Without what differs between any two pages."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|/m/\w+|[A-Z0-9]{4}-[A-Z0-9]{4}", "…", text)
    text = re.sub(r'value="[^"]*"|paris(-\d+)?|\d{4}-\d\d-\d\dT[\d:.]+(Z|\+\d\d:\d\d)', "…", text)
    return re.sub(r'data-live-(token|position)="[^"]*"|\d+', "…", text)


def test_the_one_cut_off_learns_nothing_that_an_ordinary_step_back_does_not_tell():
    by = {"side": Side.GUEST, "origin": WEB}
    stepped = what_boris_learns(lambda match: step_back(match=match, at=now(), **by))
    assert what_boris_learns(lambda match: cut_contact(match=match, at=now(), **by)) == stepped
    assert "cut" not in stepped[1]


class TestInside:
    """A guest who is inside stays so on both pages; what the host writes is taken and reaches nobody."""

    @pytest.fixture
    def match(self, crisis) -> Match:
        match = cast.arrived(crisis)
        cut(match)
        settle()
        Message.objects.all().delete()
        return match

    def test_the_host_sees_them_inside_and_writes_as_before(self, match):
        boris, amira = Owner(match.offer), Owner(match.need)
        before = by_link(amira.token).get("/own").json()
        path = f"/own/matches/{match.public_id}/messages"
        answer = by_link(boris.token).post(path, {"text": "Where are you?"})
        boris.presses("say", text="Hello?", submission_id="1")
        settle()
        assert (answer.status_code, match.state) == (201, MatchState.ARRIVED)
        assert [each["text"] for each in by_link(boris.token).get(path).json()["items"]] == [
            "Where are you?",
            "Hello?",
        ]
        assert "Hello?" in boris.sees() and "Your guest is with you" in boris.sees()
        assert by_link(amira.token).get(path).json()["items"] == []
        assert "Hello?" not in amira.sees() and not Message.objects.exists()
        assert by_link(amira.token).get("/own").json() == before

    def test_their_changes_and_the_time_of_the_last_one_stand_still(self, match, crisis):
        amira = by_link(Owner(match.need).token)
        since = amira.get(f"/crises/{crisis.slug}/changes").json()["next"]
        changed = Owner(match.need).client.get(Owner(match.need).path).context["changed_at"]
        say(match=match, side=Side.HOST, text="Hello?", at=now(), **BY)
        settle()
        assert amira.get(f"/crises/{crisis.slug}/changes?since={since}").json()["items"] == []
        assert Owner(match.need).client.get(Owner(match.need).path).context["changed_at"] == changed

    def test_it_takes_as_many_statements_as_any_message(self, match, crisis):
        other = cast.arrived(crisis)

        def statements(of: Match) -> int:
            of = Match.objects.select_related("offer__owner", "need__owner").get(pk=of.pk)
            with CaptureQueriesContext(connection) as asked:
                say(match=of, side=Side.HOST, text="Hello?", at=now(), **BY)
            return len(asked)

        assert statements(match) == statements(other)

    def test_a_number_shared_afterwards_is_not_shown(self, match):
        match.offer.owner.contact_points.create(kind="phone", value="+33612345678", verified_at=now())
        share_number(match=match, side=Side.HOST, at=now(), **BY)
        amira = Owner(match.need)
        assert "+33612345678" not in amira.sees()
        assert by_link(amira.token).get("/own").json()["matches"][0]["host_number"] is None

    def test_whoever_cut_contact_does_not_write_by_mistake(self, match):
        with pytest.raises(Invalid):
            say(match=match, side=Side.GUEST, text="Hello", at=now(), **BY)
        page = Owner(match.need).sees()
        assert "You cut contact with them" in page and "Send the message" not in page

    def test_taken_back_they_write_again_and_what_was_withheld_stays_so(self, match):
        say(match=match, side=Side.HOST, text="Withheld", at=now(), **BY)
        amira = Owner(match.need)
        block = cut_by(match.need.owner).get()
        answer = amira.client.post(f"{amira.path}contacts-cut/{block.public_id}/undo/", follow=True)
        assert "brought together again" in answer.content.decode()
        say(match=match, side=Side.HOST, text="Good morning", at=now(), **BY)
        assert [each.text for each in readable(match, Side.GUEST)] == ["Good morning"]


def test_one_tap_leads_to_the_page_and_looking_at_it_does_nothing(crisis):
    match = cast.coming(crisis)
    for owner, knows in ((Owner(match.need), "your first name."), (Owner(match.offer), "your address")):
        path = f"{owner.path}cut/{match.public_id}/"
        assert path in owner.sees()
        page = owner.client.get(path).content.decode()
        assert "They are not told" in page and knows in page and "I need a coordinator" in page
    assert not Block.objects.exists()


def test_reporting_and_cutting_is_one_step(crisis):
    match = cast.coming(crisis)
    amira = Owner(match.need)
    said = {"reason": "abuse", "text": "He shouted."}
    answer = amira.client.post(f"{amira.path}cut/{match.public_id}/", said, follow=True)
    assert "Contact is cut" in answer.content.decode()
    told = Report.objects.get()
    assert (told.subject, told.reason, told.text) == (match.offer.public_id, "abuse", "He shouted.")
    assert ended(match) == (MatchState.WITHDRAWN, EndReason.CONTACT_CUT)


def test_by_api_the_same(crisis):
    match = cast.coming(crisis)
    boris, amira = Owner(match.offer), by_link(Owner(match.need).token)
    page = (
        by_link(boris.token).post(f"/own/matches/{match.public_id}/cut-contact", {"reason": "money"}).json()
    )
    assert page["matches"] == [] and page["ended"][0]["ended_because"] == "contact_cut"
    assert Report.objects.get().subject == match.need.public_id
    other = amira.get("/own").json()["ended"][0]
    assert other["ended_because"] == "" and "cut" not in other["next_step"]
    listed = by_link(boris.token).get("/own/contacts-cut").json()
    assert [(each["other"], each["first_name"]) for each in listed] == [("guest", "Amira")]
    assert amira.get("/own/contacts-cut").json() == []
    path = f"/own/contacts-cut/{listed[0]['id']}"
    assert amira.send("delete", path).status_code == 404
    assert by_link(boris.token).send("delete", path).status_code == 204
    assert not Block.objects.exists()


def test_held_names_whom_i_cut_off_and_never_who_cut_me_off(crisis):
    match = cast.coming(crisis)
    cut(match)
    boris, amira = Owner(match.offer), Owner(match.need)
    told = by_link(amira.token).get("/own/data").json()["contacts_cut"]
    assert [(each["other"], each["first_name"]) for each in told] == [("host", "Boris")]
    assert "a host" in amira.sees("mine/") and "Allow contact again" in amira.sees("mine/")
    assert by_link(boris.token).get("/own/data").json()["contacts_cut"] == []
    assert "cut contact" not in boris.sees("mine/")


def test_before_a_name_was_released_none_is_told(crisis):
    match = cast.accepted(crisis)
    cut(match)
    told = by_link(Owner(match.need).token).get("/own/data").json()["contacts_cut"]
    assert [(each["other"], each["first_name"]) for each in told] == [("host", "")]


def test_who_is_erased_takes_it_along(crisis):
    match = cast.coming(crisis)
    cut(match)
    amira = Owner(match.need)
    amira.client.post(f"{amira.path}erase/", {"sure": "erase"})
    assert not Block.objects.exists()


def test_somebody_elses_is_not_there_to_take_back(crisis):
    match = cast.coming(crisis)
    cut(match)
    with pytest.raises(NotThere):
        unblock(by=match.offer.owner, public_id=Block.objects.get().public_id, at=now(), **BY)


def test_where_nobody_ever_cut_contact_it_costs_one_question(crisis):
    need = cast.amira_asks(crisis)
    with CaptureQueriesContext(connection) as asked:
        parties(type(need).objects.filter(pk=need.pk))
    assert len(asked) == 3


def test_a_guest_who_found_a_place_is_no_longer_looked_after_and_one_with_another_reason_is(crisis):
    gone, waits = cast.accepted(crisis), cast.accepted(crisis)
    step_back(match=gone, side=Side.GUEST, reason=EndReason.FOUND_ELSEWHERE, at=now(), **BY)
    step_back(match=waits, side=Side.GUEST, reason=EndReason.TOO_FAR, at=now(), **BY)
    gone.need.refresh_from_db(), waits.need.refresh_from_db()
    assert (gone.need.state, waits.need.state) == (NeedState.FOUND_ELSEWHERE, NeedState.WAITING)
    with pytest.raises(Invalid):
        step_back(match=waits, side=Side.GUEST, reason=EndReason.NO_ROOM_NOW, at=now(), **BY)
    places_add_up()
