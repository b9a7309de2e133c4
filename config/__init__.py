"""Wiring. Importing the Celery app here binds every shared_task to it, in web processes too."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
