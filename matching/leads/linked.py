"""What those who follow a search hear of another one for the same person: what is public, and what its family lets
them know."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from accounts.journal.announce import listen
from accounts.people.models import Person
from accounts.throttle import spend
from crisis.search import events as search
from crisis.search.linking import events
from crisis.search.linking.actions import forget_found_word
from crisis.search.linking.queries import found_word, linked, was_public
from crisis.search.models import Follower, Search
from crisis.search.queries import is_public
from crisis.search.vocabulary import Role, SearchState
from matching.leads.choice import choice_for, each_once, followers_of
from matching.leads.telling import contact_of, tell_each
from matching.models import Lead
from matching.vocabulary import LeadKind, LeadState

ENDED_BY_FAMILY = (SearchState.FOUND, SearchState.CLOSED)


def around(row: Search) -> tuple[Follower, ...]:
    """Who hears of this search by a link alone, each person once: of those whose own still goes on."""
    here = {_reached(each.person) for each in Follower.objects.filter(search=row).select_related("person")}
    others = [other for other in linked(row) if other.state == SearchState.OPEN]
    followers = each_once(follower for other in others for follower in followers_of(other))
    return tuple(each for each in followers if _reached(each.person) not in here)


def _reached(person: Person) -> str | int:
    contact = contact_of(person)
    return contact.value if contact else person.pk


def tell_around(row: Search, words: Callable[[], str]) -> None:
    """What everybody may read of this search, while everybody may."""
    if is_public(row):
        tell_each(around(row), words)


def found_elsewhere(follower: Follower) -> bool:
    """Does another family let this one know that the person is found?"""
    if follower.role != Role.FAMILY:
        return False
    return any(found_word(other) for other in linked(follower.search)) and not _kept_from(follower)


@listen(search.SearchClosed)
def tell_the_others_that_it_ended(event) -> None:
    """As everybody sees who followed its public page. Families who learn more hear only that: see below."""
    row = Search.objects.select_related("crisis").get(pk=event.search)
    if row.state != event.state or row.state not in ENDED_BY_FAMILY or not was_public(row):
        return
    told = [each for each in around(row) if not found_elsewhere(each)]
    if told and (row.crisis.is_drill or spend("search_ended", f"linked {row.pk}").allowed):
        tell_each(told, lambda: _("Another search for the same person has ended. Yours goes on:"))


@listen(events.FoundWordGiven)
def tell_the_families(event) -> None:
    """Privately: their page says it, and asks them to end their own search."""
    row = Search.objects.select_related("crisis").get(pk=event.search)
    if found_word(row):
        families = [each for each in around(row) if found_elsewhere(each)]
        tell_each(families, lambda: _("There is news of the person you look for:"), urgent=True)


@listen(search.SearchReopened)
def take_the_word_back(event) -> None:
    """The search goes on: whoever was told that the person is found learns that it was not right."""
    row = Search.objects.select_related("crisis").get(pk=event.search)
    if row.state == SearchState.OPEN and forget_found_word(search=row):
        families = [each for each in around(row) if each.role == Role.FAMILY and not _kept_from(each)]
        tell_each(
            families, lambda: _("The other family still looks for this person after all. We are sorry:")
        )


def _kept_from(follower: Follower) -> bool:
    """Did the person looked for check in, and choose that this follower does not know? Their word goes before any."""
    searches = [follower.search, *linked(follower.search)]
    leads = Lead.objects.filter(search__in=searches, kind=LeadKind.CHECK_IN, state=LeadState.CONFIRMED)
    return any(
        follower.person_id not in {each.person_id for each in choice_for(lead).followers}
        for lead in leads.select_related("search__crisis")
    )
