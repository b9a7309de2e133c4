"""A migrated database, made once a run and copied wherever one is needed: migrating takes many seconds of a core.

It is kept for the next run, too, until a migration or a package changes; so are the static files that are served.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import distributions
from pathlib import Path

import dj_database_url

from config.backups import BackupRefused, back_up, restore
from config.private_servers import PrivatePostgres

ROOT = Path(__file__).resolve().parents[2]
RUN = "PORTE_OUVERTE_TEST_RUN"  # the directory that all processes of a run share
TEST_DATABASE, TEMPLATE = (
    "test_porte_ouverte",
    "template_porte_ouverte",
)  # in the PostgreSQL that was prepared
KEPT = ROOT / ".pytest_cache" / "prepared"
MIGRATIONS = sorted(ROOT.glob("*/migrations/*.py"))
SERVED = [*sorted(ROOT.glob("static/**/*.*")), ROOT / "config/settings.py", ROOT / "config/static_files.py"]
OLD_SECONDS = 86_400
NO_POSTGRES, NO_REDIS = "postgres://127.0.0.1:1/none", "redis://127.0.0.1:1/0"  # named, and never asked


@contextlib.contextmanager
def begin_run() -> Iterator[None]:
    """Whoever comes first makes the directory, and takes it away at the end."""
    if RUN in os.environ:
        yield
        return
    os.environ[RUN] = tempfile.mkdtemp(prefix="porte-ouverte-prepared-")
    try:
        yield
    finally:
        with contextlib.suppress(FileNotFoundError, OSError):
            stopped = Path(os.environ[RUN], "postgres").resolve(strict=True)
            shutil.rmtree(stopped, ignore_errors=True)
        shutil.rmtree(os.environ.pop(RUN), ignore_errors=True)


def prepared(kind: str) -> Path:
    """Made by the first process that asks, while the others wait.

    "sqlite": the directory of a migrated db.sqlite3, with its secret key. "postgres": a stopped server's, for
    PrivatePostgres(copy_of=…), with TEST_DATABASE and TEMPLATE migrated. Raises ServerMissing. "static": a VAR_DIR
    with its secret key and the static files that a distributed site serves.
    """
    home = Path(os.environ[RUN], kind)
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            {"sqlite": _make_sqlite, "postgres": _make_postgres, "static": _make_static}[kind](home)
    return home.resolve()


def copy_sqlite(to: Path) -> None:
    source, target = sqlite3.connect(prepared("sqlite") / "db.sqlite3"), sqlite3.connect(to)
    with contextlib.closing(source), contextlib.closing(target):
        source.backup(target)


def _make_sqlite(home: Path) -> None:
    shutil.copytree(_kept(f"{_as_of_now(MIGRATIONS)}.sqlite", lambda made: _migrate(made, {})), home)


def _make_static(home: Path) -> None:
    shutil.copytree(_kept(f"{_as_of_now(SERVED)}.static", _collect), home)


def _kept(name: str, make: Callable[[Path], None]) -> Path:
    """What an earlier run kept under this name, else what `make` puts into a directory now."""
    kept = KEPT / name
    if not kept.exists():
        _throw_away_what_is_old()
        made = Path(tempfile.mkdtemp(dir=KEPT))
        make(made)
        with contextlib.suppress(OSError):  # another run was faster
            made.rename(kept)
        shutil.rmtree(made, ignore_errors=True)
    kept.touch()
    return kept


def _throw_away_what_is_old() -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    for older in KEPT.iterdir():
        if time.time() - older.stat().st_mtime > OLD_SECONDS:  # not one that somebody else is copying
            shutil.rmtree(older, ignore_errors=True) if older.is_dir() else older.unlink(missing_ok=True)


def _as_of_now(files: Iterable[Path]) -> str:
    """These files and the installed packages, as one word."""
    seen = hashlib.sha256(sys.version.encode())
    for file in files:
        seen.update(f"{file.relative_to(ROOT)} ".encode() + file.read_bytes())
    for package in sorted(f"{each.name} {each.version}" for each in distributions()):
        seen.update(package.encode())
    return seen.hexdigest()[:16]


def _make_postgres(home: Path) -> None:
    server = PrivatePostgres()
    try:
        server.start()
        server.execute(f"CREATE DATABASE {TEST_DATABASE}")
        url = server.url_of(TEST_DATABASE)
        _fill(url, home.with_suffix(".var"))
        server.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE {TEST_DATABASE}")
    except BaseException:
        server.close()
        raise
    server.stop()
    home.symlink_to(server.directory)


def _fill(url: str, var: Path) -> None:
    """With the backup that an earlier run kept, else by migrating."""
    database, kept = dj_database_url.parse(url), KEPT / f"{_as_of_now(MIGRATIONS)}.dump"
    if kept.exists():
        kept.touch()
        restore(database, kept)
        return
    _migrate(var, {"DATABASE_URL": url, "REDIS_URL": NO_REDIS})
    KEPT.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(BackupRefused):  # another run was faster, or no pg_dump here
        back_up(database, kept)


def _collect(var: Path) -> None:
    _manage(var, {"DATABASE_URL": NO_POSTGRES, "REDIS_URL": NO_REDIS}, "collectstatic", "--noinput")


def _migrate(var: Path, database: dict[str, str]) -> None:
    _manage(var, database, "migrate")


def _manage(var: Path, database: dict[str, str], *words: str) -> None:
    own = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
    subprocess.run(
        [sys.executable, "manage.py", *words, "-v", "0"],
        cwd=ROOT,
        env=own | {"VAR_DIR": str(var)} | database,
        check=True,
    )
