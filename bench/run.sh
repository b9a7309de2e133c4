#!/bin/sh
# Every timing of the project, one after the other; what each means is in bench/README.md.
set -u

cd -- "$(dirname -- "$0")/.." || exit 1
found=
for bench in bench/bench_*.py; do
    [ -e "$bench" ] || continue
    found=yes
    printf '\n== %s\n' "$bench"
    .venv/bin/python "$bench" || exit 1
done
[ -n "$found" ] || echo "No timings yet."
