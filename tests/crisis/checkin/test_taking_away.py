"""What is left when somebody takes it back, and that nothing brings it back."""

from functools import partial

import pytest

from accounts.errors import NotThere, TooLate
from accounts.journal.models import Entry
from accounts.links.actions import holder_of
from accounts.people.actions import ContactVerified, mark_verified
from accounts.people.vocabulary import VerifiedBy
from crisis.activation.actions import archive_crisis, stand_down_crisis
from crisis.checkin import tasks
from crisis.checkin.access import check_in_of, own_check_in
from crisis.checkin.actions.changing import correct_check_in, expire_check_ins, withdraw_check_in
from crisis.checkin.actions.checking_in import check_in
from crisis.checkin.actions.erasing import erase_check_ins
from crisis.checkin.listeners import confirm_the_persons_check_ins
from crisis.checkin.models import CheckIn, CheckInKey, CheckInName, FindableCheckIn, OwedWord
from crisis.checkin.queries import by_name
from crisis.checkin.rules import LIFETIME
from crisis.checkin.tasks import sweep_check_ins
from crisis.shelter.actions.needs import post_need
from crisis.shelter.models import Need
from tests import cast

pytestmark = pytest.mark.django_db


def test_erasing_leaves_that_somebody_checked_in_and_not_a_word_more():
    crisis = cast.active_crisis()
    done = check_in(
        crisis=crisis,
        draft=cast.check_in_draft(
            message="At home", place=cast.place(), say_where=True, named=("b@example.org",)
        ),
        origin=cast.VOUCHED,
        at=cast.now(),
    )
    row = CheckIn.objects.get()
    erase_check_ins(person=row.owner, origin=cast.WEB, at=cast.now())
    row.refresh_from_db()
    assert (row.life, row.full_name, row.message, row.cell) == ("withdrawn", "", "", "")
    assert not any(model.objects.exists() for model in (CheckInKey, CheckInName, FindableCheckIn))
    assert holder_of(done.secret) is None


def test_one_persons_erasing_leaves_another_alone():
    crisis = cast.active_crisis()
    row = cast.amira_is_safe(crisis)
    cast.amira_is_safe(crisis, given_name="Lina", audience="anyone")
    erase_check_ins(person=row.owner, origin=cast.WEB, at=cast.now())
    assert [found.name for found in by_name(crisis, "Lina Haddad")] == ["Lina H."]


def test_what_is_taken_back_or_over_is_changed_no_more():
    crisis = cast.active_crisis()
    row = cast.amira_is_safe(crisis)
    withdraw_check_in(check_in=row, origin=cast.WEB, at=cast.now())
    for again in (withdraw_check_in, correct_check_in):
        draft = {"draft": cast.check_in_draft()} if again is correct_check_in else {}
        with pytest.raises(TooLate):
            again(check_in=row, origin=cast.WEB, at=cast.now(), **draft)
    assert expire_check_ins(crisis=crisis, at=cast.now() + LIFETIME) == 0


def test_a_code_typed_after_taking_it_back_brings_nothing_back():
    crisis = cast.active_crisis()
    row = cast.amira_is_safe(crisis, origin=cast.WEB, audience="anyone")
    withdraw_check_in(check_in=row, origin=cast.WEB, at=cast.now())
    told = ContactVerified(
        crisis_id=crisis.pk, subject=row.owner.public_id, at=cast.now(), person=row.owner.pk
    )
    confirm_the_persons_check_ins(told)
    assert not FindableCheckIn.objects.exists()


def test_a_code_typed_makes_it_confirmed_and_hearing_so_twice_does_no_harm():
    crisis = cast.active_crisis()
    row = cast.amira_is_safe(crisis, origin=cast.WEB, message="At home")
    assert FindableCheckIn.objects.get().message == ""
    point = row.owner.contact_points.get()
    mark_verified(contact=point, by=VerifiedBy.CODE, origin=cast.WEB, at=cast.now(), crisis_id=crisis.pk)
    told = ContactVerified(
        crisis_id=crisis.pk, subject=row.owner.public_id, at=cast.now(), person=row.owner.pk
    )
    for _twice in range(2):
        confirm_the_persons_check_ins(told)
    assert (FindableCheckIn.objects.get().confirmed, FindableCheckIn.objects.get().message) == (
        True,
        "At home",
    )


def test_another_contact_that_answers_confirms_nothing():
    crisis = cast.active_crisis()
    row = cast.amira_is_safe(crisis, origin=cast.WEB)
    row.owner.contact_points.create(kind="email", value="dana@example.org", verified_at=cast.now())
    told = ContactVerified(
        crisis_id=crisis.pk, subject=row.owner.public_id, at=cast.now(), person=row.owner.pk
    )
    confirm_the_persons_check_ins(told)
    assert not FindableCheckIn.objects.get().confirmed


