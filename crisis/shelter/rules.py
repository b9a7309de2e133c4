"""What an offer and a need must hold. Pure: values in, {field: [message]} out."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.people.names import typed_name
from crisis.activation.rules import FARTHEST_METRES
from crisis.ground import grid
from crisis.shelter.drafts import NeedDraft, OfferDraft, PlaceDraft, ShelterDraft
from crisis.shelter.vocabulary import LANGUAGE_CODES

MOST_PLACES = 30
MOST_PEOPLE = 20
SHORTEST_STAY = timedelta(minutes=30)
LONGEST_STAY = timedelta(days=14)
NEED_LIFETIME = timedelta(hours=24)
SPLIT_FROM = 3  # persons; two who belong together are not asked whether they may be split


def offer_problems(draft: OfferDraft, *, centre: tuple[float, float], at: datetime) -> dict[str, list]:
    found = place_problems(draft.place, centre) | _language_problems(draft.languages)
    if not 1 <= draft.places <= MOST_PLACES:
        found["places"] = [_("Say for how many people, from 1 to %(most)s.") % {"most": MOST_PLACES}]
    if not at + SHORTEST_STAY <= draft.until <= at + LONGEST_STAY:
        found["until"] = [_("Choose an end between half an hour and two weeks from now.")]
    if not typed_name(draft.first_name):
        found["first_name"] = [_("Give a first name your guests can call you by.")]
    if not draft.contact.strip():
        found["contact"] = [_("Give an e-mail address or a phone number: we ask you before anyone comes.")]
    return found


def need_problems(draft: NeedDraft, *, centre: tuple[float, float]) -> dict[str, list]:
    found = place_problems(draft.place, centre) | _language_problems(draft.languages)
    if draft.adults < 0 or draft.children < 0 or not 1 <= draft.adults + draft.children <= MOST_PEOPLE:
        found["adults"] = [_("Say how many people you are, from 1 to %(most)s.") % {"most": MOST_PEOPLE}]
    if draft.for_someone_else and not typed_name(draft.first_name):
        found["first_name"] = [_("Give the first name of who will come: the host waits for somebody.")]
    return found


def may_be_asked_to_split(adults: int, children: int) -> bool:
    """Only a group in which each half has an adult."""
    return adults > 1 and adults + children >= SPLIT_FROM


def shelter_problems(draft: ShelterDraft, *, centre: tuple[float, float]) -> dict[str, list]:
    found = place_problems(draft.place, centre)
    if not draft.name.strip():
        found["name"] = [_("Give the shelter its name.")]
    if not 0 < draft.capacity <= 100_000:
        found["capacity"] = [_("Say how many people it takes.")]
    if not 0 <= draft.occupied <= draft.capacity:
        found["occupied"] = [_("There cannot be more people inside than it takes.")]
    return found


def place_problems(place: PlaceDraft, centre: tuple[float, float]) -> dict[str, list]:
    if not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
        return {"where": [_("Type an address or place a pin on the map.")]}
    if grid.metres((place.lat, place.lon), centre) > FARTHEST_METRES:
        return {
            "where": [
                _("This place is too far from the crisis. Check the address, or place a pin on the map.")
            ]
        }
    return {}


def _language_problems(languages: tuple[str, ...]) -> dict[str, list]:
    unknown = set(languages) - LANGUAGE_CODES
    return {"languages": [_("Choose languages from the list.")]} if unknown else {}
