"""Two coordinators and two workers at once, on real connections."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.errors import TooLate
from accounts.journal.events import event_of
from accounts.journal.models import Entry
from accounts.reach.models import Message
from crisis.search.linking.actions import link_searches, unlink_searches
from crisis.search.linking.models import SamePerson
from crisis.search.linking.queries import linked
from matching.leads.actions import confirm_lead, refuse_lead
from matching.leads.comparing import propose_leads
from matching.leads.notices import tell_who_may_know
from matching.leads.pairs import decide_pair, pair_here
from matching.models import Lead, LeadTold
from matching.vocabulary import LeadState
from tests.cast import active_crisis, now
from tests.matching.leads.night import by_chen, confirm, deliver, farid_is_safe, searched

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[BaseException | None]:
    """Run all from the same moment on; what each raised."""
    ready, ended = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int) -> None:
        try:
            ready.wait(20)
            acts[number]()
        except BaseException as failure:  # noqa: BLE001  looked at below
            ended[number] = failure
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return ended


@pytest.fixture
def crisis():
    return active_crisis()


def test_two_coordinators_who_disagree_decide_once(crisis):
    searched(crisis)
    farid_is_safe(crisis)

    def decide(door):
        return lambda: door(lead=Lead.objects.select_related("search", "crisis").get(), **by_chen(crisis))

    ended = at_once(decide(confirm_lead), decide(refuse_lead))
    assert sorted(type(each) for each in ended if each) == [TooLate]
    deliver()
    confirmed = Lead.objects.get().state == LeadState.CONFIRMED
    assert LeadTold.objects.count() == Entry.objects.filter(kind="LeadConfirmed").count() == int(confirmed)


def test_one_confirmation_heard_by_many_workers_writes_one_message(crisis):
    searched(crisis)
    farid_is_safe(crisis)
    confirm_lead(lead=Lead.objects.get(), **by_chen(crisis))
    before = Message.objects.count()
    happened = event_of(Entry.objects.get(kind="LeadConfirmed"))
    ended = at_once(*[lambda: tell_who_may_know(happened)] * 4)
    assert [each for each in ended if each] == []
    deliver()
    assert Message.objects.count() == before + 1
    assert Entry.objects.filter(kind="LeadShared").count() == 1


def test_a_search_compared_by_many_workers_makes_each_lead_once(crisis):
    search = searched(crisis)
    for number in range(3):
        farid_is_safe(crisis, contact=f"farid{number}@example.org")
    Lead.objects.all().delete()
    ended = at_once(*[lambda: propose_leads(search=search, at=now())] * 4)
    assert [each for each in ended if each] == []
    assert Lead.objects.count() == 3
    confirm(Lead.objects.first())


def test_two_coordinators_link_the_same_two_searches_once(crisis):
    """And a third who links one of them with another goes on: nobody waits for ever."""
    one, other = searched(crisis), searched(crisis, contact="uncle@example.org")
    third = searched(crisis, contact="aunt@example.org")

    def link(here, there):
        return lambda: decide_pair(
            pair=pair_here(crisis, here.public_id, there.public_id), verb="confirm", **by_chen(crisis)
        )

    ended = at_once(link(one, other), link(other, one), link(third, one))
    assert [type(each) for each in ended if each] == [TooLate]
    assert SamePerson.objects.count() == Entry.objects.filter(kind="SearchesLinked").count() == 2
    assert len(linked(one)) == 2
    about = {"one": one, "other": other} | by_chen(crisis)
    assert (
        at_once(*[lambda: link_searches(**about)] * 3, *[lambda: unlink_searches(**about)] * 3) == [None] * 6
    )
    standing = SamePerson.objects.filter(undone_at=None, one=one, other=other).count()
    said = (
        Entry.objects.filter(kind="SearchesLinked").count()
        - Entry.objects.filter(kind="SearchesUnlinked").count()
    )
    assert standing == said - 1 <= 1
