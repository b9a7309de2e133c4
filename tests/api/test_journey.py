"""A night by API alone: no page is opened."""

from datetime import timedelta

import pytest

from accounts.disclosure.models import Disclosure
from accounts.journal.deliver import claim_due, deliver_all
from accounts.journal.sequence import sequence
from accounts.links.actions import issue_manage_link
from accounts.people.models import ContactPoint
from accounts.reach.models import Message
from crisis.activation import recovery
from crisis.desk.models import Case
from tests import cast
from tests.api.client import Program, by_link, signed_in
from tests.crisis.desk.desk_cast import another_coordinator

pytestmark = pytest.mark.django_db(transaction=True)

OFFER = {
    "place": {"text": "12 rue Alibert, 75010 Paris"},
    "places": 2,
    "first_name": "Boris",
    "contact": "boris@example.org",
    "entry": "code 4812B, 3rd floor",
    "note": "Ring twice.",
}
NEED = {"place": {"text": "metro République"}, "adults": 1, "first_name": "Amira"}
ADDRESS = "Alibert"


def offer(**changes) -> dict:
    return OFFER | {"until": (cast.now() + timedelta(hours=8)).isoformat()} | changes


def settle() -> None:
    """Let the journal's listeners hear what was committed."""
    sequence()
    while owed := claim_due():
        deliver_all(owed)
        sequence()


def open_door(crisis) -> dict:
    answer = Program().post(f"/crises/{crisis.slug}/offers", offer())
    assert answer.status_code == 201, answer.content
    return answer.json()


def verify(posted: dict) -> None:
    text = Message.objects.filter(contact__value="boris@example.org").latest("pk").text
    code = next(word.strip(".") for word in text.split() if word.strip(".").isdigit() and len(word) >= 6)
    answer = by_link(posted["manage_token"]).post("/own/verify", {"code": code})
    assert answer.status_code == 200, answer.content
    assert answer.json()["offer"]["contacts"] == [
        {"kind": "email", "shown": "b…@example.org", "verified": True, "unreachable": False}
    ]


def ask(crisis) -> dict:
    answer = Program().post(f"/crises/{crisis.slug}/needs", NEED)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_bed_is_offered_asked_for_accepted_and_reached():
    crisis = cast.active_crisis()
    door = open_door(crisis)
    verify(door)
    bed = ask(crisis)
    settle()
    boris, amira = by_link(door["manage_token"]), by_link(bed["manage_token"])

    asked = boris.get("/own").json()["matches"][0]
    assert asked["state"] == "proposed" and asked["guest_first_name"] is None and asked["answer_by"]
    waiting = amira.get("/own").json()
    assert waiting["need"]["state"] == "proposed"
    assert ADDRESS not in str(waiting) and "Boris" not in str(waiting)

    for early in ("coming", "arrived"):
        assert amira.post(f"/own/matches/{asked['id']}/{early}").json()["code"] == "too_early"
    assert boris.post(f"/own/matches/{asked['id']}/accept").json()["matches"][0]["state"] == "accepted"
    assert ADDRESS not in str(amira.get("/own").json())
    coming = amira.post(f"/own/matches/{asked['id']}/coming").json()["matches"][0]
    assert ADDRESS in coming["address"]["label"]
    assert coming["address"]["typed"] == OFFER["place"]["text"], "house number and all"
    assert boris.get("/own").json()["offer"]["place"]["typed"] == OFFER["place"]["text"]
    assert coming["address"]["entry"] == "code 4812B, 3rd floor"
    assert (coming["host_first_name"], coming["host_note"]) == ("Boris", "Ring twice.")
    assert Disclosure.objects.filter(what="address", to_role="guest").count() == 1
    assert boris.get("/own").json()["matches"][0]["guest_first_name"] == "Amira"

    boris.post(f"/own/matches/{asked['id']}/arrived")
    arrived = amira.post(f"/own/matches/{asked['id']}/arrived").json()
    assert arrived["need"]["state"] == "sheltered"
    left = amira.post(f"/own/matches/{asked['id']}/left").json()
    assert left["matches"] == []
    assert boris.get("/own").json()["offer"]["places_left"] == 2


