"""One check-in or thousands: the same door, one journal entry, nothing kept in clear that need not be."""

import uuid
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.errors import Invalid, KeyReused
from accounts.journal.models import Entry
from accounts.links.actions import holder_of
from accounts.origin import Door, Origin
from accounts.people.models import Person
from accounts.reach.models import Message
from crisis.activation.actions import stand_down_crisis
from crisis.checkin.actions.checking_in import check_in, check_in_many
from crisis.checkin.models import CheckIn, CheckInKey, CheckInName
from crisis.checkin.vocabulary import Audience
from crisis.ground import grid
from crisis.shelter.actions.posting import CrisisClosed
from crisis.shelter.models import Need
from tests import cast

pytestmark = pytest.mark.django_db


def names(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def crowd(size: int) -> list:
    return [
        cast.check_in_draft(family_name=f"Haddad {names(n)}", contact=f"a{n}@example.org", audience="anyone")
        for n in range(size)
    ]


def test_a_check_in_hands_back_the_link_to_change_it():
    crisis = cast.active_crisis()
    done = check_in(crisis=crisis, draft=cast.check_in_draft(), origin=cast.WEB, at=cast.now())
    link = holder_of(done.secret)
    assert (link.subject_kind, link.subject) == ("check_in", done.subject)


def test_of_the_place_only_the_cell_is_kept():
    crisis = cast.active_crisis()
    row = cast.amira_is_safe(crisis, place=cast.place())
    assert row.cell == grid.cell(*cast.ALIBERT)
    assert "Alibert" not in str(CheckIn.objects.values().get())


def test_contacts_of_the_people_named_are_kept_as_keyed_hashes_only():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="named", named=("boris@example.org", "06 12 34 56 78"))
    kept = list(CheckInKey.objects.values_list("kind", "digest"))
    assert sorted(kind for kind, _digest in kept) == ["named", "named", "own"]
    assert all(len(digest) == 64 for _kind, digest in kept)
    assert not Person.objects.filter(contact_points__value__contains="boris").exists()


def test_a_thousand_are_one_entry_and_a_few_statements():
    crisis = cast.active_crisis()
    with CaptureQueriesContext(connection) as few:
        check_in_many(crisis=crisis, drafts=crowd(2), origin=cast.VOUCHED, at=cast.now())
    with CaptureQueriesContext(connection) as many:
        done = check_in_many(crisis=crisis, drafts=crowd(200), origin=cast.VOUCHED, at=cast.now())
    assert len(done) == 200 and len({each.secret for each in done}) == 200
    entry = Entry.objects.filter(kind="CheckInsRecorded").latest("pk")
    assert entry.payload["statuses"] == {"safe": 200}
    assert len(entry.payload["check_ins"]) == 200
    assert len(many) < len(few) + 40  # SQLite takes its rows in portions


def test_the_answers_of_a_batch_come_in_the_order_of_its_drafts():
    crisis = cast.active_crisis()
    done = check_in_many(crisis=crisis, drafts=crowd(5), origin=cast.VOUCHED, at=cast.now())
    families = [CheckIn.objects.get(public_id=each.subject).family_name for each in done]
    assert families == [f"Haddad {names(n)}" for n in range(5)]
    owners = [holder_of(each.secret).person_id for each in done]
    assert owners == [CheckIn.objects.get(public_id=each.subject).owner_id for each in done]


def test_nobody_of_a_batch_can_sign_in_by_a_password():
    crisis = cast.active_crisis()
    check_in_many(crisis=crisis, drafts=crowd(3), origin=cast.VOUCHED, at=cast.now())
    owners = [row.owner for row in CheckIn.objects.select_related("owner")]
    assert len({owner.pk for owner in owners}) == 3
    assert not any(owner.has_usable_password() for owner in owners)


def test_one_wrong_draft_stops_the_batch_and_says_which():
    crisis = cast.active_crisis()
    drafts = [cast.check_in_draft(), cast.check_in_draft(status="believed_dead")]
    with pytest.raises(Invalid) as refused:
        check_in_many(crisis=crisis, drafts=drafts, origin=cast.WEB, at=cast.now())
    assert list(refused.value.errors) == ["1/status"]
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("status", ["dead", "believed_dead", "deceased", "", "SAFE", "décédé"])
def test_no_status_but_the_three_is_taken(status):
    crisis = cast.active_crisis()
    with pytest.raises(Invalid) as refused:
        cast.amira_is_safe(crisis, status=status)
    assert "status" in refused.value.errors


def test_the_same_key_gets_the_same_answer_and_checks_in_once():
    crisis = cast.active_crisis()
    origin = Origin(door=Door.API, ref=str(uuid.uuid4()))
    first = check_in(crisis=crisis, draft=cast.check_in_draft(), origin=origin, at=cast.now())
    again = check_in(crisis=crisis, draft=cast.check_in_draft(), origin=origin, at=cast.now())
    assert (again.subject, again.secret, again.repeated) == (first.subject, first.secret, True)
    assert CheckIn.objects.count() == 1
    with pytest.raises(KeyReused):
        check_in(crisis=crisis, draft=cast.check_in_draft(message="Other"), origin=origin, at=cast.now())


