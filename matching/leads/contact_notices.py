"""What who wrote a note, and the family, are told of their wish to be in touch. No name: a lock screen is public."""

from django.utils.translation import gettext as _

from accounts.journal.announce import listen
from crisis.search import events as search
from crisis.search.contact.models import ContactWish
from matching.leads.telling import tell_all, tell_author


@listen(search.ContactJudged)
def tell_of_a_yes(event) -> None:
    """Of a no nothing is said: they were never promised an answer."""
    wish = _wish(event)
    if wish and wish.agreed:
        tell_author(wish.note, lambda: _("The family wants to be in touch with you. Write to them here:"))


@listen(search.ContactPassedOn)
def tell_the_other_side(event) -> None:
    wish = _wish(event)
    if wish is None or not wish.agreed:
        return
    if event.by_family:
        tell_author(wish.note, lambda: _("You have a message:"))
    else:
        tell_all(wish.note.search, lambda: _("You have a message:"), everyone=False)


def _wish(event) -> ContactWish | None:
    wishes = ContactWish.objects.select_related("note__search__crisis", "note__author")
    return wishes.filter(note=event.note).first()
