"""The Celery app, and what runs by the clock in both set-ups."""

import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("porte_ouverte")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.task_postrun.connect
def give_back_the_connection(**_kwargs) -> None:
    """To its pool, which looks whether it still works. Celery itself would close the pool after every task."""
    from django.db import close_old_connections, connection

    if not connection.in_atomic_block:
        close_old_connections()


@app.on_after_finalize.connect
def keep_the_clock(sender, **_kwargs) -> None:
    """Every task declared with @every, from the registry that the embedded dispatcher reads too."""
    import django

    django.setup()
    from accounts.journal.schedule import beat_schedule

    sender.conf.beat_schedule = beat_schedule()
