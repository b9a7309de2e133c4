"""The address is released in the same second in which contact is cut, an area closed or a host suspended."""

import threading

import pytest
from django.db import connection, transaction

from accounts.disclosure.models import Disclosure
from accounts.errors import NotThere, TooLate
from accounts.people.blocking import block
from accounts.people.models import Person
from matching.actions import handshake
from matching.actions.handshake import set_out
from matching.models import Match
from matching.vocabulary import MatchState
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


def cuts(match):
    two = {"by": match.offer.owner, "of": match.need.owner}
    block(**two, subject=match.public_id, crisis_id=None, origin=cast.WEB, at=cast.now())


def closes(match):
    cast.chen_closes(match.crisis, cast.ALIBERT)


def suspends(match):
    Person.objects.filter(pk=match.offer.owner_id).update(suspended_at=cast.now())


@pytest.mark.parametrize("happens", [cuts, closes, suspends])
def test_between_the_first_look_and_the_release_nothing_is_missed(happens, monkeypatch):
    match = cast.accepted(cast.active_crisis())
    monkeypatch.setattr(handshake, "_in_good_standing", lambda _match: happens(match))
    with pytest.raises((TooLate, NotThere)):
        set_out(match=match, origin=cast.WEB, at=cast.now())
    assert not Disclosure.objects.exists()
    assert Match.objects.get().state == MatchState.ACCEPTED


@pytest.mark.distributed  # SQLite writes one at a time
@pytest.mark.parametrize("happens", [cuts, closes, suspends])
def test_on_a_second_connection_the_release_waits_for_what_is_under_way(happens):
    match, refused = cast.accepted(cast.active_crisis()), []

    def amira():
        try:
            set_out(match=Match.objects.get(), origin=cast.WEB, at=cast.now())
        except (TooLate, NotThere) as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    walking = threading.Thread(target=amira)
    with transaction.atomic():
        happens(match)
        walking.start()
        walking.join(0.7)
        assert walking.is_alive()
    walking.join(10)
    assert len(refused) == 1
    assert not Disclosure.objects.exists()
