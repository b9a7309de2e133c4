"""People who say that they are safe, and now and then that they need help. Drawn as they are due: there are many."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from matching.drill.chance import drawn, moments
from matching.drill.family_names import family_name, hurried
from matching.drill.guests import guest_of
from matching.drill.homes import Homes
from matching.drill.people import FAMILIES_SPEAKING_FRENCH, PARISIANS_FRENCH, Casting, Someone
from matching.drill.planned import Guest, PlannedCheckIn, PlannedSearch, Where
from matching.drill.scenario import Scenario
from matching.drill.spots import Spot

SAFE, NEED_HELP, NOT_THERE = "safe", "need_help", "not_there"
STATUSES = {SAFE: 890, NOT_THERE: 104, NEED_HELP: 6}
AUDIENCES = {"anyone": 40, "contacts": 42, "named": 18}
TURN_UP = 0.7  # of those who are looked for
EVERY = timedelta(seconds=30)  # a full network lets them through in gusts, and each is one batch
SAYS_WHERE, TELLS_PLACE, WRITES, GIVES_CONTACT = 0.5, 0.75, 0.4, 0.6


def check_ins_of(
    scenario: Scenario, spots: list[Spot], number: int, searches: list[PlannedSearch], chance: Random
) -> Iterator[PlannedCheckIn]:
    """In time order; seven in ten of those looked for are among them, under a name as people type it."""
    drawing = _Drawing(scenario, spots, chance)
    begins = scenario.begins_at.astimezone(UTC)
    times = [_gust(at, begins) for at in moments(scenario.check_ins, number, begins, chance)]
    found = chance.sample(searches, min(round(TURN_UP * len(searches)), number))
    among = dict(zip(sorted(chance.sample(range(number), len(found))), found, strict=True))
    for n, at in enumerate(times):
        key = f"check-in-{n + 1:05d}"
        yield drawing.sought(at, key, among[n]) if n in among else drawing.anybody(at, key)


def _gust(at: datetime, begins_at: datetime) -> datetime:
    return at + (begins_at - at) % EVERY


class _Drawing:
    def __init__(self, scenario: Scenario, spots: list[Spot], chance: Random) -> None:
        self._scenario, self._chance = scenario, chance
        self._casting = Casting(chance, role="sauf", phones=range(9750, 10_000))
        self._homes = Homes(scenario, spots, chance, near_focus_share=scenario.check_ins.near_focus_share)

    def anybody(self, at: datetime, key: str) -> PlannedCheckIn:
        who, status = self._someone(), drawn(self._chance, STATUSES)
        guest = guest_of(who, self._scenario, self._chance) if status == NEED_HELP else None
        name = who.first_name, family_name(self._chance)
        return self._said(at, key, who, name, status, self._kin(), guest=guest)

    def sought(self, at: datetime, key: str, search: PlannedSearch) -> PlannedCheckIn:
        """One of those looked for. Whoever names somebody names their family, or else somebody unknown to it."""
        second = self._someone().first_name.replace("-", " ").split()[0]
        name = hurried(search.sought.first_name, search.family_name, second, self._chance)
        status = SAFE if self._chance.random() < 0.92 else NOT_THERE
        kin = (search.author.contact,) if self._chance.random() < 0.5 else self._kin()
        return self._said(at, key, search.sought, name, status, kin, answers=search.key)

    def _said(
        self,
        at: datetime,
        key: str,
        who: Someone,
        name: tuple[str, str],
        status: str,
        kin: tuple[str, ...],
        *,
        answers: str = "",
        guest: Guest | None = None,
    ) -> PlannedCheckIn:
        chance, audience = self._chance, drawn(self._chance, AUDIENCES)
        placed = status != NOT_THERE and chance.random() < TELLS_PLACE
        reachable = answers or audience == "contacts" or chance.random() < GIVES_CONTACT
        words = self._scenario.words
        return PlannedCheckIn(
            at=at,
            key=key,
            who=who,
            given_name=name[0],
            family_name=name[1],
            status=status,
            audience=audience,
            contact=who.contact if reachable else "",
            named=kin if audience == "named" else (),
            message=chance.choice(words.safe_fr if who.language == "fr" else words.safe_en)
            if status == SAFE and chance.random() < WRITES
            else "",
            place=Where(*self._homes.home()) if placed or guest else None,
            say_where=placed and chance.random() < SAYS_WHERE,
            answers=answers,
            guest=guest,
        )

    def _someone(self) -> Someone:
        return self._casting.someone(french=PARISIANS_FRENCH, speaks_french=FAMILIES_SPEAKING_FRENCH)

    def _kin(self) -> tuple[str, ...]:
        return (f"proche.inconnu.{self._chance.randrange(10**6)}@example.org",)
