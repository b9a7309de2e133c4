"""`python -m tests.rig.both [words for pytest]`: the suite on SQLite and on PostgreSQL with Redis, at the same time.

Two runs of pytest: where one waits, or has its last file left, the other computes. What PostgreSQL's says is shown
once SQLite's has ended, and stands in a file until then. Ctrl-C ends both: the terminal tells each of them.
NPROC= processes for each (2: of four, two compute while others wait).
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from typing import IO

from tests.rig.prepared import ROOT, begin_run

NO_TESTS = 5  # pytest's word for it: a narrowed run may have none for one of them


def run_both(words: list[str]) -> int:
    """0 when neither failed."""
    with begin_run(), tempfile.NamedTemporaryFile(prefix="porte-ouverte-postgres-", suffix=".txt") as later:
        print(f"\n== sqlite (and postgres meanwhile: {later.name})", flush=True)
        runs = [_start("sqlite", words, None), _start("postgres", words, later)]
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # they tidy up; we wait
        failed = [run.wait() not in (0, NO_TESTS) for run in runs]
        print("\n== postgres", flush=True)
        later.seek(0)
        shutil.copyfileobj(later, sys.stdout.buffer)
    return int(any(failed))


def _start(backend: str, words: list[str], output: IO[bytes] | None) -> subprocess.Popen[bytes]:
    """A file at a time, so that its tests share what they set up; in tests/conftest.py's order: the long ones first."""
    argv = [sys.executable, "-m", "pytest", "-p", "tests.rig.backend", "-n", os.environ.get("NPROC") or "2"]
    # A process that crashed is told and not replaced: with a file at a time the run would wait for ever.
    argv += ["--dist", "loadfile", "--no-loadscope-reorder", "--max-worker-restart=0", *words]
    if backend == "postgres":  # the shorter half; it then ends when the other does
        argv = ["nice", "-n", "1", *argv]
    env = {**os.environ, "BACKEND": backend}
    return subprocess.Popen(argv, cwd=ROOT, env=env, stdout=output, stderr=output)


if __name__ == "__main__":
    sys.exit(run_both(sys.argv[1:]))
