"""Boris says it for his family, or says that Amira is safe: told as his word, and hers wins."""

import pytest
from django.utils import translation

from accounts.errors import Invalid, NotThere, TooLate
from accounts.journal.models import Entry
from accounts.origin import Door, Origin
from accounts.people.contact import digest, read_contact
from accounts.people.models import ContactPoint, Person
from accounts.reach.inviting import point_of_nobody
from accounts.reach.models import Message
from accounts.reach.stops import stop
from crisis.checkin.actions import theirs
from crisis.checkin.actions.changing import correct_check_in, withdraw_check_in, withdraw_with_company
from crisis.checkin.actions.checking_in import check_in
from crisis.checkin.actions.telling import named_token, tell_named
from crisis.checkin.drafts import PersonDraft
from crisis.checkin.events import WordsOwed
from crisis.checkin.listeners import tell_owed_words
from crisis.checkin.models import CheckIn, CheckInKey, CheckInTally, OwedWord
from crisis.checkin.queries import by_contact, by_name, company, look_up, naming, said_of
from crisis.shelter.models import Need
from tests import cast

pytestmark = pytest.mark.django_db

AMIRAS, BORISS = read_contact("amira@example.org"), read_contact("boris@example.org")
OF_AMIRA = {
    "voice": "other",
    "said_by": "Boris",
    "their_contact": "amira@example.org",
    "contact": "boris@example.org",
}
FAMILY = (
    PersonDraft(given_name="Amira"),
    PersonDraft(given_name="Yanis"),
    PersonDraft(given_name="Lina", family_name="Haddad"),
    PersonDraft(given_name="Sami"),
)
FATHER = {"given_name": "Boris", "family_name": "Petrov", "contact": "boris@example.org", "said_by": "Boris"}


def said(crisis, *, origin=cast.VOUCHED, **changes):
    draft = cast.check_in_draft(**changes)
    return check_in(crisis=crisis, draft=draft, origin=origin, at=cast.now())


def rows(done) -> list[CheckIn]:
    subjects = [done.subject, *(each.subject for each in done.group)]
    found = {row.public_id: row for row in CheckIn.objects.select_related("crisis", "owner", "need")}
    return [found[each] for each in subjects]


# -- A group ---------------------------------------------------------------------------------------------------
def test_a_family_of_five_is_five_check_ins_of_one_author_in_one_entry():
    crisis = cast.active_crisis()
    done = said(crisis, origin=cast.WEB, group=FAMILY, **FATHER)
    family = rows(done)
    assert [row.full_name for row in family] == [
        "Boris Petrov", "Amira Petrov", "Yanis Petrov", "Lina Haddad", "Sami Petrov",
    ]  # fmt: skip
    assert [row.voice for row in family] == ["own", *["together"] * 4]
    assert {row.owner_id for row in family} == {family[0].owner_id}
    assert Person.objects.get(pk=family[0].owner_id).pseudonym == "Boris"
    assert [row.beside_id for row in family] == [None, *[family[0].pk] * 4]
    assert Entry.objects.filter(kind="CheckInsRecorded").count() == 1
    assert len({done.secret, *(each.secret for each in done.group)}) == 5
    assert Message.objects.count() == 1, "one link, not five"


def test_all_or_none_and_the_mistake_is_told_of_whom_it_is():
    crisis = cast.active_crisis()
    with pytest.raises(Invalid) as refused:
        said(crisis, group=(*FAMILY, PersonDraft(given_name="call 0612345678")), **FATHER)
    assert "call 0612345678" in str(refused.value.errors["group"][0])
    assert not CheckIn.objects.exists()


def test_the_same_form_sent_twice_is_the_same_family():
    crisis = cast.active_crisis()
    ref = Origin(door=Door.WEB, ref="11111111-2222-4333-8444-555555555555")
    first, again = (said(crisis, origin=ref, group=FAMILY, **FATHER) for _twice in range(2))
    assert CheckIn.objects.count() == 5
    assert [each.secret for each in again.group] == [each.secret for each in first.group]
    assert again.repeated


def test_a_family_that_needs_help_asks_for_one_place_for_all():
    crisis = cast.active_crisis()
    done = said(crisis, group=FAMILY, status="need_help", place=cast.place(), **FATHER)
    need = Need.objects.get()
    assert need.adults == 5
    assert {row.need_id for row in rows(done)} == {need.pk}


def test_no_name_turns_or_hides_what_stands_beside_it():
    crisis, turned = cast.active_crisis(), {"given_name": "Ami\u202era", "family_name": "Had\u200bdad"}
    [row] = rows(said(crisis, **OF_AMIRA | turned | {"said_by": "Bo\u2066ris"}))
    assert (row.full_name, row.said_by) == ("Amira Haddad", "Boris")
    assert cast.esma_searches(crisis, **turned).full_name == "Amira Haddad"


