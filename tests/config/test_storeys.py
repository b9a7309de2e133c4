"""The contracts of the house are held, and shown to fail when somebody calls upstairs."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STOREYS = ("accounts", "crisis", "matching", "config")


@pytest.fixture
def copy(tmp_path):
    for name in (*STOREYS, "pyproject.toml"):
        source = ROOT / name
        ignore = shutil.ignore_patterns("__pycache__", "data", "*.csv")
        shutil.copytree(source, tmp_path / name, ignore=ignore) if source.is_dir() else shutil.copy(
            source, tmp_path
        )
    return tmp_path


def contracts(directory: Path) -> subprocess.CompletedProcess:
    lint = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([lint, "--no-cache"], cwd=directory, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("accounts/origin.py", "import crisis.models"),
        ("crisis/shelter/rules.py", "import matching.gather"),
        ("crisis/activation/rules.py", "import crisis.shelter.models"),
        ("matching/engine/spots.py", "import django"),
        ("crisis/shelter/intake.py", "import crisis.shelter.web.forms"),
        ("matching/actions/handshake.py", "import matching.api.own"),
    ],
)
def test_a_call_upstairs_is_refused(copy, file, line):
    path = copy / file
    path.write_text(path.read_text() + f"\n{line}\n")
    refused = contracts(copy)
    assert refused.returncode != 0
    assert "BROKEN" in refused.stdout


def test_the_house_as_it_stands_keeps_its_contracts(copy):
    kept = contracts(copy)
    assert kept.returncode == 0, kept.stdout
