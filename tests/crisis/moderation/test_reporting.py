"""Anything public can be reported; a report hides nothing, a person does, with a reason, and can undo it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.links.actions import issue_manage_link
from accounts.throttle import RATES
from crisis.activation.vocabulary import Role
from crisis.desk.queue import queue_of
from crisis.moderation.models import Decision, Report
from crisis.moderation.queries import held_now, reported
from crisis.moderation.vocabulary import ReportReason
from crisis.shelter.actions.official import enter_shelter
from crisis.shelter.drafts import ShelterDraft
from crisis.shelter.queries import public_shelters
from matching.actions.talking import say
from matching.vocabulary import MatchState, Side
from tests import cast
from tests.crisis.checkin.asks.asking import settle
from tests.crisis.desk.desk_cast import another_coordinator, signed_in

pytestmark = pytest.mark.django_db
TOLD = {"reason": "false", "text": "the gym is closed"}
STALKED = {"reason": "stalker", "text": "He waits downstairs."}
OWN = re.compile(r'(csrfmiddlewaretoken|submission_id)" value="[-\w]+"|data-live-position="\d+"')


@pytest.fixture
def paris():
    return cast.active_crisis()


@pytest.fixture(autouse=True)
def plenty(monkeypatch):
    monkeypatch.setitem(RATES, "report", "1000/hour")


@pytest.fixture
def gym(paris):
    draft = ShelterDraft(place=cast.place(), name="Gymnase Japy", capacity=200)
    return enter_shelter(crisis=paris, draft=draft, origin=cast.at_the_desk(paris.declared_by), at=cast.now())


def report_path(crisis, kind, subject):
    return reverse("report", args=[crisis.slug, kind, subject])


def link_of(posted, kind):
    return issue_manage_link(
        person=posted.owner, subject_kind=kind, subject=posted.public_id, crisis_id=posted.crisis_id
    )


def test_dana_reports_a_shelter_and_it_stays_public_until_somebody_decides(paris, gym):
    answer = Client().post(report_path(paris, "shelter", gym.public_id), TOLD)
    assert answer.status_code == 200 and "waits to be read" in answer.content.decode()
    assert Report.objects.get().subject == gym.public_id
    assert gym in public_shelters(paris)


def test_a_report_without_a_reason_keeps_what_was_typed(paris, gym):
    answer = Client().post(report_path(paris, "shelter", gym.public_id), {"text": "the gym is closed"})
    assert answer.status_code == 400 and "the gym is closed" in answer.content.decode()
    assert not Report.objects.exists()


def test_the_whole_crisis_can_be_reported(paris):
    Client().post(reverse("report_crisis", args=[paris.slug]), TOLD)
    assert Report.objects.get().subject_kind == "crisis"


def test_a_door_and_a_missing_thing_look_the_same_to_dana(paris):
    boris = cast.boris_opens(paris)
    for kind, subject in (("offer", boris.public_id), ("shelter", uuid4()), ("nonsense", uuid4())):
        assert Client().get(report_path(paris, kind, subject)).status_code == 404


def test_the_guest_reports_the_door_that_was_kept_for_her_and_no_other(paris):
    match = cast.coming(paris)
    other = cast.boris_opens(paris)
    token = link_of(match.need, "need")
    assert (
        Client().post(reverse("report_own", args=[token, "offer", other.public_id]), TOLD).status_code == 404
    )
    Client().post(reverse("report_own", args=[token, "offer", match.offer.public_id]), TOLD)
    assert Report.objects.get().subject == match.offer.public_id


def test_a_host_reports_his_guest_who_keeps_their_place_whatever_is_decided(paris):
    match = cast.coming(paris)
    boris, moderator = (
        link_of(match.offer, "offer"),
        signed_in(another_coordinator(paris, role=Role.MODERATOR)),
    )
    desk = reverse("desk_report", args=[paris.slug, "need", match.need.public_id])
    assert moderator.get(desk).status_code == 404, "nobody reported it"
    path = reverse("report_own", args=[boris, "need", match.need.public_id])
    assert path in Client().get(reverse("manage", args=[boris])).content.decode()
    assert Client().post(path, TOLD).status_code == 200
    page = moderator.get(desk).content.decode()
    assert (
        "nobody in need is refused" in page
        and 'value="hold"' not in page
        and "the person concerned" not in page
    )
    moderator.post(desk, {"act": "hold", "reason": "no"})
    assert not Decision.objects.exists()
    moderator.post(desk, {"act": "keep", "reason": "A quarrel about shoes."})
    match.refresh_from_db()
    assert match.state == MatchState.COMING and not reported(paris)
    guest = Client().get(reverse("manage", args=[link_of(match.need, "need")])).content.decode()
    assert "shoes" not in guest


def test_a_host_reports_no_guest_who_was_not_sent_to_him(paris):
    match, stranger = cast.coming(paris), cast.boris_opens(paris)
    path = reverse("report_own", args=[link_of(stranger, "offer"), "need", match.need.public_id])
    assert Client().post(path, TOLD).status_code == 404


def test_a_message_is_reported_by_its_reader_read_by_a_moderator_and_held(paris):
    match = cast.coming(paris)
    message = say(match=match, side=Side.HOST, text="send money first", origin=cast.WEB, at=cast.now())
    client = signed_in(another_coordinator(paris, role=Role.MODERATOR))
    desk = reverse("desk_report", args=[paris.slug, "message", message.public_id])
    assert client.get(desk).status_code == 404
    token = link_of(match.need, "need")
    Client().post(reverse("report_own", args=[token, "message", message.public_id]), TOLD)
    assert "send money first" in client.get(desk).content.decode()
    client.post(desk, {"act": "hold", "reason": "asks for money"})
    message.refresh_from_db()
    assert message.held_at
    client.post(desk, {"act": "restore", "reason": "was a joke between friends"})
    message.refresh_from_db()
    assert message.held_at is None


def test_a_stranger_s_link_reports_nobody_s_message(paris):
    match = cast.coming(paris)
    message = say(match=match, side=Side.HOST, text="hello", origin=cast.WEB, at=cast.now())
    token = link_of(cast.amira_asks(paris), "need")
    assert Client().get(reverse("report_own", args=[token, "message", message.public_id])).status_code == 404


def test_a_hundred_reports_on_one_thing_are_one_item(paris, gym):
    for _time in range(5):
        Client().post(report_path(paris, "shelter", gym.public_id), TOLD)
    assert [item["reports"] for item in reported(paris)] == [5]


def test_whoever_is_threatened_reads_what_to_do_now_and_comes_first(paris):
    paris.hotline = "0800 40 60 05"
    paris.save()
    match = cast.coming(paris)
    whole = {"crisis": paris, "subject_kind": "crisis", "subject": paris.public_id}
    for _time in range(2):
        Report.objects.create(**whole, reason="danger", at=cast.now() - timedelta(hours=1))
    token = link_of(match.need, "need")
    told = Client().post(reverse("report_own", args=[token, "offer", match.offer.public_id]), STALKED)
    assert all(word in told.content.decode() for word in ("call the police now", "tel:17", "tel:112", "0800"))
    assert f'href="{reverse("manage", args=[token])}"' in told.content.decode(), "and back to her own page"
    other = Client().post(reverse("report_crisis", args=[paris.slug]), TOLD)
    assert "call the police" not in other.content.decode()
    assert [item["subject"] for item in reported(paris)] == [match.offer.public_id, paris.public_id]
    rows, _all = queue_of(paris, at=cast.now())
    assert [row.subject for row in rows if row.urgent] == [match.offer.public_id, paris.public_id]
    assert rows[0].why == ReportReason.STALKER.label


def test_cutting_contact_with_a_stalker_says_what_to_do_now_too(paris):
    match = cast.coming(paris)
    token = link_of(match.need, "need")
    cut = Client().post(reverse("cut_contact", args=[token, match.public_id]), STALKED, follow=True)
    assert "Contact is cut." in cut.content.decode() and "call the police now" in cut.content.decode()


def test_whom_she_names_as_her_stalker_learns_nothing_of_it(paris):
    match = cast.coming(paris)
    boris = link_of(match.offer, "offer")
    paths = [reverse("manage", args=[boris]), reverse("mine_download", args=[boris])]
    settle()
    before = [OWN.sub("", Client().get(path).content.decode()) for path in paths]
    host = reverse("report_own", args=[link_of(match.need, "need"), "offer", match.offer.public_id])
    Client().post(host, STALKED)
    settle()
    assert [OWN.sub("", Client().get(path).content.decode()) for path in paths] == before


def test_a_held_shelter_is_gone_and_comes_back_with_its_history(paris, gym):
    Client().post(report_path(paris, "shelter", gym.public_id), TOLD)
    client, desk = (
        signed_in(paris.declared_by),
        reverse("desk_report", args=[paris.slug, "shelter", gym.public_id]),
    )
    client.post(desk, {"act": "hold", "reason": "closed, says the town hall"})
    assert gym not in public_shelters(paris) and not reported(paris)
    assert [decision.subject for decision in held_now(paris)] == [gym.public_id]
    client.post(desk, {"act": "restore", "reason": "open again"})
    assert gym in public_shelters(paris) and not held_now(paris)
    assert "closed, says the town hall" in client.get(desk).content.decode()


def test_nothing_is_decided_without_a_reason(paris, gym):
    desk = reverse("desk_report", args=[paris.slug, "shelter", gym.public_id])
    signed_in(paris.declared_by).post(desk, {"act": "hold", "reason": " "})
    assert not Decision.objects.exists() and gym in public_shelters(paris)


def test_a_crisis_can_be_read_about_and_not_hidden(paris):
    desk = reverse("desk_report", args=[paris.slug, "crisis", paris.public_id])
    signed_in(paris.declared_by).post(desk, {"act": "hold", "reason": "no"})
    assert not Decision.objects.exists()
