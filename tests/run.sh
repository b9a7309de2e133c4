#!/bin/sh
# The whole suite: everything on SQLite; at the same time, on PostgreSQL and Redis, what asks more of them than to render.
# REQUIRE_SERVICES=1: a missing server or browser is a failure. Arguments go to pytest. NPROC= processes for each (2).
set -u

cd -- "$(dirname -- "$0")/.." || exit 1
unset PYTHONDONTWRITEBYTECODE # some shells set it: each of a hundred processes would then compile every file anew
exec .venv/bin/python -m tests.rig.both "$@"
