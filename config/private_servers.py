"""A PostgreSQL and a Redis of one's own: temporary directory, free port, gone afterwards.

For `manage.py serve_all --private` and for the tests. Nothing is downloaded: the programs found on this
machine are used. `ServerMissing` is raised where a program isn't installed, `ServerFailed` where one won't
start.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self

START_SECONDS = 30


class ServerMissing(Exception):
    """The program isn't installed on this machine."""


class ServerFailed(Exception):
    """The program is there but didn't come up; the message carries the end of its log."""


def free_port() -> int:
    """A TCP port nobody listens on at 127.0.0.1 right now (somebody may still be faster)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_program(name: str) -> str | None:
    """Where `name` lives; Debian keeps initdb and postgres out of PATH, newest version last."""
    found = shutil.which(name)
    if found:
        return found
    candidates = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_version_of)
    return str(candidates[-1]) if candidates else None


def _version_of(program: Path) -> float:
    try:
        return float(program.parts[-3])
    except ValueError:
        return 0.0


def missing_servers() -> list[str]:
    """The names of the servers this machine lacks, in words for people."""
    wanted = {"PostgreSQL": ("initdb", "postgres"), "Redis": ("redis-server",)}
    return [name for name, programs in wanted.items() if not all(map(find_program, programs))]


class _PrivateServer:
    """What both have in common: a directory, a child process of its own session, a log."""

    name = ""

    def __init__(self) -> None:
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        # Not $TMPDIR: PostgreSQL runs as another user, and its socket's path must stay short.
        self.directory = Path(tempfile.mkdtemp(prefix=f"porte-ouverte-{self.name}-", dir="/tmp"))  # noqa: S108
        self.log = self.directory / "log"

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Stop the server and remove everything it wrote."""
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def stop(self, sign: int = signal.SIGINT) -> None:
        """Stop and wait; SIGINT is a clean stop, SIGKILL is an accident for fault tests."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, sign)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
        self.process = None

    def _spawn(self, argv: list[str], stdin: bytes = b"", **options: Any) -> None:
        """Its own session, so that Ctrl-C reaches us first; still ended by the kernel should we die."""
        leash = shutil.which("setpriv")
        prefix = [leash, "--pdeathsig", "INT"] if leash else []
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                prefix + argv,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **options,
            )
        assert self.process.stdin
        self.process.stdin.write(stdin)
        self.process.stdin.close()

    def _wait_until(self, ready: Any) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            if ready():
                return
            time.sleep(0.05)
        raise ServerFailed(f"{self.name} did not start:\n{self.log.read_text(errors='replace')[-2000:]}")


class PrivatePostgres(_PrivateServer):
    """A PostgreSQL cluster on 127.0.0.1. `durable=True` keeps fsync on, for tests that pull the plug.

    `copy_of`: the `directory` of one that was stopped, whose databases and password it begins with.
    """

    name = "postgres"

    def __init__(self, *, durable: bool = False, copy_of: Path | None = None) -> None:
        initdb, postgres = find_program("initdb"), find_program("postgres")
        if not initdb or not postgres:
            raise ServerMissing("PostgreSQL (initdb, postgres) is not installed")
        super().__init__()
        self._initdb, self._postgres, self.durable, self._copy_of = initdb, postgres, durable, copy_of
        self._password = (copy_of / "password").read_text() if copy_of else secrets.token_urlsafe(16)
        self._identity = _identity_that_is_not_root()

    @property
    def url(self) -> str:
        """The URL of the empty database `porte_ouverte`."""
        return self.url_of("porte_ouverte")

    def url_of(self, database: str) -> str:
        return f"postgres://postgres:{self._password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Make the cluster the first time; later calls (after `stop`) bring the same data up again."""
        data = self.directory / "data"
        first_time = not data.exists()
        if first_time:
            self._make_cluster(data)
        self.port = self.port or free_port()
        self._spawn([self._postgres, "-D", str(data), *self._settings()], **self._identity)
        self._wait_until(self._accepts)
        if first_time and not self._copy_of:
            self.execute("CREATE DATABASE porte_ouverte")

    def execute(self, statement: str) -> None:
        """Run one statement on the maintenance database, outside any transaction."""
        import psycopg

        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _make_cluster(self, data: Path) -> None:
        password = self.directory / "password"
        password.write_text(self._password)
        if self._identity:
            for path in (self.directory, password):
                os.chown(path, self._identity["user"], self._identity["group"])
        if self._copy_of:
            argv = ["cp", "-R", str(self._copy_of / "data"), str(data)]
        else:
            argv = [
                self._initdb,
                "-D",
                str(data),
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ]
            argv += ["--auth=scram-sha-256", f"--pwfile={password}"]
        made = subprocess.run(argv, capture_output=True, cwd="/", **self._identity)  # noqa: S603
        if made.returncode:
            raise ServerFailed(f"{argv[0]} refused: {made.stderr.decode(errors='replace')[-2000:]}")

    def _settings(self) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.directory),
            "max_connections": "200",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]

    def _accepts(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url_of("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def _identity_that_is_not_root() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: Popen's arguments for somebody else."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise ServerMissing("PostgreSQL needs a user that is not root (postgres or nobody)")


class PrivateRedis(_PrivateServer):
    """A Redis on 127.0.0.1 that keeps nothing: what it holds may be lost, by design."""

    name = "redis"

    def __init__(self) -> None:
        redis_server = find_program("redis-server")
        if not redis_server:
            raise ServerMissing("Redis (redis-server) is not installed")
        super().__init__()
        self._redis_server = redis_server
        self._password = secrets.token_urlsafe(16)

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start empty; after `stop` the same port and password come back, the contents don't."""
        self.port = self.port or free_port()
        # The settings go in by stdin, so that the password shows in no process list.
        settings = (
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self._password}\n"
            f'save ""\nappendonly no\nmaxmemory-policy noeviction\ndir {self.directory}\n'
        )
        self._spawn([self._redis_server, "-"], stdin=settings.encode())
        self._wait_until(self._accepts)

    def _accepts(self) -> bool:
        import redis

        try:
            return bool(redis.Redis.from_url(self.url, socket_timeout=2).ping())
        except redis.RedisError:
            return False
