"""Two runs are one: whoever fails is seen, whichever it is."""

import subprocess

import pytest

from tests.rig import both


@pytest.mark.parametrize(
    "sqlite, postgres, told", [(0, 0, 0), (1, 0, 1), (0, 1, 1), (both.NO_TESTS, 0, 0), (2, both.NO_TESTS, 1)]
)
def test_it_fails_when_either_does_and_what_both_said_is_shown_one_after_the_other(
    monkeypatch, capfd, sqlite, postgres, told
):
    ends = {"sqlite": sqlite, "postgres": postgres}

    def start(backend, _words, output):
        return subprocess.Popen(["sh", "-c", f"echo heard on {backend}; exit {ends[backend]}"], stdout=output)

    monkeypatch.setattr(both, "_start", start)
    monkeypatch.setattr(both.signal, "signal", lambda *_: None)
    assert both.run_both([]) == told
    said = capfd.readouterr().out
    assert -1 < said.index("heard on sqlite") < said.index("== postgres") < said.index("heard on postgres")
