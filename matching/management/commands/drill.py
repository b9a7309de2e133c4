"""manage.py drill paris-2015 --speed 60 --scale 0.01: replays a night as an exercise."""

import os
import signal
import sys
import threading
import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import running
from accounts.journal.dispatcher import Dispatcher
from accounts.journal.models import Heartbeat
from crisis.activation.models import Crisis
from matching.drill.generator import night
from matching.drill.replay import Replay
from matching.drill.scenario import Scenario, ScenarioError, load_scenario
from matching.drill.spots import paris_spots
from matching.drill.stage import begin
from matching.drill.tally import Summary, clock_face, minutes_of, standing_of, summary_of

STALE = timedelta(seconds=15)
GRACE_SECONDS = 4  # a server that has just been started brings its own dispatcher
LOG_SECONDS = 15  # where nobody watches a terminal, a line this often


class Command(BaseCommand):
    help = "Replay a night as an exercise, through the same doors as everyone. Nothing leaves this machine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("scenario", nargs="?", default="paris-2015")
        parser.add_argument("--speed", type=float, default=60, help="drill seconds a second; 0: no waiting")
        parser.add_argument("--scale", type=float, default=0.01, help="1 is the whole night")
        parser.add_argument(
            "--checkins", type=int, metavar="N", help="so many check-ins; else 60,000 x scale, at least 3,000"
        )
        parser.add_argument("--seed", type=int, default=2015, help="another seed, another night")
        parser.add_argument("--until", metavar="HH:MM", help="stop when the drill's clock shows this")
        parser.add_argument("--in", metavar="SLUG", help="in this exercise, just begun by a button")
        parser.add_argument(
            "--stay", action="store_true", help="afterwards, keep answering those who try things out"
        )

        parser.add_argument(
            "--parent", type=int, metavar="PID", help="end soon after this process, which started this one"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with running.noted():
            self.play(options)

    def play(self, options: dict[str, Any]) -> None:
        begun = time.monotonic()
        scenario = _scenario(options)
        until = _until(options["until"], scenario) if options["until"] else None
        planned = night(
            scenario,
            paris_spots(),
            scale=options["scale"],
            seed=options["seed"],
            check_ins=options["checkins"],
        )
        _insist_on_workers(options["speed"])
        crisis = Crisis.objects.get(slug=options["in"]) if options["in"] else begin(scenario)
        self.stderr.write(_("Exercise %(slug)s has begun.") % {"slug": crisis.slug})
        stopping = _stop_on_signals()
        leash = Leash(options["parent"], stopping)
        carrier = Carrier(needed=bool(options["speed"]) and settings.EMBEDDED)
        line = Line(self.stderr, carrier, leash)
        replay = Replay(
            crisis, scenario, planned, speed=options["speed"], until=until, stopping=stopping, watch=line
        )
        try:
            replay.run()
            line.end()
            self.stdout.write(_told(summary_of(crisis, replay.tally), replay, time.monotonic() - begun))
            self.stdout.write(_again(options))
            if options["stay"] and not stopping.is_set():
                self.stderr.write(_("The invented hosts and guests stay. Ctrl-C ends the exercise."))
                replay.stay()
        finally:
            carrier.stop()


class Leash:
    """Ends the exercise whose server was killed (`parent`: its number), or whose database is being emptied."""

    def __init__(self, parent: int | None, stopping: threading.Event):
        self._parent, self._stopping = parent, stopping

    def look(self) -> None:
        if self._parent not in (None, os.getppid()) or not running.still_noted():
            self._stopping.set()


class Carrier:
    """Starts a dispatcher in this process where no server has one alive, and stops it at the end."""

    def __init__(self, *, needed: bool):
        self._needed = needed
        self._begun = time.monotonic()
        self._own: Dispatcher | None = None

    def look(self) -> None:
        if not self._needed or self._own or time.monotonic() - self._begun < GRACE_SECONDS:
            return
        if not _somebody_dispatches():
            self._own = Dispatcher()
            self._own.start()

    def stop(self) -> None:
        if self._own:
            self._own.stop()


class Line:
    """One line that is written again and again on a terminal, and now and then in a log."""

    def __init__(self, out: Any, carrier: Carrier, leash: Leash):
        self._out, self._carrier, self._leash = out, carrier, leash
        self._terminal = sys.stderr.isatty()
        self._written = 0.0
        self._ended = False

    def __call__(self, replay: Replay) -> None:
        self._leash.look()
        self._carrier.look()
        if self._ended:
            return
        if self._terminal:
            self._out.write("\r\x1b[2K" + _line(replay), ending="")
            self._out.flush()
        elif time.monotonic() - self._written >= LOG_SECONDS:
            self._written = time.monotonic()
            self._out.write(_line(replay))

    def end(self) -> None:
        self._ended = True
        if self._terminal:
            self._out.write("")


def _line(replay: Replay) -> str:
    now = standing_of(replay.crisis)
    done = replay.tally.done
    told = _("%(clock)s  doors %(doors)s  waiting %(waiting)s  asked %(asked)s  arrived %(arrived)s") % {
        "clock": clock_face(replay.pace.now(), replay.scenario.begins_at),
        "doors": done["offer"],
        "waiting": now.waiting,
        "asked": now.asked,
        "arrived": now.arrived,
    }
    if done["search"] or done["check_in"]:
        told += "  " + _("searches %(searches)s  check-ins %(check_ins)s  leads %(leads)s  told %(told)s") % {
            "searches": done["search"],
            "check_ins": done["check_in"],
            "leads": now.confirmed,
            "told": now.told,
        }
    behind = minutes_of(replay.pace.behind())
    return told + ("  " + _("behind by %(n)s min") % {"n": behind} if behind else "")


def _told(summary: Summary, replay: Replay, seconds: float) -> str:
    lines = [
        "",
        _("Doors opened: %(n)s") % {"n": summary.doors},
        _("Parties who asked for a place: %(n)s") % {"n": summary.parties},
        _("Parties who arrived: %(n)s") % {"n": summary.arrived},
    ]
    if summary.metres is not None and summary.minutes is not None:
        lines.append(_("Median distance: %(n)s m") % {"n": round(summary.metres)})
        lines.append(_("Median time from asking to arriving: %(n)s min") % {"n": round(summary.minutes)})
    lines += [
        _("People looked for: %(n)s") % {"n": summary.searches},
        _("Check-ins: %(n)s") % {"n": summary.check_ins},
        _("Leads the exercise confirmed: %(n)s") % {"n": summary.confirmed},
        _("Families told: %(n)s") % {"n": summary.told},
    ]
    if refused := replay.tally.refused:
        told = ", ".join(f"{code} {times}" for code, times in refused.most_common())
        lines.append(_("Refused, as happens: %(told)s") % {"told": told})
    if most := minutes_of(replay.tally.most_behind):
        lines.append(
            _("The machine was slower than the speed asked for: behind by %(n)s min at the end") % {"n": most}
        )
    return "\n".join([*lines, _("Played in %(n)s s.") % {"n": round(seconds)}])


def _again(options: dict[str, Any]) -> str:
    command = "manage.py drill {scenario} --speed {speed:g} --scale {scale:g} --seed {seed}".format(**options)
    if options["checkins"] is not None:
        command += f" --checkins {options['checkins']}"
    return _("Play again: %(command)s") % {"command": command}


def _scenario(options: dict[str, Any]) -> Scenario:
    if options["speed"] < 0 or options["scale"] <= 0:
        raise CommandError(_("The speed cannot be below 0, and the scale must be above 0."))
    if (options["checkins"] or 0) < 0:
        raise CommandError(_("The number of check-ins cannot be below 0."))
    try:
        return load_scenario(options["scenario"])
    except ScenarioError as error:
        raise CommandError(str(error)) from error


def _until(text: str, scenario: Scenario) -> datetime:
    """The first moment after the beginning at which the drill's clock shows `text`."""
    try:
        wanted = datetime.strptime(text, "%H:%M").time()
    except ValueError:
        raise CommandError(_("Write the time as HH:MM, for example 23:30.")) from None
    moment = datetime.combine(scenario.begins_at.date(), wanted, scenario.begins_at.tzinfo)
    if moment <= scenario.begins_at:
        moment += timedelta(days=1)
    return min(moment, scenario.ends_at)


def _somebody_dispatches() -> bool:
    return Heartbeat.objects.filter(name="dispatcher", at__gt=timezone.now() - STALE).exists()


def _insist_on_workers(speed: float) -> None:
    """Distributed, this process only posts and answers: without the others nobody would be matched."""
    if speed and not settings.EMBEDDED and not _somebody_dispatches():
        raise CommandError(
            _(
                "No dispatcher is running, so nobody would be matched. Start the dispatcher and a worker first."
            )
        )


def _stop_on_signals() -> threading.Event:
    stopping = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, lambda *_: stopping.set())
    return stopping
