"""Typed text becomes places: offline first, outside geocoders only where the operator named them."""
