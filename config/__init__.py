"""Wiring. Importing the Celery app here binds every shared_task to it, in web processes too."""

import gc

# Before all that a process loads. Python would look for circles at every 700th object, a sixth of a start and a
# twentieth of the time spent on requests, and find none: what is imported stays, what a request made goes by itself.
gc.set_threshold(50_000, 20, 50)

from config.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
