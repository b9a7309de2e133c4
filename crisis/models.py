"""Django sees one app; each slice keeps its own models."""

from crisis.activation.models import Crisis, Membership
from crisis.desk.models import Case, CaseNote
from crisis.gazetteer.models import GazetteerPlace, GeocodeCache
from crisis.moderation.models import Decision, Report
from crisis.shelter.models import Hold, Need, NeedPlace, Offer, OfferPlace, OfficialShelter, PublicOffer

__all__ = [
    "Case",
    "CaseNote",
    "Crisis",
    "Decision",
    "GazetteerPlace",
    "GeocodeCache",
    "Hold",
    "Membership",
    "Need",
    "NeedPlace",
    "Offer",
    "OfferPlace",
    "OfficialShelter",
    "PublicOffer",
    "Report",
]
