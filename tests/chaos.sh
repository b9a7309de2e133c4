#!/bin/sh
# Long fault runs: what every suite does for seconds, for minutes, and with more that dies. Arguments go to pytest.
set -u

cd -- "$(dirname -- "$0")/.." || exit 1
export CHAOS=1
status=0
run() { # backend, then pytest's arguments
    backend=$1
    shift
    printf '\n== %s\n' "$backend"
    BACKEND=$backend .venv/bin/python -m pytest -p tests.rig.backend "$@" || status=1
}

run sqlite tests/matching/test_whole_life.py "$@"
run postgres tests/promises/test_nobody_is_stuck_after_kill9.py "$@"
exit "$status"
