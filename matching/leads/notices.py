"""Tells those who follow a search, once, in their language. No name and no state: a lock screen is public."""

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.journal.announce import listen
from accounts.links.actions import standing_link
from accounts.people.actions import ContactVerified
from accounts.people.models import Person
from accounts.reach.actions import reach
from accounts.reach.models import Message
from accounts.throttle import spend
from crisis.activation.actions import absolute
from crisis.activation.clock import crisis_now
from crisis.checkin import events as checkin
from crisis.checkin.models import CheckIn
from crisis.search import events as search
from crisis.search.models import Follower, Note, Search
from crisis.search.public_copy import settle
from crisis.search.queries import public_searches
from crisis.search.vocabulary import Role, SearchState, ShownTo
from crisis.shelter.actions.posting import manage_path
from matching import events
from matching.leads.actions import share_with_all
from matching.models import Lead, LeadTold
from matching.vocabulary import LeadKind, LeadState


@listen(events.LeadConfirmed)
def tell_who_may_know(event) -> None:
    _share(Lead.objects.filter(pk=event.lead))


@listen(checkin.CheckInCorrected, checkin.CheckInShown)
def tell_who_may_know_now(event) -> None:
    """Whoever checked in lets more people know."""
    check_in = CheckIn.objects.get(pk=event.check_in)
    _share(Lead.objects.filter(kind=LeadKind.CHECK_IN, other=check_in.public_id))


@listen(ContactVerified)
def tell_the_verified(event) -> None:
    """Somebody answers: what waited for that may be written to them now, and they may turn out to be named."""
    theirs = Follower.objects.filter(person=event.person).values("search")
    _share(Lead.objects.filter(search__in=theirs))


@listen(search.SearchFollowed)
def tell_the_newcomer(event) -> None:
    _share(Lead.objects.filter(search=event.search))


@listen(search.SearchShown)
def tell_what_was_held_back(event) -> None:
    _share(Lead.objects.filter(search=event.search))


@listen(search.NoteShown)
def tell_of_a_note(event) -> None:
    """A note that was a confirmed lead is told as such; any other to those it is shown to."""
    note = Note.objects.select_related("search__crisis").get(pk=event.note)
    confirmed = Lead.objects.filter(kind=LeadKind.NOTE, other=note.public_id, state=LeadState.CONFIRMED)
    if confirmed.exists():
        _share(confirmed)
    elif note.shown_to == event.shown_to and not note.held_at:
        everyone = note.shown_to == ShownTo.EVERYONE
        _tell_all(note.search, lambda: _("There is a new note on the search you follow:"), everyone=everyone)


@listen(search.SearchShown)
def tell_that_it_is_public(event) -> None:
    """The family, once each: now they can share its public page."""
    row = Search.objects.select_related("crisis").get(pk=event.search)
    for follower in Follower.objects.filter(search=row, role=Role.FAMILY).select_related("person"):
        _tell_that_it_is_public(row, follower.person)


@listen(ContactVerified)
def tell_the_verified_that_it_is_public(event) -> None:
    """It was read before they answered, or they came later."""
    theirs = Follower.objects.filter(person=event.person, role=Role.FAMILY)
    for follower in theirs.select_related("search__crisis", "person"):
        with transaction.atomic():  # whoever else hears of this may publish it only after us
            settle(follower.search, at=crisis_now(follower.search.crisis))
        _tell_that_it_is_public(follower.search, follower.person)


@listen(search.SearchClosed)
def tell_that_it_ended(event) -> None:
    """Found or closed: everybody who follows; expired, or held: the family, who may open it again."""
    row = Search.objects.select_related("crisis").get(pk=event.search)
    if row.state != event.state:
        return
    if row.state == SearchState.EXPIRED:
        _tell_all(row, lambda: _("We no longer look. If you still do, say so here:"), everyone=False)
    elif (
        row.crisis.is_drill or spend("search_ended", str(row.pk)).allowed
    ):  # it can be opened and closed at will
        everyone = row.held_at is None
        _tell_all(
            row, lambda: _("The search you follow has ended. Thank you for helping:"), everyone=everyone
        )


@listen(events.LeadReopened)
def say_that_it_was_wrong(event) -> None:
    """Only to those a message went to; their page no longer shows it either way."""
    lead = Lead.objects.select_related("search__crisis").get(pk=event.lead)
    if lead.state == LeadState.CONFIRMED:
        return
    at = crisis_now(lead.search.crisis)
    for told in LeadTold.objects.filter(lead=lead, taken_back_at=None).select_related("person"):
        still = LeadTold.objects.filter(pk=told.pk, taken_back_at=None).update(taken_back_at=at)
        if still and told.written_at:
            _tell(lead.search, told.person, lambda: _("What we told you last was not right. We are sorry:"))


def _share(leads) -> None:
    for lead in leads.filter(state=LeadState.CONFIRMED).select_related("search__crisis"):
        at = crisis_now(lead.search.crisis)
        for told in share_with_all(lead=lead, at=at):
            _write_once(lead, told, at)


def _write_once(lead: Lead, told: LeadTold, at) -> None:
    if not _contact(told.person):
        return  # the page tells them; a message may follow once their contact answers
    if LeadTold.objects.filter(pk=told.pk, written_at=None).update(written_at=at):
        _tell(lead.search, told.person, lambda: _("There is news of the person you look for:"))


def _tell_all(row: Search, words, *, everyone: bool) -> None:
    followers = Follower.objects.filter(search=row).select_related("person")
    for follower in followers if everyone else followers.filter(role=Role.FAMILY):
        _tell(row, follower.person, words)


def _tell(row: Search, person: Person, words) -> None:
    """A message with the standing link: the first one is kept only as a hash, and people lose it."""
    contact = _contact(person)
    if contact is None:
        return
    token = standing_link(
        person=person, subject_kind="search", subject=row.public_id, crisis_id=row.crisis_id
    )
    with translation.override(person.language):
        link = absolute(manage_path(token, person.language))
        text = _("Porte Ouverte: %(news)s %(link)s") % {"news": words(), "link": link}
        subject = _("Porte Ouverte: news on your page")
    reach(contact, subject=subject, text=text, drill=row.crisis.is_drill, crisis_id=row.crisis_id)


def _tell_that_it_is_public(row: Search, person: Person) -> None:
    contact = _contact(person)
    if contact is None or not public_searches(row.crisis).filter(search=row).exists():
        return
    if Message.objects.filter(contact__person=person, text__contains=str(row.public_id)).exists():
        return  # its public id stands in this message and in no other
    with translation.override(person.language):
        link = absolute(reverse("search_page", args=[row.crisis.slug, row.public_id]))
        text = _("Porte Ouverte: your search is public now. This is the page to share: %(link)s") % {
            "link": link
        }
        subject = _("Porte Ouverte: news on your page")
    reach(contact, subject=subject, text=text, drill=row.crisis.is_drill, crisis_id=row.crisis_id)


def _contact(person: Person):
    return person.contact_points.filter(verified_at__isnull=False).order_by("pk").first()