def test_a_correction_keeps_the_contact_and_who_was_named_unless_others_are():
    crisis = cast.active_crisis()
    row = cast.amira_is_safe(crisis, named=("boris@example.org",))
    before = set(row.keys.values_list("digest", flat=True))
    as_before = cast.check_in_draft(contact="", named=None)
    correct_check_in(check_in=row, draft=as_before, origin=cast.WEB, at=cast.now())
    assert set(row.keys.values_list("digest", flat=True)) == before
    draft = cast.check_in_draft(contact="", named=("lina@example.org",))
    correct_check_in(check_in=row, draft=draft, origin=cast.WEB, at=cast.now())
    assert len(before & set(row.keys.values_list("digest", flat=True))) == 1
    nobody = cast.check_in_draft(contact="", named=())
    correct_check_in(check_in=row, draft=nobody, origin=cast.WEB, at=cast.now())
    assert not row.keys.filter(kind="named").exists()


def test_whoever_read_that_she_is_safe_is_written_to_again_when_she_names_them_needing_help():
    crisis = cast.active_crisis()
    row = cast.amira_is_safe(crisis, named=("boris@example.org",), origin=cast.WEB)
    OwedWord.objects.all().delete()  # Boris was told
    by = {"check_in": row, "origin": cast.WEB, "at": cast.now()}
    about = {"contact": "", "named": ("boris@example.org",)}
    correct_check_in(draft=cast.check_in_draft(message="At home", **about), **by)
    assert not OwedWord.objects.exists(), "she only said more"
    correct_check_in(draft=cast.check_in_draft(status="need_help", place=cast.place(), **about), **by)
    assert OwedWord.objects.get().value == "boris@example.org"


def test_help_asked_for_later_opens_one_need_and_no_second_while_it_waits():
    crisis = cast.active_crisis()
    row = cast.amira_is_safe(crisis)
    draft = cast.check_in_draft(contact="", status="need_help", place=cast.place())
    token = correct_check_in(check_in=row, draft=draft, origin=cast.WEB, at=cast.now())
    assert holder_of(token).subject == Need.objects.get().public_id == row.need.public_id
    assert correct_check_in(check_in=row, draft=draft, origin=cast.WEB, at=cast.now()) == ""
    assert Need.objects.count() == 1


def test_what_expires_together_is_one_entry():
    crisis = cast.active_crisis()
    for _each in range(3):
        cast.amira_is_safe(crisis)
    expire_check_ins(crisis=crisis, at=cast.now() + LIFETIME)
    (entry,) = Entry.objects.filter(kind="CheckInsExpired")
    assert len(entry.payload["check_ins"]) == 3


def test_one_sweep_ends_all_that_is_old_however_many_a_portion_takes(monkeypatch):
    crisis = cast.active_crisis()
    for _each in range(3):
        cast.amira_is_safe(crisis, at=cast.now() - LIFETIME)
    today = cast.amira_is_safe(crisis)
    monkeypatch.setattr(tasks, "expire_check_ins", partial(expire_check_ins, limit=1))
    sweep_check_ins()
    assert CheckIn.objects.get(life="active") == today
    assert FindableCheckIn.objects.get().check_in == today


def test_when_the_crisis_is_put_away_no_name_and_no_fingerprint_stays():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, named=("boris@example.org",))
    chen = {"origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}
    stand_down_crisis(crisis=crisis, closing_message="It is over.", **chen)
    sweep_check_ins()
    assert CheckInName.objects.exists(), "people still look for each other"
    archive_crisis(crisis=crisis, **chen)
    sweep_check_ins()
    assert CheckIn.objects.get().life == "expired"
    assert not any(model.objects.exists() for model in (CheckInKey, CheckInName, FindableCheckIn))


def test_who_may_open_it_is_its_owner_and_its_link():
    dana, crisis = cast.dana(), cast.active_crisis()
    done = check_in(crisis=crisis, draft=cast.check_in_draft(), origin=cast.WEB, at=cast.now())
    row, link = CheckIn.objects.get(), holder_of(done.secret)
    assert check_in_of(link) == own_check_in(row.owner, row.public_id) == row
    others = [
        lambda: check_in_of(None),
        lambda: check_in_of(holder_of(_need_link(crisis))),
        lambda: own_check_in(dana, row.public_id),
    ]
    for ask in others:
        with pytest.raises(NotThere):
            ask()


def _need_link(crisis) -> str:
    return post_need(crisis=crisis, draft=cast.need_draft(), origin=cast.WEB, at=cast.now()).secret
