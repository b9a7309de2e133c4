from accounts.idempotency.keys import random_key
from accounts.origin import Door, Origin
from accounts.throttle import network_of


def web_origin(request, *, door: Door = Door.WEB) -> Origin:
    """Where a posted form comes from; the signed-in person is the actor.

    The reference is its `submission_id`, or the Idempotency-Key of one that waited on a phone: the same, said twice.
    It opens the page of whoever used it first: what is no random UUID, two people might use, so it is none.
    """
    actor = request.user if request.user.is_authenticated else None
    ref = _random(request.headers.get("Idempotency-Key")) or _random(request.POST.get("submission_id"))
    return Origin(door=door, ref=ref, actor=actor, network=network_of(request))


def _random(said: str | None) -> str | None:
    try:
        return random_key(said) if said else None
    except ValueError:
        return None