def test_an_unverified_host_is_not_asked_yet():
    crisis = cast.active_crisis()
    open_door(crisis)
    bed = ask(crisis)
    settle()
    assert by_link(bed["manage_token"]).get("/own").json()["need"]["state"] == "waiting"


def test_host_and_guest_talk_without_seeing_a_number():
    match = cast.accepted(cast.active_crisis())
    boris, amira = _links(match)
    path = f"/own/matches/{match.public_id}/messages"
    said = amira.post(path, {"text": "I am at the corner."})
    assert said.status_code == 201 and said.json()["side"] == "guest"
    assert [m["text"] for m in boris.get(path).json()["items"]] == ["I am at the corner."]
    assert boris.get("/own").json()["matches"][0]["guest_number"] is None


def test_a_number_passes_only_when_its_owner_shares_it():
    match = cast.accepted(cast.active_crisis())
    ContactPoint.objects.create(
        person=match.offer.owner, kind="phone", value="+33612345678", verified_at=cast.now()
    )
    boris, amira = _links(match)
    assert "+33612345678" not in str(amira.get("/own").json())
    boris.post(f"/own/matches/{match.public_id}/share-number")
    assert amira.get("/own").json()["matches"][0]["host_number"] == "+33612345678"


def test_i_cannot_get_in_reaches_the_coordinators_and_not_the_host():
    match = cast.coming(cast.active_crisis())
    boris, amira = _links(match)
    assert amira.post(f"/own/matches/{match.public_id}/help", {"why": "cannot_get_in"}).status_code == 200
    assert Case.objects.get().why == "cannot_get_in"
    assert "cannot_get_in" not in str(boris.get("/own").json())
    assert boris.post(f"/own/matches/{match.public_id}/help", {"why": "wants_to_leave"}).status_code == 404


def test_the_other_sides_buttons_are_not_there():
    match = cast.proposed(cast.active_crisis())
    boris, amira = _links(match)
    assert amira.post(f"/own/matches/{match.public_id}/accept").status_code == 404
    assert boris.post(f"/own/matches/{match.public_id}/coming").status_code == 404
    assert amira.post("/own/pause").status_code == 404


def test_a_door_is_paused_and_opened_again():
    crisis = cast.active_crisis()
    host = by_link(open_door(crisis)["manage_token"])
    assert host.post("/own/pause").json()["offer"]["state"] == "paused"
    late = host.post("/own/pause")
    assert (late.status_code, late.json()["code"]) == (409, "too_late")
    assert host.post("/own/resume").json()["offer"]["state"] == "open"
    assert host.post("/own/confirm").json()["offer"]["asked_at"] is None
    assert host.post("/own/withdraw").json()["offer"]["state"] == "withdrawn"


def test_a_change_keeps_what_it_does_not_name():
    host = by_link(open_door(cast.active_crisis())["manage_token"])
    before = host.get("/own").json()["offer"]
    after = host.send("patch", "/own", {"places": 4, "pets": True}).json()["offer"]
    assert (after["places"], after["places_left"], after["pets"]) == (4, 4, True)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"places", "places_left", "pets", "confirmed_at"}


def test_a_need_found_elsewhere_can_be_asked_again():
    guest = by_link(ask(cast.active_crisis())["manage_token"])
    assert guest.post("/own/found-elsewhere").json()["need"]["state"] == "found_elsewhere"
    assert guest.post("/own/reopen").json()["need"]["state"] == "waiting"


def test_who_waits_is_told_where_to_go_meanwhile():
    page = by_link(ask(cast.active_crisis())["manage_token"]).get("/own").json()
    assert {place["kind"] for place in page["meanwhile"]} == {"hospital", "town_hall"}


def test_what_is_held_is_told_and_taken_away():
    host = by_link(open_door(cast.active_crisis())["manage_token"])
    held = host.get("/own/data").json()
    assert held["contacts"][0]["value"] == "boris@example.org"
    assert host.send("delete", "/own/data").status_code == 204
    assert host.get("/own").status_code == 401


