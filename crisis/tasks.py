"""Celery looks here; the tasks live in their slices."""

from crisis.checkin.asks.tasks import sweep_asks
from crisis.checkin.tasks import sweep_check_ins
from crisis.closures.tasks import sweep_closures
from crisis.search.pfif.tasks import enter_what_was_public, fetch_clones_photos, sweep_clones
from crisis.search.tasks import sweep_searches
from crisis.shelter.tasks import better_points, sweep_shelter

__all__ = [
    "better_points",
    "fetch_clones_photos",
    "sweep_asks",
    "sweep_check_ins",
    "enter_what_was_public",
    "sweep_clones",
    "sweep_closures",
    "sweep_searches",
    "sweep_shelter",
]
