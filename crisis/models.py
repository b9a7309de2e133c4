"""Django sees one app; each slice keeps its own models."""

from crisis.activation.models import Crisis, Membership
from crisis.checkin.asks.models import Appointment, Ask, Asked, NeverAgain, ToTell
from crisis.checkin.models import (
    CheckIn,
    CheckInKey,
    CheckInName,
    CheckInTally,
    CountedCheckIn,
    FindableCheckIn,
    KeptCount,
    NamedLink,
    OwedWord,
    UnknownPlace,
)
from crisis.closures.models import Closure
from crisis.desk.models import Case, CaseNote, SecondYes
from crisis.gazetteer.models import GazetteerPlace, GeocodeCache
from crisis.moderation.models import Decision, Report
from crisis.search.contact.models import ContactLine, ContactWish
from crisis.search.liaison.models import Matter, News, Step
from crisis.search.linking.models import FoundWord, SamePerson
from crisis.search.lists.models import ListedKey, ListedPerson, PersonList
from crisis.search.models import (
    ContactHint,
    Follower,
    LastSeen,
    NameSpelling,
    NameWord,
    Note,
    PublicSearch,
    PublicSearchKey,
    Search,
    SearchKey,
)
from crisis.search.pfif.models import Clone, Entry, Feed, NoteRecord
from crisis.search.photos.models import FalsePhoto, Photo
from crisis.shelter.models import (
    Hold,
    Need,
    NeedPlace,
    Offer,
    OfferPlace,
    OfficialShelter,
    OpenDoor,
    PublicOffer,
)
from crisis.texting.models import Conversation, TextLine, TextNumber

__all__ = [
    "Appointment",
    "Ask",
    "Asked",
    "Case",
    "CaseNote",
    "CheckIn",
    "CheckInKey",
    "CheckInName",
    "CheckInTally",
    "Clone",
    "Closure",
    "Conversation",
    "ContactHint",
    "ContactLine",
    "ContactWish",
    "CountedCheckIn",
    "Crisis",
    "Decision",
    "Entry",
    "FalsePhoto",
    "Feed",
    "FindableCheckIn",
    "Follower",
    "FoundWord",
    "GazetteerPlace",
    "GeocodeCache",
    "Hold",
    "KeptCount",
    "LastSeen",
    "ListedKey",
    "ListedPerson",
    "Matter",
    "Membership",
    "NameSpelling",
    "NameWord",
    "NamedLink",
    "Need",
    "NeedPlace",
    "NeverAgain",
    "News",
    "Note",
    "NoteRecord",
    "Offer",
    "OfferPlace",
    "OfficialShelter",
    "OpenDoor",
    "OwedWord",
    "PersonList",
    "Photo",
    "PublicOffer",
    "PublicSearch",
    "PublicSearchKey",
    "Report",
    "SamePerson",
    "Search",
    "SearchKey",
    "SecondYes",
    "Step",
    "TextLine",
    "TextNumber",
    "ToTell",
    "UnknownPlace",
]
