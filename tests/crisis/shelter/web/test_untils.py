from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from crisis.shelter.web.untils import read_until, until_choices

PARIS = ZoneInfo("Europe/Paris")
NIGHT = datetime(2026, 11, 13, 23, 10, tzinfo=PARIS)


def test_at_night_the_first_end_is_tomorrow_morning():
    first = read_until(until_choices(NIGHT)[0][0])
    assert first == datetime(2026, 11, 14, 8, tzinfo=PARIS)


def test_every_end_is_a_moment_that_does_not_move_with_the_clock():
    later = dict(until_choices(NIGHT + timedelta(minutes=5)))
    assert set(dict(until_choices(NIGHT))) == set(later)


def test_an_end_chosen_before_stays_on_offer_past_midnight():
    chosen = until_choices(NIGHT)[0][0]
    assert chosen in dict(until_choices(NIGHT + timedelta(hours=8), keep=chosen))


def test_nonsense_is_no_moment():
    assert [read_until(text) for text in ("", "tomorrow", "2026-11-14", "2026-99-99T08:00Z")] == [None] * 4
