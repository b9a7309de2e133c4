"""Whoever is looked for sees it behind the link sent to their own phone or mailbox, and may end it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.errors import TooLate
from crisis.activation.access import public_crisis
from crisis.activation.clock import crisis_now
from crisis.checkin.actions.sought import close_search_for_me
from crisis.ground.web.origin import web_origin


@require_POST
def close_sought(request: HttpRequest, slug: str, token: str, search: UUID) -> HttpResponse:
    crisis = public_crisis(slug)
    about = {"crisis": crisis, "token": token, "search": search}
    try:
        close_search_for_me(origin=web_origin(request), at=crisis_now(crisis), **about)
    except TooLate as late:
        messages.error(request, late.message)
    else:
        messages.success(
            request, _("It has ended. Those who look for you read that it has, and not by whom.")
        )
    return redirect("named", slug, token)
