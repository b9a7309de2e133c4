"""How names are written, how they sound, and how alike they are. Pure; `matching.engine.names` is its face."""
