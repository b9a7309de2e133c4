"""Who finds whom: as its author chose, and nobody else."""

from datetime import timedelta

import pytest

from accounts.people.actions import add_contact, mark_verified
from accounts.people.contact import digest, read_contact
from accounts.people.vocabulary import VerifiedBy
from crisis.activation.actions import archive_crisis, stand_down_crisis
from crisis.activation.models import Crisis
from crisis.checkin.actions.changing import (
    correct_check_in,
    expire_check_ins,
    hide_check_in,
    show_check_in,
    withdraw_check_in,
)
from crisis.checkin.actions.checking_in import check_in_many
from crisis.checkin.counts import public_counts
from crisis.checkin.drafts import PersonDraft
from crisis.checkin.models import CheckInKey, FindableCheckIn
from crisis.checkin.queries import by_contact, by_name, look_up, naming
from crisis.checkin.rules import LIFETIME
from crisis.checkin.vocabulary import Nearness
from tests import cast
from tests.crisis.checkin.asks.asking import settle

pytestmark = pytest.mark.django_db

AMIRAS = read_contact("amira@example.org")
BORIS = read_contact("boris@example.org")


def names(found) -> list[str]:
    return [each.name for each in found]


@pytest.mark.parametrize(
    "typed", ["Amira Haddad", "haddad amira", "  AMIRA   HADDAD ", "Amíra Hâddad", "Amira Leila Haddad"]
)
def test_anyone_finds_by_name_in_any_order_with_or_without_accents(typed):
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="anyone")
    assert names(by_name(crisis, typed)) == ["Amira H."]


def test_all_names_typed_are_hers_or_all_of_hers_are_typed():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="anyone", given_name="Amira Leila", family_name="Haddad Benali")
    assert names(by_name(crisis, "Amira Benali")) == ["Amira H."]
    assert names(by_name(crisis, "Amira Leila Haddad")) == ["Amira Leila H."]
    assert names(by_name(crisis, "Haddad Benali")) == ["A. H."]
    assert by_name(crisis, "Amira Durand") == []
    assert by_name(crisis, "Amira Haddad Durand") == []


@pytest.mark.parametrize("typed", ["Amira", "Haddad", "a", "", "%", "Amira Durand", "Amira H"])
def test_half_a_name_finds_nobody(typed):
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="anyone")
    assert by_name(crisis, typed) == []


@pytest.mark.parametrize("typed", ["Farid Belkacem", "Belkacem Kader"])
def test_nobody_reads_words_of_a_name_they_did_not_type(typed):
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="anyone", given_name="Décédé Farid", family_name="Kader Belkacem")
    told = names(by_name(crisis, typed)) + names(by_contact(crisis, typed, AMIRAS))
    assert told and not any("éd" in name.lower() for name in told)


@pytest.mark.parametrize("confirmed", [True, False])
def test_the_one_named_reads_the_whole_name_of_whoever_answered_only(confirmed):
    crisis = cast.active_crisis()
    origin = cast.VOUCHED if confirmed else cast.WEB
    cast.amira_is_safe(crisis, origin=origin, given_name="Amira Leila", named=("boris@example.org",))
    assert names(naming(crisis, digest(BORIS))) == ["Amira Leila Haddad" if confirmed else "Amira H."]


def test_many_names_typed_at_once_are_not_tried_each_with_each():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="anyone")
    assert by_name(crisis, "Lina Sara Ines Nora Yasmine Leila Amira Martin Haddad") == []
    assert names(by_name(crisis, "Amira Leila Sara Ines Benali Haddad")) == ["Amira H."]


def test_who_gave_no_contact_could_not_be_checked():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="anyone", contact="")
    cast.amira_is_safe(crisis, audience="anyone", family_name="Benali")
    told = [by_name(crisis, f"Amira {family}")[0].checkable for family in ("Haddad", "Benali")]
    assert told == [False, True]


def test_a_contact_given_later_finds_her_once_it_answered():
    crisis = cast.active_crisis()
    hers = cast.amira_is_safe(crisis, audience="anyone", contact="", origin=cast.WEB)
    about = {"origin": cast.WEB, "at": cast.now()}
    point = add_contact(person=hers.owner, contact=AMIRAS, **about)
    assert by_contact(crisis, "Amira", AMIRAS) == []
    mark_verified(contact=point, by=VerifiedBy.CODE, crisis_id=crisis.pk, **about)
    settle()
    [found] = by_contact(crisis, "Amira", AMIRAS)
    assert found.confirmed and by_name(crisis, "Amira Haddad")[0].confirmed


