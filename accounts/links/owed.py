"""Links that are written when somebody asks for them: until then the token itself tells whose it is.

What such a link opens has a public id made from the token (subject_of), so that it is found by an index that is there
anyway. The way back is none: SHA-256 of 128 random bits.
"""

import hashlib
from collections.abc import Callable
from uuid import UUID

Writer = Callable[..., None]
_writers: list[Writer] = []


def subject_of(token: str) -> UUID:
    """The public id of what `token` is given away for."""
    made = hashlib.sha256(f"subject:{token.strip().lower()}".encode()).digest()[:16]
    return UUID(bytes=made, version=4)


def writes_owed_links(writer: Writer) -> Writer:
    """Register `function(public_id=)` or `(owner=)`: it writes the links owed for it. Twice is as good as once."""
    _writers.append(writer)
    return writer


def write_owed(**whose) -> None:
    """Before a link is said not to be there, and before one is taken away. `whose`: public_id or owner."""
    for writer in _writers:
        writer(**whose)
