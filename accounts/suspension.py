"""A suspended person loses what an account allows, and nothing that anybody may do: they can still ask for help."""

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import SimpleLazyObject


class SuspensionMiddleware:
    """Treats a suspended person as nobody in particular, at once and on every request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.recognised = recognised = request.user  # for their own data: suspended or not, it is theirs
        request.user = SimpleLazyObject(lambda: _unless_suspended(recognised))
        return self.get_response(request)


def _unless_suspended(person):
    return AnonymousUser() if person.is_authenticated and person.suspended_at else person
