"""What providers post to us: public, and signed."""

from collections.abc import Callable
from functools import wraps
from types import ModuleType

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

View = Callable[..., HttpResponse]


def posted_by(provider: ModuleType) -> Callable[[View], View]:
    """A view that this provider alone posts to: 404 where it is not set up, 403 without its signature."""

    def guard(view: View) -> View:
        @csrf_exempt
        @require_POST
        @wraps(view)
        def guarded(request: HttpRequest, **path: object) -> HttpResponse:
            if not provider.posts_to_us():
                return HttpResponse(status=404)
            return view(request, **path) if provider.is_signed(request) else HttpResponse(status=403)

        return guarded

    return guard
