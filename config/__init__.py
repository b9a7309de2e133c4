"""Wiring. Importing the Celery app here binds every shared_task to it, in web processes too."""

import gc

# Before most of what a process loads. Python would look for circles at every 700th object, a sixth of a start and a
# twentieth of the time spent on requests, and find little: what is imported stays, a request leaves a hundred or two.
gc.set_threshold(50_000, 20, 50)

from config.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
