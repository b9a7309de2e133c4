"""Everything of a distributed installation on one machine: nginx, web, express, sockets, worker, beat, dispatcher."""

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import fleet, front
from config.management.commands.serve import address, listen
from config.private_servers import PrivatePostgres, PrivateRedis, ServerFailed, ServerMissing, free_port


class Command(BaseCommand):
    help = "Run all processes of a distributed installation here. Needs DATABASE_URL and REDIS_URL, or --private."
    requires_system_checks: list[str] = []  # the children run them, with the right settings

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--private", action="store_true", help="own PostgreSQL and Redis, gone afterwards"
        )
        parser.add_argument("--web", type=int, default=2, help="WSGI workers (2)")
        parser.add_argument("--worker", type=int, default=2, help="Celery worker processes (2)")

    def handle(self, *args: Any, private: bool, web: int, worker: int, **options: Any) -> None:
        host, port = address()
        listen(host, port).close()
        with contextlib.ExitStack() as stack:
            env = {**os.environ, **self.servers(stack, private=private)}
            env["TRUSTED_PROXIES"] = "1" if front.find_nginx() else "0"
            directory = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="porte-ouverte-", dir="/tmp"))
            )  # noqa: S108
            for words in (("migrate", "-v", "0"), ("collectstatic", "--noinput", "-v", "0")):
                manage(env, *words)
            way_in = manage(env, "sign_in_link").strip()
            crew = fleet.Fleet(settings.BASE_DIR, env, self.say)
            stack.callback(crew.stop)
            self.start_servers(crew, host, port, web, directory)
            crew.start("worker", fleet.worker(concurrency=worker))
            crew.start("beat", fleet.beat(schedule=str(directory / "beat")))
            crew.start("dispatcher", fleet.dispatcher())
            self.say(f"{settings.PUBLIC_URL}/\n{way_in}")
            crew.run()

    def start_servers(self, crew: fleet.Fleet, host: str, port: int, workers: int, directory: Path) -> None:
        """Web and sockets behind nginx; without one, sockets' process serves everything at the address."""
        nginx = front.find_nginx()
        if not nginx:
            pages = free_port()
            self.say(f"nginx is not installed: everything from one process; pages also on 127.0.0.1:{pages}")
            crew.start("sockets", fleet.sockets(host=host, port=port))
            crew.start("web", fleet.web(port=pages, workers=workers))
            return
        web_port, express_port, socket_port = free_port(), free_port(), free_port()
        crew.start("web", fleet.web(port=web_port, workers=workers))
        crew.start("express", fleet.express(port=express_port))
        crew.start("sockets", fleet.sockets(port=socket_port))
        site = front.site_configuration(
            settings.BASE_DIR / "deploy" / "nginx.conf",
            listen=f"{host}:{port}",
            web_port=web_port,
            express_port=express_port,
            socket_port=socket_port,
            log=str(Path(settings.VAR_DIR) / "access.log"),
        )
        crew.start("nginx", front.argv(nginx, front.write_configuration(directory, site)))

    def servers(self, stack: contextlib.ExitStack, *, private: bool) -> dict[str, str]:
        """DATABASE_URL and REDIS_URL, from the operator or from servers of our own."""
        if not private:
            missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
            if missing:
                raise CommandError(f"{' and '.join(missing)} must be set; or try it out with --private")
            return {}
        try:
            postgres = stack.enter_context(PrivatePostgres(durable=True))
            redis = stack.enter_context(PrivateRedis())
        except (ServerMissing, ServerFailed) as lack:
            raise CommandError(str(lack)) from lack
        self.say("Private PostgreSQL and Redis: everything is gone when this ends.")
        return {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url}

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def manage(env: dict[str, str], *words: str) -> str:
    """A management command in the installation's environment, which isn't always ours; what it printed."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *words], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True
    )
    if done.returncode:
        raise CommandError(f"manage.py {words[0]}:\n{done.stderr.strip()[-3000:]}")
    return done.stdout