def test_people_who_know_the_contact_find_by_it_and_one_name():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="contacts")
    assert names(by_contact(crisis, "Amira", AMIRAS)) == ["Amira H."]
    assert by_name(crisis, "Amira Haddad") == []
    assert by_contact(crisis, "Amira", BORIS) == []


def test_a_phone_is_found_however_it_is_written():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, contact="06 12 34 56 78")
    assert names(by_contact(crisis, "Amira", read_contact("+33 6 12 34 56 78"))) == ["Amira H."]


def test_a_sweep_of_phones_with_a_wrong_name_finds_nobody():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, contact="0612345601")
    for last in range(100):
        assert by_contact(crisis, "Dana Durand", read_contact(f"06123456{last:02d}")) == []


def test_whoever_lets_only_those_they_name_know_is_found_by_nobody():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="named", named=("boris@example.org",))
    assert look_up(crisis, "Amira Haddad", AMIRAS) == []
    assert not FindableCheckIn.objects.exists()


def test_nobody_is_found_from_another_crisis():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="anyone")
    other = cast.active_crisis(name="Lyon")
    assert look_up(other, "Amira Haddad", AMIRAS) == []


def test_message_and_place_are_told_only_to_who_knows_a_contact_that_answered():
    crisis = cast.active_crisis()
    about = {"audience": "anyone", "message": "At Leïla's", "place": cast.place(), "say_where": True}
    row = cast.amira_is_safe(crisis, **about)
    (known,) = by_contact(crisis, "Amira", AMIRAS)
    (searched,) = by_name(crisis, "Amira Haddad")
    assert (known.message, known.cell, known.confirmed) == ("At Leïla's", row.cell, True)
    assert (searched.message, searched.cell) == ("", "")


def test_an_impostors_words_reach_nobody():
    """Anyone may type somebody else's number; without the code that went there nothing they write is told."""
    crisis = cast.active_crisis()
    about = {
        "message": "She is dead",
        "place": cast.place(),
        "say_where": True,
        "named": ("boris@example.org",),
    }
    cast.amira_is_safe(crisis, origin=cast.WEB, **about)
    (known,) = by_contact(crisis, "Amira", AMIRAS)
    (told,) = naming(crisis, CheckInKey.objects.get(kind="named").digest)
    assert {known.message, known.cell, told.message, told.cell} == {""}
    assert not known.confirmed and not told.confirmed


def test_the_place_is_told_only_if_its_author_says_so():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, place=cast.place())
    (known,) = by_contact(crisis, "Amira", AMIRAS)
    assert known.cell == ""


def test_in_a_hunted_crisis_no_name_is_enough():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="anyone")
    Crisis.objects.update(profile="hunted")
    crisis.refresh_from_db()
    assert by_name(crisis, "Amira Haddad") == []
    assert names(by_contact(crisis, "Amira", AMIRAS)) == ["Amira H."]


def test_withdrawn_is_found_by_nobody_and_its_hashes_are_gone():
    crisis = cast.active_crisis()
    row = cast.amira_is_safe(crisis, audience="anyone", named=("boris@example.org",))
    withdraw_check_in(check_in=row, origin=cast.WEB, at=cast.now())
    assert look_up(crisis, "Amira Haddad", AMIRAS) == []
    assert not CheckInKey.objects.exists() and not row.names.exists()


def test_held_by_a_moderator_is_found_by_nobody_until_it_is_shown_again():
    crisis = cast.active_crisis()
    row = cast.amira_is_safe(crisis, audience="anyone", named=("boris@example.org",))
    key = CheckInKey.objects.get(kind="named").digest
    hide_check_in(check_in=row, origin=cast.WEB, at=cast.now())
    assert look_up(crisis, "Amira Haddad", AMIRAS) == naming(crisis, key) == []
    show_check_in(check_in=row, origin=cast.WEB, at=cast.now())
    assert names(look_up(crisis, "Amira Haddad", AMIRAS)) == ["Amira H."]
    assert names(naming(crisis, key)) == ["Amira Haddad"]


def test_a_correction_changes_who_finds_it_at_once():
    crisis = cast.active_crisis()
    row = cast.amira_is_safe(crisis, audience="anyone")
    draft = cast.check_in_draft(audience="named", contact="", status="not_there", given_name="Lina")
    later = cast.now() + timedelta(minutes=5)
    correct_check_in(check_in=row, draft=draft, origin=cast.WEB, at=later)
    assert look_up(crisis, "Amira Haddad", AMIRAS) == look_up(crisis, "Lina Haddad", AMIRAS) == []
    draft = cast.check_in_draft(audience="anyone", contact="", given_name="Lina")
    correct_check_in(check_in=row, draft=draft, origin=cast.WEB, at=later)
    (found,) = by_name(crisis, "Lina Haddad")
    assert (found.said_at, found.told) == (later, "says: I am safe")


