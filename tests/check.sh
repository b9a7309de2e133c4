#!/bin/sh
# What must hold before a test runs; every check runs, so that one run tells all that is wrong.
set -u

cd -- "$(dirname -- "$0")/.." || exit 1
var=$(mktemp -d)
trap 'rm -rf "$var"' EXIT
# A database and a key of its own: a check must not touch the operator's, nor depend on them.
export VAR_DIR="$var"
unset DATABASE_URL REDIS_URL PUBLIC_URL DEBUG
status=0

check() { # a name, then the command
    name=$1
    shift
    if "$@" >"$var/output" 2>&1; then
        printf 'ok    %s\n' "$name"
    else
        printf 'WRONG %s: %s\n' "$name" "$*"
        sed 's/^/      /' "$var/output"
        status=1
    fi
}

py=.venv/bin/python
check "style" $py -m ruff check .
check "format" $py -m ruff format --check --quiet .
check "storeys" .venv/bin/lint-imports --no-cache
check "system checks" $py manage.py check --fail-level WARNING
check "migrations are made" $py manage.py makemigrations --check --dry-run
check "French is complete" $py manage.py messages check
check "API schema" $py manage.py spectacular --validate --fail-on-warn --file "$var/schema.yaml"
check "deployment files" $py -m pytest -p tests.rig.backend tests/deploy/test_files.py
exit "$status"
