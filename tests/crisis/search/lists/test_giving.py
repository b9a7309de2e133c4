"""A hospital gives its list, and gives it again: what changes, what does not, and who sees it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.disclosure.models import Disclosure
from accounts.errors import Invalid, NotAllowed, TooMany
from accounts.journal.deliver import claim_due, deliver_all
from accounts.journal.models import Entry
from accounts.links.actions import issue_api_key
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
from tests.api.client import by_key
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
    assert ["another list" in " ".join(row.doubts) for row, _outcome in plan.rows] == [True, False]
    assert all_there_is() == before


def report(paris, *rows: str, **more):
    page = reverse("desk_person_list_give", args=(paris.slug,))
    told = {"kind": "hospital", "name": "Bichat", "text": a_list(*rows), "between": ";", "first": "2"}
    columns = ("key", "family_name", "given_name", "born", "status")
    told |= {f"col_{index}": says for index, says in enumerate(columns)} | {"step": "read"}
    return signed_in(paris.declared_by).post(page, told | more)


@pytest.mark.parametrize("step", ["read", "file"])
def test_a_report_repeats_nothing_a_list_says_and_logs_of_whom_it_tells(paris, step):
    cast.hospital_gives(paris, a_list(FARID.replace("stable", "bloc 4"), ANNE), name="Bichat")
    cast.hospital_gives(paris, a_list(PAUL), name="Hôpital Saint-Louis")
    shown = report(paris, FARID, PAUL, step=step).content.decode()
    assert "bloc 4" not in shown and "Saint-Louis" not in shown.replace("Hôpital Saint-Louis.", "")
    logged = set(Disclosure.objects.values_list("subject", flat=True))
    of_whom = ["Martin"] if step == "file" else ["Belkacem", "Martin"]
    assert logged == {one.public_id for one in ListedPerson.objects.filter(family_name__in=of_whom)}
    report(paris, FARID, PAUL, step=step)
    assert Disclosure.objects.count() == len(logged), "once an hour for each"


def test_past_the_limit_a_report_tells_of_nobody(paris, monkeypatch):
    monkeypatch.setattr("crisis.search.lists.reading.MOST_AN_HOUR", 0)
    cast.hospital_gives(paris, a_list(FARID), name="Bichat")
    cast.hospital_gives(paris, a_list(PAUL), name="Hôpital Saint-Louis")
    answer = report(paris, FARID, PAUL)
    assert answer.context["counts"]["entered"] == 2 and answer.context["counts"]["known"] == 0
    assert b"another list" not in answer.content and not Disclosure.objects.exists()


def test_nobody_learns_from_a_report_or_a_dry_run_that_somebody_is_withheld(paris):
    dead = FARID.replace("stable", "décédé")
    cast.hospital_gives(paris, a_list(dead, ANNE), name="Bichat")
    counts = report(paris, FARID, ANNE).context["counts"]
    assert (counts["known"], counts["liaison"]) == (2, 0)
    key = by_key(
        issue_api_key(person=paris.declared_by, name="h", scopes=["lists:write"], crisis_id=paris.pk)
    )
    body = {"kind": "hospital", "name": "Bichat", "part": True, "dry_run": True}
    for rows in ((FARID,), (ANNE,), (PAUL,)):
        said = key.post("/crises/paris/desk/person-lists", body | {"csv": a_list(*rows)}).json()
        assert (said["entered"], said["known"], said["liaison"]) == (1, 0, 0)
    said = key.post("/crises/paris/desk/person-lists", body | {"csv": a_list(dead)}).json()
    assert said["liaison"] == 1, "as the file says itself"


def test_a_key_changes_its_own_list_and_no_other_of_the_same_name(paris):
    cast.hospital_gives(paris, a_list(FARID), name="Bichat")
    about = {"person": paris.declared_by, "scopes": ["lists:write"], "crisis_id": paris.pk}
    one, other = (by_key(issue_api_key(name=name, **about)) for name in ("Bichat", "Another"))
    body = {"kind": "hospital", "name": "Bichat"}
    for key, row in ((one, ANNE), (other, PAUL), (one, ANNE)):
        said = key.post("/crises/paris/desk/person-lists", body | {"csv": a_list(row)}).json()
        assert said["left"] == 0
    assert names_now() == {"Farid Belkacem", "Anne Durand", "Paul Martin"}
    assert PersonList.objects.filter(name="Bichat").count() == 3


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


@pytest.mark.parametrize("later", ["8;Dupont;Jean;34;stable", ";Dupont;Jean;35;stable", ";DUPONT;JEAN;;"])
def test_who_was_withheld_does_not_come_back_as_somebody_living_under_another_number(paris, later):
    head = "NIP;Nom;Prénom;Age;État\n"
    dead, anne = ";Dupont;Jean;34;décédé\n", ";Petit;Anne;20;stable\n"
    cast.hospital_gives(paris, head + dead + anne)
    for _twice in range(2):
        cast.hospital_gives(paris, head + later + "\n" + anne)
    assert names_now() == {"", "Anne Petit"} and ListedPerson.objects.count() == 2
    assert named(paris, "jean dupont") == []
    assert Matter.objects.count() == 2, "the liaisons hear of it, once"
    cast.hospital_gives(paris, head + later + "\n" + dead + anne)
    assert "Jean Dupont" not in names_now()


def test_who_only_has_the_name_of_somebody_withheld_is_on_the_list(paris):
    both = "10;Nguyen;Lan;1970;décédée", "11;Nguyen;Lan;1990;stable"
    cast.hospital_gives(paris, a_list(*both))
    cast.hospital_gives(paris, a_list(*both))
    assert (
        named(paris, "lan nguyen") == [ListedPerson.objects.get(status="stable")]
        and Matter.objects.count() == 1
    )


def test_a_column_taken_for_deaths_does_not_flood_the_liaisons(paris):
    rows = [f"{n};Martin{chr(65 + n // 26)}{chr(97 + n % 26)};Paul;1950;décédé" for n in range(51)]
    with pytest.raises(Invalid):
        cast.hospital_gives(paris, a_list(*rows))
    assert not PersonList.objects.exists() and not Matter.objects.exists()
    assert b'name="sure"' in report(paris, *rows, step="enter").content
    report(paris, *rows, step="enter", sure="on")
    assert Matter.objects.count() == 51


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


def test_what_was_read_in_an_exercise_counts_there(paris, monkeypatch):
    monkeypatch.setattr("crisis.search.lists.reading.MOST_AN_HOUR", 1)
    cast.hospital_gives(paris, a_list(FARID))
    drill, later = cast.active_crisis(paris.declared_by, is_drill=True), cast.now() + timedelta(days=1)
    cast.hospital_gives(drill, a_list(FARID), at=later)
    for crisis, at in ((drill, later), (paris, cast.now())):
        about = {"persons": named(crisis, ""), "origin": cast.at_the_desk(paris.declared_by), "at": at}
        read_listed(crisis=crisis, reason="To know.", **about)
    with pytest.raises(TooMany):
        read_listed(crisis=paris, reason="To know.", **about)


def test_who_is_on_the_list_comes_before_who_left(paris):
    cast.hospital_gives(paris, a_list(FARID, ANNE))
    cast.hospital_gives(paris, a_list(ANNE))
    assert [one.given_name for one in named(paris, "")] == ["Anne", "Farid"]


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


def test_what_is_not_taken_is_read_first_and_a_namesake_of_another_age_is_no_doubt(paris):
    old, young, total = "10;Belkacem;Farid;1950;stable", "11;Durand;Anne;1990;bloc", "Total;2;;;"
    page = report(paris, FARID, old, ANNE, young, total)
    shown = [(row.number, bool(row.errors), bool(row.doubts)) for row, _outcome in page.context["shown"]]
    assert shown[:2] == [(6, True, False), (5, False, True)]
    assert not any(doubts for number, _errors, doubts in shown if number == 3)


def test_the_number_of_a_patient_is_known_however_its_heading_is_typed():
    for heading in ("N° IPP", "N°IPP", "Numéro de dossier", "N° de séjour", "IEP"):
        layout = guess(f"{heading};Nom;Prénom\n1;BELKACEM;Farid\n7;DURAND;Anne\n")
        assert layout.columns[0] == "key", heading


def test_by_command_too(paris, tmp_path, capsys):
    file = tmp_path / "list.csv"
    file.write_text(a_list(FARID, ANNE, FARID), encoding="cp1252")
    about = {"crisis": paris.slug, "name": "Bichat"}
    call_command("import_person_list", file, dry_run=True, **about)
    assert "row 4: refused" in capsys.readouterr().out and not PersonList.objects.exists()
    file.write_text(a_list(FARID, ANNE, "10;Nguyen;Lan;1970;décédée"))
    call_command("import_person_list", file, **about)
    assert "2 entered" in capsys.readouterr().out
    assert names_now() == {"Farid Belkacem", "Anne Durand", ""}
    assert Matter.objects.get().heard_from is None, "nobody's name is taken for it"
    file.write_text("x1;x2;x3\n9;Nguyen Thi;1\n")
    with pytest.raises(CommandError):
        call_command("import_person_list", file, **about, columns="key,whatever")
    call_command("import_person_list", file, **about, columns="key,name_reversed", first_row=2, part=True)
    assert "Thi Nguyen" in names_now()
