"""What those who follow a search are told, once, in their language: of it, and of those linked with it."""

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.journal.announce import listen
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
from crisis.search.answers import answers_to
from crisis.search.linking.queries import group
from crisis.search.models import Follower, Note, Search
from crisis.search.public_copy import settle
from crisis.search.queries import is_public
from crisis.search.vocabulary import AuthorKind, Role, SearchState, ShownTo
from matching import events
from matching.leads.actions import other_search, share_with_all
from matching.leads.choice import sides
from matching.leads.linked import tell_around
from matching.leads.taking_back import standing_beside, written_beside
from matching.leads.telling import (
    contact_of,
    hears_from_people,
    tell,
    tell_all,
    tell_author,
    tell_followers,
    who_did,
)
from matching.models import Lead, LeadTold
from matching.vocabulary import LeadKind, LeadState

_NEWS = {
    False: lambda: _("There is news of the person you look for:"),
    True: lambda: _("Others look for the same person, too. See your page:"),
}


@listen(events.LeadConfirmed)
def tell_who_may_know(event) -> None:
    """Of two searches that are one person's, those around each also learn what was known of the other."""
    lead = Lead.objects.select_related("search").get(pk=event.lead)
    _share(Lead.objects.filter(pk=lead.pk))
    if lead.kind == LeadKind.SEARCH:
        _share(_around(lead.search).exclude(kind=LeadKind.SEARCH))


@listen(checkin.CheckInCorrected, checkin.CheckInShown, checkin.FoundByContact)
def tell_who_may_know_now(event) -> None:
    """Whoever checked in lets more people know."""
    check_in = CheckIn.objects.get(pk=event.check_in)
    _share(Lead.objects.filter(kind=LeadKind.CHECK_IN, other=check_in.public_id))


@listen(ContactVerified)
def tell_the_verified(event) -> None:
    """Somebody answers: what waited for that may be written to them now, and they may turn out to be named."""
    for follower in Follower.objects.filter(person=event.person).select_related("search"):
        _share(_around(follower.search), new_to=event.person)


@listen(search.SearchFollowed)
def tell_the_newcomer(event) -> None:
    _share(_around(Search.objects.get(pk=event.search)), new_to=event.person)


@listen(search.SearchShown)
def tell_what_was_held_back(event) -> None:
    _share(_around(Search.objects.get(pk=event.search)))


@listen(search.NoteShown)
def tell_of_a_note(event) -> None:
    """A note that was a confirmed lead is told as such; any other to those it is shown to."""
    note = Note.objects.select_related("search__crisis").get(pk=event.note)
    confirmed = Lead.objects.filter(kind=LeadKind.NOTE, other=note.public_id, state=LeadState.CONFIRMED)
    if confirmed.exists():
        _share(confirmed)
    elif note.shown_to == event.shown_to and not note.held_at:
        everyone = note.shown_to == ShownTo.EVERYONE
        readers = {"everyone": everyone, "but": note.author_id}
        tell_all(note.search, lambda: _("There is a new note on the search you follow:"), **readers)
        if everyone:
            tell_around(note.search, lambda: _("There is a new note on another search for the same person:"))


@listen(search.NoteShown)
def tell_who_asked(event) -> None:
    """The family's answer, on the page of their question."""
    note = Note.objects.select_related("answers__search__crisis", "answers__author").get(pk=event.note)
    asked = note.answers
    if (
        asked
        and asked.author_kind in (AuthorKind.STRANGER, AuthorKind.FOLLOWER)
        and note in answers_to(asked)
    ):
        tell_author(asked, lambda: _("The family answered your question:"))


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
        tell_all(row, lambda: _("We no longer look. If you still do, say so here:"), everyone=False)
    elif (
        row.crisis.is_drill or spend("search_ended", str(row.pk)).allowed
    ):  # it can be opened and closed at will
        family = {"everyone": False, "but": who_did(event)}
        tell_all(row, lambda: _("The search you share has ended. Your page says more:"), **family)
        if row.held_at is None:
            tell_followers(row, lambda: _("The search you follow has ended. Thank you for helping:"))


@listen(search.SearchRunsOut)
def tell_that_it_runs_out(event) -> None:
    """Only the family can extend it."""
    row = Search.objects.select_related("crisis").get(pk=event.search)
    if row.state == SearchState.OPEN and row.warned_at:
        tell_all(
            row, lambda: _("Your search ends in a few days. Do you still look? Say so here:"), everyone=False
        )


def _around(row: Search):
    """The confirmed leads of a search and of all that are linked with it."""
    return Lead.objects.filter(search__in=group(row.pk))


def _share(leads, *, new_to: int | None = None) -> None:
    """`new_to`: a person who comes to follow, or to answer, and reads on their page who else looks."""
    for lead in leads.filter(state=LeadState.CONFIRMED).select_related("search__crisis").order_by("pk"):
        at = crisis_now(lead.search.crisis)
        for told in share_with_all(lead=lead, at=at):
            if lead.kind != LeadKind.SEARCH or told.person_id != new_to:
                _write_once(lead, told, at)


def _write_once(lead: Lead, told: LeadTold, at) -> None:
    """No second message of the same thing to whoever follows several searches for one person."""
    if not contact_of(told.person) or hears_from_people(told.followed, told.person):
        return  # the page tells them; a message may follow once their contact answers, or nothing stands against it
    known = _known_already(lead, told)
    if LeadTold.objects.filter(pk=told.pk, written_at=None).update(written_at=at) and not known:
        tell(told.followed, told.person, _NEWS[lead.kind == LeadKind.SEARCH], urgent=True)


def _known_already(lead: Lead, told: LeadTold) -> bool:
    other = other_search(lead) if lead.kind == LeadKind.SEARCH else None
    if other is None or other.pk not in sides(lead.search, other)[0]:
        return standing_beside(told).exists()
    # Without this lead the two are linked by way of others: whoever heard of that hears nothing new.
    around = {"lead__kind": LeadKind.SEARCH, "lead__search__in": group(lead.search_id)}
    return written_beside(told).filter(**around).exists()


def _tell_that_it_is_public(row: Search, person: Person) -> None:
    contact = contact_of(person)
    if contact is None or hears_from_people(row, person) or not is_public(row):
        return
    if Message.objects.filter(contact__person=person, text__contains=str(row.public_id)).exists():
        return  # its public id stands in this message and in no other
    with translation.override(person.language):
        link = absolute(reverse("search_page", args=[row.crisis.slug, row.public_id]))
        text = _("Porte Ouverte: your search is public now. This is the page to share: %(link)s") % {
            "link": link
        }
        subject = _("Your page")
    reach(contact, subject=subject, text=text, drill=row.crisis.is_drill, crisis_id=row.crisis_id)
