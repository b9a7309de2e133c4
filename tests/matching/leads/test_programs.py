"""The family, a follower, whoever checked in and the desk, as their programs meet them."""

import pytest

from accounts.journal.sequence import sequence
from accounts.links.actions import issue_manage_link
from accounts.people.contact import digest, read_contact
from crisis.search.actions.following import follow_search
from crisis.search.actions.notes import add_note
from crisis.search.actions.showing import show_note
from crisis.search.drafts import FollowDraft, NoteDraft
from crisis.search.models import ContactHint, Follower, Note
from matching.models import Lead
from tests.api.client import Program, by_link, signed_in
from tests.cast import VOUCHED, WEB, active_crisis, dana, now
from tests.matching.leads.night import confirm, deliver, farid_is_safe, searched

pytestmark = pytest.mark.django_db
OWN = "/api/v1/own"


@pytest.fixture
def crisis():
    return active_crisis()


def link_of(posted, kind: str, person=None) -> Program:
    about = {"subject_kind": kind, "subject": posted.public_id, "crisis_id": posted.crisis_id}
    return by_link(issue_manage_link(person=person or posted.owner, **about))


def follower(search) -> Program:
    done = follow_search(search=search, draft=FollowDraft(contact="friend@example.org"), origin=WEB, at=now())
    deliver()
    return by_link(done.secret)


def test_the_family_reads_a_confirmed_lead_and_a_proposed_one_is_not_there(crisis):
    search = searched(crisis)
    farid_is_safe(crisis)
    esma = link_of(search, "search")
    assert esma.get(OWN).json()["news"] == []
    confirm(Lead.objects.get())
    news = esma.get(OWN).json()["news"]
    assert [(each["name"], each["status"]) for each in news] == [("Farid B.", "safe")]


def test_the_family_changes_what_it_said_and_what_it_left_out_stays(crisis):
    search = searched(crisis)
    answer = link_of(search, "search").send("patch", OWN, {"description": "A red scarf."}, key=True)
    assert answer.status_code == 200
    search.refresh_from_db()
    assert (search.description, search.given_name, search.age_min) == ("A red scarf.", "Farid", 34)
    assert search.last_seen.typed == "Le Carillon, 18 rue Alibert"


def test_a_follower_reads_what_is_public_and_changes_nothing(crisis):
    search = searched(crisis, public=True)
    friend = follower(search)
    page = friend.get(OWN).json()
    assert page["search"] is None and page["public"]["given_name"] == "Farid"
    assert "esma" not in str(page).lower()
    for verb in ("found", "close", "reopen", "relatives"):
        body = {"contact": "x@example.org"} if verb == "relatives" else {}
        assert friend.send("post", f"{OWN}/{verb}", body, key=True).status_code == 404
    assert friend.send("patch", OWN, {"description": "x"}, key=True).status_code == 404
    assert friend.send("post", f"{OWN}/stop", {}, key=True).status_code == 404, "the token opens nothing now"
    assert not Follower.objects.filter(role="follower").exists()


def test_whoever_checked_in_changes_it_and_takes_it_back(crisis):
    safe = farid_is_safe(crisis)
    mine = link_of(safe, "check_in")
    assert mine.get(OWN).json()["check_in"]["status"] == "safe"
    changed = mine.send("patch", OWN, {"audience": "named", "named": ["mum@example.org"]}, key=True).json()
    assert (changed["check_in"]["audience"], changed["named"]) == ("named", 1)
    assert mine.send("post", f"{OWN}/withdraw", {}, key=True).json()["check_in"]["life"] == "withdrawn"
    assert mine.send("post", f"{OWN}/found", {}, key=True).status_code == 404


def test_the_desk_sees_whom_a_confirmation_would_tell_before_it_confirms(crisis):
    searched(crisis)
    farid_is_safe(crisis, audience="named")
    desk = f"/api/v1/crises/{crisis.slug}/desk/leads"
    chen = signed_in(crisis.declared_by)
    lead = chen.get(desk).json()["items"][0]
    assert (lead["told_if_confirmed"], lead["because"]) == (0, "nobody_named")
    assert {"code": "same_name", "figure": 1.0, "in_words": "the same name"} in lead["reasons"]
    assert (lead["sought"]["given_name"], lead["check_in"]["given_name"]) == ("Farid", "Farid")
    assert (lead["answered"], lead["note"], lead["other_search"]) == (True, None, None)
    path = f"{desk}/{lead['id']}/confirm"
    assert signed_in(dana()).send("post", path, {}, key=True).status_code == 404
    assert chen.send("post", path, {}, key=True).json()["state"] == "confirmed"
    again = chen.send("post", path, {}, key=True)
    assert (again.status_code, again.json()["code"]) == (409, "too_late")


def test_a_reason_without_a_figure_has_none_and_who_never_answered_is_said(crisis):
    said = NoteDraft(status="believed_alive", text="Seen.")
    add_note(search=searched(crisis), draft=said, origin=WEB, at=now())
    farid_is_safe(crisis, origin=WEB)
    chen = signed_in(crisis.declared_by)
    items = chen.get(f"/api/v1/crises/{crisis.slug}/desk/leads").json()["items"]
    by_kind = {each["kind"]: each for each in items}
    assert by_kind["note"]["reasons"] == [
        {"code": "says_alive", "figure": None, "in_words": "somebody says they have seen or heard of them"}
    ]
    assert by_kind["note"]["note"]["text"] == "Seen."
    assert by_kind["check_in"]["answered"] is False


def test_changes_tell_a_follower_of_what_is_theirs_alone(crisis):
    search = searched(crisis, public=True)
    friend, esma = follower(search), link_of(search, "search")
    farid_is_safe(crisis, audience="contacts")
    hint = digest(read_contact("farid@example.org"))
    ContactHint.objects.create(search=search, digest=hint)
    sequence()
    changes = f"/api/v1/crises/{crisis.slug}/changes?since="
    since = esma.get(changes + "now").json()["next"]
    confirm(Lead.objects.get())
    sequence()
    told = esma.get(changes + since).json()["items"]
    assert told and told[0]["data"]["news"][0]["name"] == "Farid B."
    assert friend.get(changes + since).json()["items"] == []


def test_what_is_shown_to_the_family_alone_does_not_even_move_a_followers_cursor(crisis):
    search = searched(crisis, public=True)
    friend, esma = follower(search), link_of(search, "search")
    add_note(search=search, draft=NoteDraft(status="believed_alive", text="Seen."), origin=WEB, at=now())
    deliver()
    sequence()
    changes = f"/api/v1/crises/{crisis.slug}/changes?since="
    since = friend.get(changes + "now").json()["next"]
    show_note(note=Note.objects.get(), shown_to="family", origin=VOUCHED, at=now())
    deliver()
    sequence()
    assert friend.get(changes + since).json() == {"items": [], "next": since, "has_more": False}
    assert esma.get(changes + since).json()["items"]


def test_the_desks_changes_hold_searches_check_ins_and_leads(crisis):
    searched(crisis)
    farid_is_safe(crisis)
    sequence()
    items = signed_in(crisis.declared_by).get(f"/api/v1/crises/{crisis.slug}/desk/changes").json()["items"]
    assert {"search", "check_in", "lead"} <= {item["type"] for item in items}
