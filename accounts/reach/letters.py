"""What somebody asks to be sent."""

from dataclasses import dataclass

from accounts.people.models import ContactPoint
from accounts.reach.rules import is_urgent
from accounts.reach.vocabulary import NewsKind


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One message to one contact. `drill` is exactly True or False: a forgotten flag must not reach a real phone.

    `verifying`: what its owner asks for this moment: a code, an answer to their text; `invited`: what
    accounts.reach.inviting writes. Nothing else goes to a contact that was never verified. `thing`: what it is about;
    a newer letter about the same thing to the same contact takes the place of one that has not left. `urgent`: None
    goes by the kind. `behind`: see Message. `wait`: seconds until it leaves, at any hour, with others for the same
    contact.
    """

    contact: ContactPoint
    text: str
    drill: bool
    subject: str = ""
    crisis_id: int | None = None
    verifying: bool = False
    invited: bool = False
    kind: NewsKind = NewsKind.OTHER
    thing: str = ""
    urgent: bool | None = None
    behind: bool = False
    wait: int = 0

    @property
    def about(self) -> NewsKind:
        return NewsKind.CODE if self.verifying else self.kind

    @property
    def at_once(self) -> bool:
        if self.wait:
            return False
        return is_urgent(self.about) if self.urgent is None else self.urgent
