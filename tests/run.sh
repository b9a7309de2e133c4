#!/bin/sh
# The whole suite: everything on SQLite, then what asks more of the database than to render on PostgreSQL and Redis.
# REQUIRE_SERVICES=1: a missing server or browser is a failure. Arguments go to pytest. NPROC= processes (3: some wait while others compute).
set -u

cd -- "$(dirname -- "$0")/.." || exit 1
status=0
unset PYTHONDONTWRITEBYTECODE # some shells set it: each of a hundred processes would then compile every file anew

# A file at a time, so that its tests share what they set up; in the order of tests/conftest.py: the long ones first.
suite() { # backend, then pytest's arguments
    backend=$1
    shift
    printf '\n== %s\n' "$backend"
    BACKEND=$backend .venv/bin/python -m pytest -p tests.rig.backend -n "${NPROC:-3}" --dist loadfile --no-loadscope-reorder "$@"
    code=$?
    # 5 is "no tests": a narrowed run may have none for this backend.
    if [ "$code" -ne 0 ] && [ "$code" -ne 5 ]; then status=1; fi
}

.venv/bin/python -m tests.rig.prepared
suite sqlite "$@"
suite postgres "$@"
exit "$status"
