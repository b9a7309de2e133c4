"""What the service worker is served, and what the doors give a form that waited on a phone."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from crisis.checkin.models import CheckIn
from crisis.ground.web import worker
from crisis.shelter.models import Need
from tests import cast

KEY = "7f1f0c39-7b0e-4f6c-9a53-4a2f0e6d8c11"
OTHER = "0d9a8f6e-3c3b-4d7c-8f5a-9c1b2a3d4e5f"
SAFE = {"given_name": "Amira", "contact": "amira@example.org", "audience": "contacts", "status": "safe"}
NEED = {
    "adults": 2, "children": 0, "for_whom": "me", "where": "rue Oberkampf, Paris", "first_name": "Amira",
    "contact": "amira@example.org", "submission_id": KEY, "step": "send",
}  # fmt: skip


@pytest.fixture(autouse=True)
def fresh_worker():
    worker.worker_text.cache_clear()
    yield
    worker.worker_text.cache_clear()


def test_the_worker_is_asked_for_anew_each_time_and_may_answer_for_the_whole_site(client):
    answer = client.get("/sw.js")
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Service-Worker-Allowed"] == "/"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_a_changed_file_makes_another_worker(monkeypatch):
    before = worker.worker_text(on=True)
    worker.worker_text.cache_clear()
    read = worker.source
    monkeypatch.setattr(worker, "source", lambda path: read(path) + " " * path.endswith("site.css"))
    assert worker.worker_text(on=True) != before


def test_every_process_makes_the_same_worker(monkeypatch):
    """The policy's parts come from a set, in whatever order a process has them."""
    texts = set()
    for policy in ("default-src 'self'; object-src 'none'", "object-src 'none'; default-src 'self'"):
        monkeypatch.setattr(worker, "build_policy", lambda said=policy: said)
        worker.worker_text.cache_clear()
        texts.add(worker.worker_text(on=True))
    assert len(texts) == 1


def test_switched_off_it_sends_what_waits_keeps_nothing_and_leaves(client, settings, db):
    settings.SERVICE_WORKER = False
    off = client.get("/sw.js").content.decode()
    assert "unregister()" in off
    assert "drain" in off
    assert '"fetch"' not in off
    assert 'data-worker=""' in client.get("/en/").content.decode()


def test_nothing_is_copied_of_pages_that_are_somebodys(client, db):
    crisis = cast.active_crisis()
    form = f"/en/c/{crisis.slug}/safe/"
    assert " data-copy>" in client.get(form).content.decode()
    assert " data-copy>" not in client.post(form, {}).content.decode()
    client.force_login(crisis.declared_by)
    assert " data-copy>" not in client.get(form).content.decode()


def test_the_manifest_names_icons_of_the_size_it_says(client):
    answer = client.get("/fr/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    told = json.loads(answer.content)
    assert (told["start_url"], told["display"]) == ("/fr/", "standalone")
    for icon in told["icons"]:
        drawn = Image.open(Path(settings.BASE_DIR) / icon["src"].lstrip("/"))
        assert icon["sizes"] == "{}x{}".format(*drawn.size)


@pytest.mark.django_db(transaction=True)
def test_a_form_that_waited_is_told_where_its_page_is_and_acts_once(client):
    form = f"/en/c/{cast.active_crisis().slug}/safe/"
    waited = {"HTTP_IDEMPOTENCY_KEY": KEY}
    first = client.post(form, SAFE | {"submission_id": KEY, "where": "zzkqj plof"}, **waited)
    again = client.post(form, SAFE | {"submission_id": OTHER, "where": "zzkqj plof"}, **waited)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first["Location"] == again["Location"]
    assert CheckIn.objects.count() == 1
    assert "We do not know the place you typed" in client.get(first["Location"]).content.decode()


@pytest.mark.parametrize("door", ["safe", "need"])
@pytest.mark.parametrize("key", ["1", "x" * 5000, "00000000-0000-0000-0000-000000000000"])
@pytest.mark.django_db(transaction=True)
def test_a_word_that_two_browsers_might_use_opens_nobodys_page(client, door, key):
    form = f"/en/c/{cast.active_crisis().slug}/{door}/"
    said = SAFE if door == "safe" else NEED | {"submission_id": ""}
    pages = {client.post(form, said, HTTP_IDEMPOTENCY_KEY=key)["Location"] for _browser in range(2)}
    assert len(pages) == 2


def test_a_form_is_kept_by_no_proxy(client, db):
    crisis = cast.active_crisis()
    for form in ("safe", "need", "offer"):
        assert client.get(f"/en/c/{crisis.slug}/{form}/")["Cache-Control"] == "private, no-cache"


@pytest.mark.django_db(transaction=True)
def test_a_need_that_waited_needs_no_second_look(client):
    form = f"/en/c/{cast.active_crisis().slug}/need/"
    answer = client.post(form, NEED, HTTP_IDEMPOTENCY_KEY=KEY)
    assert answer.status_code == 201
    assert client.get(answer["Location"]).status_code == 200
    assert Need.objects.count() == 1


def test_of_what_cannot_be_sent_so_the_form_comes_back_with_its_answers(client, db):
    form = f"/en/c/{cast.active_crisis().slug}/need/"
    answer = client.post(form, NEED | {"where": "zzkqj plof"}, HTTP_IDEMPOTENCY_KEY=KEY)
    assert answer.status_code == 400
    assert 'value="Amira"' in answer.content.decode()
    assert KEY in answer.content.decode()
    assert not Need.objects.exists()


def test_what_waits_is_shown_with_the_crisis_s_own_hotline(client, db):
    crisis = cast.active_crisis(hotline="0 800 406 005")
    page = client.get(f"/en/c/{crisis.slug}/kept/").content.decode()
    assert "Kept on this phone. Not sent yet." in page
    assert "0 800 406 005" in page
