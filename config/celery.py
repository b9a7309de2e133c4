"""The Celery app, and what runs by the clock in both set-ups."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("porte_ouverte")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_finalize.connect
def keep_the_clock(sender, **_kwargs) -> None:
    """Every task declared with @every, from the registry that the embedded dispatcher reads too."""
    import django

    django.setup()
    from accounts.journal.schedule import beat_schedule

    sender.conf.beat_schedule = beat_schedule()
