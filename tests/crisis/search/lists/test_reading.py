"""A list is read as whoever made it meant it, whatever spreadsheet it comes from; and what cannot be, is said."""

from datetime import date

import pytest

from accounts.errors import Invalid
from crisis.ground import sheets
from crisis.search.lists import sheet
from crisis.search.lists.columns import guess
from crisis.search.lists.sheet import Row, decode, read_rows

TODAY = date(2015, 11, 14)
HOSPITAL = """Hôpital Saint-Louis – urgences, 14/11 03:00;;;;;

N°;Nom;Prénom;Né(e) le;Sexe;État
1;BELKACEM;Farid;12/03/1981;M;stable
2;LEFÈVRE;Zoé;1990;Mme;"bloc; puis B2"
Total;2;;;;
"""


def read(text: str) -> list[Row]:
    return read_rows(text, guess(text), today=TODAY)


def people(text: str) -> list[tuple]:
    drafts = [row.draft for row in read(text) if row.draft]
    return [(one.given_name, one.family_name, one.age_min, one.age_max, one.sex) for one in drafts]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "mac_roman", "cp850"]
)
def test_the_same_list_is_read_from_any_encoding(encoding):
    text = HOSPITAL.replace("–", "-").replace("\n", "\r\n")
    farid, zoe = people(decode(text.encode(encoding)))
    assert farid == ("Farid", "BELKACEM", 34, 34, "male")
    assert zoe == ("Zoé", "LEFÈVRE", 24, 25, "female")


@pytest.mark.parametrize(
    "text",
    [
        "Prénom;NOM;Âge\nFarid;BELKACEM;34\n",
        "first name,LAST NAME,AGE\nFarid,BELKACEM,34 years\n",
        "sep=;\r\nAge;Patient\r\nenv. 34 ans;BELKACEM Farid\r\n",
        'Nom et prénom\tÂge\n"Belkacem, Farid"\t34\n',
        "Nom|Age\nBelkacem Farid|34\n",
        "BELKACEM;Farid;34\nDURAND;Anne;60\n",
        'Name,DOB\nFarid Belkacem,1981-03-12\n',
        "Nom;Prénom;DDN\nBelkacem;Farid;29657\n",  # as Excel counts days
        'IPP;Nom;Prénom;Age\n="0012";=" Belkacem";Farid;34\n',
    ],
)  # fmt: skip
def test_farid_is_found_in_any_layout(text):
    given, family, low, high, _sex = people(text)[0]
    assert (given, family.casefold(), low, high) == ("Farid", "belkacem", 34, 34)


def test_a_name_from_right_to_left_is_read_as_it_is_written():
    assert people("الاسم;Sexe\nمحمد الحسيني;M\nليلى حسن;F\n")[0][:2] == ("محمد", "الحسيني")


def test_a_name_that_would_turn_what_stands_beside_it_is_read_without_that():
    assert people("Nom;Prénom\nBel\u202ekacem;Fa\u200brid\n")[0][:2] == ("Farid", "Belkacem")


def test_rows_that_cannot_be_taken_say_where_they_stand_and_why():
    rows = read(
        "NIP;Nom;Prénom;Né(e) le\n1;X;X;\n2;Durand;Anne;avril\n2;Martin;Paul;1980\n;=cmd;06 12 34 56 78;\n"
        "3;Durand;Anne;1950\nTotal;4;;\n"
    )
    told = {row.number: " ".join(row.errors + row.doubts) for row in rows}
    assert told[2] and told[5] and told[7]
    assert "“avril”" in told[3] and "3" in told[4] and "3" in told[6]
    assert [row.number for row in rows if row.draft] == [3, 6]


def test_a_quotation_mark_nobody_closed_swallows_nobody():
    text = 'Nom;Prénom\n"Belkacem;Farid\n' + "".join(f"Nom{sign};Anne\n" for sign in "abcdefghijklmnop")
    assert len(people(text)) == 17


@pytest.mark.parametrize(
    "row",
    [
        "Durand;Anne;décédée;",
        "Durand;Anne;DCD 02:10;",
        "Durand;Anne;;oui",
        "Durand;Anne;;14/11/2015",
        "Durand;Anne;†;",
    ],
)
def test_whatever_may_tell_of_a_death_is_marked(row):
    assert [one.draft.of_a_death for one in read(f"Nom;Prénom;Obs.;Décès\n{row}\n")] == [True]


def test_names_and_the_word_no_tell_of_no_death():
    assert not any(one.draft.of_a_death for one in read("Nom;Prénom;État;Décès\nMort;Anne;stable;non\n"))


@pytest.mark.parametrize("content", [b"PK\x03\x04 a spreadsheet", b"", b"\x00\x01\x02\xff" * 50])
def test_what_is_no_text_is_refused(content):
    with pytest.raises(Invalid):
        decode(content)


def test_a_list_without_names_is_refused():
    with pytest.raises(Invalid):
        read("Age;Sexe\n34;M\n60;F\n")


def test_no_cell_we_write_is_a_formula_to_a_spreadsheet():
    lines = sheets.written([["=1+1", "+33", "-2", "@x", "Anne"]])
    assert lines == "'=1+1,'+33,'-2,'@x,Anne\r\n"


def test_a_number_of_five_thousand_digits_is_no_birth():
    [row] = read(f"Nom;Prénom;Né(e) le\nBelkacem;Farid;{'1' * 5_000}\n")
    assert row.draft and row.draft.age_min is None


def test_of_thousands_of_one_name_each_is_compared_with_a_few(monkeypatch):
    """Twenty thousand times Paul Martin, half of them women, took half a minute to read."""
    asked = []
    monkeypatch.setattr(sheet, "MOST_NAMESAKES", 3)
    monkeypatch.setattr(sheet, "may_be", lambda one, other: asked.append(1))
    rows = read("IPP;Nom;Prénom\n" + "".join(f"A{n};Martin;Paul\n" for n in range(100)))
    assert len(rows) == 100 and all(row.draft for row in rows) and len(asked) <= 300
