"""What a first start draws for itself."""

import errno

import pytest

from config import environment


def test_a_key_that_could_not_be_written_is_drawn_again_next_time(monkeypatch, tmp_path):
    def full(_size):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as today, pytest.raises(OSError, match="No space"):
        today.setattr(environment.secrets, "token_urlsafe", full)
        environment.kept_secret("NO_SUCH_KEY", tmp_path / "key")
    assert len(environment.kept_secret("NO_SUCH_KEY", tmp_path / "key")) > 40
