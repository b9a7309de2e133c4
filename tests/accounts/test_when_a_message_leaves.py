"""The rules of the outbox, by the clock handed in: which ways, when, and with which others."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.reach.rules import NEWS, Wishes, is_urgent, leave_together, leaves_at, links_in, ways
from accounts.reach.vocabulary import NewsKind, Way

PARIS = ZoneInfo("Europe/Paris")
HOURS = st.integers(0, 23)
WISHES = st.builds(
    Wishes,
    sms=st.booleans(),
    email=st.booleans(),
    push_instead=st.booleans(),
    quiet=st.booleans(),
    quiet_from=HOURS,
    quiet_until=HOURS,
    off=st.frozensets(st.sampled_from(NEWS)),
)
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


def local(hour: int, day: int = 21) -> datetime:
    return datetime(2026, 11, day, hour, 30, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("sent", "leaves"), [(21, "21 21:30"), (22, "22 07:00"), (3, "21 07:00"), (7, "21 07:30")]
)
def test_news_that_can_wait_waits_for_the_morning(sent, leaves):
    at = leaves_at(local(sent), urgent=False, wishes=Wishes(), zone=PARIS)
    assert at.astimezone(PARIS).strftime("%d %H:%M") == leaves


@given(TIMES, WISHES)
def test_what_somebody_waits_for_leaves_at_once_whatever_the_hour(at, wishes):
    assert leaves_at(at, urgent=True, wishes=wishes, zone=PARIS) == at


@given(TIMES, WISHES, st.sampled_from(["Europe/Paris", "Asia/Kolkata", "America/New_York"]))
def test_quiet_hours_put_off_and_never_lose_or_outlast_a_day(at, wishes, zone):
    zone = ZoneInfo(zone)
    leaves = leaves_at(at, urgent=False, wishes=wishes, zone=zone)
    assert at <= leaves <= at + timedelta(hours=25)
    assert leaves_at(leaves, urgent=False, wishes=wishes, zone=zone) == leaves  # no second night
    if leaves != at:
        assert wishes.quiet and wishes.quiet_from != wishes.quiet_until


@given(st.sampled_from(NewsKind), st.booleans(), st.booleans(), WISHES)
def test_a_code_a_match_and_ones_own_page_always_find_a_way(kind, phone, devices, wishes):
    found = ways(kind, phone=phone, devices=devices, wishes=wishes)
    reaches_the_contact = {Way.CONTACT, Way.PUSH_FIRST} & set(found)  # PUSH_FIRST falls back to it
    if kind not in NEWS:
        assert reaches_the_contact
    if kind == NewsKind.CODE:
        assert found == (Way.CONTACT,)
    if kind in wishes.off:
        assert (found == ()) == (kind in NEWS)
    if not devices:
        assert not {Way.PUSH, Way.PUSH_FIRST} & set(found)


def test_a_push_comes_besides_and_replaces_sms_only_where_that_was_chosen():
    def of(phone, **chosen):
        return ways(NewsKind.SEARCH, phone=phone, devices=True, wishes=Wishes(**chosen))

    assert of(phone=True) == of(phone=False) == (Way.CONTACT, Way.PUSH)
    assert of(phone=True, push_instead=True) == (Way.PUSH_FIRST,)
    assert of(phone=False, push_instead=True) == (Way.CONTACT, Way.PUSH)
    assert of(phone=True, sms=False) == of(phone=True, sms=False, push_instead=True) == (Way.PUSH,)


def test_only_news_of_a_search_or_a_check_in_can_wait():
    assert {kind for kind in NewsKind if not is_urgent(kind)} == {NewsKind.SEARCH, NewsKind.CHECK_IN}


def test_four_for_one_contact_leave_together_and_two_while_the_outbox_is_long():
    assert [leave_together(n, outbox=10) for n in (1, 3, 4)] == [False, False, True]
    assert [leave_together(n, outbox=301) for n in (1, 2)] == [False, True]


def test_links_of_the_site_are_found_each_once_and_nobody_elses():
    text = "Porte Ouverte: news https://po.org/fr/m/abc/. See https://evil.org/x https://po.org/fr/m/abc/#morning"
    assert links_in(text, "https://po.org") == [
        "https://po.org/fr/m/abc/",
        "https://po.org/fr/m/abc/#morning",
    ]
