"""Keys nobody else uses by accident: whoever sends one again gets the first one's answer, its token too."""

from uuid import UUID

RANDOM = (4, 7)  # versions of RFC 9562 that are drawn, not counted and not the machine's or the name's


def random_key(said: str) -> str:
    """It, as we keep it. Raises ValueError for what is no UUID of a random version: two might use it."""
    key = UUID(said)
    if key.version not in RANDOM:
        raise ValueError
    return str(key)
