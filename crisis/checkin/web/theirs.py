"""Whoever another spoke for reads it behind the link sent to their own phone or mailbox, and answers or ends it."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.errors import TooLate
from crisis.activation.access import public_crisis
from crisis.activation.clock import crisis_now
from crisis.checkin.actions.theirs import answer_for_myself, end_word_of_me
from crisis.checkin.found import Found
from crisis.checkin.vocabulary import Status, Voice
from crisis.ground.web.origin import web_origin

OWN = (Status.SAFE, Status.NOT_THERE)  # help needs a place: that is asked on the page of the safety check


def said_once(people: list[Found]) -> list[Found]:
    """Without the message of those who are with somebody, where it was read a line above."""
    read: set[str] = set()
    kept = []
    for each in people:
        again = each.voice == Voice.TOGETHER and each.message in read
        kept.append(replace(each, message="") if again else each)
        read.add(each.message)
    return kept


@require_POST
def answer_word(request: HttpRequest, slug: str, token: str, check_in: UUID) -> HttpResponse:
    """`status`: what they say themselves; without one it only ends."""
    crisis, status = public_crisis(slug), request.POST.get("status", "")
    about = {"crisis": crisis, "token": token, "check_in_id": check_in}
    by = {"origin": web_origin(request), "at": crisis_now(crisis)}
    try:
        if status not in OWN:
            end_word_of_me(**about, **by)
            messages.success(request, _("It has ended: nobody finds it any more."))
            return redirect("named", slug, token)
        done = answer_for_myself(status=status, **about, **by)
    except TooLate as late:
        messages.error(request, late.message)
        return redirect("named", slug, token)
    messages.success(request, _("It is said. Keep this page: you change it or take it back here."))
    return redirect("manage", token=done.secret)
