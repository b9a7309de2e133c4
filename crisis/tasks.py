"""Celery looks here; the tasks live in their slices."""

from crisis.shelter.tasks import better_points, sweep_shelter

__all__ = ["better_points", "sweep_shelter"]
