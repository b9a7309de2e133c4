"""Where the server listens is known to a command that was told nothing."""

import io
import os

import pytest
from django.core.management import call_command

from accounts import running

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(settings, tmp_path, monkeypatch):
    """What `manage.py sign_in_link` prints on an empty VAR_DIR, with neither PORT nor PUBLIC_URL."""
    settings.VAR_DIR, settings.PUBLIC_URL = tmp_path, "http://localhost:8000"
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.delenv("PUBLIC_URL", raising=False)

    def printed() -> str:
        out = io.StringIO()
        call_command("sign_in_link", stdout=out)
        return out.getvalue()

    return printed


def test_the_link_leads_to_the_server_that_runs(link, monkeypatch, tmp_path):
    with running.noted("http://localhost:8071"):
        assert link().startswith("http://localhost:8071/")
        monkeypatch.setenv("PORT", "8000")
        assert link().startswith("http://localhost:8000/"), "what is said here counts"
        monkeypatch.delenv("PORT")
    assert link().startswith("http://localhost:8000/")
    (tmp_path / "running" / "4194305").write_text("http://localhost:8072")  # above any number Linux gives
    assert link().startswith("http://localhost:8000/"), "of one that was killed nothing is believed"


def test_an_exercise_beside_it_serves_nowhere(link, tmp_path):
    with running.noted():
        (tmp_path / "running" / str(os.getppid())).write_text("http://localhost:8073")
        assert link().startswith("http://localhost:8073/")
