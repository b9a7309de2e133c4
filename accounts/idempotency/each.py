"""once() for requests that are written together, each with its own ref. Nothing is sealed: an answer is made again.

The token in it is made from the ref, a salt and our secret key, so that neither the database nor the ref alone
opens anything.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from accounts import rows
from accounts.idempotency.models import ClaimedKey
from accounts.links.secrets import token_of


@dataclass(frozen=True, slots=True)
class Claim:
    """`fingerprint`: of what is asked; `subject`: public id of what is about to be made; `salt`: of its token."""

    fingerprint: str
    subject: UUID
    salt: str


def claim_each(wanted: Mapping[str, Claim]) -> dict[str, Claim]:
    """Claim every scope (once.scope_of) that is free, in the caller's transaction; what the others were claimed for.

    Waits for whoever claims the same one just now. Both come in the same order, so neither waits for the other.
    """
    names = ("scope_hash", "request_hash", "subject", "sealed")
    new = [(scope, each.fingerprint, each.subject, each.salt) for scope, each in sorted(wanted.items())]
    mine = rows.write_new(ClaimedKey, "scope_hash", names, new)
    return claimed([scope for scope in wanted if scope not in mine])


def claimed(scopes: list[str]) -> dict[str, Claim]:
    """What these scopes were claimed for; free ones are not in it."""
    if not scopes:
        return {}
    found = ClaimedKey.objects.filter(scope_hash__in=scopes).values_list(
        "scope_hash", "request_hash", "subject", "sealed"
    )
    # Without one: claimed before there were salts.
    return {scope: Claim(asked, subject, salt or str(subject)) for scope, asked, subject, salt in found}


def new_salts(many: int) -> list[str]:
    """64 random bits each."""
    drawn = secrets.token_hex(8 * many)
    return [drawn[start : start + 16] for start in range(0, 16 * many, 16)]


def token_for(ref: str, salt: str) -> str:
    """The manage token of what `ref` made, the same each time."""
    return token_of(f"{ref}:{salt}")
