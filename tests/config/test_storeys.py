"""The contracts of the house are held, and shown to fail when somebody calls upstairs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STOREYS = ("accounts", "crisis", "matching", "config")
UPSTAIRS = {
    "accounts/origin.py": "crisis.models",
    "crisis/shelter/rules.py": "matching.gather",
    "crisis/activation/rules.py": "crisis.shelter.models",
    "matching/engine/spots.py": "django",
    "crisis/shelter/intake.py": "crisis.shelter.web.forms",
    "matching/actions/handshake.py": "matching.api.own",
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    directory = tmp_path_factory.mktemp("house")
    ignore = shutil.ignore_patterns("__pycache__", "data", "*.csv")
    for name in STOREYS:
        shutil.copytree(ROOT / name, directory / name, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", directory)
    return directory


@pytest.fixture(scope="module")
def as_it_stands(copy: Path) -> subprocess.CompletedProcess:
    return contracts(copy)


@pytest.fixture(scope="module")
def with_calls_upstairs(copy: Path, as_it_stands) -> str:
    """What is said of a house in which all of them are planted."""
    for file, module in UPSTAIRS.items():
        path = copy / file
        path.write_text(path.read_text() + f"\nimport {module}\n")
    refused = contracts(copy)
    assert refused.returncode != 0
    return refused.stdout


def contracts(directory: Path) -> subprocess.CompletedProcess:
    lint = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([lint, "--no-cache"], cwd=directory, capture_output=True, text=True)


@pytest.mark.parametrize("file", UPSTAIRS)
def test_a_call_upstairs_is_refused(with_calls_upstairs: str, file: str):
    caller = file.removesuffix(".py").replace("/", ".")
    assert re.search(rf"{re.escape(caller)} -> {re.escape(UPSTAIRS[file])}\b", with_calls_upstairs), (
        with_calls_upstairs
    )


def test_the_house_as_it_stands_keeps_its_contracts(as_it_stands):
    assert as_it_stands.returncode == 0, as_it_stands.stdout
