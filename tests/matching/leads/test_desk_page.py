"""What a coordinator reads before they decide, and that one tap tells nobody."""

import pytest
from django.test import Client

from accounts.disclosure.models import Disclosure
from crisis.checkin.actions.changing import withdraw_check_in
from crisis.search.actions.notes import add_note, claim_search
from crisis.search.drafts import ClaimDraft, NoteDraft
from matching.leads.queries import by_search, desk_leads
from matching.models import Lead
from tests.cast import VOUCHED, WEB, active_crisis, now
from tests.crisis.desk.desk_cast import signed_in
from tests.matching.leads.night import confirm, deliver, farid_is_safe, searched

pytestmark = pytest.mark.django_db
TYPED = "anybody could have typed this"


@pytest.fixture
def crisis():
    return active_crisis()


@pytest.fixture
def desk(crisis) -> Client:
    return signed_in(crisis.declared_by)


def page_of(lead: Lead) -> str:
    return f"/en/desk/{lead.crisis.slug}/leads/{lead.public_id}/"


def test_who_never_answered_is_said_to_be_anybody_and_ranks_last(crisis, desk):
    searched(crisis)
    typed = farid_is_safe(crisis, origin=WEB)
    listed = f"/en/desk/{crisis.slug}/leads/"
    assert TYPED in desk.get(listed).content.decode()
    answered = farid_is_safe(crisis, given_name="Faridd", contact="f2@example.org")
    ranked = list(by_search(desk_leads(crisis, "proposed"), "proposed"))
    assert [each.other for each in ranked] == [answered.public_id, typed.public_id]
    assert ranked[0].score < ranked[1].score
    assert desk.get(listed).content.decode().count(TYPED) == 1


def test_leads_of_one_search_stand_together_and_say_when_one_is_confirmed(crisis, desk):
    searched(crisis)
    farid_is_safe(crisis)
    farid_is_safe(crisis, contact="f2@example.org")
    listed = f"/en/desk/{crisis.slug}/leads/"
    shown = desk.get(listed).content.decode()
    assert (shown.count('id="search_'), shown.count('id="lead_')) == (1, 2)
    assert "Already confirmed by" not in shown
    confirm(Lead.objects.order_by("pk").first())
    assert "Already confirmed by" in desk.get(listed).content.decode()
    assert "Already confirmed by" in desk.get(page_of(Lead.objects.get(state="proposed"))).content.decode()


def test_the_list_decides_nothing_and_the_page_says_who_reads_what(crisis, desk):
    searched(crisis, relation="sister")
    farid_is_safe(crisis, message="At Lea's.")
    lead = Lead.objects.get()
    assert "/confirm/" not in desk.get(f"/en/desk/{crisis.slug}/leads/").content.decode()
    shown = desk.get(page_of(lead)).content.decode()
    assert "Esma" in shown and "(<bdi>sister</bdi>)" in shown
    assert "<q><bdi>Farid B.</bdi>" in shown and "gets a message" in shown
    after = desk.post(page_of(lead) + "confirm/", follow=True)
    assert after.redirect_chain[-1][0].endswith(page_of(lead))
    said = after.content.decode()
    assert "Confirmed. 1 person is told now" in said and "Take this decision back" in said


def test_nobody_reads_that_none_were_told_while_they_are_being_told(crisis, desk):
    searched(crisis)
    farid_is_safe(crisis)
    lead = Lead.objects.get()
    assert "people were told" not in desk.post(page_of(lead) + "confirm/", follow=True).content.decode()
    deliver()
    assert "1 person was told" in desk.get(page_of(lead)).content.decode()
    unread = farid_is_safe(crisis, contact="f2@example.org", audience="named")
    other = Lead.objects.get(other=unread.public_id)
    assert "0 people were told" in desk.post(page_of(other) + "confirm/", follow=True).content.decode()


@pytest.mark.parametrize(("origin", "untrue"), [(VOUCHED, TYPED), (WEB, "contact answered")])
def test_of_what_was_taken_back_nothing_is_said_that_was_not_so(crisis, desk, origin, untrue):
    searched(crisis)
    safe = farid_is_safe(crisis, origin=origin)
    confirm(Lead.objects.get())
    withdraw_check_in(check_in=safe, origin=WEB, at=now())
    shown = desk.get(page_of(Lead.objects.get())).content.decode()
    farids = shown.split("Looked for")[1].split("</section>")[1]
    assert "Withdrawn" in farids and untrue not in farids and "anyone who" not in farids
    here = desk.get(f"/en/desk/{crisis.slug}/check-ins/{safe.public_id}/").content.decode()
    assert "contact answered" not in here


@pytest.mark.parametrize("side", ["sought", "other"])
def test_a_coordinator_sees_how_to_reach_each_side_and_it_is_logged_for_them(crisis, desk, side):
    search, safe = searched(crisis), farid_is_safe(crisis)
    lead = Lead.objects.get()
    about, contact = {"sought": (search, "esma@"), "other": (safe, "farid@")}[side]
    shown = desk.get(page_of(lead)).content.decode()
    assert "Show how to reach them" in shown and contact not in shown
    asked = {"of": str(about.public_id), "reason": "To ask who they are."}
    assert contact in desk.post(page_of(lead) + "reveal/", asked).content.decode()
    logged = Disclosure.objects.get(subject=about.public_id)
    assert (logged.about, logged.reason) == (about.owner, "To ask who they are.")
    assert (
        contact
        not in desk.post(page_of(lead) + "reveal/", asked | {"reason": ""}, follow=True).content.decode()
    )
    assert desk.post(page_of(lead) + "reveal/", asked | {"of": "x"}).status_code == 404


def test_a_note_is_about_them_or_not(crisis, desk):
    note = NoteDraft(status="believed_alive", text="Seen.")
    add_note(search=searched(crisis), draft=note, origin=WEB, at=now())
    deliver()
    shown = desk.get(page_of(Lead.objects.get())).content.decode()
    assert "Yes, it is about them" in shown and "the same person" not in shown.lower()


def test_who_says_this_is_me_is_confirmed_once_somebody_has_spoken_with_them(crisis, desk):
    search = searched(crisis)
    about = {"search": search, "draft": ClaimDraft(contact="farid@example.org"), "origin": WEB, "at": now()}
    claim_search(**about)
    deliver()
    lead = Lead.objects.get(kind="note")
    assert "Somebody has spoken with them" in desk.get(page_of(lead)).content.decode()
    for said, state in (({}, "proposed"), ({"spoken": "1"}, "confirmed")):
        desk.post(f"{page_of(lead)}confirm/", said)
        lead.refresh_from_db()
        assert lead.state == state
