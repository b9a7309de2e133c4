"""The Celery app, and what runs by the clock in both set-ups."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("porte_ouverte")
app.config_from_object("django.conf:settings.CELERY", namespace=None)
app.autodiscover_tasks()
