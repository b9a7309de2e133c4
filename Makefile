# The commands of the project. Without make: sh deploy/run.sh, sh tests/check.sh, sh tests/run.sh.
.POSIX:
.PHONY: run test check ci-test reset bench bench-checkins chaos messages dev

run: # serve on http://localhost:8000 (HOST=, PORT=, DRILL=none)
	@sh deploy/run.sh

test: dev # everything on SQLite, at the same time on PostgreSQL and Redis
	@sh tests/run.sh

check: dev # style, storeys, migrations, translations, API schema, deployment files
	@sh tests/check.sh

ci-test: # what .ci/run does after installing
	@REQUIRE_SERVICES=1 CI=true $(MAKE) check test

reset: # empty the embedded database (FORCE=1 doesn't ask)
	@sh deploy/reset.sh

bench: dev # timings; see bench/README.md
	@sh bench/run.sh

bench-checkins: dev # "I am safe": how many a second, against DRF and pgbench, a minute
	@.venv/bin/python bench/bench_checkins.py

chaos: dev # long fault runs: the whole life of doors and needs in any order, kill -9 for minutes
	@sh tests/chaos.sh

messages: dev # take new texts into the French catalogue, then compile it
	@.venv/bin/python manage.py messages update && .venv/bin/python manage.py messages compile

dev:
	@sh deploy/setup.sh dev
