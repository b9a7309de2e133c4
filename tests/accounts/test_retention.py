"""What piles up is thrown away when its days are over, and nothing else is."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import retention
from accounts.idempotency.models import ClaimedKey
from accounts.journal.deliver import claim_due, deliver_all
from accounts.journal.keeping import first_kept, kept_after
from accounts.journal.models import Delivery, Entry
from accounts.journal.sequence import last_position, sequence
from accounts.links.models import SignInLink
from accounts.people.contact import read_contact
from accounts.people.models import ContactPoint, Person, VerificationCode
from accounts.people.suspending import lift_suspension
from accounts.reach.inviting import point_of_nobody
from accounts.reach.models import Message
from accounts.retention import clean_up
from accounts.sign_in.link import issue_sign_in_link
from crisis.checkin.actions.telling import tell_named
from crisis.desk.suspending import suspend_owner
from crisis.livemap.replay import replay
from crisis.livemap.streams import desk_stream
from tests import cast
from tests.api.client import Program

pytestmark = pytest.mark.django_db


def settle() -> None:
    sequence()
    while owed := claim_due():
        deliver_all(owed)
        sequence()


def a_year_passes() -> None:
    """For all there is so far."""
    then = timezone.now() - timedelta(days=365)
    Entry.objects.update(written_at=then)
    Delivery.objects.filter(done_at__isnull=False).update(done_at=then)


def kinds() -> list[str]:
    return list(Entry.objects.order_by("position").values_list("kind", flat=True))


@pytest.fixture
def old_night():
    """A match of a year ago, and a door of today."""
    crisis = cast.active_crisis()
    cast.coming(crisis)
    settle()
    a_year_passes()
    cast.boris_opens(crisis)
    settle()
    return crisis


def test_the_journal_forgets_and_keeps_what_proves_something(old_night):
    before = last_position()
    clean_up()
    assert kinds() == ["CrisisDeclared", "CrisisActivated", "GuestComing", "OfferOpened"]
    cast.amira_asks(old_night)
    sequence()
    assert Entry.objects.get(kind="NeedPosted").position == before + 1


def test_who_suspended_whom_and_who_lifted_it_stays():
    crisis = cast.active_crisis()
    desk, boris = cast.at_the_desk(crisis.declared_by), cast.boris_opens(crisis)
    made = suspend_owner(posted=boris, reason="Guests complain.", origin=desk, at=cast.now())
    lift_suspension(suspension=made, origin=desk, at=cast.now())
    settle()
    a_year_passes()
    clean_up()
    assert {"PersonSuspended", "SuspensionLifted"} <= set(kinds())


def test_the_newest_entry_stays_or_positions_would_begin_anew():
    cast.boris_opens(cast.active_crisis())
    settle()
    a_year_passes()
    newest = last_position()
    clean_up()
    assert last_position() == newest
    assert kept_after(newest)


def test_what_is_still_owed_stays(old_night):
    entry = Entry.objects.filter(kind="NeedPosted").first()
    Delivery.objects.create(entry=entry, listener="none", stuck_at=timezone.now())
    clean_up()
    assert "NeedPosted" in kinds()


def test_done_deliveries_go_before_their_entries():
    cast.boris_opens(cast.active_crisis())
    settle()
    assert Delivery.objects.exists()
    Delivery.objects.update(done_at=timezone.now() - timedelta(days=8))
    clean_up()
    assert not Delivery.objects.exists() and "OfferOpened" in kinds()


def test_who_was_away_for_too_long_is_told_to_fetch_everything(old_night):
    stream, end = desk_stream(old_night.pk), last_position()
    assert '"resync":true' in replay(old_night.pk, stream, 0, end)
    assert "resync" not in replay(old_night.pk, stream, end - 1, end)
    clean_up()
    assert '"resync":true' in replay(old_night.pk, stream, 0, end)
    assert '"resync":true' in replay(old_night.pk, stream, 2, end), "only what lasts is left after position 2"
    assert "OfferOpened" in replay(old_night.pk, stream, end - 1, end)


def test_changes_answer_gone_past_what_is_kept_and_begin_where_it_begins(old_night):
    def ask(since: str):
        return Program().get(f"/crises/{old_night.slug}/changes?since={since}")

    ancient = "MS4xLjE"  # positions 1 and 1
    clean_up()
    assert (ask(ancient).status_code, ask(ancient).json()["code"]) == (410, "cursor_expired")
    fresh = ask("").json()["next"]
    assert ask(fresh).status_code == 200, "whoever starts again must not be refused again"
    assert (
        first_kept()
        == Entry.objects.get(kind="OfferOpened", written_at__gt=timezone.now() - timedelta(1)).position - 1
    )


def test_a_cursor_from_before_a_restored_backup_is_gone(old_night):
    assert kept_after(last_position())
    assert not kept_after(last_position() + 1)


def test_each_room_forgets_what_is_old_and_nothing_younger():
    def a_row_of_each(age: timedelta) -> None:
        then = timezone.now() - age
        offer = cast.boris_opens(crisis)
        point = offer.owner.contact_points.get()
        for state in ("sent", "failed", "queued"):
            Message.objects.create(contact=point, drill=False, text="", state=state, created_at=then)
        Message.objects.create(contact=point, drill=True, text="", state="on_screen", created_at=then)
        VerificationCode.objects.create(contact=point, code_hash="x", expires_at=then)
        ClaimedKey.objects.create(scope_hash=str(age), request_hash="x", created_at=then)
        issue_sign_in_link(offer.owner)
        SignInLink.objects.filter(person=offer.owner).update(expires_at=then)
        session = SessionStore()
        session.create()
        Session.objects.filter(session_key=session.session_key).update(expire_date=then)

    crisis = cast.active_crisis()
    for days in (0, 400):
        a_row_of_each(timedelta(days=days))
    clean_up()
    rooms = (VerificationCode, ClaimedKey, SignInLink, Session)
    assert {room.__name__: room.objects.count() for room in rooms} == dict.fromkeys(
        ["VerificationCode", "ClaimedKey", "SignInLink", "Session"], 1
    )
    left = sorted(Message.objects.values_list("state", flat=True))
    assert left == ["failed", "on_screen", "queued", "queued", "sent"], "what is on its way stays"


def test_much_goes_in_small_bites_and_all_of_it(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 3)
    old = timezone.now() - timedelta(days=8)
    ClaimedKey.objects.bulk_create(
        ClaimedKey(scope_hash=str(number), request_hash="x", created_at=old) for number in range(8)
    )
    clean_up()
    assert not ClaimedKey.objects.exists()


@pytest.mark.parametrize("answered", [None, timezone.now()], ids=["silent", "opened the link"])
def test_a_contact_written_to_once_because_it_asked_is_forgotten_and_a_posters_is_not(answered):
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, origin=cast.WEB, named=("boris@example.org",))
    tell_named(crisis=crisis, contact=read_contact("boris@example.org"), language="en")
    long_ago = timezone.now() - timedelta(days=400)
    ContactPoint.objects.update(created_at=long_ago)
    ContactPoint.objects.filter(value="boris@example.org").update(verified_at=answered)
    clean_up()
    assert ContactPoint.objects.count() == 2, "what was written has not gone yet"
    Message.objects.all().delete()
    clean_up()
    assert [point.value for point in ContactPoint.objects.all()] == ["amira@example.org"]


def test_with_such_a_contact_goes_who_held_nothing_else_and_nobody_who_did():
    crisis = cast.active_crisis()
    amira = cast.amira_is_safe(crisis, origin=cast.WEB, contact="", audience="desk")
    point_of_nobody(read_contact("boris@example.org"), "en").delete()
    Person.objects.filter(pk=amira.owner_id).update(pseudonym="")
    clean_up()
    assert Person.objects.filter(pseudonym="").count() == 2, "too early"
    Person.objects.update(date_joined=timezone.now() - timedelta(days=400))
    clean_up()
    assert [each.pk for each in Person.objects.filter(pseudonym="")] == [amira.owner_id]


def test_the_clean_up_runs_by_the_clock():
    from accounts.journal.schedule import scheduled

    assert clean_up.name in [entry.task.name for entry in scheduled()]
