"""The doors of the safety check."""
