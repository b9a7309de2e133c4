"""A provider of SMS on this machine, speaking Twilio's protocol: it takes messages, refuses, is slow, and posts back.

`python -m tests.rig.sms 8099 http://127.0.0.1:8000` holds a conversation: what is typed is texted to the site (run
with TWILIO_ACCOUNT_SID=ACtest TWILIO_AUTH_TOKEN=secret TWILIO_FROM=+33644600000 TWILIO_API_URL=http://127.0.0.1:8099),
what the site sends is printed.
"""

import base64
import hashlib
import hmac
import json
import sys
import threading
import time
import urllib.request
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

SID, TOKEN = "ACtest", "secret"
OURS, AMIRA = "+33644600000", "+33612345678"


def signature(url: str, params: dict[str, str]) -> str:
    """As the provider's documents say, written apart from the code that checks it."""
    said = url
    for name in sorted(params):
        said += name + params[name]
    return base64.b64encode(hmac.new(TOKEN.encode(), said.encode(), hashlib.sha1).digest()).decode()


class Provider:
    """`taken`: what was sent through it, {To, From, Body, StatusCallback}. `script`: what it does with the next ones:
    (status, {header: value}, body) or a number of seconds to be silent; nothing left: it takes them."""

    def __init__(self, port: int = 0):
        self.taken: list[dict] = []
        self.refused = 0
        self.script: deque = deque()
        self.heard = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, headers, form: dict) -> tuple[int, dict, dict]:
        """(status, headers, JSON) of one POST."""
        if path != f"/2010-04-01/Accounts/{SID}/Messages.json":
            return 404, {}, {"code": 20404}
        if headers["Authorization"] != "Basic " + base64.b64encode(f"{SID}:{TOKEN}".encode()).decode():
            return 401, {}, {"code": 20003}
        step = self.script.popleft() if self.script else None
        if isinstance(step, int | float):
            time.sleep(step)
            return 504, {}, {}
        if step:
            self.refused += 1
            return step
        self.taken.append(form)
        self.heard.set()
        return 201, {}, {"sid": f"SM{uuid4().hex}", "status": "queued", "num_segments": "1"}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):  # noqa: N802
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, headers, told = provider.answer(self.path, self.headers, dict(parse_qsl(body)))
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(json.dumps(told).encode())
            except OSError:
                return  # they hung up

        def log_message(self, *_said):
            return

    return Handler


def text(body: str, *, name: str = "", sender: str = AMIRA, to: str = OURS, **more: str) -> dict[str, str]:
    """The parameters of one text as the provider posts it."""
    name = name or f"SM{uuid4().hex}"
    told = {"MessageSid": name, "AccountSid": SID, "From": sender, "To": to, "Body": body, "NumMedia": "0"}
    return told | more


def _post(url: str, params: dict[str, str], public: str) -> int:
    signed = {
        "X-Twilio-Signature": signature(
            public + url.partition("/hooks")[1] + url.partition("/hooks")[2], params
        )
    }
    request = urllib.request.Request(url, data=urlencode(params).encode(), headers=signed)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.status


def converse(port: int, site: str) -> None:
    provider, shown = Provider(port), 0
    print(f"listening on {provider.url}; type what {AMIRA} texts")
    for line in sys.stdin:
        print(f"> {line.strip()}", flush=True)
        provider.heard.clear()
        _post(f"{site}/hooks/sms/twilio/", text(line.strip()), site)
        provider.heard.wait(8)
        time.sleep(0.3)
        for message in provider.taken[shown:]:
            print(f"  < {message['Body']}", flush=True)
            callback = message["StatusCallback"]
            _post(callback, {"MessageSid": "SM", "MessageStatus": "delivered", "AccountSid": SID}, site)
        shown = len(provider.taken)


if __name__ == "__main__":
    converse(int(sys.argv[1]), sys.argv[2])
