"""What every page of the desk begins with: who is asking, which crisis, what time it is there."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.errors import NotThere
from accounts.journal.sequence import last_position
from accounts.origin import Door
from accounts.permissions import can
from crisis.activation.access import COORDINATE, MODERATE, crisis_for
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.ground.web.origin import web_origin

MAP_ZOOM = 12


def desk(what: str = COORDINATE, *, live: bool = False):
    """A page of one crisis's desk: the view is called as (request, crisis, at=, **url parts).

    `live`: its socket goes on from `request.drawn_from`, the journal's position before anything was read.
    Whoever is signed in without the right sees what is not there; whoever is not signed in may sign in.
    """

    def decorate(view):
        @wraps(view)
        def page(request: HttpRequest, slug: str, **parts) -> HttpResponse:
            if not request.user.is_authenticated:
                return sign_in(request)
            crisis = crisis_for(request.user, slug, what)
            if live:
                request.drawn_from = last_position()
            return view(request, crisis, at=crisis_now(crisis), **parts)

        return page

    return decorate


def sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in page, the same for what is there and what is not. Raises NotThere for a post."""
    if request.method not in ("GET", "HEAD"):
        raise NotThere
    return redirect_to_login(request.get_full_path())


def desk_page(
    request: HttpRequest, template: str, crisis: Crisis, *, status: int = 200, **context
) -> HttpResponse:
    """Render a page of the desk with what its frame needs."""
    frame = {
        "crisis": crisis,
        "may_coordinate": can(request.user, COORDINATE, crisis.pk),
        "may_moderate": can(request.user, MODERATE, crisis.pk),
        "map_centre": f"{crisis.lat},{crisis.lon},{MAP_ZOOM}",
    }
    return render(request, template, frame | context, status=status)


def desk_origin(request: HttpRequest):
    return web_origin(request, door=Door.DESK)
