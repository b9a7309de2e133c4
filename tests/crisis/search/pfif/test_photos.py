"""Photos that other sites name: from the hosts of their feed alone, from nowhere inside, through our own decoder."""

import http.server
import io
import socket
import threading
import time
from contextlib import suppress

import pytest
from PIL import Image

from accounts.errors import Invalid
from accounts.origin import Door, Origin
from crisis.activation.models import Crisis
from crisis.search.actions.showing import show_search
from crisis.search.models import Search
from crisis.search.pfif import exports, feeds, fetching
from crisis.search.pfif.fetching import NotFetched, allowed, fetch
from crisis.search.pfif.models import Clone
from crisis.search.pfif.photos import fetch_photos
from crisis.search.pfif.taking import take_document
from crisis.search.photos.models import Photo
from tests import cast
from tests.crisis.search.pfif import documents as other
from tests.crisis.search.pfif.documents import SITE

HOST = "photos.example.org"
INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "240.0.0.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "2001:db8::1",
]  # fmt: skip


class _Host(http.server.BaseHTTPRequestHandler):
    """Somebody's photo server, and what it may do to us."""

    def do_GET(self):
        self.server.asked.append((self.path, self.headers["Host"]))
        if self.path == "/dripping":
            for _byte in range(200):
                self.wfile.write(b"H")
                time.sleep(0.1)
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/photo.jpg")
            self.end_headers()
            return
        self.send_response(200 if self.path != "/none" else 404)
        self.end_headers()
        if self.path == "/endless":
            while not self.wfile.closed:
                self.wfile.write(bytes(65536))
        self.wfile.write(b"no picture" if self.path == "/text" else self.server.picture)

    def log_message(self, *_about):
        pass

    def handle(self):
        with suppress(OSError):  # they had enough of it
            super().handle()


@pytest.fixture(scope="module")
def server():
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "PNG")
    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Host)
    site.picture, site.asked, site.daemon_threads = out.getvalue(), [], True
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield site
    site.shutdown()


@pytest.fixture
def out_in_the_world(server, monkeypatch):
    """The test's server stands for one out there: its name leads to it, and its address counts as allowed."""
    usual = socket.getaddrinfo

    def look_up(host, *args, **more):
        return usual("127.0.0.1" if host == HOST else host, *args, **more)

    monkeypatch.setattr(fetching.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(fetching, "allowed", lambda address: address == "127.0.0.1")
    server.asked.clear()
    return f"http://{HOST}:{server.server_port}"


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_never_called(address):
    assert not allowed(address)


def test_an_address_outside_may_be():
    assert allowed("93.184.216.34") and allowed("2606:4700::1111")


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::1]", "0.0.0.0"])
def test_no_way_to_write_this_machine_reaches_it(server, name):
    server.asked.clear()
    with pytest.raises(NotFetched):
        fetch(f"http://{name}:{server.server_port}/photo.jpg")
    assert server.asked == []


def test_one_bad_address_among_several_is_enough(monkeypatch):
    found = [(2, 1, 6, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_args, **_more: found)
    monkeypatch.setattr(fetching.socket, "create_connection", lambda *_args: pytest.fail("called"))
    with pytest.raises(NotFetched):
        fetch(f"http://{HOST}/photo.jpg")


def test_the_name_is_looked_up_once_and_what_was_judged_is_called(server, out_in_the_world, monkeypatch):
    looked = []
    usual = fetching.socket.getaddrinfo
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *a, **m: looked.append(a[0]) or usual(*a, **m))
    assert fetch(f"{out_in_the_world}/photo.jpg?n=1") == server.picture
    assert looked.count(HOST) == 1
    assert server.asked == [("/photo.jpg?n=1", f"{HOST}:{server.server_port}")]


@pytest.mark.parametrize("path", ["/moved", "/none", "/endless", "/dripping"])
def test_redirects_errors_and_what_never_ends_are_refused(out_in_the_world, server, path, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_SECONDS", 1 if path == "/dripping" else 20)
    began = time.monotonic()
    with pytest.raises(NotFetched):
        fetch(out_in_the_world + path)
    assert [asked for asked, _host in server.asked] == [path]
    assert path != "/dripping" or time.monotonic() - began < 10


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.org/x",
        "http://u:p@a.org/x",
        "http://a.org:x/",
        "gopher://a",
        "http:///x",
    ],
)
def test_what_is_no_plain_web_address_has_no_host(url):
    assert feeds.host_of(url) == ""