def test_a_repeated_batch_gets_every_answer_again():
    crisis = cast.active_crisis()
    origin = Origin(door=Door.DRILL, ref=str(uuid.uuid4()))
    first = check_in_many(crisis=crisis, drafts=crowd(3), origin=origin, at=cast.now())
    again = check_in_many(crisis=crisis, drafts=crowd(3), origin=origin, at=cast.now())
    assert [replace(each, repeated=True) for each in first] == again
    assert CheckIn.objects.count() == 3


def test_i_need_help_opens_a_need_of_the_same_person_in_the_same_step():
    crisis = cast.active_crisis()
    draft = cast.check_in_draft(status="need_help", place=cast.place(), message="Two children with me")
    done = check_in(crisis=crisis, draft=draft, origin=cast.WEB, at=cast.now())
    row, need = CheckIn.objects.get(), Need.objects.get()
    assert row.need == need and row.owner == need.owner
    assert holder_of(done.need_secret).subject == need.public_id
    assert Message.objects.count() == 1, "one person, one code"
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"NeedPosted", "CheckInsRecorded"} <= kinds


def test_a_refused_need_leaves_no_check_in_behind():
    crisis = cast.active_crisis()
    far = cast.place((43.7, 7.26), "Nice")
    with pytest.raises(Invalid) as refused:
        cast.amira_is_safe(crisis, status="need_help", place=far)
    assert "where" in refused.value.errors
    assert not CheckIn.objects.exists() and not Need.objects.exists()


def test_i_need_help_asks_where():
    with pytest.raises(Invalid) as refused:
        cast.amira_is_safe(cast.active_crisis(), status="need_help")
    assert "where" in refused.value.errors


def test_i_am_safe_asks_for_no_place_and_may_come_from_far_away():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis)
    cast.amira_is_safe(crisis, place=cast.place((43.7, 7.26), "Nice"))
    assert CheckIn.objects.count() == 2


def test_who_wants_to_be_found_by_contact_gives_one_and_by_name_two_words():
    crisis = cast.active_crisis()
    with pytest.raises(Invalid) as refused:
        cast.amira_is_safe(crisis, audience="contacts", contact="")
    assert "contact" in refused.value.errors
    with pytest.raises(Invalid) as refused:
        cast.amira_is_safe(crisis, audience="anyone", family_name="")
    assert "family_name" in refused.value.errors
    cast.amira_is_safe(crisis, audience="named", contact="", family_name="")


def test_in_a_hunted_crisis_nobody_can_choose_to_be_found_by_name():
    crisis = cast.active_crisis(profile="hunted")
    with pytest.raises(Invalid) as refused:
        cast.amira_is_safe(crisis, audience="anyone")
    assert "audience" in refused.value.errors


def test_a_contact_that_cannot_be_read_is_said_by_its_field():
    crisis = cast.active_crisis()
    with pytest.raises(Invalid) as refused:
        cast.amira_is_safe(crisis, contact="amira@", named=("nobody",))
    assert set(refused.value.errors) == {"contact", "named"}


def test_words_of_a_name_are_folded_once_each():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, given_name="Émile-Émile", family_name="N’Diaye")
    words = CheckInName.objects.exclude(word="").values_list("word", flat=True)
    assert sorted(words) == ["emile", "emileemile", "ndiaye"]


def test_nothing_new_is_taken_once_a_crisis_is_stood_down():
    crisis = cast.active_crisis()
    origin = cast.at_the_desk(crisis.declared_by)
    stand_down_crisis(crisis=crisis, closing_message="Over.", origin=origin, at=cast.now())
    with pytest.raises(CrisisClosed):
        cast.amira_is_safe(crisis)


def test_a_suspended_person_can_still_say_they_are_safe():
    crisis = cast.active_crisis()
    dana = cast.dana()
    dana.suspended_at = cast.now()
    dana.save()
    origin = Origin(door=Door.WEB, actor=dana)
    done = check_in(crisis=crisis, draft=cast.check_in_draft(), origin=origin, at=cast.now())
    assert holder_of(done.secret)


@pytest.mark.parametrize(
    "name", ["Farid 0899701234", "farid@example.org", "Farid ☠", "He is dead, call his aunt at once"]
)
def test_a_name_holds_a_name_only(name):
    crisis = cast.active_crisis()
    with pytest.raises(Invalid) as refused:
        cast.amira_is_safe(crisis, given_name=name)
    assert set(refused.value.errors) == {"given_name"}


@pytest.mark.parametrize(
    "name", ["Jean-Marie", "Nadège d’Arc", "أميرة", "Maria da Conceição dos Santos", "李"]
)
def test_a_name_as_people_write_it_is_taken(name):
    assert cast.amira_is_safe(cast.active_crisis(), given_name=name).given_name == name


@pytest.mark.parametrize("audience", Audience.values)
def test_with_a_first_name_and_a_place_help_is_never_refused(audience):
    crisis = cast.active_crisis()
    said = {"contact": "", "family_name": "", "audience": audience, "given_name": "Amira 2"}
    row = cast.amira_is_safe(crisis, status="need_help", place=cast.place(), **said)
    assert row.need is not None
