"""The engine on anybody's lists, from the command line, without a database."""

import csv
import io
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

DOORS = "id,lat,lon,places\nnear,48.8600,2.3500,1\nfar,48.8700,2.3500,3\n"
NEEDS = "id,lat,lon,people\namira,48.8601,2.3500,1\nfamily,48.8600,2.3500,3\n"


@pytest.fixture
def evaluate(tmp_path):
    def run(doors=DOORS, needs=NEEDS, **options):
        (tmp_path / "doors.csv").write_text(doors)
        (tmp_path / "needs.csv").write_text(needs)
        out = io.StringIO()
        paths = [str(tmp_path / name) for name in ("doors.csv", "needs.csv")]
        call_command("evaluate_matching", *paths, out=tmp_path / "pairs.csv", stdout=out, **options)
        figures = dict(line.rsplit(maxsplit=1) for line in out.getvalue().splitlines())
        with (tmp_path / "pairs.csv").open() as file:
            return figures, list(csv.reader(file))

    return run


def test_pairs_and_figures_of_two_lists(evaluate):
    figures, pairs = evaluate()
    assert pairs == [
        ["need", "offer", "people", "metres"],
        ["amira", "near", "1", "11.1"],
        ["family", "far", "3", "1112.1"],
    ]
    assert (figures["people"], figures["places"], figures["placed"]) == ("4", "4", "4")
    assert figures["total metres"] == "3347"
    assert float(figures["max metres"]) == 1112.1
    assert {"mean metres", "p95 metres", "seconds", "peak MB"} <= figures.keys()


def test_a_group_is_split_only_when_told_so(evaluate):
    apart = "id,lat,lon,places\na,48.86,2.35,2\nb,48.86,2.36,1\n"
    family = "id,lat,lon,people\nfamily,48.86,2.35,3\n"
    assert evaluate(apart, family)[0]["placed"] == "0"
    assert evaluate(apart, family, may_split=True)[0]["placed"] == "3"


def test_the_list_itself_may_say_which_group_may_be_split(evaluate):
    apart = "id,lat,lon,places\na,48.86,2.35,2\nb,48.86,2.36,2\n"
    needs = "id,lat,lon,people,may_split\none,48.86,2.35,4,yes\nother,48.86,2.35,4,no\n"
    _figures, pairs = evaluate(apart, needs)
    assert [pair[:3] for pair in pairs[1:]] == [["one", "a", "2"], ["one", "b", "2"]]
    with pytest.raises(CommandError, match="line 2, column may_split"), translation.override("en"):
        evaluate(apart, needs.replace("yes", "perhaps"))


def test_a_whole_number_may_be_written_with_its_point(evaluate):
    assert evaluate(needs=NEEDS.replace(",3\n", ",3.0\n"))[0]["placed"] == "4"


@pytest.mark.parametrize("doors", [DOORS, "id,lat,lon,places\n"])
@pytest.mark.parametrize("needs", [NEEDS, "id,lat,lon,people\n"])
def test_an_empty_list_is_a_list(evaluate, doors, needs):
    figures, pairs = evaluate(doors, needs)
    assert figures["placed"] == ("4" if doors == DOORS and needs == NEEDS else "0")
    assert pairs[0] == ["need", "offer", "people", "metres"]


def test_a_spreadsheet_s_own_way_of_writing_is_read(evaluate):
    figures, _pairs = evaluate(doors="\ufeffPlaces;ID;Lon;Lat;note\r\n4;a;2.35;48.86;x\r\n\r\n")
    assert figures["placed"] == "4"


@pytest.mark.parametrize(
    "row,column",
    [
        ("x,91,2.35,1", "lat"),
        ("x,48.86,east,1", "lon"),
        ("x,nan,2.35,1", "lat"),
        ("x,48.86,2.35,-1", "people"),
        ("x,48.86,2.35,1.5", "people"),
        ("x,48.86,2.35", "people"),
        (",48.86,2.35,1", "id"),
        ("amira,48.86,2.35,1", "id"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_column(evaluate, row, column):
    with (
        translation.override("en"),
        pytest.raises(CommandError, match=f"needs.csv, line 4, column {column}: ."),
    ):
        evaluate(needs=NEEDS + row + "\n")


def test_all_bad_rows_are_told_at_once(evaluate):
    with pytest.raises(CommandError) as refused:
        evaluate(needs=NEEDS + "a,1,1,x\n" * 2 + "b,99,1,1\n")
    assert len(str(refused.value).splitlines()) == 4


def test_a_list_without_its_headings_is_refused_with_the_right_ones(evaluate):
    with translation.override("en"), pytest.raises(CommandError, match="must be: id,lat,lon,places"):
        evaluate(doors="x,48.86,2.35,1\n")


def test_a_file_that_is_no_list_is_refused(evaluate, tmp_path):
    with pytest.raises(CommandError, match=r"none\.csv"):
        call_command("evaluate_matching", str(tmp_path / "none.csv"), str(tmp_path / "none.csv"))


def test_no_database_is_asked(tmp_path, settings):
    (tmp_path / "doors.csv").write_text(DOORS)
    (tmp_path / "needs.csv").write_text(NEEDS)
    nowhere = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "VAR_DIR": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "manage.py", "evaluate_matching", tmp_path / "doors.csv", tmp_path / "needs.csv"],
        env=nowhere, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "placed        4" in told.stdout, told.stderr
