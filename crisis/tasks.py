"""Celery looks here; the tasks live in their slices."""

from crisis.shelter.tasks import sweep_shelter

__all__ = ["sweep_shelter"]
