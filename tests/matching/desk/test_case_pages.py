"""The case pages: what is shown, what takes a reason, and whose hand may choose a door."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.disclosure.models import Disclosure
from accounts.journal.models import Entry
from accounts.links.actions import issue_api_key
from accounts.people.models import ContactPoint
from crisis.desk.models import Case, CaseNote, SecondYes
from crisis.shelter.actions.offers import edit_offer
from crisis.shelter.models import Need
from crisis.shelter.queries import public_doors
from crisis.shelter.vocabulary import NeedState
from matching.actions import by_hand
from matching.actions.parting import cut_contact, step_back
from matching.actions.proposing import propose_matches
from matching.gather import why_nothing_fits
from matching.models import Match
from matching.vocabulary import EndReason, Side
from matching.why_words import why_sentences
from tests import cast
from tests.api import client as api
from tests.crisis.desk.desk_cast import another_coordinator, signed_in

pytestmark = pytest.mark.django_db

FAR = (48.9362, 2.3574)  # Saint-Denis, some 8 km north


@pytest.fixture
def paris():
    return cast.active_crisis()


@pytest.fixture
def chen(paris):
    return signed_in(paris.declared_by)


def reveal(client, posted, kind, **told):
    return client.post(reverse("desk_reveal", args=[posted.crisis.slug, kind, posted.public_id]), told)


def test_an_address_is_shown_once_for_a_reason_and_its_owner_can_see_by_whom(paris, chen):
    boris = cast.boris_opens(paris)
    shown = reveal(chen, boris, "offer", what=["address"], reason="the guest is lost in the yard")
    page = shown.content.decode()
    assert "12 rue Alibert" in page and "4812B" in page and "boris@example.org" not in page
    looked = Disclosure.objects.get(about=boris.owner, what="address")
    assert looked.to == paris.declared_by and looked.reason == "the guest is lost in the yard"
    assert looked.subject == boris.public_id and looked.to_role == "coordinator"
    later = chen.get(reverse("desk_offer", args=[paris.slug, boris.public_id])).content.decode()
    assert "12 rue Alibert" not in later and "the guest is lost in the yard" in later


def test_the_house_number_a_host_typed_is_read_beside_the_place_it_was_taken_for(paris, chen):
    boris = cast.boris_opens(paris)
    boris.place.typed, boris.place.label = "12 rue Alibert, bât. C", "Rue Alibert, 75010 Paris"
    boris.place.save()
    page = reveal(chen, boris, "offer", what=["address"], reason="the guest is lost").content.decode()
    assert "12 rue Alibert, bât. C" in page and "Rue Alibert, 75010 Paris" in page


def test_a_contact_is_its_own_question(paris, chen):
    amira = cast.amira_asks(paris, contact="amira@example.org")
    page = reveal(chen, amira, "need", what=["contact"], reason="to call her back").content.decode()
    assert "amira@example.org" in page and "Rue Oberkampf" not in page
    assert list(Disclosure.objects.values_list("what", flat=True)) == ["contact"]


@pytest.mark.parametrize("told", [{"what": ["address"], "reason": " "}, {"reason": "curious indeed"}])
def test_without_a_reason_or_a_question_nothing_is_shown_and_nothing_logged(paris, chen, told):
    boris = cast.boris_opens(paris)
    answer = reveal(chen, boris, "offer", **told)
    assert answer.status_code == 400 and "12 rue Alibert" not in answer.content.decode()
    assert not Disclosure.objects.exists()


def test_nobody_looks_at_more_than_thirty_in_an_hour(paris, chen):
    boris = cast.boris_opens(paris)
    answers = [
        reveal(chen, boris, "offer", what=["address"], reason="the night is long").status_code
        for _time in range(31)
    ]
    assert answers == [200] * 30 + [429] and Disclosure.objects.count() == 30


def test_a_reveal_is_never_a_get(paris, chen):
    boris = cast.boris_opens(paris)
    path = reverse("desk_reveal", args=[paris.slug, "offer", boris.public_id])
    assert chen.get(path, {"what": "address", "reason": "curious"}).status_code == 405
    assert not Disclosure.objects.exists()


def test_chen_proposes_a_door_by_its_code(paris, chen):
    boris, amira = cast.boris_opens(paris), cast.amira_asks(paris)
    chen.post(
        reverse("desk_propose", args=[paris.slug, amira.public_id]), {"reference": boris.reference.lower()}
    )
    match = Match.objects.get()
    assert match.by_hand == paris.declared_by and match.offer == boris


def test_a_door_that_does_not_fit_is_refused_in_words(paris, chen):
    boris, amira = cast.boris_opens(paris), cast.amira_asks(paris, step_free=True, pets=True)
    path = reverse("desk_propose", args=[paris.slug, amira.public_id])
    page = chen.post(path, {"reference": boris.reference}, follow=True).content.decode()
    assert "not step-free; takes in no pets" in page and not Match.objects.exists()


def test_a_door_of_another_crisis_is_not_known_here(paris, chen):
    lyon = cast.active_crisis(cast.chen(), name="Lyon")
    boris, amira = cast.boris_opens(lyon), cast.amira_asks(paris)
    path = reverse("desk_propose", args=[paris.slug, amira.public_id])
    page = chen.post(path, {"reference": boris.reference}, follow=True).content.decode()
    assert "no door with this code" in page and not Match.objects.exists()


def test_the_page_names_the_best_doors_with_their_reasons(paris, chen):
    boris, amira = cast.boris_opens(paris), cast.amira_asks(paris)
    page = chen.get(reverse("desk_need", args=[paris.slug, amira.public_id])).content.decode()
    assert boris.reference in page and "850 m away" in page


def test_the_page_says_why_nothing_fits(paris):
    cast.boris_opens(paris)
    cast.boris_opens(paris, step_free=True)
    amira = cast.amira_asks(paris, step_free=True, pets=True)
    told = why_sentences(why_nothing_fits(amira, at=cast.now()))
    assert told[0] == "2 doors are near. None of them fits now."
    assert "2 doors: takes in no pets (1 for this reason alone)" in told and "1 door: not step-free" in told


def test_the_nearest_doors_that_do_not_fit_are_named_and_asked_where_a_person_may_overrule(paris, chen):
    stairs = cast.boris_opens(paris)
    soon = cast.boris_opens(paris, step_free=True, until=cast.now() + timedelta(minutes=70))
    amira = cast.amira_asks(paris, step_free=True)
    page = chen.get(reverse("desk_need", args=[paris.slug, amira.public_id]))
    told = {miss.offer.pk: miss for miss in page.context["why"].misses}
    assert told[stairs.pk].why == "not step-free" and not told[stairs.pk].may_ask
    assert told[soon.pk].why == "closes too soon" and told[soon.pk].may_ask
    assert f'value="{soon.reference}"' in page.content.decode()


def test_a_far_door_is_not_asked_why(paris):
    cast.boris_opens(paris, place=cast.place(FAR, "Saint-Denis"))
    amira = cast.amira_asks(paris)
    assert why_sentences(why_nothing_fits(amira, at=cast.now())) == ["No door is open within about 3 km."]


def test_a_full_door_counts_as_one_without_room(paris):
    cast.proposed(paris, places=1)
    told = why_sentences(why_nothing_fits(cast.amira_asks(paris), at=cast.now()))
    assert "1 door: not enough free places (1 for this reason alone)" in told


def test_children_without_an_adult_come_with_the_protocol_and_no_door_by_machine(paris, chen):
    cast.boris_opens(paris)
    children = cast.amira_asks(paris, adults=0, children=2)
    assert propose_matches(need=children, at=cast.now()) is None
    page = chen.get(reverse("desk_need", args=[paris.slug, children.public_id]))
    assert "119" in page.content.decode() and page.context["why"].doors == []


@pytest.mark.parametrize(
    ("to", "state"), [("elsewhere", NeedState.FOUND_ELSEWHERE), ("withdrawn", NeedState.WITHDRAWN)]
)
def test_a_need_is_closed_on_the_callers_word_and_its_place_is_free(paris, chen, to, state):
    match = cast.accepted(paris)
    chen.post(reverse("desk_need_close", args=[paris.slug, match.need.public_id]), {"to": to})
    match.offer.refresh_from_db()
    assert Need.objects.get(pk=match.need_id).state == state
    assert match.offer.places_left == match.offer.places


def test_what_a_guest_said_of_themselves_is_read_in_the_third_person(paris, chen):
    match = cast.accepted(paris)
    step_back(match=match, side=Side.GUEST, reason=EndReason.TOO_FAR, origin=cast.WEB, at=cast.now())
    page = chen.get(reverse("desk_need", args=[paris.slug, match.need.public_id])).content.decode()
    assert "(Too far for the guest)" in page and "for me" not in page


def test_a_door_is_paused_and_withdrawn_with_a_reason_only(paris, chen):
    boris = cast.boris_opens(paris)
    move = reverse("desk_offer_move", args=[paris.slug, boris.public_id])
    assert "Say why" in chen.post(move, {"do": "pause", "reason": ""}, follow=True).content.decode()
    boris.refresh_from_db()
    assert boris.state == "open"
    page = chen.post(move, {"do": "pause", "reason": "he called: lift is broken"}, follow=True)
    boris.refresh_from_db()
    assert boris.state == "paused" and "lift is broken" in page.content.decode()
    chen.post(move, {"do": "withdraw", "reason": "he called again"})
    boris.refresh_from_db()
    assert boris.state == "withdrawn"


def test_a_held_door_vanishes_from_the_public_list_at_once(paris, chen):
    doors = [cast.boris_opens(paris, contact=cast.anothers()) for _door in range(3)]
    later = cast.now() + timedelta(hours=1)
    assert public_doors(paris, at=later)[0]["doors"] == "3-5"
    chen.post(
        reverse("desk_report", args=[paris.slug, "offer", doors[0].public_id]),
        {"act": "hold", "reason": "two guests were asked for money"},
    )
    assert all(cell["doors"] != "3-5" for cell in public_doors(paris, at=later))
    chen.post(
        reverse("desk_report", args=[paris.slug, "offer", doors[0].public_id]),
        {"act": "restore", "reason": "it was another door"},
    )
    assert public_doors(paris, at=later)[0]["doors"] == "3-5"


def propose(client, need, offer, **told):
    path = reverse("desk_propose", args=[need.crisis.slug, need.public_id])
    return client.post(path, {"reference": offer.reference} | told, follow=True).content.decode()


def test_overruling_is_said_plainly_and_takes_a_reason_that_stays(paris, chen):
    far, amira = cast.boris_opens(paris, place=cast.place(FAR, "Saint-Denis")), cast.amira_asks(paris)
    assert "This overrules: more than 5 km away. Say why." in propose(chen, amira, far)
    assert not Match.objects.exists()
    page = propose(chen, amira, far, reason="a taxi takes her")
    assert "overruling: more than 5 km away. Reason: a taxi takes her" in page
    assert Match.objects.get().by_hand == paris.declared_by


def test_what_came_up_since_the_coordinator_looked_is_not_overruled(paris, chen, monkeypatch):
    boris, amira = cast.boris_opens(paris), cast.amira_asks(paris)
    monkeypatch.setattr(by_hand, "refusals_of", lambda *_who, **_at: ())
    soon = cast.now() + timedelta(minutes=20)
    type(boris).objects.filter(pk=boris.pk).update(until=soon)
    propose(chen, amira, boris)
    assert not Match.objects.exists()


def test_the_page_says_what_would_open_a_door(paris, chen):
    for _door in range(3):
        cast.boris_opens(paris, step_free=True)
    cast.boris_opens(paris, step_free=True, pets=True, places=1)
    full = cast.amira_asks(paris, step_free=True, pets=True)
    propose_matches(need=full, at=cast.now())
    amira = cast.amira_asks(paris, step_free=True, pets=True)
    page = chen.get(reverse("desk_need", args=[paris.slug, amira.public_id])).content.decode()
    assert "3 doors within 2.0 km would fit, but none takes in pets." in page
    assert "1 door would fit, but is full" in page


def read_at(chen, offer) -> str:
    page = chen.get(reverse("desk_offer", args=[offer.crisis.slug, offer.public_id])).content.decode()
    return re.search(r'name="read_at" value="([^"]*)"', page)[1]


class TestChildrenAlone:
    @pytest.fixture
    def children(self, paris):
        need = cast.amira_asks(paris, adults=0, children=2)
        propose_matches(need=need, at=cast.now())  # what the machine does of them: it calls a coordinator
        return need

    @pytest.fixture
    def emma(self, paris):
        return another_coordinator(paris)

    def take(self, chen, children):
        case = Case.objects.get(subject=children.public_id)
        chen.post(reverse("desk_case_take", args=[children.crisis.slug, case.public_id]))

    def check(self, chen, boris):
        return self.says_checked(chen, boris, read_at(chen, boris))

    def says_checked(self, chen, boris, read_at):
        path = reverse("desk_offer_check", args=[boris.crisis.slug, boris.public_id])
        said = {"note": "Spoke with him and his wife at 21:40.", "read_at": read_at}
        return chen.post(path, said, follow=True)

    def says(self, client, children, do="yes") -> str:
        page = reverse("desk_need", args=[children.crisis.slug, children.public_id])
        read = re.search(r'name="door" value="([^"]*)"', client.get(page).content.decode())
        return self.says_to(read[1] if read else "", client, children, do)

    def says_to(self, door, client, children, do="yes") -> str:
        path = reverse("desk_second_yes", args=[children.crisis.slug, children.public_id])
        return client.post(path, {"do": do, "door": door}, follow=True).content.decode()

    def wanted(self, chen, children):
        boris = cast.boris_opens(children.crisis)
        self.take(chen, children)
        self.check(chen, boris)
        return boris, propose(chen, children, boris, reason="Both parents are in hospital.")

    def test_go_to_a_checked_host_once_a_second_coordinator_says_yes_in_their_own_session(
        self, paris, chen, children, emma
    ):
        boris = cast.boris_opens(paris)
        told = {"reason": "Both parents are in hospital."}
        assert "only to a host a coordinator has checked" in propose(chen, children, boris, **told)
        assert "Spoke with him" in self.check(chen, boris).content.decode()
        assert "Take this case over first" in propose(chen, children, boris, **told)
        self.take(chen, children)
        assert "Say why" in propose(chen, children, boris)
        assert "Waits for the second yes" in propose(chen, children, boris, **told)
        assert not Match.objects.exists(), "one person's word sends no child anywhere"
        assert "a second coordinator says yes first" in self.says(chen, children)
        assert not Match.objects.exists()
        queue = signed_in(emma).get(reverse("desk_queue", args=[paris.slug])).content.decode()
        assert "Waits for the second yes" in queue
        assert "Reason: Both parents are in hospital." in self.says(signed_in(emma), children)
        assert (Match.objects.get().need, Match.objects.get().offer) == (children, boris)
        decided = Entry.objects.get(kind="DecidedByHand").payload
        assert (decided["by"], decided["together_with"]) == (emma.pk, paris.declared_by_id)
        assert decided["overruled"] == ["unaccompanied_minor"]
        self.says(signed_in(emma), children)  # pressed twice
        assert Match.objects.count() == 1

    def test_are_no_longer_waited_for_once_the_first_takes_it_back(self, paris, chen, children, emma):
        self.wanted(chen, children)
        assert "is no longer wanted for them" in self.says(chen, children, "back")
        self.says(signed_in(emma), children)
        assert not Match.objects.exists() and not SecondYes.objects.exists()

    def test_are_sent_to_no_door_the_second_has_not_read_of(self, paris, chen, children, emma):
        boris, _page = self.wanted(chen, children)
        dana = cast.boris_opens(paris)
        self.check(chen, dana)
        propose(chen, children, dana, reason="They are nearer.")
        self.says_to(boris.public_id, signed_in(emma), children)
        assert not Match.objects.exists()
        self.says(signed_in(emma), children)
        assert Match.objects.get().offer == dana

    def test_are_not_sent_on_a_word_an_hour_old(self, paris, chen, children, emma):
        self.wanted(chen, children)
        SecondYes.objects.update(at=cast.now() - timedelta(minutes=61))
        page = reverse("desk_need", args=[paris.slug, children.public_id])
        assert "Waits for the second yes" not in chen.get(page).content.decode()
        self.says(signed_in(emma), children)
        assert not Match.objects.exists()

    def test_go_to_no_door_that_moved_after_it_was_checked(self, paris, chen, children, emma):
        boris, _page = self.wanted(chen, children)
        ContactPoint.objects.filter(person=boris.owner).update(verified_by="code")
        moved = cast.offer_draft(place=cast.place((48.8760, 2.3672), "3 rue des Vinaigriers"))
        edit_offer(offer=boris, draft=moved, origin=cast.WEB, at=cast.now())
        assert "only to a host a coordinator has checked" in self.says(signed_in(emma), children)
        assert not Match.objects.exists()

    def test_go_to_no_door_that_moved_while_its_host_was_spoken_with(self, paris, chen):
        boris = cast.boris_opens(paris)
        read = read_at(chen, boris)
        moved = cast.offer_draft(place=cast.place((48.8760, 2.3672), "3 rue des Vinaigriers"))
        edit_offer(offer=boris, draft=moved, origin=cast.WEB, at=cast.now())
        for said in (read, "", "yesterday", "2026-99-99T99:99:99Z"):
            self.says_checked(chen, boris, said)
            boris.refresh_from_db()
            assert boris.checked_at is None and not CaseNote.objects.exists(), said
        self.check(chen, boris)
        boris.refresh_from_db()
        assert boris.checked_at

    def test_are_let_go_only_once_somebody_is_named_who_has_them(self, paris, chen, children):
        self.take(chen, children)
        case = Case.objects.get(subject=children.public_id)
        path = reverse("desk_case_close", args=[paris.slug, case.public_id])
        assert "Say who has the children now" in chen.post(path, follow=True).content.decode()
        case.refresh_from_db()
        assert case.closed_at is None
        chen.post(path, {"who_has_them": "Their aunt, at 22:10"})
        case.refresh_from_db(), children.refresh_from_db()
        assert case.closed_at and children.state == "found_elsewhere"
        assert "Their aunt" in CaseNote.objects.order_by("-pk").first().text

    def test_stay_children_for_whom_a_full_or_unsuited_door_is_shut(self, paris, chen, children, emma):
        grown_up = cast.boris_opens(paris, children=False)
        self.take(chen, children)
        self.check(chen, grown_up)
        told = {"reason": "No other door."}
        assert "takes in no children" in propose(chen, children, grown_up, **told)
        assert not Match.objects.exists()

    def test_have_a_page_that_leads_from_step_to_step(self, paris, chen, children):
        cast.boris_opens(paris)
        page = reverse("desk_need", args=[paris.slug, children.public_id])
        before = chen.get(page).content.decode()
        assert (
            "First take this case" in before
            and "Ask a second coordinator" not in before
            and "Who is with them" not in before
        )
        self.take(chen, children)
        after = chen.get(page).content.decode()
        assert (
            "First take this case" not in after
            and "Ask a second coordinator" in after
            and "Who is with them" in after
        )

    def test_without_a_number_nobody_is_told_to_call_them(self, paris, chen, children):
        page = reverse("desk_need", args=[paris.slug, children.public_id])
        assert "They left no number" in chen.get(page).content.decode()
        children.owner.contact_points.create(kind="phone", value="+33612345678")
        assert "Call them now" in chen.get(page).content.decode()

    def test_are_taken_over_from_the_waiting_list_as_what_they_are(self, paris, chen):
        need = cast.amira_asks(paris, adults=0, children=1)
        chen.post(reverse("desk_need_take", args=[paris.slug, need.public_id]))
        case = Case.objects.get(subject=need.public_id)
        assert case.why == "unaccompanied" and case.taken_by == paris.declared_by


@pytest.mark.parametrize("side", [Side.HOST, Side.GUEST])
def test_the_desk_reads_which_of_the_two_cut_contact(paris, chen, side):
    match = cast.coming(paris)
    cut_contact(match=match, side=side, origin=cast.WEB, at=cast.now())
    page = chen.get(reverse("desk_need", args=[paris.slug, match.need.public_id])).content.decode()
    assert f"the {side} cut contact" in page


def test_a_host_is_not_noted_as_spoken_with_without_a_word(paris, chen):
    boris = cast.boris_opens(paris)
    path = reverse("desk_offer_check", args=[paris.slug, boris.public_id])
    wordless = {"note": " ", "read_at": read_at(chen, boris)}
    assert "Write a note first" in chen.post(path, wordless, follow=True).content.decode()
    boris.refresh_from_db()
    assert boris.checked_at is None


def test_a_group_is_divided_from_its_page_only_if_it_said_so(paris, chen):
    cast.boris_opens(paris, places=2)
    cast.boris_opens(paris, places=3)
    family = cast.amira_asks(paris, adults=2, children=2, may_split=True)
    page = reverse("desk_need", args=[paris.slug, family.public_id])
    assert "Two doors would take them" in chen.get(page).content.decode()
    chen.post(reverse("desk_divide", args=[paris.slug, family.public_id]), {"adults": "1", "children": "1"})
    assert sorted(need.people for need in Need.objects.all()) == [2, 2]
    together = cast.amira_asks(paris, adults=2, children=2)
    path = reverse("desk_divide", args=[paris.slug, together.public_id])
    assert "Ask them first" in chen.post(path, {"adults": "1", "children": "0"}, follow=True).content.decode()


class TestByApi:
    def desk(self, paris) -> tuple[api.Program, str]:
        return api.signed_in(paris.declared_by), f"/crises/{paris.slug}/desk"

    def test_a_program_reads_why_a_need_waits(self, paris):
        cast.boris_opens(paris)
        fits_but_for_the_cat = cast.boris_opens(paris, step_free=True)
        amira, (program, desk) = cast.amira_asks(paris, step_free=True, pets=True), self.desk(paris)
        told = program.get(f"{desk}/needs/{amira.public_id}/why").json()
        assert (told["nearby"], told["acceptable"], told["doors"]) == (2, 0, [])
        assert told["relaxations"] == [
            {"wish": "pets", "doors": 1, "within": 2000,
             "in_words": "1 door within 2.0 km would fit, but it takes in no pets."}
        ]  # fmt: skip
        misses = {miss["offer"]: miss for miss in told["misses"]}
        assert misses[str(fits_but_for_the_cat.public_id)]["refusals"] == ["no_pets"]

    def test_a_program_reads_the_best_doors_with_their_reasons(self, paris):
        boris, amira = cast.boris_opens(paris), cast.amira_asks(paris)
        program, desk = self.desk(paris)
        (door,) = program.get(f"{desk}/needs/{amira.public_id}/why").json()["doors"]
        assert door["offer"] == str(boris.public_id)
        assert door["reasons"][0] == {
            "code": "distance", "values": {"metres": door["metres"]}, "felt": -door["metres"],
            "in_words": "about 850 m away",
        }  # fmt: skip

    def test_a_program_in_a_persons_hands_takes_children_over_and_asks_for_the_second_yes(self, paris):
        boris, children = cast.boris_opens(paris), cast.amira_asks(paris, adults=0, children=1)
        emma, (program, desk) = another_coordinator(paris), self.desk(paris)
        told = {"offer": str(boris.public_id), "reason": "Their aunt."}
        needs = f"{desk}/needs/{children.public_id}"
        pair = told | {"need": str(children.public_id)}
        assert program.post(f"{desk}/matches", pair).json()["code"] == "two_decide"
        assert program.send("put", f"{needs}/second-yes", told).json()["code"] == "host_not_checked"
        checked = program.post(f"{desk}/offers/{boris.public_id}/check", {"note": "Seen at home."})
        assert checked.json()["checked_at"]
        assert program.send("put", f"{needs}/second-yes", told).json()["code"] == "take_over_first"
        case = program.post(f"{needs}/take").json()
        assert case["why"] == "unaccompanied"
        asked = program.send("put", f"{needs}/second-yes", told).json()
        assert (asked["offer"], asked["by"]) == (told["offer"], str(paris.declared_by.public_id))
        assert program.get(f"{needs}/second-yes").json() == asked
        door = {"offer": told["offer"]}
        assert program.post(f"{needs}/second-yes/say", door).json()["code"] == "two_decide"
        made = api.signed_in(emma).post(f"{needs}/second-yes/say", door)
        assert made.status_code == 200 and made.json()["by_hand"]
        undone = program.post(f"{desk}/matches/{made.json()['id']}/undo")
        assert undone.json()["state"] == "withdrawn"
        assert program.post(f"{desk}/cases/{case['id']}/close", {}).status_code == 400

    def test_a_key_decides_nothing_about_children_alone(self, paris):
        boris, children = cast.boris_opens(paris), cast.amira_asks(paris, adults=0, children=1)
        propose_matches(need=children, at=cast.now())
        case = Case.objects.get(subject=children.public_id)
        desk, scopes = f"/crises/{paris.slug}/desk", ["desk:read", "desk:write"]
        token = issue_api_key(person=paris.declared_by, name="feed", scopes=scopes, crisis_id=paris.pk)
        key = api.by_key(token)
        needs, body = f"{desk}/needs/{children.public_id}", {"offer": str(boris.public_id), "reason": "x"}
        refused = [
            key.post(f"{desk}/offers/{boris.public_id}/check", {"note": "ok"}),
            key.post(f"{needs}/take"),
            key.post(f"{desk}/cases/{case.public_id}/take"),
            key.post(f"{desk}/cases/{case.public_id}/hand-over", {"to": None}),
            key.post(f"{desk}/cases/{case.public_id}/close", {"who_has_them": "x"}),
            key.send("put", f"{needs}/second-yes", body),
            key.post(f"{needs}/second-yes/say"),
            key.post(f"{needs}/close", {"state": "withdrawn"}),
        ]
        assert [answer.status_code for answer in refused] == [403] * len(refused)

    def test_a_program_pauses_and_withdraws_a_door_and_closes_a_need(self, paris):
        boris, amira, (program, desk) = cast.boris_opens(paris), cast.amira_asks(paris), self.desk(paris)
        offers = f"{desk}/offers/{boris.public_id}"
        assert program.post(f"{offers}/pause", {"reason": " "}).status_code == 400
        assert program.post(f"{offers}/pause", {"reason": "He sleeps."}).json()["state"] == "paused"
        assert program.post(f"{offers}/withdraw", {"reason": "He called."}).json()["state"] == "withdrawn"
        closed = program.post(f"{desk}/needs/{amira.public_id}/close", {"state": "found_elsewhere"})
        assert closed.json()["state"] == "found_elsewhere"

    def test_a_door_that_does_not_fit_says_why(self, paris):
        boris, amira = cast.boris_opens(paris, places=1), cast.amira_asks(paris, adults=2)
        program, desk = self.desk(paris)
        pair = {"offer": str(boris.public_id), "need": str(amira.public_id)}
        answer = program.post(f"{desk}/matches", pair).json()
        assert answer["code"] == "does_not_fit"
        assert [each["code"] for each in answer["refusals"]] == ["no_room"] and answer["refusals"][0][
            "in_words"
        ]

    def test_a_program_divides_only_who_said_so(self, paris):
        program, desk = self.desk(paris)
        family, together = (cast.amira_asks(paris, adults=3, may_split=said) for said in (True, False))
        part = program.post(f"{desk}/needs/{family.public_id}/divide", {"adults": 1})
        assert part.status_code == 201 and part.json()["adults"] == 1
        refused = program.post(f"{desk}/needs/{together.public_id}/divide", {"adults": 1})
        assert refused.json()["code"] == "must_stay_together"