def test_what_was_said_long_ago_is_not_believed_any_more():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="anyone")
    assert expire_check_ins(crisis=crisis, at=cast.now() + LIFETIME - timedelta(hours=1)) == 0
    assert expire_check_ins(crisis=crisis, at=cast.now() + LIFETIME) == 1
    assert look_up(crisis, "Amira Haddad", AMIRAS) == []


def test_an_archived_crisis_shows_nobody():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="anyone", named=("boris@example.org",))
    by = {"crisis": crisis, "origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}
    stand_down_crisis(closing_message="Over.", **by)
    archive_crisis(**by)
    key = CheckInKey.objects.get(kind="named").digest
    assert look_up(crisis, "Amira Haddad", AMIRAS) == naming(crisis, key) == []


OPENLY = {"audience": "anyone", "say_where": True}


def test_the_public_counts_by_cell_come_late_in_bands_and_merge_upwards():
    crisis = cast.active_crisis()
    for status in ("safe", "safe", "safe", "not_there"):
        cast.amira_is_safe(crisis, status=status, contact=cast.anothers(), place=cast.place(), **OPENLY)
    nobody = {"safe": "0", "said": dict.fromkeys(Nearness.values, "0-2"), "cells": []}
    assert public_counts(crisis, at=cast.now()) == nobody
    told = public_counts(crisis, at=cast.now() + timedelta(hours=1))
    assert told["safe"] == "3-5"
    assert [cell["safe"] for cell in told["cells"]] == ["3-5"]


@pytest.mark.parametrize(
    "third", [{"audience": "contacts"}, {"say_where": False}, {"origin": cast.WEB}, {"audience": "named"}]
)
def test_whoever_hides_their_place_or_has_not_answered_fills_up_no_cell(third):
    crisis = cast.active_crisis()
    for said in ({}, {}, third):
        cast.amira_is_safe(crisis, contact=cast.anothers(), place=cast.place(), **OPENLY | said)
    assert public_counts(crisis, at=cast.now() + timedelta(hours=1))["cells"] == []


def test_a_family_counts_by_the_head_and_as_one_author_and_who_says_it_again_counts_once():
    crisis = cast.active_crisis()
    five = {"group": tuple(PersonDraft(given_name=name) for name in ("Sami", "Lina", "Noor", "Adam"))}
    for said in (five, {"contact": cast.anothers()}, {"contact": cast.anothers()}):
        cast.amira_is_safe(crisis, place=cast.place(), **OPENLY | said)
    told = public_counts(crisis, at=cast.now() + timedelta(hours=1))
    assert (told["safe"], [cell["safe"] for cell in told["cells"]]) == ("6-20", ["6-20"])
    cast.amira_is_safe(crisis, place=cast.place(), **OPENLY)
    told = public_counts(crisis, at=cast.now() + timedelta(hours=1))
    assert (told["safe"], [cell["safe"] for cell in told["cells"]]) == ("3-5", ["3-5"])


def test_one_request_of_a_thousand_strangers_moves_no_public_count():
    crisis = cast.active_crisis()
    forge(crisis, 30, status="safe", contact="", place=cast.place(), named=())
    told = public_counts(crisis, at=cast.now() + timedelta(hours=1))
    assert told["safe"] == "0" and set(told["said"].values()) == {"0-2"}


def test_two_people_in_a_cell_are_not_told_by_cell():
    crisis = cast.active_crisis()
    for _each in range(2):
        cast.amira_is_safe(crisis, contact=cast.anothers(), place=cast.place(), **OPENLY)
    assert public_counts(crisis, at=cast.now() + timedelta(hours=1))["cells"] == []


def codes(found) -> list[list[str]]:
    return [[code for code, _figure in each.reasons] for each in found]


@pytest.mark.parametrize("hers", ["Haddad", "Hadad", "Hadded", "Haddad Benali"])
def test_why_she_is_found_says_nothing_of_the_names_that_are_not_shown(hers):
    """Neither how her family name is spelt, nor that she has another: whoever looks could try spellings else."""
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="anyone", family_name=hers)
    assert codes(by_name(crisis, "Amira Haddad")) == [["name_fits"]]
    assert codes(by_name(crisis, "Amyra Haddad")) == [["name_fits", "same_sounds"]], "her first name is shown"


def test_why_she_is_found_says_when_but_never_where():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, place=cast.place(), say_where=True)
    seen = cast.now() - timedelta(hours=3)
    (found,) = look_up(crisis, "Amira", AMIRAS, seen=seen)
    assert [code for code, _figure in found.reasons] == ["known_contact", "name_fits", "hours_after"]
    assert 2.9 < found.reasons[-1][1] < 3.1


