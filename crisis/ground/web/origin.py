from accounts.origin import Door, Origin


def web_origin(request, *, door: Door = Door.WEB) -> Origin:
    """Where a posted form comes from: its `submission_id` is the reference, the signed-in person the actor."""
    actor = request.user if request.user.is_authenticated else None
    return Origin(door=door, ref=request.POST.get("submission_id") or None, actor=actor)
