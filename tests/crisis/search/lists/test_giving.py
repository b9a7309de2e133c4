"""A hospital gives its list, and gives it again: what changes, what does not, and who sees it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.disclosure.models import Disclosure
from accounts.errors import Invalid, NotAllowed
from accounts.journal.deliver import claim_due, deliver_all
from accounts.journal.models import Entry
from accounts.retention import clean_up
from crisis.search.liaison.models import Matter
from crisis.search.lists.actions import import_list
from crisis.search.lists.columns import guess
from crisis.search.lists.comparing import compare
from crisis.search.lists.drafts import ListDraft
from crisis.search.lists.models import ListedKey, ListedPerson, PersonList
from crisis.search.lists.queries import named
from crisis.search.lists.reading import read_listed
from crisis.search.lists.sheet import read_rows
from crisis.search.looking import by_name
from tests import cast
from tests.crisis.desk.desk_cast import signed_in

pytestmark = pytest.mark.django_db
FARID, ANNE, PAUL = "7;Belkacem;Farid;1992;stable", "8;Durand;Anne;1990;bloc", "9;Martin;Paul;1950;stable"


@pytest.fixture
def paris():
    return cast.active_crisis()


def a_list(*rows: str) -> str:
    return "\n".join(["NIP;Nom;Prénom;Né(e) le;État", *rows, ""])


def all_there_is() -> list:
    return [
        list(model.objects.order_by("pk").values())
        for model in (PersonList, ListedPerson, ListedKey, Entry, Matter)
    ]


def names_now() -> set[str]:
    return {one.full_name for one in ListedPerson.objects.filter(left_at=None)}


def test_the_same_list_again_changes_nothing(paris):
    cast.hospital_gives(paris, a_list(FARID, ANNE, "10;Nguyen;Lan;1970;décédée"))
    before = all_there_is()
    cast.hospital_gives(paris, a_list(ANNE, FARID, "10;Nguyen;Lan;1970;décédée"))
    assert all_there_is() == before


def test_a_list_given_again_changes_who_changed_marks_who_left_and_brings_back_who_returns(paris):
    cast.hospital_gives(paris, a_list(FARID, ANNE))
    farid = ListedPerson.objects.get(family_name="Belkacem")
    cast.hospital_gives(paris, a_list(FARID.replace("stable", "B2").replace("Farid", "Fareed"), PAUL))
    farid.refresh_from_db()
    assert (farid.given_name, farid.status) == ("Fareed", "B2")
    assert [one.pk for one in named(paris, "fareed belkacem")] == [farid.pk]
    assert names_now() == {"Fareed Belkacem", "Paul Martin"}
    assert ListedPerson.objects.get(family_name="Durand").left_at  # kept, and marked
    cast.hospital_gives(paris, a_list(FARID, ANNE, PAUL))
    assert names_now() == {"Farid Belkacem", "Anne Durand", "Paul Martin"}
    assert ListedPerson.objects.count() == 3


def test_a_birth_put_right_or_a_number_given_later_makes_nobody_new(paris):
    cast.hospital_gives(paris, "Nom;Prénom;Age\nBelkacem;Farid;33\nDurand;Anne;70\n")
    cast.hospital_gives(paris, "NIP;Nom;Prénom;Age\n7;Belkacem;Farid;34\n8;Durand;Anne;20\n")
    ages = ListedPerson.objects.filter(left_at=None).values_list("family_name", "age_min")
    assert set(ages) == {("Belkacem", 34), ("Durand", 20)}
    assert ListedPerson.objects.filter(family_name="Belkacem").count() == 1
    assert ListedPerson.objects.filter(family_name="Durand").count() == 2  # fifty years apart: another Anne


def test_a_part_of_a_list_sends_nobody_away(paris):
    cast.hospital_gives(paris, a_list(FARID, ANNE))
    rows = read_rows(a_list(PAUL), guess(a_list(PAUL)), today=cast.now().date())
    about = {"origin": cast.at_the_desk(paris.declared_by), "at": cast.now()}
    import_list(
        crisis=paris, draft=ListDraft("hospital", "Hôpital Saint-Louis"), rows=rows, whole=False, **about
    )
    assert names_now() == {"Farid Belkacem", "Anne Durand", "Paul Martin"}


def test_the_dry_run_says_who_stands_on_another_list_and_stores_nothing(paris):
    cast.hospital_gives(paris, a_list(FARID), name="Bichat")
    before = all_there_is()
    rows = read_rows(a_list(FARID, ANNE), guess(a_list(FARID)), today=cast.now().date())
    plan = compare(paris, None, rows)
    assert ["Bichat" in " ".join(row.doubts) for row, _outcome in plan.rows] == [True, False]
    assert all_there_is() == before


def test_a_row_that_tells_of_a_death_is_the_liaisons_and_says_nothing_here(paris):
    cast.hospital_gives(paris, a_list(FARID, ANNE))
    cast.hospital_gives(paris, a_list(FARID.replace("stable", "décédé"), ANNE))
    assert Matter.objects.get().name == "Farid Belkacem"
    withheld = ListedPerson.objects.get(withheld_at__isnull=False)
    assert not (withheld.full_name or withheld.status or withheld.folded or withheld.keys.exists())
    assert named(paris, "farid belkacem") == []
    assert [one.full_name for one in named(paris, "")] == ["Anne Durand"]
    # Whatever a later file says, a person decides.
    cast.hospital_gives(paris, a_list(FARID, ANNE))
    assert ListedPerson.objects.get(pk=withheld.pk).withheld_at and Matter.objects.count() == 1


def test_only_coordinators_give_a_list(paris):
    rows = read_rows(a_list(FARID), guess(a_list(FARID)), today=cast.now().date())
    with pytest.raises(NotAllowed):
        import_list(
            crisis=paris, draft=ListDraft("hospital", "Bichat"), rows=rows,
            origin=cast.at_the_desk(cast.dana()), at=cast.now(),
        )  # fmt: skip


def test_nobody_on_a_list_is_found_by_the_public(paris, client):
    cast.hospital_gives(paris, a_list(FARID))
    assert by_name(paris, "Farid Belkacem") == []
    found = client.post(reverse("find", args=(paris.slug,)), {"name": "Farid Belkacem"})
    assert b"Belkacem" not in found.content.replace(b'value="Farid Belkacem"', b"")


def test_each_look_is_logged_with_its_reason_and_none_is_shown_without(paris):
    of = cast.hospital_gives(paris, a_list(FARID, ANNE))
    browser = signed_in(paris.declared_by)
    page = reverse("desk_person_list", args=(paris.slug, of.public_id))
    assert b"Farid" not in browser.get(page).content
    assert b"Farid" not in browser.post(page, {"name": "belkasem", "reason": ""}).content
    assert not Disclosure.objects.exists()
    assert b"Farid" in browser.post(page, {"name": "belkasem", "reason": "His sister calls."}).content
    look = Disclosure.objects.get()
    farid = ListedPerson.objects.get(family_name="Belkacem")
    assert (look.subject, look.to, look.reason) == (farid.public_id, paris.declared_by, "His sister calls.")


def test_nobody_reads_without_a_reason_or_without_the_right(paris):
    cast.hospital_gives(paris, a_list(FARID))
    about = {"crisis": paris, "persons": list(ListedPerson.objects.all()), "at": cast.now()}
    with pytest.raises(Invalid):
        read_listed(reason=" ", origin=cast.at_the_desk(paris.declared_by), **about)
    with pytest.raises(NotAllowed):
        read_listed(reason="To know.", origin=cast.at_the_desk(cast.dana()), **about)


def test_a_lead_on_somebody_listed_is_a_reading_too(paris):
    cast.esma_searches(paris)
    cast.hospital_gives(paris, a_list(FARID))
    deliver_all(claim_due())
    browser, leads = signed_in(paris.declared_by), reverse("desk_leads", args=(paris.slug,))
    for _twice in range(2):
        assert b"Belkacem" in browser.get(leads).content
    look = Disclosure.objects.get()
    assert (look.subject, look.to) == (ListedPerson.objects.get().public_id, paris.declared_by)


def test_a_list_that_says_nothing_new_is_forgotten_after_a_month(paris):
    of = cast.hospital_gives(paris, a_list(FARID))
    clean_up()
    assert ListedPerson.objects.exists()
    PersonList.objects.filter(pk=of.pk).update(stored_at=timezone.now() - timedelta(days=31))
    clean_up()
    assert (
        not PersonList.objects.exists()
        and not ListedPerson.objects.exists()
        and not ListedKey.objects.exists()
    )


def test_a_column_taken_for_another_is_corrected_before_anything_is_stored(paris):
    browser, page = signed_in(paris.declared_by), reverse("desk_person_list_give", args=(paris.slug,))
    text = "A;B\nFarid;Belkacem\nAnne;Durand\n"
    told = {"kind": "hospital", "name": "Bichat", "text": text, "between": ";", "first": "2"}
    same = browser.post(page, told | {"step": "enter", "col_0": "given_name", "col_1": "given_name"})
    assert same.status_code == 400 and not PersonList.objects.exists()
    browser.post(page, told | {"step": "read", "col_0": "given_name", "col_1": "family_name"})
    assert not PersonList.objects.exists()
    browser.post(page, told | {"step": "enter", "col_0": "given_name", "col_1": "family_name"})
    assert set(ListedPerson.objects.values_list("given_name", "family_name")) == {
        ("Farid", "Belkacem"), ("Anne", "Durand"),
    }  # fmt: skip


def test_by_command_too(paris, tmp_path, capsys):
    file = tmp_path / "list.csv"
    file.write_text(a_list(FARID, ANNE, FARID), encoding="cp1252")
    about = {"crisis": paris.slug, "name": "Bichat"}
    call_command("import_person_list", file, dry_run=True, **about)
    assert "row 4: refused" in capsys.readouterr().out and not PersonList.objects.exists()
    call_command("import_person_list", file, **about)
    assert names_now() == {"Farid Belkacem", "Anne Durand"}
