"""Erasing a person, through every storey at once: posts, messages, reports, contacts, the person."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.disclosure.models import Disclosure
from accounts.errors import Refused, TooLate
from accounts.journal.announce import announce
from accounts.links.models import ApiKey
from accounts.origin import Origin
from accounts.people.blocking import forget_cuts
from accounts.people.models import Person, Suspension
from accounts.push.devices import forget_devices
from accounts.reach.choices import forget_choices
from crisis.activation.clock import crisis_time
from crisis.activation.models import Membership
from crisis.checkin.actions.erasing import erase_check_ins
from crisis.checkin.asks.actions.ending import erase_asks
from crisis.checkin.asks.models import Ask
from crisis.checkin.models import CheckIn
from crisis.desk.models import CaseNote
from crisis.desk.vocabulary import Why
from crisis.moderation.models import Report
from crisis.search.actions.erasing import erase_searches
from crisis.search.models import Search
from crisis.shelter.actions.erasing import erase_posts
from crisis.shelter.models import Need, Offer
from matching.actions.handshake import end_stay, look_after_guests, settle_offer
from matching.events import PersonErased
from matching.models import Match, RelayMessage
from matching.vocabulary import MatchState, Side


class StillCoordinates(Refused):
    code = "still_coordinates"
    message = _("You are on the team of a crisis. Ask a colleague to take you off it first.")


def erase_person(*, person: Person, origin: Origin, at: datetime) -> None:
    """Wipe everything that was said by or about `person`; ids and counts remain. `at` is real time.

    Raises StillCoordinates while the person is on a team: what they decided must stay answerable.
    """
    if person.may_declare or Membership.objects.filter(person=person, removed_at__isnull=True).exists():
        raise StillCoordinates
    with transaction.atomic():
        _end_stays(person, origin, at)
        _look_after_guests(person, at)
        posts = [each for model in (Offer, Need, Search, CheckIn, Ask) for each in _ids(model, person)]
        erase_posts(person=person, origin=origin, at=at)
        erase_searches(person=person, origin=origin, at=at)
        erase_asks(person=person, origin=origin, at=at)
        erase_check_ins(person=person, origin=origin, at=at)
        RelayMessage.objects.filter(side=Side.HOST, match__offer__owner=person).update(text="")
        RelayMessage.objects.filter(side=Side.GUEST, match__need__owner=person).update(text="")
        Report.objects.filter(by=person).update(text="", by=None)
        CaseNote.objects.filter(subject__in=posts).update(text="")
        Disclosure.objects.filter(about=person).update(reason="")
        ApiKey.objects.filter(person=person).delete()
        Suspension.objects.filter(person=person).update(reason="")
        forget_cuts(person)
        _forget(person, at)
        announce(PersonErased(crisis_id=None, subject=person.public_id, at=at), origin=origin)


def _end_stays(person: Person, origin: Origin, at: datetime) -> None:
    """A guest who leaves no trace leaves the place free."""
    staying = Match.objects.filter(need__owner=person, state=MatchState.ARRIVED)
    for match in staying.select_related("crisis", "offer__crisis", "need", "hold__offer__crisis"):
        try:
            end_stay(match=match, side=Side.GUEST, origin=origin, at=crisis_time(match.crisis, at))
        except TooLate:  # the host was faster
            continue


def _look_after_guests(person: Person, at: datetime) -> None:
    """A host goes: guests inside or on the way come before a coordinator, and nobody walks to a blank address."""
    offers = Offer.objects.filter(owner=person, matches__state__in=(MatchState.COMING, MatchState.ARRIVED))
    for offer in offers.select_related("crisis").distinct():
        then = crisis_time(offer.crisis, at)
        look_after_guests(offer=offer, why=Why.ASKED_FOR_US, at=then)
        settle_offer(offer=offer, at=then, guests_too=True)


def _ids(model, person: Person) -> list:
    return list(model.objects.filter(owner=person).values_list("public_id", flat=True))


def _forget(person: Person, at: datetime) -> None:
    """Contacts go with their codes and messages, devices and choices."""
    person.contact_points.all().delete()
    person.sign_in_links.all().delete()
    forget_devices(person)
    forget_choices(person)
    EmailAddress.objects.filter(user=person).delete()
    Person.objects.filter(pk=person.pk).update(
        pseudonym="", email=None, phone=None, phone_verified=False, is_active=False, erased_at=at
    )