def forge(crisis, many=160, *, contact=AMIRAS.value, **said) -> None:
    """What anybody can post in one request, under her name and her number."""
    about = {"status": "not_there", "audience": "anyone", "contact": contact, "named": (BORIS.value,)} | said
    drafts = [cast.check_in_draft(**about) for _each in range(many)]
    check_in_many(crisis=crisis, drafts=drafts, origin=cast.WEB, at=cast.now() + timedelta(minutes=1))


def test_however_many_forge_her_word_she_who_answered_is_read_first_everywhere():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="anyone", message="At Leïla's", named=(BORIS.value,))
    forge(crisis)
    forge(crisis, contact="dana@example.org")
    forge(crisis, contact="")
    for found in (
        by_name(crisis, "Amira Haddad"),
        by_contact(crisis, "Amira Haddad", AMIRAS),
        look_up(crisis, "Amira Haddad", AMIRAS),
        look_up(crisis, "Amira Haddad", read_contact("dana@example.org")),
        naming(crisis, digest(BORIS)),
    ):
        assert (found[0].confirmed, found[0].status) == (True, "safe")
        told = [(each.status, each.checkable) for each in found[1:]]
        assert len(told) == len(set(told)), "what any of them say in the same words is read once"


def test_a_word_that_nobody_could_check_is_not_hidden_by_many_others():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="anyone", contact="", origin=cast.WEB)
    forge(crisis, 20)
    assert {each.status for each in by_name(crisis, "Amira Haddad")} == {"safe", "not_there"}


def test_one_contact_that_answered_says_the_same_once():
    crisis = cast.active_crisis()
    for minutes in range(12):
        latest = cast.amira_is_safe(crisis, audience="anyone", at=cast.now() + timedelta(minutes=minutes))
    (found,) = by_name(crisis, "Amira Haddad")
    assert found.said_at == latest.said_at


def test_one_mailbox_that_answered_under_a_dozen_spellings_says_the_same_once():
    crisis = cast.active_crisis()
    for number in range(12):
        cast.amira_is_safe(
            crisis, audience="anyone", contact=f"boris+{number}@example.org", named=(BORIS.value,)
        )
    assert len(by_name(crisis, "Amira Haddad")) == len(naming(crisis, digest(BORIS))) == 1


def test_the_one_whose_whole_name_fits_stands_before_their_relatives():
    crisis = cast.active_crisis()
    for given in ("Karim", "Lina", "Sami"):
        cast.amira_is_safe(crisis, given_name=given, at=cast.now() - timedelta(minutes=len(given)))
    assert names(by_contact(crisis, "Karim Haddad", AMIRAS))[0] == "Karim H."


ALMOST = ("Amirra", "Ammira", "Aamira", "Amiraa", "Amiira", "Amirah", "Amyra", "Emira", "Amirrah", "Amirae")


def test_no_more_than_ten_of_one_name_are_shown_and_who_answered_first_stays_first():
    """Whoever takes her name with a dozen mailboxes of their own comes after her."""
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="anyone", message="At Leïla's", named=(BORIS.value,))
    for number in range(12):
        about = {"contact": f"{number}@example.org", "status": "not_there", "named": (BORIS.value,)}
        cast.amira_is_safe(crisis, audience="anyone", **about)
    found = by_name(crisis, "Amira Haddad")
    assert len(found) == 10 and found[0].status == "safe"
    assert naming(crisis, digest(BORIS))[0].message == "At Leïla's"
    cast.amira_is_safe(crisis, audience="anyone", message="At Karim's", named=(BORIS.value,))
    assert naming(crisis, digest(BORIS))[0].message == "At Karim's", "and so does what she says later"
    cast.amira_is_safe(crisis, audience="anyone", status="not_there")
    assert by_name(crisis, "Amira Haddad")[0].status == "not_there"


def test_a_dozen_mailboxes_that_took_her_name_before_her_hide_no_word_of_hers():
    crisis = cast.active_crisis()
    for number, name in enumerate(["Amira Haddad"] * 12 + [f"{given} Haddad" for given in ALMOST]):
        given, family = name.split()
        about = {"contact": f"{number}@example.org", "status": "not_there", "audience": "anyone"}
        cast.amira_is_safe(crisis, given_name=given, family_name=family, **about)
    hers = cast.amira_is_safe(crisis, audience="anyone")
    found = by_name(crisis, "Amira Haddad")
    assert len(found) == 10 and hers.public_id in [each.public_id for each in found[:2]]
