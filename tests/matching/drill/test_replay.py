"""A night is played through everyone's doors: people arrive, nothing is given twice, nothing leaves."""

import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from accounts.errors import TooLate
from accounts.people.contact import read_contact
from accounts.people.models import ContactPoint, Person
from accounts.reach.actions import reach
from accounts.reach.carrying import carry_due_messages
from accounts.reach.models import Message
from matching.drill.company import Reaction
from matching.drill.stage import begin
from tests.matching.drill.conftest import PARIS, SMALL


def test_played_again_it_is_a_new_crisis_beside_the_old_one(small_night):
    slugs = [small_night(minutes=1).crisis.slug for _ in range(3)]
    assert slugs == ["paris-2015", "paris-2015-2", "paris-2015-3"]


def test_a_killed_night_is_calmed_by_the_next_and_is_no_obstacle(small_night):
    killed = small_night(speed=60).crisis  # as kill -9 leaves it: racing, and its heartbeat old
    again = begin(SMALL)
    killed.refresh_from_db()
    assert (killed.clock_speed, again.slug) == (1, "paris-2015-2")


def test_a_stopped_night_ends_at_once_and_stays_usable(small_night):
    stopping = threading.Event()
    replay = small_night(stopping=stopping, watch=lambda _replay: stopping.set())
    replay.run()
    replay.crisis.refresh_from_db()
    assert replay.crisis.clock_speed == 1
    assert replay.pace.now() < SMALL.begins_at + timedelta(minutes=5)


def test_a_refusal_is_counted_and_never_ends_the_night(small_night):
    def too_late(_at):
        raise TooLate

    replay = small_night(minutes=5)
    replay._expect([Reaction(SMALL.begins_at, "accept", too_late)])
    replay.run()
    assert replay.tally.refused["too_late"] >= 1
    assert replay.tally.done["offer"] > 5


def test_a_slow_machine_slows_the_clock_and_says_how_far_behind_it_is(small_night):
    pace = small_night(speed=60).pace
    before = pace.now()
    for _ in range(20):
        pace.ease(timedelta(minutes=10))
    assert pace._crisis.clock_speed == 6
    assert pace.now() >= before
    for _ in range(40):
        pace.ease(timedelta(0))
    assert pace._crisis.clock_speed == 60
    assert pace.behind() >= timedelta(0)


class _Sink(socketserver.ThreadingTCPServer):
    """Counts who calls; stands for a mail server and for an SMS gateway."""

    allow_reuse_address = daemon_threads = True
    calls = 0


class _Hello(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.server.calls += 1


@pytest.fixture
def sink(settings) -> Iterator[_Sink]:
    with _Sink(("127.0.0.1", 0), _Hello) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{port}/"
        yield server
        server.shutdown()


def test_no_message_leaves_although_a_carrier_is_there(small_night, sink):
    small_night(minutes=20).run()
    carry_due_messages()
    assert Message.objects.count() > 10
    assert sink.calls == 0
    # The same carrier is called for a message that is no drill's: the silence above was no deaf sink.
    boris = Person.objects.create_user(pseudonym="Boris")
    contact = read_contact("boris@example.org")
    point = ContactPoint.objects.create(
        person=boris, kind=contact.kind, value=contact.value, verified_at=PARIS.begins_at
    )
    reach(point, text="hello", drill=False)
    carry_due_messages()
    assert sink.calls > 0
