"""manage.py drill, as it is typed; and as it is killed."""

import io
import os
import sys
import threading

import pytest
from django.core.management import CommandError, call_command

from accounts import running
from crisis.activation.models import Crisis
from matching.management.commands.drill import Leash
from tests.rig.processes import wait_until


def test_the_command_plays_the_night_and_says_how_to_play_again(db):
    out, err = io.StringIO(), io.StringIO()
    call_command("drill", "paris-2015", speed=0, scale=0.001, until="22:45", stdout=out, stderr=err)
    assert "manage.py drill paris-2015 --speed 0 --scale 0.001 --seed 2015" in out.getvalue()
    assert "paris-2015" in err.getvalue()
    assert Crisis.objects.get().slug == "paris-2015"


def test_as_many_check_ins_as_asked_for_are_said_at_the_end_and_in_how_to_play_again(db):
    out = io.StringIO()
    told = {"speed": 0, "scale": 0.001, "until": "22:31", "stdout": out, "stderr": io.StringIO()}
    call_command("drill", checkins=5, **told)
    assert "--seed 2015 --checkins 5" in out.getvalue()
    for line in (
        "People looked for: 0",
        "Check-ins: 0",
        "Leads the exercise confirmed: 0",
        "Families told: 0",
    ):
        assert line in out.getvalue()


@pytest.mark.parametrize(
    "options",
    [{"until": "soon"}, {"scale": 0}, {"speed": -1}, {"scenario": "atlantis"}, {"checkins": -1}],
)
def test_what_cannot_be_played_is_refused_before_anything_is_declared(db, options):
    with pytest.raises(CommandError):
        call_command("drill", **{"speed": 0} | options)
    assert not Crisis.objects.exists()


def test_it_ends_with_the_server_that_started_it_and_when_its_database_is_emptied(settings, tmp_path):
    settings.VAR_DIR = tmp_path

    def ends(parent: int | None) -> bool:
        stopping = threading.Event()
        Leash(parent, stopping).look()
        return stopping.is_set()

    with running.noted():
        assert (ends(None), ends(os.getppid()), ends(os.getpid())) == (False, False, True)
        (tmp_path / "running" / str(os.getpid())).unlink()
        assert ends(None)


@pytest.mark.sqlite_only
def test_killed_in_the_middle_it_can_be_started_again_as_a_new_crisis(site_factory):
    site = site_factory(distributed=False)
    drill = site.start("drill", [sys.executable, "manage.py", "drill", "--speed", "60", "--scale", "0.001"])
    try:
        wait_until(lambda: int(site.python(COUNT)) > 2, what="the first doors")
        drill.kill9()
        site.manage("drill", "--speed", "0", "--scale", "0.001", "--until", "22:36")
    finally:
        site.stop()
    told = site.python(STATE).split()
    assert told == ["paris-2015", "paris-2015-2", "ok", "0"]


COUNT = "from crisis.shelter.models import Offer; print(Offer.objects.count())"
STATE = """
from django.db import connection
from accounts.journal.models import Delivery
from crisis.activation.models import Crisis
print(*Crisis.objects.order_by("pk").values_list("slug", flat=True))
cursor = connection.cursor()
cursor.execute("PRAGMA integrity_check")
print(cursor.fetchone()[0], Delivery.objects.filter(stuck_at__isnull=False).count())
"""
