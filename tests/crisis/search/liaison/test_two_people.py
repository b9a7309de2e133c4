"""Several people do whatever they can, in any order: no death is ever confirmed by fewer than two.

Who confirmed is counted here from what each was allowed to do, not read from the rows. CHAOS=1 walks much farther.
"""

from contextlib import suppress

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from accounts.errors import Refused
from accounts.journal.models import Entry
from accounts.people.models import Person
from crisis.activation.actions import end_liaison, name_liaison
from crisis.activation.models import Membership
from crisis.activation.vocabulary import Role
from crisis.search.liaison import actions, hearing
from crisis.search.liaison.drafts import Confirmation, Telling
from crisis.search.liaison.models import Matter
from crisis.search.liaison.queries import told_to_family
from crisis.search.liaison.vocabulary import AFTER_TELLING, TWICE_CONFIRMED, Via
from tests import cast
from tests.rig.chaos import short_or_long

WHO = st.sampled_from(range(5))  # 0 and 1 may declare; 4 is a moderator
LIKELY = st.sampled_from([2, 3, 2, 3, 0, 1])
WHICH = st.sampled_from([0, 0, 0, 1, 2])
SOMETIMES = st.sampled_from([False, False, False, True])


class Protocol(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.night = transaction.atomic()  # each walk begins in an empty database
        self.night._from_testcase = True
        self.night.__enter__()
        self.crisis, self.at = cast.active_crisis(), cast.now()
        self.search = cast.esma_searches(self.crisis)
        came = {"last_login": self.at}
        rest = [
            Person.objects.create_user(pseudonym=name, may_declare=name == "1", **came) for name in "1234"
        ]
        for person in rest:
            role = Role.MODERATOR if person.pseudonym == "4" else Role.COORDINATOR
            Membership.objects.create(crisis=self.crisis, person=person, role=role)
        self.people = [self.crisis.declared_by, *rest]
        self.confirmed: dict[int, set[int]] = {}
        self.named: set[frozenset[int]] = set()  # who ever made whom a liaison
        self.seen: dict[int, Matter] = {}  # as a page showed it a while ago
        about = {
            "crisis": self.crisis,
            "search": self.search,
            "name": "Farid",
            "words": "He did not make it.",
            "via": Via.SITE,
        }
        hearing.hear_of_death(**about, source="pfif:1", origin=cast.WEB, at=self.at)
        self.name_or_end_a_liaison(0, 2, False)
        self.name_or_end_a_liaison(1, 3, False)

    def do(self, action, who: int, **about) -> bool:
        """Was it done?"""
        with suppress(Refused), transaction.atomic():
            action(origin=cast.at_the_desk(self.people[who]), at=self.at, **about)
            return True
        return False

    def matter(self, which: int) -> Matter | None:
        rows = list(Matter.objects.order_by("pk"))
        return rows[which % len(rows)] if rows else None

    @rule(who=WHO, source=st.sampled_from(["A nurse", "The police"]), known=st.booleans())
    def hear(self, who, source, known):
        about = {
            "crisis": self.crisis,
            "search": self.search if known else None,
            "name": "Farid",
            "words": "Dead.",
            "via": Via.SAID,
        }
        self.do(hearing.hear_of_death, who, source=source, **about)

    @rule(who=WHO, other=WHO, ends=st.booleans())
    def name_or_end_a_liaison(self, who, other, ends):
        about = {"crisis": self.crisis, "person": self.people[other]}
        if self.do(end_liaison if ends else name_liaison, who, **about) and not ends:
            self.named.add(frozenset({self.people[who].pk, self.people[other].pk}))

    @rule(whos=st.permutations([2, 3, 0, 1]), many=st.integers(1, 4), which=WHICH, stale=SOMETIMES)
    def confirm(self, whos, many, which, stale):
        for who in whos[:many]:
            matter = self.matter(which)
            said = Confirmation(authority="Institut", spoke_to=f"Doctor {who}", spoke_at=self.at)
            self.seen.setdefault(matter.pk, Matter.objects.get(pk=matter.pk))
            matter = self.seen.pop(matter.pk) if stale else matter
            seen = matter.search_id
            if self.do(actions.confirm_matter, who, matter=matter, said=said):
                assert seen == Matter.objects.get(pk=matter.pk).search_id, "they confirm what they read"
                both = self.confirmed.get(matter.pk, set()) | {self.people[who].pk}
                assert len(both) == 1 or both not in self.named, "neither ever made the other a liaison"
                self.confirmed.setdefault(matter.pk, set()).add(self.people[who].pk)

    @rule(who=LIKELY, which=WHICH)
    def take_back(self, who, which):
        if (matter := self.matter(which)) and self.do(actions.take_back, who, matter=matter):
            self.confirmed[matter.pk].discard(self.people[who].pk)

    @rule(who=LIKELY, which=WHICH, again=st.booleans())
    def set_aside_or_look_again(self, who, which, again):
        if matter := self.matter(which):
            action = actions.look_again if again else actions.set_aside
            if self.do(action, who, matter=matter, words="His namesake."):
                self.confirmed.pop(matter.pk, None)

    @rule(who=LIKELY, which=WHICH)
    def join(self, who, which):
        if matter := self.matter(which):
            self.do(actions.join_search, who, matter=matter, reference=self.search.reference)

    @rule(who=LIKELY, which=WHICH)
    def tell(self, who, which):
        if matter := self.matter(which):
            named = {"told_by": "Ada", "told_whom": "Esma", "call": "Ada, 0140", "how": "in_person"}
            self.do(
                actions.say_told, who, matter=matter, said=Telling(**named, spoke_at=self.at, all_know=True)
            )

    @rule(who=LIKELY, which=WHICH)
    def say_wrong(self, who, which):
        if matter := self.matter(which):
            self.do(actions.say_wrong, who, matter=matter, words="His namesake.")

    @rule(who=LIKELY, which=WHICH)
    def hold_to_it(self, who, which):
        if matter := self.matter(which):
            self.do(actions.hold_to_it, who, matter=matter, words="It was him.")

    @invariant()
    def two_people_confirmed_what_is_confirmed(self):
        for matter in Matter.objects.filter(stage__in=TWICE_CONFIRMED):
            assert len(self.confirmed[matter.pk]) >= 2
            assert {matter.first_by_id, matter.second_by_id} == self.confirmed[matter.pk]
            assert matter.heard_from_id not in self.confirmed[matter.pk]

    @invariant()
    def the_family_reads_nothing_unless_a_person_told_them(self):
        told = Matter.objects.filter(search=self.search, stage__in=AFTER_TELLING)
        assert (told_to_family(self.search.pk) is not None) == told.exists()

    @invariant()
    def nothing_of_it_is_in_the_journal(self):
        # Who is one is on record; of what they do nothing is.
        known = {"Liaison", "Crisis", "Search", "Contact"}
        kinds = set(Entry.objects.values_list("kind", flat=True))
        assert all(any(kind.startswith(word) for word in known) for kind in kinds), kinds

    def teardown(self):
        transaction.set_rollback(True)
        self.night.__exit__(None, None, None)


class TestTwoPeople(Protocol.TestCase, HypothesisTestCase):
    settings = settings(
        max_examples=short_or_long(10, 2_000),
        stateful_step_count=short_or_long(25, 80),
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
