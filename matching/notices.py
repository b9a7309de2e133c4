"""Tells host and guest, once per step, in their language. No name, no place: a lock screen is public."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.journal.announce import listen
from accounts.links.actions import Linked, standing_links
from accounts.people.models import ContactPoint
from accounts.people.suspending import PersonSuspended, SuspensionLifted
from accounts.reach.actions import Letter, reach_each
from accounts.reach.vocabulary import NewsKind
from crisis.activation.actions import absolute
from crisis.activation.vocabulary import Phase
from crisis.desk.vocabulary import Why
from crisis.shelter import events as shelter
from crisis.shelter.actions.posting import manage_path
from crisis.shelter.models import Need, Offer
from crisis.shelter.vocabulary import ALIVE_OFFERS, NeedState, OfferState
from matching import events
from matching.actions.extending import TURN
from matching.models import Match
from matching.vocabulary import EndReason, MatchState, Side


def _ask_hosts(happened: list) -> list:
    asked = Match.objects.filter(pk__in=[event.match for event in happened], state=MatchState.PROPOSED)
    _tell_each(
        [match.offer for match in asked.select_related("offer__owner", "offer__crisis")],
        _somebody_needs_a_place,
    )
    return []


@listen(events.MatchProposed, together=_ask_hosts)
def ask_the_host(event) -> None:
    match = _match(event, of="offer")
    if match.state == MatchState.PROPOSED:
        _tell(match.offer, _somebody_needs_a_place)


def _somebody_needs_a_place() -> str:
    minutes = settings.HOLD_SECONDS // 60
    return _("Somebody needs a place tonight. Answer within %(m)s minutes:") % {"m": minutes}


@listen(events.MatchAccepted)
def tell_the_guest_yes(event) -> None:
    match = _match(event, of="need")
    if match.state == MatchState.ACCEPTED:
        minutes = settings.HOLD_SECONDS // 60
        _tell(
            match.need,
            lambda: _("A door is open for you. Say within %(m)s minutes if you come:") % {"m": minutes},
        )


@listen(events.GuestComing)
def tell_the_host_who_comes(event) -> None:
    match = _match(event, of="offer")
    if match.state == MatchState.COMING:
        _tell(match.offer, lambda: _("Your guest is on the way:"))


@listen(events.ArrivalConfirmed)
def tell_the_host_who_stands_at_the_door(event) -> None:
    match = _match(event, of="offer")
    if event.side == Side.GUEST and match.state == MatchState.COMING and not match.host_confirmed_at:
        _tell(
            match.offer, lambda: _("Your guest says that they are at your door. Open, and confirm it here:")
        )


@listen(events.MatchClosed)
def tell_what_changed(event) -> None:
    if event.state == MatchState.WITHDRAWN and event.side in (Side.HOST, Side.DESK):
        need = _match(event, of="need").need
        if need.state != NeedState.EXPIRED:  # else the crisis was closed, and that is what they are told
            _tell(need, lambda: _gone(event), thing="")
    if event.side != Side.HOST or event.state != MatchState.WITHDRAWN:
        _tell_the_host_what_changed(_match(event, of="offer"), event)


def _gone(event) -> str:
    if Match.objects.filter(pk=event.match, close_reason=EndReason.CLOSED_AREA).exists():
        return _("The authorities closed an area on the way. We look for another door:")
    if Match.objects.filter(pk=event.match, coming_at__isnull=False).exists():
        return _("Do not go there any more: the door is no longer open for you. What to do:")
    return _("The door is no longer open for you. We look for another one:")


def _tell_the_host_what_changed(match: Match, event) -> None:
    if match.offer.crisis.phase != Phase.ACTIVE and event.side == Side.DESK:
        return
    if event.state == MatchState.WITHDRAWN and match.accepted_at:
        _tell(match.offer, lambda: _("Your guest does not come. Your place is free again:"))
    elif event.state == MatchState.LAPSED and event.side == Side.GUEST:
        _tell(match.offer, lambda: _("Your guest did not answer. Your place is free again:"))
    elif match.offer.state == OfferState.PAUSED and event.state == MatchState.LAPSED:
        _tell(match.offer, lambda: _("You did not answer, so your door is paused. Open it again here:"))
    elif match.offer.state == OfferState.PAUSED and match.close_reason == EndReason.NO_ROOM_NOW:
        _tell(match.offer, lambda: _("You have no room now, so your door is paused. Open it again here:"))


@listen(events.HoldExtended)
def tell_of_more_time(event) -> None:
    """Whoever waits for the answer. Where they wrote to each other, "you have a message" is news enough."""
    match = _match(event, of="need" if event.side == Side.HOST else "offer")
    if not event.asked or match.state not in TURN:
        return
    until = timezone.localtime(match.hold.until).strftime("%H:%M")
    if event.side == Side.HOST:
        _tell(match.need, lambda: _("The host asks for a little longer: until %(time)s.") % {"time": until})
    else:
        _tell(
            match.offer, lambda: _("Your guest asks for a little longer: until %(time)s.") % {"time": until}
        )


@listen(events.HowItWentAsked)
def ask_both_how_it_went(event) -> None:
    for of in ("need", "offer"):
        posted = getattr(_match(event, of=of), of)
        _tell(posted, lambda: _("Good morning. How did it go? One tap is enough:"), part="#morning")


@listen(events.MessageRelayed)
def tell_of_a_message(event) -> None:
    if event.withheld:
        return
    of = "need" if event.side == Side.HOST else "offer"
    _tell(getattr(_match(event, of=of), of), lambda: _("You have a message:"), "", "message")


@listen(events.WayClosed)
def tell_of_the_closed_way(event) -> None:
    """Nothing that follows takes the place of these."""
    match = _match(event, of="need")
    if event.why == Why.CLOSED_WAY and match.state == MatchState.COMING:
        host = _match(event, of="offer").offer
        _tell(
            match.need,
            lambda: _("STOP. An area on your way is closed: do not go there. What to do:"),
            thing="",
        )
        _tell(
            host,
            lambda: _("An area on the way is closed. Your guest is told not to walk through it:"),
            thing="",
        )
    elif event.why == Why.CLOSED_AREA and match.state == MatchState.ARRIVED:
        _tell(match.need, lambda: _("The area around you is closed. Stay inside. What to do:"), thing="")


@listen(shelter.OfferSetAside)
def tell_that_the_door_is_set_aside(event) -> None:
    offer = Offer.objects.select_related("owner", "crisis").get(pk=event.offer)
    if offer.set_aside_at and offer.state in ALIVE_OFFERS:
        _tell(offer, lambda: _("The area around you is closed, so nobody is sent to you. What to do:"))


@listen(shelter.OfferBroughtBack)
def tell_that_the_door_is_back(event) -> None:
    offer = Offer.objects.select_related("owner", "crisis").get(pk=event.offer)
    if not offer.set_aside_at and offer.state == OfferState.OPEN:
        _tell(offer, lambda: _("The area around you is open again, and so is your door:"))


@listen(shelter.OfferAsked)
def ask_whether_still_open(event) -> None:
    offer = Offer.objects.select_related("owner", "crisis").get(pk=event.offer)
    if offer.state == OfferState.OPEN and offer.asked_at:
        _tell(offer, lambda: _("Is your door still open? Press Still open on your page, or it closes:"))


@listen(shelter.NeedClosed)
def tell_that_we_stopped_looking(event) -> None:
    need = Need.objects.select_related("owner", "crisis").get(pk=event.need)
    if event.state != NeedState.EXPIRED or need.state != NeedState.EXPIRED:
        return
    if need.crisis.phase == Phase.ACTIVE:
        _tell(need, lambda: _("We no longer look for a place for you. If you still need one, say so here:"))
    else:
        _tell(need, lambda: _("This crisis is closed. Your page says what to do now:"))


@listen(shelter.OfferExpired)
def tell_that_the_door_is_closed(event) -> None:
    offer = Offer.objects.select_related("owner", "crisis").get(pk=event.offer)
    if offer.state != OfferState.EXPIRED:
        return
    if offer.crisis.phase == Phase.ACTIVE:
        _tell(offer, lambda: _("Your door is closed now. You can open it again here:"))
    else:
        _tell(offer, lambda: _("This crisis is closed, and with it your door. Thank you:"))


@listen(PersonSuspended)
def tell_the_suspended_host(event) -> None:
    """Once, behind the link of their newest living door here: it says why."""
    offer = _newest_door(event)
    if offer and offer.owner.suspended_at:
        _tell(offer, lambda: _("A coordinator has suspended you. Your page says why:"))


@listen(SuspensionLifted)
def tell_the_host_again(event) -> None:
    offer = _newest_door(event)
    if offer and not offer.owner.suspended_at:
        _tell(offer, lambda: _("You are no longer suspended. Your page is open again:"))


def _newest_door(event) -> Offer | None:
    doors = Offer.objects.filter(owner_id=event.person, crisis_id=event.crisis_id, state__in=ALIVE_OFFERS)
    return doors.select_related("owner", "crisis").order_by("-pk").first()


def _match(event, *, of: str) -> Match:
    """The match, with the side that is told of it: its "offer" or its "need"."""
    return Match.objects.select_related(f"{of}__owner", f"{of}__crisis", "hold").get(pk=event.match)


def _tell(posted: Offer | Need, words: Callable[[], str], part: str = "", thing: str = "step") -> None:
    _tell_each([posted], words, part, thing)


def _tell_each(
    posted: Sequence[Offer | Need], words: Callable[[], str], part: str = "", thing: str = "step"
) -> None:
    """A message with the standing link: the first one is kept only as a hash, and people lose it.

    `thing`: of messages about the same that have not left only the newest leaves; "": it leaves whatever follows.
    """
    answered = ContactPoint.objects.filter(
        person__in={each.owner_id for each in posted}, verified_at__isnull=False
    )
    contacts = {contact.person_id: contact for contact in answered.order_by("-pk")}  # the first they gave
    told = [each for each in posted if each.owner_id in contacts]
    links = standing_links(wanted=[_linked(each) for each in told])
    letters = [
        _letter(contacts[each.owner_id], each, token, words, part, thing)
        for each, token in zip(told, links, strict=True)
    ]
    reach_each(letters)


def _linked(posted: Offer | Need) -> Linked:
    kind = "offer" if isinstance(posted, Offer) else "need"
    return Linked(posted.owner, kind, posted.public_id, posted.crisis_id)


def _letter(
    contact: ContactPoint, posted: Offer | Need, token: str, words: Callable[[], str], part: str, thing: str
) -> Letter:
    with translation.override(posted.owner.language):
        link = absolute(manage_path(token, posted.owner.language)) + part
        text = _("Porte Ouverte: %(news)s %(link)s") % {"news": words(), "link": link}
        subject = _("Porte Ouverte: news on your page")
    whose = {"drill": posted.crisis.is_drill, "crisis_id": posted.crisis_id}
    about = {"kind": NewsKind.MATCH, "thing": thing and f"{thing}:{posted.public_id}"}
    return Letter(contact=contact, subject=subject, text=text, **whose, **about)
