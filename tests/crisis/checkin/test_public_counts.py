"""How many are safe, as the public reads it: who stands, of each mailbox the latest word; counted once for all."""

from collections import Counter, defaultdict
from datetime import timedelta
from random import Random

import pytest

from accounts.people.actions import ContactVerified, mark_verified
from accounts.people.contact import mailbox_of
from accounts.people.models import ContactPoint
from crisis.activation.actions import archive_crisis, stand_down_crisis
from crisis.checkin import counts
from crisis.checkin.actions.changing import (
    correct_check_in,
    correct_with_company,
    expire_check_ins,
    hide_check_in,
    show_check_in,
    withdraw_check_in,
)
from crisis.checkin.actions.erasing import erase_check_ins
from crisis.checkin.counts import public_counts, told_counts
from crisis.checkin.drafts import PersonDraft
from crisis.checkin.findable import confirmed_among
from crisis.checkin.listeners import confirm_the_persons_check_ins
from crisis.checkin.models import CheckIn, CountedCheckIn, KeptCount
from crisis.checkin.rules import LIFETIME
from crisis.checkin.tasks import count_the_safe
from crisis.checkin.vocabulary import Life, Nearness
from crisis.ground import grid
from crisis.shelter.queries import FEWEST, masks
from tests import cast

pytestmark = pytest.mark.django_db

OPENLY = {"audience": "anyone", "say_where": True}
HOUR = timedelta(hours=1)
AROUND = [
    cast.place(grid.centre(cell)) for cell in sorted(grid.neighbourhood(grid.cell(*cast.ALIBERT), 1))[:3]
]
LYON = cast.place((45.7640, 4.8357), "Lyon")
SPELT = ("amira@gmail.com", "am.ira+2@googlemail.com", *(f"h{n}@example.org" for n in range(6)))


def company(many: int) -> tuple[PersonDraft, ...]:
    return tuple(PersonDraft(given_name=name) for name in ("Sami", "Lina", "Noor", "Adam")[:many])


def slowly(crisis, at) -> dict:
    """The same from the check-ins themselves, one by one, in numbers."""
    rows = CheckIn.objects.filter(
        crisis=crisis, life=Life.ACTIVE, status="safe", audience="anyone", held_at=None
    )
    rows = list(rows.filter(said_at__lte=at - timedelta(minutes=10)))
    answered = ContactPoint.objects.exclude(verified_at=None).order_by("-pk")
    author = {point.person_id: mailbox_of(point) for point in answered}
    confirmed = confirmed_among(rows)
    safe = [(author[row.owner_id], row.beside_id or row.pk, row) for row in rows if row.pk in confirmed]
    latest = {who: max(lead for whose, lead, _row in safe if whose == who) for who, _lead, _row in safe}
    near, near_by, placed, there = Counter(), defaultdict(set), Counter(), defaultdict(set)
    for who, lead, row in safe:
        cell = row.cell if row.say_where else ""
        if lead == latest[who]:
            near[row.nearness] += 1
            placed[cell] += 1
            there[cell] |= {who} if lead == row.pk else set()
            near_by[row.nearness] |= {who} if lead == row.pk else set()
    there.pop("", None)
    cells = Counter()
    for cell, mask in masks(there).items():
        cells[mask] += placed[cell]
    hidden = {each: str(near[each]) if len(near_by[each]) >= FEWEST else "0-2" for each in Nearness.values}
    return {"safe": str(near.total()), "said": hidden, "cells": {(mask, str(n)) for mask, n in cells.items()}}


