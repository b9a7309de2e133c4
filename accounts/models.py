"""Django sees one app; each room keeps its own models."""

from accounts.disclosure.models import Disclosure
from accounts.idempotency.models import ClaimedKey
from accounts.journal.models import Delivery, Entry, Heartbeat
from accounts.links.models import ApiKey, ManageLink, SignInLink
from accounts.people.models import Block, ContactKey, ContactPoint, Person, Suspension, VerificationCode
from accounts.push.models import PushDevice
from accounts.reach.choices import Choices
from accounts.reach.models import Message, SegmentsSpent
from accounts.reach.stops import Stop

__all__ = [
    "ApiKey",
    "Block",
    "Choices",
    "ContactKey",
    "ClaimedKey",
    "ContactPoint",
    "Delivery",
    "Disclosure",
    "Entry",
    "Heartbeat",
    "ManageLink",
    "Message",
    "Person",
    "PushDevice",
    "SegmentsSpent",
    "SignInLink",
    "Stop",
    "Suspension",
    "VerificationCode",
]
