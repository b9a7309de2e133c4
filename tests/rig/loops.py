"""Runs a coroutine in a thread of its own: a browser test leaves a loop running in the tests' thread."""

import asyncio
import contextvars
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor


def run(coroutine: Coroutine):
    """What asyncio.run() returns or raises, whatever loop this thread already has."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(contextvars.copy_context().run, asyncio.run, coroutine).result()
