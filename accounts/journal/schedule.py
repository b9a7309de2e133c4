"""What runs by the clock, declared beside the task. Celery beat reads it; so does the embedded dispatcher."""

from dataclasses import dataclass

_scheduled: list["Scheduled"] = []


@dataclass(frozen=True)
class Scheduled:
    task: object  # a Celery task
    seconds: float


def every(*, seconds: float):
    """Run a Celery task every so many seconds. Put it above @shared_task."""

    def register(task):
        _scheduled.append(Scheduled(task, seconds))
        return task

    return register


def scheduled() -> list[Scheduled]:
    return list(_scheduled)


def beat_schedule() -> dict:
    """The same list as Celery's `beat_schedule`; a late task expires rather than piling up."""
    return {
        s.task.name: {"task": s.task.name, "schedule": s.seconds, "options": {"expires": max(s.seconds, 5)}}
        for s in _scheduled
    }
