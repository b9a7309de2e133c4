"""A message to somebody who follows a search, in their language. No name and no state: a lock screen is public."""

from collections.abc import Callable, Iterable

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.links.actions import standing_link
from accounts.people.models import ContactPoint, Person
from accounts.reach.actions import reach
from crisis.activation.actions import absolute
from crisis.search.models import Follower, Note, Search
from crisis.search.vocabulary import Role
from crisis.shelter.actions.posting import manage_path


def tell(row: Search, person: Person, words: Callable[[], str]) -> None:
    """With the standing link to their page of this search: the first one is kept only as a hash, and people lose it."""
    _tell("search", row, person, words)


def tell_author(note: Note, words: Callable[[], str]) -> None:
    """Who wrote it, on the page of their note."""
    _tell("search_note", note, note.author, words)


def _tell(kind: str, row: Search | Note, person: Person, words: Callable[[], str]) -> None:
    contact = contact_of(person)
    if contact is None:
        return
    token = standing_link(person=person, subject_kind=kind, subject=row.public_id, crisis_id=row.crisis_id)
    with translation.override(person.language):
        link = absolute(manage_path(token, person.language))
        text = _("Porte Ouverte: %(news)s %(link)s") % {"news": words(), "link": link}
        subject = _("Porte Ouverte: news on your page")
    reach(contact, subject=subject, text=text, drill=row.crisis.is_drill, crisis_id=row.crisis_id)


def tell_all(row: Search, words: Callable[[], str], *, everyone: bool) -> None:
    """The family of this search; everybody who follows it."""
    followers = Follower.objects.filter(search=row).select_related("person")
    for follower in followers if everyone else followers.filter(role=Role.FAMILY):
        tell(row, follower.person, words)


def tell_each(followers: Iterable[Follower], words: Callable[[], str]) -> None:
    """Each on their page of the search they follow; one message to a contact, by which several pages may be theirs."""
    written = set()
    for follower in followers:
        contact = contact_of(follower.person)
        if contact and contact.value not in written:
            written.add(contact.value)
            tell(follower.search, follower.person, words)


def same_people(person: Person) -> QuerySet[ContactPoint]:
    """Whoever answered at the same contact as this person: whom it concerns is `person`, in its values."""
    contact = contact_of(person)
    reached = ContactPoint.objects.filter(verified_at__isnull=False)
    return reached.filter(kind=contact.kind, value=contact.value) if contact else reached.none()


def contact_of(person: Person) -> ContactPoint | None:
    return person.contact_points.filter(verified_at__isnull=False).order_by("pk").first()
