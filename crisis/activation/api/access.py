"""Which crisis an API request may work on: membership answers, and a key never leaves its own crisis."""

from accounts.errors import NotThere
from accounts.links.models import ApiKey
from crisis.activation.access import COORDINATE, crisis_for, public_crisis
from crisis.activation.models import Crisis


def open_crisis(request, slug: str) -> Crisis:
    """The crisis anybody may see. Raises NotThere; also when a key of another crisis asks."""
    return _within_key(request, public_crisis(slug))


def desk_crisis(request, slug: str, what: str = COORDINATE) -> Crisis:
    """The crisis this person, or their key, works on. Raises NotThere."""
    return _within_key(request, crisis_for(request.user, slug, what))


def _within_key(request, crisis: Crisis) -> Crisis:
    if isinstance(request.auth, ApiKey) and request.auth.crisis_id not in (None, crisis.pk):
        raise NotThere
    return crisis
