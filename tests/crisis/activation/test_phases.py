"""The end of a crisis: it waits for guests on their way, a mistake leads back, and one person alone alarms nobody."""

from datetime import timedelta

import pytest
from django.urls import reverse

from crisis.activation.actions import (
    NotConfirmed,
    StillOnTheWay,
    activate_crisis,
    archive_crisis,
    confirm_activation,
    stand_down_crisis,
)
from crisis.activation.queries import may_tell_many
from crisis.activation.rules import SECOND_PERSON
from crisis.activation.vocabulary import Phase
from crisis.shelter import tasks
from crisis.shelter.models import Offer
from matching.actions.by_desk import note_no_show
from matching.actions.closing import close_what_waits
from matching.models import Match
from tests import cast
from tests.api.client import signed_in as by_session
from tests.crisis.desk.desk_cast import another_coordinator, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def paris():
    return cast.active_crisis()


def by(crisis):
    return {"origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}


def stand_down(crisis):
    stand_down_crisis(crisis=crisis, closing_message="Go home safely.", **by(crisis))


def test_archiving_waits_for_a_guest_on_the_way_and_the_page_says_for_whom(paris):
    match = cast.coming(paris)
    stand_down(paris)
    chen = signed_in(paris.declared_by)
    page = chen.get(reverse("desk_crisis", args=[paris.slug])).content.decode()
    archive = reverse("desk_archive", args=[paris.slug])
    assert match.need.reference in page and archive not in page
    refused = chen.post(archive)
    assert refused.status_code == 409 and "still on the way" in refused.content.decode()
    note_no_show(match=match, **by(paris))
    assert archive in chen.get(reverse("desk_crisis", args=[paris.slug])).content.decode()
    archive_crisis(crisis=paris, **by(paris))
    assert paris.phase == Phase.ARCHIVED


def test_archiving_waits_for_an_answer_that_could_still_send_somebody_out(paris):
    cast.accepted(paris)
    stand_down(paris)
    with pytest.raises(StillOnTheWay):
        archive_crisis(crisis=paris, **by(paris))
    close_what_waits(crisis=paris, at=cast.now())
    archive_crisis(crisis=paris, **by(paris))


def test_a_program_archives_and_is_refused_while_somebody_is_on_the_way(paris):
    cast.coming(paris)
    stand_down(paris)
    chen, archive = by_session(paris.declared_by), f"/crises/{paris.slug}/desk/archive"
    refused = chen.post(archive)
    assert (refused.status_code, refused.json()["code"]) == (409, "still_on_the_way")
    note_no_show(match=Match.objects.get(), **by(paris))
    answer = chen.post(archive)
    assert answer.status_code == 200 and answer.json()["phase"] == Phase.ARCHIVED
    assert chen.post(archive).json()["code"] == "too_late"


def test_a_guest_who_has_arrived_keeps_no_crisis_from_being_archived(paris):
    cast.arrived(paris)
    stand_down(paris)
    archive_crisis(crisis=paris, **by(paris))


def test_a_stand_down_by_mistake_leads_back_and_asks_a_second_person_again(paris):
    emma = another_coordinator(paris)
    confirm_activation(crisis=paris, origin=cast.at_the_desk(emma), at=cast.now())
    stand_down(paris)
    for typed in ("", "Lyon"):
        with pytest.raises(NotConfirmed):
            activate_crisis(crisis=paris, typed_name=typed, **by(paris))
    page = signed_in(paris.declared_by).post(
        reverse("desk_activate", args=[paris.slug]), {"typed_name": "Paris"}, follow=True
    )
    paris.refresh_from_db()
    assert paris.phase == Phase.ACTIVE and paris.closing_message == "" and paris.stood_down_at is None
    assert paris.confirmed_at is None and "Not yet confirmed" in page.content.decode()
    cast.boris_opens(paris)


def test_what_is_archived_stays_so(paris):
    stand_down(paris)
    archive_crisis(crisis=paris, **by(paris))
    page = signed_in(paris.declared_by).post(
        reverse("desk_activate", args=[paris.slug]), {"typed_name": "Paris"}
    )
    paris.refresh_from_db()
    assert page.status_code == 409 and paris.phase == Phase.ARCHIVED


def test_a_mass_message_waits_for_the_second_person(paris, settings):
    settings.CONFIRM_AFTER_SECONDS = 0
    cast.boris_opens(paris)
    tasks.sweep_shelter()
    assert Offer.objects.get().asked_at is None
    emma = another_coordinator(paris)
    confirm_activation(crisis=paris, origin=cast.at_the_desk(emma), at=cast.now())
    tasks.sweep_shelter()
    assert Offer.objects.get().asked_at


def test_or_ten_minutes_and_never_in_a_drill(paris):
    then = paris.activated_at
    assert not may_tell_many(paris, then + SECOND_PERSON - timedelta(seconds=1))
    assert may_tell_many(paris, then + SECOND_PERSON)
    assert may_tell_many(cast.active_crisis(cast.chen(), name="Drill", is_drill=True), then)


def test_the_name_is_typed_by_its_words_not_by_its_commas():
    by_chen = cast.chen()
    night = cast.draft_crisis(by_chen, name="Paris, novembre")
    activate_crisis(
        crisis=night, typed_name="paris novembre", origin=cast.at_the_desk(by_chen), at=cast.now()
    )
    night.refresh_from_db()
    assert night.phase == "active"
