"""One turn of a conversation, as everything that answers it needs it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from accounts.links.actions import issue_manage_link
from accounts.links.secrets import new_token
from accounts.origin import Door, Origin
from accounts.people.actions import fresh_code
from accounts.people.contact import Contact
from accounts.people.models import Person
from accounts.people.vocabulary import ContactKind
from accounts.throttle import spend
from crisis.activation.actions import absolute
from crisis.activation.drafts import CrisisDraft
from crisis.activation.models import Crisis
from crisis.checkin.models import CheckIn
from crisis.checkin.vocabulary import Life, Voice
from crisis.shelter.actions.posting import manage_path
from crisis.shelter.models import Need
from crisis.shelter.vocabulary import ALIVE_NEEDS
from crisis.texting import answers, grammar
from crisis.texting.models import Conversation, TextLine
from crisis.texting.vocabulary import Asked

LONGEST_LINK = 70  # letters; of 160


@dataclass
class Turn:
    """`text`: what is to be answered, which may be an earlier text than `line` once a question was answered.

    `at`: real time, and the crisis's: an exercise is texted by nobody. `tried`: on the operator's screen,
    where one may.
    """

    talk: Conversation
    line: TextLine
    at: datetime
    text: str = ""
    asked: str = Asked.NOTHING
    tried: bool = False

    def __post_init__(self):
        self.text, self.asked = self.line.text, self.talk.asked

    @property
    def crisis(self) -> Crisis | None:
        return self.talk.crisis

    @property
    def person(self) -> Person:
        return self.talk.contact.person

    @property
    def contact(self) -> Contact:
        return Contact(ContactKind.PHONE, self.talk.contact.value)

    @property
    def origin(self) -> Origin:
        return Origin(door=Door.SMS, actor=self.person)

    @property
    def first(self) -> str:
        """Whom to call, where this or what is answered now holds words of danger; else ""."""
        if not any(map(grammar.alarms, {self.text, self.line.text})):
            return ""
        numbers = self.crisis.emergency_numbers if self.crisis else ""
        return answers.call_first(numbers or CrisisDraft.emergency_numbers)

    def ask(self, what: str, **pending) -> None:
        """Wait for the answer to this; `pending`: what is done with it."""
        self.talk.asked, self.talk.pending = what, pending

    def code(self) -> str:
        """To prove the phone with, or "": it is proved, or was sent too many."""
        if self.talk.contact.verified_at:
            return ""
        allowed = spend("contact_code", f"{ContactKind.PHONE}:{self.talk.contact.value}").allowed
        return fresh_code(self.talk.contact) if allowed else ""

    def check_in(self) -> CheckIn | None:
        """What they said of themselves here and have not taken back."""
        own = CheckIn.objects.filter(owner=self.person, crisis=self.crisis, life=Life.ACTIVE, voice=Voice.OWN)
        return own.select_related("crisis", "need", "owner").order_by("-pk").first()

    def ended(self) -> QuerySet[CheckIn]:
        """What they said of themselves here before, and took back, or what ran out."""
        own = CheckIn.objects.filter(owner=self.person, crisis=self.crisis, voice=Voice.OWN)
        return own.exclude(life=Life.ACTIVE)

    def need(self) -> Need | None:
        own = Need.objects.filter(owner=self.person, crisis=self.crisis, state__in=ALIVE_NEEDS)
        return own.select_related("crisis", "owner", "place").order_by("-pk").first()

    def link_to(self, kind: str, posted: Need | CheckIn) -> str:
        """A new manage-link, for a phone that is proved; else ""."""
        if not self.talk.contact.verified_at:
            return ""
        token = new_token()
        issue_manage_link(
            person=self.person,
            subject_kind=kind,
            subject=posted.public_id,
            crisis_id=posted.crisis_id,
            token=token,
        )
        return absolute(manage_path(token, self.talk.language))

    def find_page(self) -> str:
        """Where people are looked for; of a crisis with a long name its short address, from where it is one step."""
        page = absolute(reverse("find", kwargs={"slug": self.crisis.slug}))
        short = absolute(reverse("short_url", kwargs={"short_code": self.crisis.short_code}))
        return page if len(page) <= LONGEST_LINK else short