class Night:
    """Anything that may happen to what was said, in any order."""

    def __init__(self, crisis, dice: Random):
        self.crisis, self.dice, self.at = crisis, dice, cast.now()
        self.chen = cast.at_the_desk(crisis.declared_by)

    def said(self, **changes) -> dict:
        toss = self.dice.choice
        where = {"place": toss([*AROUND, LYON, None]), "say_where": toss([True, True, False])}
        said = {
            "status": toss(["safe", "safe", "not_there"]),
            "audience": toss(["anyone", "anyone", "contacts"]),
        }
        return where | said | changes

    def one(self, **filters) -> CheckIn:
        rows = CheckIn.objects.select_related("crisis").filter(**filters)
        return self.dice.choice(list(rows.order_by("pk")))

    def somebody_checks_in(self):
        about = {"contact": self.dice.choice(SPELT), "group": company(self.dice.choice([0, 0, 1, 3]))}
        origin = self.dice.choice([cast.VOUCHED, cast.VOUCHED, cast.WEB])
        cast.amira_is_safe(self.crisis, origin=origin, at=self.at, **self.said(**about))

    def a_contact_answers(self):
        point = self.dice.choice(list(ContactPoint.objects.order_by("pk")))
        mark_verified(contact=point, by="code", origin=cast.WEB, at=self.at, crisis_id=self.crisis.pk)
        about = {"crisis_id": self.crisis.pk, "subject": point.person.public_id, "at": self.at}
        confirm_the_persons_check_ins(ContactVerified(person=point.person_id, **about))

    def one_is_corrected(self):
        correct = self.dice.choice([correct_check_in, correct_with_company])
        draft = cast.check_in_draft(**self.said())
        correct(check_in=self.one(life=Life.ACTIVE), draft=draft, origin=cast.WEB, at=self.at)

    def one_is_withdrawn(self):
        withdraw_check_in(check_in=self.one(life=Life.ACTIVE), origin=cast.WEB, at=self.at)

    def one_is_held(self):
        hide_check_in(check_in=self.one(held_at=None), origin=self.chen, at=self.at)

    def one_is_shown(self):
        show_check_in(check_in=self.one(held_at__isnull=False), origin=self.chen, at=self.at)

    def time_passes(self):
        self.at += self.dice.choice([timedelta(minutes=5), HOUR, LIFETIME / 3])
        expire_check_ins(crisis=self.crisis, at=self.at)

    def somebody_is_erased(self):
        erase_check_ins(person=self.one().owner, origin=cast.WEB, at=self.at)

    def steps(self, many: int):
        often = [self.somebody_checks_in] * 9 + [self.a_contact_answers] * 2 + [self.one_is_corrected] * 3
        seldom = [self.one_is_withdrawn, self.one_is_held, self.one_is_shown, self.time_passes]
        for step in self.dice.choices([*often, *seldom, self.somebody_is_erased], k=many):
            try:
                step()
            except IndexError:
                continue  # there is none yet
            yield step.__name__


def test_whatever_happens_in_whatever_order_the_count_is_what_stands(monkeypatch):
    monkeypatch.setattr(counts, "band", str)
    dice, told = Random(13), []
    night = Night(cast.active_crisis(), dice)
    for step in night.steps(80):
        at = night.at + dice.choice([timedelta(0), timedelta(minutes=11)])
        exact, counted = slowly(night.crisis, at), public_counts(night.crisis, at=at)
        assert counted | {"cells": {(each["cell"], each["safe"]) for each in counted["cells"]}} == exact, step
        told.append(exact)
    assert len({each["safe"] for each in told}) > 9 and sum(bool(each["cells"]) for each in told) > 9


def test_one_mailbox_however_spelt_is_one_author_whose_latest_word_counts():
    crisis = cast.active_crisis()
    for number in range(20):
        cast.amira_is_safe(crisis, contact=f"am.ira+{number}@gmail.com", place=AROUND[number % 3], **OPENLY)
    for contact in ("boris@example.org", "06 12 34 56 78"):
        cast.amira_is_safe(crisis, contact=contact, place=LYON, **OPENLY)
    told = public_counts(crisis, at=cast.now() + HOUR)
    assert (told["safe"], told["cells"]) == ("3-5", []) and set(told["said"].values()) == {"0-2"}


def test_a_family_that_is_scattered_over_three_cells_is_still_one_author():
    crisis = cast.active_crisis()
    amira = cast.amira_is_safe(crisis, group=company(2), place=AROUND[0], **OPENLY)
    for row, place in zip(CheckIn.objects.filter(beside=amira), AROUND[1:], strict=True):
        draft = cast.check_in_draft(place=place, given_name=row.given_name, **OPENLY)
        correct_check_in(check_in=row, draft=draft, origin=cast.WEB, at=cast.now())
    assert CountedCheckIn.objects.values("cell").distinct().count() == 3
    assert public_counts(crisis, at=cast.now() + HOUR)["cells"] == []


def test_it_is_counted_once_for_all_pages_and_no_page_counts(settings, django_assert_num_queries):
    settings.COUNTED_FOR = 15
    paris, drill = cast.active_crisis(profile="open"), cast.active_crisis(is_drill=True, profile="open")
    count_the_safe()
    nobody = public_counts(paris, at=cast.now())
    for crisis in (paris, drill):
        cast.amira_is_safe(crisis, **OPENLY)
    with django_assert_num_queries(1):
        assert told_counts(paris, at=cast.now()) == nobody
    assert told_counts(drill, at=cast.now())["safe"] == "1-2", "a drill has its own clock"
    KeptCount.objects.update(due_at=cast.now() + HOUR)
    count_the_safe()
    assert told_counts(paris, at=cast.now()) == nobody, "what took long rests long"
    KeptCount.objects.update(due_at=cast.now())
    count_the_safe()
    assert told_counts(paris, at=cast.now())["safe"] == "1-2"


def test_what_was_put_away_tells_no_count_that_was_kept(settings):
    settings.COUNTED_FOR = 15
    crisis = cast.active_crisis(profile="open")
    cast.amira_is_safe(crisis, **OPENLY)
    count_the_safe()
    by = {"crisis": crisis, "origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}
    stand_down_crisis(closing_message="Over.", **by)
    archive_crisis(**by)
    expire_check_ins(crisis=crisis, at=cast.now())
    assert told_counts(crisis, at=cast.now())["safe"] == "0"
