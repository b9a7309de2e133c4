"""A new database is made by one migration an app; an older one comes by the steps which that replaces."""

import io

import pytest
from django.core.management import call_command
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader

OURS = ("accounts", "crisis", "matching")


def test_the_whole_and_the_steps_it_replaces_lead_to_the_same_tables():
    steps, loader = MigrationLoader(None, replace_migrations=False), MigrationLoader(None)
    whole = [key for key in loader.disk_migrations if key[0] in OURS and "_whole_squashed_" in key[1]]
    stepwise = steps.project_state([steps.disk_migrations[key].replaces[-1] for key in whole])
    at_once = loader.project_state(whole)
    assert {app for app, _model in stepwise.models} == set(OURS)
    assert MigrationAutodetector(stepwise, at_once).changes(graph=loader.graph) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("step", [("crisis", "0043"), ("accounts", "0018"), ("matching", "0007")])
def test_one_step_back_takes_nothing_else_away(step):
    said = io.StringIO()
    call_command("migrate", *step, "--plan", stdout=said)
    undone = [line for line in said.getvalue().splitlines()[1:] if not line.startswith(" ")]
    assert [line.split(".")[0] for line in undone] == [step[0]]
