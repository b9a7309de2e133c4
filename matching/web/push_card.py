"""What the card "Tell me on this phone" needs to know."""

from django.conf import settings

from accounts.people.models import Person
from accounts.push.devices import devices_of
from accounts.push.keys import public_key


def push_card(person: Person, url: str) -> dict | None:
    """{url, key, devices}; None where no worker of ours could show anything."""
    if not settings.SERVICE_WORKER:
        return None
    return {"url": url, "key": public_key(), "devices": devices_of(person)}
