"""The same request, sent again, gets the same answer and changes nothing."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, is_dataclass
from uuid import UUID

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import IntegrityError, transaction

from accounts.errors import KeyReused
from accounts.idempotency.models import ClaimedKey
from accounts.origin import Origin

_written = json.JSONEncoder(sort_keys=True, default=str).encode


@dataclass(frozen=True)
class Done:
    """What a creating action gives back. `secret` is the manage-link's token; `repeated`: it had acted before."""

    subject: UUID
    secret: str = ""
    repeated: bool = False


def once(*, origin: Origin, crisis_id: int | None, request, act: Callable[[], Done]) -> Done:
    """Run `act` in a transaction, unless this (door, crisis, actor, ref) already did: then rebuild its answer.

    `request`: the draft (a dataclass) or any JSON value, compared by hash. Raises KeyReused when the same ref
    came with another request. The secret in an answer is kept only sealed under a key made from `ref`, which
    itself is kept only as a hash. Without a ref nothing is claimed.
    """
    if not origin.ref:
        with transaction.atomic():
            return act()
    scope = scope_of(origin, crisis_id, origin.ref)
    fingerprint = hash_of(asdict(request) if is_dataclass(request) else request)
    try:
        with transaction.atomic():
            claimed = ClaimedKey.objects.create(scope_hash=scope, request_hash=fingerprint)
            done = act()
            claimed.subject = done.subject
            claimed.sealed = _fernet(origin.ref).encrypt(done.secret.encode()).decode()
            claimed.save(update_fields=["subject", "sealed"])
            return done
    except IntegrityError:
        claimed = ClaimedKey.objects.filter(scope_hash=scope).first()
        if claimed is None:
            raise
    return _again(claimed, fingerprint, origin.ref)


def answered(*, origin: Origin, crisis_id: int | None) -> Done | None:
    """What this ref was answered, whatever was asked with it; None for a new one.

    Only for doors whose refs nobody can guess: it gives the secret away.
    """
    scope = scope_of(origin, crisis_id, origin.ref)
    claimed = ClaimedKey.objects.filter(scope_hash=scope).first() if origin.ref else None
    return _unsealed(claimed, origin.ref) if claimed else None


def _again(claimed: ClaimedKey, fingerprint: str, ref: str) -> Done:
    if claimed.request_hash != fingerprint:
        raise KeyReused
    return _unsealed(claimed, ref)


def _unsealed(claimed: ClaimedKey, ref: str) -> Done:
    secret = _fernet(ref).decrypt(claimed.sealed.encode()).decode()
    return Done(subject=claimed.subject, secret=secret, repeated=True)


def scope_of(origin: Origin, crisis_id: int | None, ref: str) -> str:
    """What one ref stands for: the same at another door, in another crisis or by another person is another one."""
    return hash_of([origin.door, crisis_id, origin.actor_id, ref])


def hash_of(value) -> str:
    return hashlib.sha256(_written(value).encode()).hexdigest()


def _fernet(ref: str) -> Fernet:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"idempotency").derive(ref.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