@pytest.fixture
def crisis(db) -> Crisis:
    return cast.active_crisis(profile="open")


def sent(crisis: Crisis, url: str, **fields) -> Clone:
    data = other.written(other.person(photo_url=url, **fields))
    about = {"crisis": crisis, "domain": SITE, "origin": Origin(door=Door.IMPORT), "at": cast.now()}
    assert [line.outcome for line in take_document(data=data, **about)] == ["taken"]
    return Clone.objects.get()


def allow(crisis: Crisis, *hosts: str) -> None:
    about = {"origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}
    feeds.allow_photo_hosts(crisis=crisis, domain=SITE, hosts=list(hosts), **about)


def photo_out(crisis: Crisis) -> str:
    [(person, _notes)] = exports.persons(crisis)
    return person.get("photo_url", "")


def test_a_photo_waits_until_its_host_is_allowed_and_is_then_fetched_cleaned_and_read(
    crisis, server, out_in_the_world
):
    clone = sent(crisis, f"{out_in_the_world}/photo.jpg")
    assert clone.photo_state == "unlisted" and fetch_photos(crisis=crisis) == 0
    assert server.asked == [] and photo_out(crisis) == ""
    allow(crisis, f"{HOST}:{server.server_port}")
    assert fetch_photos(crisis=crisis) == 1
    photo = Photo.objects.get()
    assert (photo.width, photo.height) == (64, 48) and bytes(photo.full)[:2] == b"\xff\xd8"
    assert photo_out(crisis) == "", "a picture is looked at first, in an open crisis too"
    show_search(search=Search.objects.get(), origin=cast.at_the_desk(crisis.declared_by), at=cast.now())
    assert photo.key in photo_out(crisis)
    assert fetch_photos(crisis=crisis) == 0 and len(server.asked) == 1
    sent(crisis, f"{out_in_the_world}/other.jpg", source_date=other.when(-1))
    assert not Photo.objects.exists() and photo_out(crisis) == ""
    assert fetch_photos(crisis=crisis) == 1


def test_a_host_taken_off_the_list_is_not_called_even_for_what_waited(crisis, server, out_in_the_world):
    sent(crisis, f"{out_in_the_world}/photo.jpg")
    allow(crisis, f"{HOST}:{server.server_port}")
    allow(crisis)
    assert fetch_photos(crisis=crisis) == 0 and server.asked == []
    assert Clone.objects.get().photo_state == "unlisted"


def test_what_is_no_picture_is_not_tried_again_and_what_fails_three_times(crisis, server, out_in_the_world):
    allow(crisis, f"{HOST}:{server.server_port}")
    sent(crisis, f"{out_in_the_world}/text")
    fetch_photos(crisis=crisis)
    assert Clone.objects.get().photo_state == "refused"
    sent(crisis, f"{out_in_the_world}/none", source_date=other.when(-1))
    for _try in range(5):
        fetch_photos(crisis=crisis)
    assert [asked for asked, _host in server.asked] == ["/text", "/none", "/none", "/none"]
    assert Clone.objects.get().photo_state == "refused"


def test_a_childs_photo_is_passed_on_to_nobody(crisis, server, out_in_the_world):
    allow(crisis, f"{HOST}:{server.server_port}")
    sent(crisis, f"{out_in_the_world}/photo.jpg", date_of_birth="2009")
    fetch_photos(crisis=crisis)
    assert photo_out(crisis) == ""


def test_where_a_moderator_reads_first_the_photo_waits_with_the_record(db, server, out_in_the_world):
    guarded = cast.active_crisis()
    allow(guarded, f"{HOST}:{server.server_port}")
    sent(guarded, f"{out_in_the_world}/photo.jpg")
    fetch_photos(crisis=guarded)
    assert exports.persons(guarded) == []
    show_search(search=Search.objects.get(), origin=cast.at_the_desk(guarded.declared_by), at=cast.now())
    assert photo_out(guarded)


@pytest.mark.parametrize("hosts", [["http://a.org"], ["a b"], ["-"], ["*.example.org"], ["é.org"]])
def test_a_list_of_hosts_that_are_none_is_refused(crisis, hosts):
    with pytest.raises(Invalid):
        allow(crisis, *hosts)