def test_the_largest_group_that_needs_help_is_not_sent_back():
    group = tuple(PersonDraft(given_name=f"Child {letter}") for letter in "abcdefghijklmnopqrst")
    said(cast.active_crisis(), group=group, status="need_help", place=cast.place(), **FATHER)
    assert (CheckIn.objects.count(), Need.objects.get().adults) == (21, 20)


def test_each_is_corrected_and_withdrawn_alone_and_all_at_once():
    crisis = cast.active_crisis()
    own, amira, yanis, *_rest = rows(said(crisis, group=FAMILY, **FATHER))
    draft = cast.check_in_draft(status="not_there", given_name="Amira", family_name="Petrov", said_by="Boris")
    correct_check_in(check_in=amira, draft=draft, origin=cast.WEB, at=cast.now())
    amira.refresh_from_db()
    assert (amira.status, amira.voice) == ("not_there", "together")
    withdraw_check_in(check_in=yanis, origin=cast.WEB, at=cast.now())
    assert [row.given_name for row in company(amira)] == ["Boris", "Amira", "Lina", "Sami"]
    assert withdraw_with_company(check_in=own, origin=cast.WEB, at=cast.now()) == 4
    assert not CheckIn.objects.filter(life="active").exists()
    assert not CheckInKey.objects.exists()


def test_a_member_is_found_by_the_authors_contact_as_his_word():
    crisis = cast.active_crisis()
    said(crisis, group=FAMILY, message="At Leila's", **FATHER)
    (found,) = by_contact(crisis, "Amira", BORISS)
    assert (found.voice, found.confirmed, found.answered, found.message) == (
        "together",
        False,
        True,
        "At Leila's",
    )
    with translation.override("en"):
        assert found.told == "Boris says that Amira P. is safe"


# -- For somebody else -----------------------------------------------------------------------------------------
def test_boris_says_amira_is_safe_is_read_as_his_word_and_never_as_confirmed():
    crisis = cast.active_crisis()
    row = rows(said(crisis, **OF_AMIRA))[0]
    (found,) = look_up(crisis, "Amira Haddad", BORISS)
    with translation.override("en"):
        assert found.told == "Boris says that Amira H. is safe"
    assert (found.voice, found.confirmed, found.answered) == ("other", False, True)
    assert [code for code, _figure in found.reasons] == ["name_fits"], "whose contact one knows is not hers"
    assert row.owner.pseudonym == "Boris"


@pytest.mark.parametrize("unsaid", [{"said_by": ""}, {"origin": cast.WEB}])
def test_a_name_nobody_could_check_is_not_told(unsaid):
    """`said_by` empty: he chose so. By the web alone his contact has not answered."""
    crisis = cast.active_crisis()
    said(crisis, **OF_AMIRA | unsaid)
    (found,) = look_up(crisis, "Amira Haddad", BORISS)
    with translation.override("en"):
        assert found.told == "Somebody who gives no name says that Amira H. is safe"


def test_it_is_not_found_by_her_contact_nor_by_her_name():
    crisis = cast.active_crisis()
    said(crisis, **OF_AMIRA)
    assert look_up(crisis, "Amira Haddad", AMIRAS) == by_name(crisis, "Amira Haddad") == []


def test_only_she_herself_lets_anyone_find_her_by_name():
    crisis = cast.active_crisis()
    with pytest.raises(Invalid) as refused:
        said(crisis, **OF_AMIRA | {"audience": "anyone"})
    assert list(refused.value.errors) == ["audience"]


def test_help_for_somebody_else_opens_a_need_where_they_are():
    crisis = cast.active_crisis()
    done = said(crisis, status="need_help", place=cast.place(), **OF_AMIRA)
    need = Need.objects.get()
    assert (need.first_name, need.for_someone_else) == ("Amira", True)
    assert done.need_secret


def test_her_own_word_stands_first():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, status="not_there", contact="boris@example.org")
    said(crisis, **OF_AMIRA)
    assert [each.voice for each in look_up(crisis, "Amira Haddad", BORISS)] == ["own", "other"]


def test_she_answers_for_herself_and_his_word_ends():
    crisis = cast.active_crisis()
    row = rows(said(crisis, **OF_AMIRA))[0]
    token = named_token(crisis, AMIRAS, point_of_nobody(AMIRAS, "en"))
    by = {"origin": cast.WEB, "at": cast.now()}
    done = theirs.answer_for_myself(
        crisis=crisis, token=token, check_in_id=row.public_id, status="not_there", **by
    )
    (found,) = look_up(crisis, "Amira Haddad", AMIRAS)
    assert (found.public_id, found.voice, found.confirmed) == (done.subject, "own", True)
    row.refresh_from_db()
    assert row.life == "answered" and look_up(crisis, "Amira Haddad", BORISS) == []
    with pytest.raises(NotThere):
        theirs.end_word_of_me(crisis=crisis, token=token, check_in_id=row.public_id, **by)
    with pytest.raises(TooLate):
        correct_check_in(check_in=row, draft=cast.check_in_draft(), **by)


