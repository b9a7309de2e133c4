"""A hospital gives its list: whoever on it may be looked for is a lead for coordinators, and for nobody else."""

import pytest

from accounts.reach.models import Message
from matching.models import Lead, LeadTold
from matching.vocabulary import LeadKind, LeadState
from tests.cast import active_crisis, hospital_gives
from tests.matching.leads.night import confirm, deliver, searched

pytestmark = pytest.mark.django_db
HEAD = "Nom;Prénom;Âge;État\n"
FARID = "BELKASSEM;Farid;34;stable\n"
OTHER = "Martin;Paule;51;stable\n"


@pytest.fixture
def crisis():
    return active_crisis()


def given(crisis, rows: str) -> None:
    hospital_gives(crisis, HEAD + rows)
    deliver()


@pytest.mark.parametrize("list_first", [True, False])
def test_a_row_like_somebody_sought_is_a_lead_whichever_came_first(crisis, list_first):
    for act in sorted(("list", "search"), key=lambda act: (act == "list") != list_first):
        searched(crisis) if act == "search" else given(crisis, FARID + OTHER)
    lead = Lead.objects.get()
    assert (lead.kind, lead.state) == (LeadKind.LISTED, LeadState.PROPOSED)


def test_no_message_and_no_page_tells_a_family_of_a_list(crisis):
    searched(crisis, public=True)
    before = Message.objects.count()
    given(crisis, FARID)
    confirm(Lead.objects.get())
    assert Message.objects.count() == before and not LeadTold.objects.exists()


def test_whoever_left_the_list_is_no_longer_looked_into_and_back_on_it_is_again(crisis):
    searched(crisis)
    for rows, state in ((FARID + OTHER, "proposed"), (OTHER, "closed"), (FARID + OTHER, "proposed")):
        given(crisis, rows)
        assert Lead.objects.get().state == state


def test_the_page_of_the_lead_says_what_to_do(crisis, client):
    searched(crisis)
    given(crisis, FARID)
    client.force_login(crisis.declared_by)
    lead = Lead.objects.get()
    shown = client.get(f"/en/desk/{crisis.slug}/leads/{lead.public_id}/").content.decode()
    assert "Call the hospital or shelter" in shown and "Nobody will be told." in shown
    assert "Nobody answered our code" not in shown.split("BELKASSEM")[1].split("Why:")[0]
