"""The cast. Amira needs a bed, Boris opens his door, Chen coordinates, Dana must see nothing.
Esma looks for her brother Farid.

Everybody comes in through the same actions as in life; nothing here writes a row of its own.
"""

from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

from django.utils import timezone

from accounts.origin import Door, Origin
from accounts.people.models import Person
from crisis.activation.actions import activate_crisis, declare_crisis
from crisis.activation.drafts import CrisisDraft
from crisis.activation.models import Crisis
from crisis.checkin.actions.checking_in import check_in
from crisis.checkin.drafts import CheckInDraft
from crisis.checkin.models import CheckIn
from crisis.closures.actions import declare_closure
from crisis.closures.drafts import ClosureDraft
from crisis.closures.models import Closure
from crisis.search.actions.posting import post_search
from crisis.search.actions.showing import show_search
from crisis.search.drafts import SearchDraft
from crisis.search.lists.actions import import_list
from crisis.search.lists.columns import guess
from crisis.search.lists.drafts import ListDraft
from crisis.search.lists.models import PersonList
from crisis.search.lists.sheet import read_rows
from crisis.search.models import Search
from crisis.shelter.actions.needs import post_need
from crisis.shelter.actions.offers import open_offer
from crisis.shelter.drafts import NeedDraft, OfferDraft, PlaceDraft
from crisis.shelter.models import Need, Offer
from crisis.texting.actions.numbers import give_number
from crisis.texting.actions.receiving import receive
from crisis.texting.actions.talking import answer_texts
from crisis.texting.drafts import IncomingText
from crisis.texting.models import Conversation
from matching.actions.handshake import accept_match, confirm_arrival, set_out
from matching.actions.proposing import propose_matches
from matching.models import Match
from matching.vocabulary import Side

ALIBERT = (48.8712, 2.3672)
OBERKAMPF = (48.8649, 2.3734)
WEB = Origin(door=Door.WEB)
VOUCHED = Origin(door=Door.DRILL)
_numbers = count(1)


def now() -> datetime:
    return timezone.now()


def chen(**fields) -> Person:
    """A coordinator who may declare crises."""
    return Person.objects.create_user(pseudonym="Chen", may_declare=True, last_login=now(), **fields)


def dana() -> Person:
    """Signed in, and nobody in particular."""
    return Person.objects.create_user(pseudonym="Dana", email="dana@example.org")


def at_the_desk(person: Person) -> Origin:
    return Origin(door=Door.DESK, actor=person)


def draft_crisis(by: Person | None = None, **changes) -> Crisis:
    fields = {
        "name": "Paris",
        "what_happened": "Several attacks; stay inside.",
        "place_label": "Paris",
        "lat": 48.8566,
        "lon": 2.3522,
    }
    origin = at_the_desk(by or chen())
    return declare_crisis(draft=CrisisDraft(**fields | changes), origin=origin, at=now())


def active_crisis(by: Person | None = None, **changes) -> Crisis:
    crisis = draft_crisis(by, **changes)
    origin = at_the_desk(crisis.declared_by)
    activate_crisis(crisis=crisis, typed_name=crisis.name, origin=origin, at=now())
    return crisis


def place(point: tuple[float, float] = ALIBERT, label: str = "12 rue Alibert, 75010 Paris") -> PlaceDraft:
    return PlaceDraft(lat=point[0], lon=point[1], label=label, typed=label)


def anothers() -> str:
    """A mailbox that is nobody else's: the public counts people by theirs."""
    return f"neighbour{next(_numbers)}@example.org"


def offer_draft(**changes) -> OfferDraft:
    fields = {
        "place": place(),
        "places": 2,
        "until": now() + timedelta(hours=12),
        "first_name": "Boris",
        "contact": "boris@example.org",
        "entry": "code 4812B, 3rd floor",
        "language": "en",
    }
    return OfferDraft(**fields | changes)


def need_draft(**changes) -> NeedDraft:
    fields = {
        "place": place(OBERKAMPF, "Rue Oberkampf"),
        "adults": 1,
        "first_name": "Amira",
        "language": "en",
    }
    return NeedDraft(**fields | changes)


def boris_opens(crisis: Crisis, *, origin: Origin = VOUCHED, at: datetime | None = None, **changes) -> Offer:
    """Boris's door, his contact verified."""
    done = open_offer(crisis=crisis, draft=offer_draft(**changes), origin=origin, at=at or now())
    return Offer.objects.select_related("crisis", "owner", "place").get(public_id=done.subject)


def amira_asks(crisis: Crisis, *, origin: Origin = VOUCHED, at: datetime | None = None, **changes) -> Need:
    done = post_need(crisis=crisis, draft=need_draft(**changes), origin=origin, at=at or now())
    return Need.objects.select_related("crisis", "owner", "place").get(public_id=done.subject)


