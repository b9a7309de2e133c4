"""Photos of the missing: what comes in is never what is shown."""

from crisis.ground.photos.cleaning import Clean, clean

__all__ = ["Clean", "clean"]
