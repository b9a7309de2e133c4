"""The embedded main job: migrate, print the links, serve pages, API and sockets from one process."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from accounts import running
from config.environment import number

DRILL = ("drill", "paris-2015", "--speed", "60", "--scale", "0.01", "--stay")
DRILL_SECONDS = 20  # how long its crisis may take to appear before the links are printed without it


class Command(BaseCommand):
    help = "Serve everything from this process. HOST=, PORT= and DRILL=none come from the environment."

    def handle(self, *args: Any, **options: Any) -> None:
        listening = listen(*address())
        self.say("Preparing the database (longer the first time) / La base se prépare …")
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
        with running.noted(settings.PUBLIC_URL):
            call_command("migrate", verbosity=0)
            self.serve(listening)

    def serve(self, listening: socket.socket) -> None:
        drill = self.start_drill() if wants_drill() else None
        # uvicorn ends as the signal would have ended it; the exercise is to end with us either way.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            self.print_links()
            with contextlib.suppress(KeyboardInterrupt):
                serve(listening)
        finally:
            listening.close()
            if drill:
                drill.terminate()

    def start_drill(self) -> subprocess.Popen[bytes]:
        """In a process of its own: the exercise comes through the same doors as everyone."""
        self.say("Starting the exercise / L'exercice commence : Paris, 13.11.2015 …")
        with (settings.VAR_DIR / "drill.log").open("ab") as log:
            drill = subprocess.Popen(  # noqa: S603
                [sys.executable, str(settings.BASE_DIR / "manage.py"), *DRILL, "--parent", str(os.getpid())],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + DRILL_SECONDS
        while drill.poll() is None and time.monotonic() < deadline and not active_crises():
            time.sleep(0.1)
        if drill.poll():
            self.stderr.write(f"The exercise ended at once; why is in {settings.VAR_DIR / 'drill.log'}")
        return drill

    def print_links(self) -> None:
        """Links first; nothing else is worth a newcomer's first look."""
        lines = [""]
        crises = active_crises()
        for crisis in sorted(crises, key=lambda crisis: not crisis.is_drill):
            lines += links_of(crisis)
        if not crises:
            lines += ["Declare a crisis / Déclarer une crise:", f"  {coordinator_link('declare')}", ""]
        lines += [
            "Home / Accueil:",
            f"  {settings.PUBLIC_URL}{path_of('home')}",
            "",
            "Ctrl-C stops / arrête.",
            "",
        ]
        self.say("\n".join(lines))

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def links_of(crisis: Any) -> list[str]:
    """A crisis in two links: what its coordinators see, what everyone sees."""
    return [
        f"{crisis.name}",
        "  Live map, coordinators (one-time link) / Carte, coordination (lien à usage unique) :",
        f"  {coordinator_link('desk_map', crisis.slug)}",
        "  Everyone / Tout le monde :",
        f"  {settings.PUBLIC_URL}{path_of('crisis', crisis.slug)}",
        "",
    ]


def coordinator_link(name: str, *args: str) -> str:
    """A one-time link that signs the first coordinator in and goes on to the named page."""
    from accounts.sign_in.link import issue_sign_in_link

    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.PUBLIC_URL}{issue_sign_in_link()}?next={path_of(name, *args)}"


def path_of(name: str, *args: str) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            return "/"


def active_crises() -> list[Any]:
    from crisis.activation.queries import active_crises as active

    return list(active()[:5])


def wants_drill() -> bool:
    """An empty installation shows itself at work; one that has seen a crisis is left alone."""
    from crisis.activation.models import Crisis

    return os.environ.get("DRILL", "") != "none" and not Crisis.objects.exists()


def address() -> tuple[str, int]:
    """HOST and PORT, where to listen."""
    return os.environ.get("HOST") or "127.0.0.1", number("PORT", default=8000)


def listen(host: str, port: int) -> socket.socket:
    """The listening socket, taken before anything else is done; CommandError in words when refused."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(2048)
    except (OSError, OverflowError) as refusal:
        listening.close()
        other = port + 1 if port < 65535 else 8000
        why = getattr(refusal, "strerror", refusal)
        raise CommandError(
            f"port {port} is busy or not allowed on {host} ({why}): PORT={other} make run\n"
            f"le port {port} est occupé ou interdit sur {host} : PORT={other} make run"
        ) from refusal
    return listening


def serve(listening: socket.socket) -> None:
    """uvicorn with the whole site, until Ctrl-C or SIGTERM."""
    import uvicorn

    config = uvicorn.Config(
        "config.asgi:application",
        access_log=False,
        log_level="warning",
        lifespan="on",
        ws_max_size=65536,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        timeout_graceful_shutdown=5,
        proxy_headers=False,
        log_config=None,
    )
    uvicorn.Server(config).run(sockets=[listening])
