"""What the exchange hears: two searches become one person's, or are two again; a search is wiped."""

from uuid import UUID

from accounts.journal.announce import listen
from crisis.search.actions.wiping import wiped_too
from crisis.search.linking.events import SearchesLinked, SearchesUnlinked
from crisis.search.linking.queries import linked
from crisis.search.models import Search
from crisis.search.pfif import ledger
from crisis.search.pfif.models import Clone


@listen(SearchesLinked, SearchesUnlinked)
def tell_of_links(event) -> None:
    """All around: who was linked through one of the two is linked no longer, or newly."""
    for search in Search.objects.filter(public_id__in=(event.one, event.other)).select_related("crisis"):
        for each in (search, *linked(search)):
            ledger.follow_links(each, at=event.at)


@wiped_too
def forget_what_came(search: Search, _ids: list[UUID]) -> None:
    Clone.objects.filter(search=search).update(fields={}, gone_at=search.wiped_at, photo_state="")