def hospital_gives(
    crisis: Crisis, text: str, *, name: str = "Hôpital Saint-Louis", at: datetime | None = None
) -> PersonList:
    """A list as the coordinator takes it: every column as it was guessed."""
    at = at or now()
    given = import_list(
        crisis=crisis, draft=ListDraft("hospital", name), rows=read_rows(text, guess(text), today=at.date()),
        origin=at_the_desk(crisis.declared_by), at=at,
    )  # fmt: skip
    return given.list


def check_in_draft(**changes) -> CheckInDraft:
    fields = {
        "status": "safe",
        "given_name": "Amira",
        "family_name": "Haddad",
        "audience": "contacts",
        "contact": "amira@example.org",
        "language": "en",
    }
    return CheckInDraft(**fields | changes)


def amira_is_safe(
    crisis: Crisis, *, origin: Origin = VOUCHED, at: datetime | None = None, **changes
) -> CheckIn:
    """Amira says she is safe, her contact verified."""
    done = check_in(crisis=crisis, draft=check_in_draft(**changes), origin=origin, at=at or now())
    return CheckIn.objects.select_related("crisis", "owner", "need").get(public_id=done.subject)


def somebody_texts(text: str, *, sender: str = "+33612345678", to: str = "", name: str = "") -> Conversation:
    """As a provider hands it over, and answered; `name`: the provider's own id of it."""
    incoming = IncomingText(
        provider="test", provider_id=name or str(uuid4()), sender=sender, to=to, text=text
    )
    receive(incoming, at=now())
    talk = Conversation.objects.select_related("contact__person", "crisis").get(contact__value=sender)
    answer_texts(conversation=talk.pk, at=now())
    talk.refresh_from_db()
    return talk


def number_of(crisis: Crisis, number: str = "+33644600000") -> str:
    """A phone number of ours that is this crisis's from now on."""
    return give_number(crisis=crisis, number=number, origin=at_the_desk(crisis.declared_by), at=now()).number


def proposed(crisis: Crisis, at: datetime | None = None, **offer) -> Match:
    """Boris's door is asked for Amira."""
    boris_opens(crisis, at=at, **offer)
    match = propose_matches(need=amira_asks(crisis, at=at), at=at or now())
    assert match, "the door fits"
    return match


def accepted(crisis: Crisis, at: datetime | None = None) -> Match:
    match = proposed(crisis, at)
    accept_match(match=match, origin=WEB, at=at or now())
    return match


def coming(crisis: Crisis, at: datetime | None = None) -> Match:
    match = accepted(crisis, at)
    set_out(match=match, origin=WEB, at=at or now())
    return match


def arrived(crisis: Crisis, at: datetime | None = None) -> Match:
    match = coming(crisis, at)
    for side in (Side.HOST, Side.GUEST):
        confirm_arrival(match=match, side=side, origin=WEB, at=at or now())
    match.refresh_from_db()
    return match


def closure_draft(
    point: tuple[float, float] = ALIBERT, radius_m: int | None = 200, **changes
) -> ClosureDraft:
    fields = {
        "name": "Around rue Alibert",
        "source": "Police, by phone",
        "place_label": "Rue Alibert, 75010 Paris",
        "lat": point[0],
        "lon": point[1],
        "radius_m": radius_m,
    }
    return ClosureDraft(**fields | changes)


def chen_closes(
    crisis: Crisis, point: tuple[float, float] = ALIBERT, *, at: datetime | None = None, **changes
) -> Closure:
    """The police cordon off what lies around this point."""
    draft, origin = closure_draft(point, **changes), at_the_desk(crisis.declared_by)
    return declare_closure(crisis=crisis, draft=draft, origin=origin, at=at or now())


def search_draft(**changes) -> SearchDraft:
    fields = {
        "given_name": "Farid",
        "family_name": "Belkacem",
        "age_min": 34,
        "sex": "male",
        "description": "Dark green coat, a scar on the left hand.",
        "place": place(ALIBERT, "Le Carillon, 18 rue Alibert"),
        "first_name": "Esma",
        "relation": "sister",
        "contact": "esma@example.org",
        "language": "en",
    }
    return SearchDraft(**fields | changes)


def esma_searches(
    crisis: Crisis, *, origin: Origin = VOUCHED, at: datetime | None = None, public: bool = False, **changes
) -> Search:
    """Her contact verified; `public`: and read by a moderator."""
    done = post_search(crisis=crisis, draft=search_draft(**changes), origin=origin, at=at or now())
    search = Search.objects.select_related("crisis", "owner").get(public_id=done.subject)
    if public:
        show_search(search=search, origin=at_the_desk(crisis.declared_by), at=at or now())
    return search