def test_a_link_that_stood_on_the_screen_of_an_exercise_proves_nothing_outside_of_it():
    drill = cast.active_crisis(is_drill=True)
    row = rows(said(drill, **OF_AMIRA))[0]
    token = named_token(drill, AMIRAS, point_of_nobody(AMIRAS, "en"))
    by = {"origin": cast.WEB, "at": cast.now()}
    theirs.answer_for_myself(crisis=drill, token=token, check_in_id=row.public_id, status="safe", **by)
    proved = ContactPoint.objects.filter(value=AMIRAS.value, verified_at__isnull=False)
    assert [each.verified_by for each in proved] == ["drill"]


def test_nobody_ends_what_is_said_of_another():
    crisis = cast.active_crisis()
    row = rows(said(crisis, **OF_AMIRA))[0]
    dana = named_token(crisis, read_contact("dana@example.org"))
    with pytest.raises(NotThere):
        theirs.end_word_of_me(
            crisis=crisis, token=dana, check_in_id=row.public_id, origin=cast.WEB, at=cast.now()
        )


# -- Who is told -----------------------------------------------------------------------------------------------
def hear(crisis) -> list[Message]:
    """What the listener of every owed word writes."""
    Message.objects.all().delete()
    for entry in Entry.objects.filter(kind="WordsOwed"):
        tell_owed_words(
            WordsOwed(crisis_id=crisis.pk, subject=crisis.public_id, at=cast.now(), **entry.payload)
        )
    return list(Message.objects.order_by("pk"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_whom_it_concerns_is_told_once_without_name_place_or_status(language):
    crisis = cast.active_crisis()
    said(
        crisis,
        named=("dana@example.org", "Dana@Example.org"),
        language=language,
        place=cast.place(),
        origin=cast.WEB,
        **OF_AMIRA,
    )
    sent = hear(crisis)
    assert sorted(each.contact.value for each in sent) == ["amira@example.org", "dana@example.org"]
    for each in sent:
        words = each.text.split("http")[0] + each.subject
        assert "/named/" in each.text
        for word in ("Amira", "Haddad", "Boris", "Alibert", "safe", "sécurité"):
            assert word not in words
    assert hear(crisis) == [] and not OwedWord.objects.exists(), "once, and the contact is forgotten"


def test_a_family_names_dana_once_and_she_reads_of_all_five():
    crisis = cast.active_crisis()
    said(crisis, group=FAMILY, named=("dana@example.org",), origin=cast.WEB, **FATHER)
    assert len(hear(crisis)) == 1
    assert len(naming(crisis, digest(read_contact("dana@example.org")))) == 5


def test_what_was_taken_back_before_is_written_to_nobody():
    crisis = cast.active_crisis()
    row = rows(said(crisis, named=("dana@example.org",), origin=cast.WEB))[0]
    withdraw_check_in(check_in=row, origin=cast.WEB, at=cast.now())
    assert hear(crisis) == [] and not OwedWord.objects.exists()


def test_whoever_wants_no_more_is_written_to_no_more_and_nobody_is_told_so():
    crisis = cast.active_crisis()
    stop(read_contact("dana@example.org"), at=cast.now())
    done = said(crisis, named=("dana@example.org",), origin=cast.WEB)
    assert (done.reference, hear(crisis)) == (CheckIn.objects.get().reference, [])
    assert not OwedWord.objects.exists()


def test_a_correction_tells_only_those_who_were_not_named_before():
    crisis = cast.active_crisis()
    row = rows(said(crisis, named=("dana@example.org",), origin=cast.WEB))[0]
    hear(crisis)
    draft = cast.check_in_draft(named=("dana@example.org", "chen@example.org"))
    correct_check_in(check_in=row, draft=draft, origin=cast.WEB, at=cast.now())
    assert [each.contact.value for each in hear(crisis)] == ["chen@example.org"]


def test_the_coordinators_alone_means_nobody_named():
    crisis = cast.active_crisis()
    with pytest.raises(Invalid):
        said(crisis, audience="desk", named=("dana@example.org",))
    row = rows(said(crisis, named=("dana@example.org",), origin=cast.WEB))[0]
    draft = cast.check_in_draft(audience="desk", named=None)
    correct_check_in(check_in=row, draft=draft, origin=cast.WEB, at=cast.now())
    assert naming(crisis, digest(read_contact("dana@example.org"))) == []


def test_amira_is_told_that_somebody_spoke_for_her_when_she_asks():
    crisis = cast.active_crisis()
    said(crisis, **OF_AMIRA)
    Message.objects.all().delete()
    tell_named(crisis=crisis, contact=AMIRAS, language="en")
    assert Message.objects.get().contact.value == "amira@example.org"
    assert len(said_of(crisis, digest(AMIRAS))) == 1


def test_the_tally_says_whose_word_it_was():
    crisis = cast.active_crisis()
    said(crisis, group=FAMILY, **FATHER)
    said(crisis, **OF_AMIRA)
    assert dict(CheckInTally.objects.values_list("voice", "said")) == {"own": 1, "together": 4, "other": 1}
