"""A real nginx before two small servers: what it hides, what it refuses, where it sends whom."""

import http.client
import json
import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from config import front
from config.private_servers import free_port
from tests.rig.processes import Site, wait_until
from tests.rig.wanting import lacking

TEMPLATE = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"
SECRET = "kJ3-secret-token"


class Echo(BaseHTTPRequestHandler):
    """Answers with its own name and the headers it was given."""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps(
            {"server": self.server.name, **{k.lower(): v for k, v in self.headers.items()}}
        ).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        pass


def echo(name: str) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    server.name = name
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def address(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The port nginx listens on, and its access log."""
    nginx = front.find_nginx()
    if not nginx:
        lacking("nginx")
    web, express, sockets, port = echo("web"), echo("express"), echo("sockets"), free_port()
    log = tmp_path / "access.log"
    site = front.site_configuration(
        TEMPLATE,
        listen=f"127.0.0.1:{port}",
        web_port=web.server_port,
        express_port=express.server_port,
        socket_port=sockets.server_port,
        log=str(log),
    )
    house = Site(tmp_path, port, {})
    # Not tmp_path: where root starts it, nginx works as another user, who must get through to its own files.
    with tempfile.TemporaryDirectory(dir="/tmp") as directory:
        process = house.start("nginx", front.argv(nginx, front.write_configuration(Path(directory), site)))
        wait_until(lambda: _answers(port) or not process.alive, what="nginx")
        assert process.alive, process.text
        yield port, log
        house.stop()
    for server in (web, express, sockets):
        server.shutdown()


def _answers(port: int) -> bool:
    try:
        return ask(port, "/")[0] == 200
    except OSError:
        return False


def ask(port: int, path: str, body: bytes | None = None, **headers: str) -> tuple[int, dict]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST" if body else "GET", path, body, headers)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text) if answer.status == 200 else {}


def test_pages_go_to_web_check_ins_to_express_sockets_with_their_upgrade_to_theirs(address: tuple) -> None:
    port, _log = address
    assert ask(port, "/fr/")[1]["server"] == "web"
    assert ask(port, "/api/v1/crises/paris/check-ins", b"{}")[1]["server"] == "express"
    assert ask(port, "/api/v1/crises/paris/check-ins/counts")[1]["server"] == "web"
    _status, seen = ask(port, "/ws/desk/", Upgrade="websocket", Connection="Upgrade")
    assert (seen["server"], seen["upgrade"], seen["connection"]) == ("sockets", "websocket", "upgrade")


@pytest.mark.parametrize("path", ["/fr/", "/ws/desk/", "/api/v1/crises/paris/check-ins"])
def test_what_a_visitor_claims_about_himself_goes_no_further(address: tuple, path: str) -> None:
    forged = {"X-Forwarded-For": "6.6.6.6", "X-Real-IP": "6.6.6.6", "Forwarded": "for=6.6.6.6"}
    forged |= {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    _status, seen = ask(address[0], path, **forged)
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert seen["x-forwarded-proto"] == "http"
    assert "6.6.6.6" not in json.dumps(seen) and "evil.example" not in json.dumps(seen)


@pytest.mark.parametrize(
    "path", ["/fr/m/{}/", "/m/{}", "/fr/m/{}/news/push/", "/en/told/{}/", "/api/v1/x?key={}"]
)
def test_no_key_reaches_the_log(address: tuple, path: str) -> None:
    port, log = address
    assert ask(port, path.format(SECRET), Referer=f"http://localhost/fr/m/{SECRET}/")[0] == 200
    wait_until(lambda: path.split("{")[0].split("?")[0] in log.read_text(), what="the log line")
    assert SECRET not in log.read_text()


def test_a_body_over_ten_megabytes_is_refused(address: tuple) -> None:
    assert ask(address[0], "/fr/", b"x" * 1_000_000)[0] == 200
    assert ask(address[0], "/fr/", b"x" * 11_000_000)[0] == 413


def test_whoever_shares_an_address_with_very_many_reads_what_to_do_and_whom_to_call(address: tuple) -> None:
    port, _log = address
    for _asked in range(1_000):  # this machine itself is not limited: another of its addresses is
        connection = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=10, source_address=("127.0.0.2", 0)
        )
        connection.request("GET", "/fr/")
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        if answer.status == 429:
            break
    assert answer.getheader("Retry-After") == "10" and "tel:112" in page and "Wait ten seconds" in page
    assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
