"""Whoever is looked for sees it behind the link sent to their own phone or mailbox, and may end it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.errors import NotThere, TooLate
from accounts.people.actions import mark_verified
from accounts.people.vocabulary import VerifiedBy
from crisis.activation.access import public_crisis
from crisis.activation.clock import crisis_now
from crisis.checkin.actions.telling import holder_of_named, named_by_token
from crisis.ground.web.origin import web_origin
from crisis.search.sought import close_as_sought, searches_for


@require_POST
def close_sought(request: HttpRequest, slug: str, token: str, search: UUID) -> HttpResponse:
    crisis = public_crisis(slug)
    mine = searches_for(crisis, named_by_token(crisis, token))
    row = next((each for each in mine if each.public_id == search), None)
    if row is None:
        raise NotThere
    point, at, origin = holder_of_named(crisis, token), crisis_now(crisis), web_origin(request)
    try:
        close_as_sought(search=row, person=point.person, origin=origin, at=at)
    except TooLate as late:
        messages.error(request, late.message)
    else:
        by = {"by": VerifiedBy.CODE, "origin": origin, "at": at, "crisis_id": crisis.pk}
        mark_verified(contact=point, **by)
        messages.success(
            request, _("It has ended. Those who look for you read that it has, and not by whom.")
        )
    return redirect("named", slug, token)
