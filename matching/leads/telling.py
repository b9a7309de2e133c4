"""A message to somebody who follows a search, in their language. No name and no state: a lock screen is public."""

from collections.abc import Callable, Iterable

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.journal.events import Event
from accounts.journal.models import Entry
from accounts.links.actions import standing_link
from accounts.people.models import ContactPoint, Person
from accounts.reach.actions import reach
from accounts.reach.vocabulary import NewsKind
from crisis.activation.actions import absolute
from crisis.search.liaison.queries import write_nothing_by_machine
from crisis.search.linking.queries import group
from crisis.search.models import Follower, Note, Search
from crisis.search.vocabulary import Role
from crisis.shelter.actions.posting import manage_path


def tell(row: Search, person: Person, words: Callable[[], str], *, urgent: bool = False) -> None:
    """With the standing link to their page of this search: the first one is kept only as a hash, and people lose it.

    `urgent`: they wait for it, at any hour; else it may wait for the morning, and only the newest of it leaves.
    Nothing to whom people have, or will have, to tell of a death.
    """
    if not hears_from_people(row, person):
        _tell("search", row, person, words, urgent)


def hears_from_people(row: Search, person: Person) -> bool:
    """Is it family of somebody whose death two people confirmed, by this search or one linked with it?

    Whatever a message says, it says "he lives". Others are written to as ever: nobody learns from a silence.
    """
    family = Follower.objects.filter(search=row, person=person, role=Role.FAMILY)
    return family.exists() and any(write_nothing_by_machine(each) for each in group(row.pk))


def tell_author(note: Note, words: Callable[[], str]) -> None:
    """Who wrote it, on the page of their note: an answer they wait for."""
    _tell("search_note", note, note.author, words, True)


def _tell(kind: str, row: Search | Note, person: Person, words: Callable[[], str], urgent: bool) -> None:
    contact = contact_of(person)
    if contact is None:
        return
    token = standing_link(person=person, subject_kind=kind, subject=row.public_id, crisis_id=row.crisis_id)
    with translation.override(person.language):
        link = absolute(manage_path(token, person.language))
        text = _("Porte Ouverte: %(news)s %(link)s") % {"news": words(), "link": link}
        subject = _("Your page")
    thing = "" if urgent else f"search:{row.public_id}"
    whose = {"drill": row.crisis.is_drill, "crisis_id": row.crisis_id}
    about = {"kind": NewsKind.SEARCH, "thing": thing, "urgent": urgent}
    reach(contact, subject=subject, text=text, **whose, **about)


def tell_all(row: Search, words: Callable[[], str], *, everyone: bool, but: int | None = None) -> None:
    """The family of this search; everybody who follows it. `but`: the person whose own deed it was."""
    followers = Follower.objects.filter(search=row).exclude(person=but).select_related("person")
    for follower in followers if everyone else followers.filter(role=Role.FAMILY):
        tell(row, follower.person, words)


def tell_followers(row: Search, words: Callable[[], str]) -> None:
    """Those who follow its public page."""
    for follower in Follower.objects.filter(search=row, role=Role.FOLLOWER).select_related("person"):
        tell(row, follower.person, words)


def who_did(happened: Event) -> int | None:
    """The person behind it; None where nobody is known."""
    about = {"kind": type(happened).__name__, "subject": happened.subject, "happened_at": happened.at}
    return Entry.objects.filter(**about).order_by("pk").values_list("actor_id", flat=True).last()


def tell_each(
    followers: Iterable[Follower], words: Callable[[], str], but: Iterable[str] = (), *, urgent: bool = False
) -> set[str]:
    """Each on their page of the search they follow; one message to a contact, by which several pages may be theirs.

    The contacts it was written to, and those of `but`, to which nothing was.
    """
    written = set(but)
    for follower in followers:
        contact = contact_of(follower.person)
        if contact and contact.value not in written:
            written.add(contact.value)
            tell(follower.search, follower.person, words, urgent=urgent)
    return written


def same_people(person: Person) -> QuerySet[ContactPoint]:
    """Whoever answered at the same contact as this person: whom it concerns is `person`, in its values."""
    contact = contact_of(person)
    reached = ContactPoint.objects.filter(verified_at__isnull=False)
    return reached.filter(kind=contact.kind, value=contact.value) if contact else reached.none()


def contact_of(person: Person) -> ContactPoint | None:
    return person.contact_points.filter(verified_at__isnull=False).order_by("pk").first()
