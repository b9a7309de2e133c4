from accounts.origin import Door, Origin
from accounts.throttle import network_of


def web_origin(request, *, door: Door = Door.WEB) -> Origin:
    """Where a posted form comes from; the signed-in person is the actor.

    The reference is its `submission_id`, or the Idempotency-Key of one that waited on a phone: the same, said twice.
    """
    actor = request.user if request.user.is_authenticated else None
    ref = request.headers.get("Idempotency-Key") or request.POST.get("submission_id")
    return Origin(door=door, ref=ref or None, actor=actor, network=network_of(request))