def test_a_lost_link_gets_the_same_answer_whether_known_or_not(monkeypatch):
    monkeypatch.setattr(recovery, "start", lambda work: later.append(work))
    later = []
    open_door(cast.active_crisis())
    known = Program().post("/recover", {"contact": "boris@example.org"})
    unknown = Program().post("/recover", {"contact": "nobody@example.org"})
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content) == (202, b"")
    assert Message.objects.count() == 1, "nothing is looked up while the asker waits"
    for work in later:
        work()
    assert Message.objects.count() == 2  # the link at posting, and again


def test_a_crisis_is_declared_activated_and_confirmed_by_a_second():
    chen = cast.chen()
    program = signed_in(chen)
    body = {
        "name": "Lyon flood",
        "what_happened": "The river rises.",
        "place": {"lat": 45.76, "lon": 4.84},
        "is_drill": False,
    }
    made = program.post("/crises", body)
    assert made.status_code == 201, made.content
    slug = made.json()["slug"]
    assert Program().get(f"/crises/{slug}").status_code == 404
    assert program.post(f"/crises/{slug}/desk/activate", {}).json()["code"] == "not_confirmed"
    active = program.post(f"/crises/{slug}/desk/activate", {"typed_name": "Lyon flood"}).json()
    assert (active["phase"], active["confirmed_by_second"]) == ("active", False)
    assert program.post(f"/crises/{slug}/desk/confirm").status_code == 409
    assert Program().get(f"/crises/{slug}").json()["name"] == "Lyon flood"


def test_chen_sees_the_queue_takes_a_case_and_proposes_by_hand():
    chen = cast.chen()
    crisis = cast.active_crisis(chen)
    offer_row, need = cast.boris_opens(crisis), cast.amira_asks(crisis, adults=0, children=2)
    settle()
    desk, base, second = signed_in(chen), f"/crises/{crisis.slug}/desk", another_coordinator(crisis)
    case = desk.get(f"{base}/cases").json()["items"][0]
    assert case["why"] == "unaccompanied"
    assert desk.post(f"{base}/cases/{case['id']}/take").json()["taken_by"] == str(chen.public_id)
    noted = desk.post(f"{base}/notes/{need.public_id}", {"text": "Called back."})
    assert noted.status_code == 201
    ids = {"offer": str(offer_row.public_id), "need": str(need.public_id)}
    assert desk.post(f"{base}/matches", ids).json()["code"] == "two_decide"
    desk.post(f"{base}/offers/{offer_row.public_id}/check", {"note": "Seen at home."})
    decided = {"offer": ids["offer"], "reason": "Their parents are in hospital."}
    assert desk.send("put", f"{base}/needs/{need.public_id}/second-yes", decided).status_code == 200
    proposed = signed_in(second).post(
        f"{base}/needs/{need.public_id}/second-yes/say", {"offer": ids["offer"]}
    )
    assert proposed.status_code == 200 and proposed.json()["by_hand"] is True


def test_an_exact_address_is_revealed_with_a_reason_and_logged():
    chen = cast.chen()
    crisis = cast.active_crisis(chen)
    door = cast.boris_opens(crisis)
    desk, path = signed_in(chen), f"/crises/{crisis.slug}/desk/offers/{door.public_id}/reveal"
    assert ADDRESS not in desk.get(f"/crises/{crisis.slug}/desk/offers").content.decode()
    assert desk.post(path, {"what": ["address"], "reason": ""}).status_code == 400
    shown = desk.post(path, {"what": ["address"], "reason": "Police asked where."}).json()
    assert ADDRESS in shown["address"] and shown["contacts"] == []
    assert Disclosure.objects.get().reason == "Police asked where."


def _links(match):
    def link(posted, kind):
        return by_link(
            issue_manage_link(
                person=posted.owner, subject_kind=kind, subject=posted.public_id, crisis_id=posted.crisis_id
            )
        )

    return link(match.offer, "offer"), link(match.need, "need")
