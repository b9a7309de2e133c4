"""Where an API request comes from, and the key that makes its repeat harmless."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import Model
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.errors import NotThere, Refused
from accounts.idempotency.keys import random_key
from accounts.idempotency.once import Done, once
from accounts.links.models import ApiKey, ManageLink
from accounts.origin import Door, Origin
from accounts.people.models import Person
from accounts.throttle import network_of
from crisis.ground.api.codes import CODES


def api_origin(request, *, door: Door = Door.API, key_required: bool = False, actor=...) -> Origin:
    """Raises Refused `key_malformed`, or `key_missing` where a repeat would harm and no key was sent."""
    who = poster_of(request) if actor is ... else actor
    ref = _key(request, key_required)
    return Origin(door=door, ref=ref, actor=who, network=network_of(request))


def poster_of(request) -> Person | None:
    """Who owns what is posted: the person signed in. A machine, and a link's holder, post for somebody new."""
    if isinstance(request.auth, ApiKey | ManageLink) or not request.user.is_authenticated:
        return None
    return request.user


def created(
    request,
    origin: Origin,
    *,
    model: type[Model],
    shape: type[BaseSerializer],
    crisis_id: int | None,
    act: Callable[[], Model],
) -> Response:
    """The one row that `act` makes, as `shape` shows it: 201, or 200 where this key had made it before.

    For actions that don't ask for the key themselves. Raises KeyReused, and NotThere for a row that is gone since.
    """
    done = once(
        origin=origin,
        crisis_id=crisis_id,
        request=[request.path, request.data],
        act=lambda: Done(subject=UUID(int=act().pk)),
    )
    row = model.objects.filter(pk=done.subject.int).first()
    if row is None:
        raise NotThere
    return Response(shape(row).data, status=200 if done.repeated else 201)


def _key(request, required: bool) -> str | None:
    given = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if not given:
        if required:
            raise _wrong("key_missing")
        return None
    try:
        return random_key(given)
    except ValueError:
        raise _wrong("key_malformed") from None


def _wrong(code: str) -> Refused:
    refusal = Refused(CODES[code], code=code)
    refusal.status = 400
    return refusal
