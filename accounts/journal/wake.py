"""Tells this process's dispatcher that something was committed. Other processes notice within their poll."""

import threading

_awake = threading.Event()


def wake() -> None:
    _awake.set()


def wait_until_woken(timeout: float) -> None:
    """Block until wake() was called or `timeout` seconds passed."""
    _awake.wait(timeout)
    _awake.clear()
