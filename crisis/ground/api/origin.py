"""Where an API request comes from, and the key that makes its repeat harmless."""

from collections.abc import Callable
from uuid import UUID

from accounts.errors import Refused
from accounts.idempotency.once import Done, once
from accounts.links.models import ApiKey, ManageLink
from accounts.origin import Door, Origin
from accounts.people.models import Person
from crisis.ground.api.codes import CODES


def api_origin(request, *, door: Door = Door.API, key_required: bool = False, actor=...) -> Origin:
    """Raises Refused `key_malformed`, or `key_missing` where a repeat would harm and no key was sent."""
    who = poster_of(request) if actor is ... else actor
    return Origin(door=door, ref=_key(request, key_required), actor=who)


def poster_of(request) -> Person | None:
    """Who owns what is posted: the person signed in. A machine, and a link's holder, post for somebody new."""
    if isinstance(request.auth, ApiKey | ManageLink) or not request.user.is_authenticated:
        return None
    return request.user


def created_once(origin: Origin, *, crisis_id: int | None, request, act: Callable[[], UUID]) -> Done:
    """once() around an action that doesn't ask for it itself; `act` returns the public id it made."""
    body = [request.path, request.data]
    return once(origin=origin, crisis_id=crisis_id, request=body, act=lambda: Done(subject=act()))


def _key(request, required: bool) -> str | None:
    given = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if not given:
        if required:
            raise _wrong("key_missing")
        return None
    try:
        return str(UUID(given))
    except ValueError:
        raise _wrong("key_malformed") from None


def _wrong(code: str) -> Refused:
    refusal = Refused(CODES[code], code=code)
    refusal.status = 400
    return refusal
