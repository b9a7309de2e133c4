#!/bin/sh
# What `make run` does, for machines without make. HOST=, PORT= and DRILL=none pass through.
set -eu

cd -- "$(dirname -- "$0")/.."
sh deploy/setup.sh
exec .venv/bin/python manage.py serve "$@"
