"""`make run` on machines that lack something: said in words, in two languages."""

import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "dirname", "cat", "cksum", "printf", "mkdir", "rm", "sleep")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A clone on a machine with a shell and nothing else; `bin` is its PATH."""
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        os.symlink(shutil.which(tool), tmp_path / "bin" / tool)
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    for name in ("requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def python_that(bare: Path, *, version: bool = True, ensurepip: bool = True, installs: bool = True) -> None:
    """A stand-in for Python that answers the script's questions as told and notes what it was asked."""
    program = bare / "bin" / "python3"
    program.write_text(f"""#!/bin/sh
echo "$*" >>{bare}/asked
case "$*" in
*version_info*) exit {0 if version else 1} ;;
*ensurepip*) exit {0 if ensurepip else 1} ;;
*"-m venv"*) mkdir -p {bare}/.venv/bin && cat "$0" >{bare}/.venv/bin/python && chmod +x {bare}/.venv/bin/python ;;
*"pip --version"*) exit 0 ;;
*"pip install"*) exit {0 if installs else 1} ;;
*manage.py*) echo "served $HOST $PORT $DRILL" ;;
esac
""")
    program.chmod(0o755)
    os.symlink(shutil.which("chmod"), bare / "bin" / "chmod")


def run(
    bare: Path, script: str = "run.sh", *, answer: str = "", **env: str
) -> subprocess.CompletedProcess[str]:
    env = {"PATH": str(bare / "bin"), **env}
    return subprocess.run(
        [shutil.which("sh"), f"deploy/{script}"],
        cwd=bare,
        env=env,
        input=answer,
        capture_output=True,
        text=True,
    )


def test_no_python_is_explained(bare: Path) -> None:
    done = run(bare)
    assert done.returncode == 1
    assert "Python 3.11 or newer" in done.stderr and "Il faut Python 3.11" in done.stderr


def test_an_old_python_is_no_python(bare: Path) -> None:
    python_that(bare, version=False)
    assert "Python 3.11 or newer" in run(bare).stderr


def test_a_missing_python3_venv_is_named(bare: Path) -> None:
    python_that(bare, ensurepip=False)
    done = run(bare)
    assert done.returncode == 1 and "apt-get install python3-venv" in done.stderr


def test_no_network_is_explained_and_the_next_run_tries_again(bare: Path) -> None:
    python_that(bare, installs=False)
    done = run(bare)
    assert done.returncode == 1 and "connected to the network" in done.stderr
    assert not (bare / ".venv" / "stamp-run").exists()


def test_packages_are_installed_once_until_the_requirements_change(bare: Path) -> None:
    python_that(bare)
    for _ in range(2):
        done = run(bare, HOST="0.0.0.0", PORT="8100", DRILL="none")
        assert done.stdout.splitlines()[-1] == "served 0.0.0.0 8100 none", done.stderr
    installed = (bare / "asked").read_text().count("pip install")
    with (bare / "requirements.txt").open("a") as requirements:
        requirements.write("# changed\n")
    run(bare)
    assert (installed, (bare / "asked").read_text().count("pip install")) == (1, 2)


def test_reset_asks_first_and_touches_only_what_the_service_wrote(bare: Path) -> None:
    var = bare / "var"
    var.mkdir()
    for name in ("db.sqlite3", "secret_key", "holiday.jpg"):
        (var / name).write_text("x")
    refused = run(bare, "reset.sh", answer="no")
    assert refused.returncode == 1 and (var / "db.sqlite3").exists()
    assert run(bare, "reset.sh", FORCE="1").returncode == 0
    assert [path.name for path in var.iterdir()] == ["holiday.jpg"]


def test_reset_leaves_a_configured_database_alone(bare: Path) -> None:
    done = run(bare, "reset.sh", FORCE="1", DATABASE_URL="postgres://localhost/porte")
    assert done.returncode == 1 and "leaves yours alone" in done.stderr


def test_reset_refuses_while_a_server_runs_and_waits_for_an_exercise_that_was_left_behind(bare: Path) -> None:
    running = bare / "var" / "running"
    running.mkdir(parents=True)
    (bare / "var" / "db.sqlite3").write_text("x")
    server = running / str(os.getpid())
    server.write_text("http://localhost:8000")
    done = run(bare, "reset.sh", FORCE="1")
    assert done.returncode == 1 and f"process {os.getpid()}" in done.stderr and server.exists()
    server.unlink()
    ends_without_its_note = 'while [ -e "$1/$$" ]; do sleep 0.1; done; sleep 0.5; : >"$1/../drill.log"'
    exercise = subprocess.Popen(["sh", "-c", ends_without_its_note, "sh", str(running)])
    (running / str(exercise.pid)).touch()
    threading.Thread(target=exercise.wait).start()  # as init would: one that is waited for is there no more
    assert run(bare, "reset.sh", FORCE="1").returncode == 0
    assert exercise.returncode == 0 and not list((bare / "var").iterdir())
