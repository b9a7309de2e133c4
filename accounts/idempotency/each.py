"""once() for requests that are written together, each with its own ref. Nothing is sealed: an answer is made again.

The token in it is made from the ref, the subject and our secret key, so that neither the database nor the ref alone
opens anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from accounts import rows
from accounts.idempotency.models import ClaimedKey
from accounts.links.secrets import token_of


@dataclass(frozen=True, slots=True)
class Claim:
    """`fingerprint`: of what is asked; `subject`: public id of what is about to be made."""

    fingerprint: str
    subject: UUID


def claim_each(wanted: Mapping[str, Claim]) -> dict[str, Claim]:
    """Claim every scope (once.scope_of) that is free, in the caller's transaction; what the others were claimed for.

    Waits for whoever claims the same one just now. Both come in the same order, so neither waits for the other.
    """
    names = ("scope_hash", "request_hash", "subject")
    new = [(scope, wanted[scope].fingerprint, wanted[scope].subject) for scope in sorted(wanted)]
    mine = rows.write_new(ClaimedKey, "scope_hash", names, new)
    return claimed([scope for scope in wanted if scope not in mine])


def claimed(scopes: list[str]) -> dict[str, Claim]:
    """What these scopes were claimed for; free ones are not in it."""
    if not scopes:
        return {}
    found = ClaimedKey.objects.filter(scope_hash__in=scopes).values_list(
        "scope_hash", "request_hash", "subject"
    )
    return {scope: Claim(fingerprint, subject) for scope, fingerprint, subject in found}


def token_for(ref: str, subject: UUID) -> str:
    """The manage token of what `ref` made, the same each time."""
    return token_of(f"{ref}:{subject}")
