"""Families who look for somebody through the night. Nobody in it exists; most of those they look for turn up."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from matching.drill.chance import delay, drawn, moments
from matching.drill.family_names import family_name
from matching.drill.homes import Homes
from matching.drill.people import FAMILIES_SPEAKING_FRENCH, PARISIANS_FRENCH, Casting, Someone
from matching.drill.planned import PlannedSearch, Relative, Sighting, Where
from matching.drill.scenario import Scenario
from matching.drill.spots import Spot

NEVER_PUBLIC_UNDER = 15  # nobody can write about whom nobody sees
AGES = {(6, 14): 3, (15, 17): 5, (18, 29): 42, (30, 44): 30, (45, 69): 20}
RELATIONS = {
    ("fr", True): ("sœur", "mère", "amie", "fille", "cousine"),
    ("fr", False): ("frère", "père", "ami", "fils", "cousin"),
    ("en", True): ("sister", "mother", "friend", "daughter", "cousin"),
    ("en", False): ("brother", "father", "friend", "son", "cousin"),
}
ALIVE, SOUGHT_TOO = "believed_alive", "information_sought"


def searches_of(scenario: Scenario, spots: list[Spot], number: int, chance: Random) -> list[PlannedSearch]:
    drawing = _Drawing(scenario, spots, chance)
    times = moments(scenario.searches, number, scenario.begins_at, chance)
    return [drawing.search(at, n) for n, at in enumerate(times, start=1)]


class _Drawing:
    def __init__(self, scenario: Scenario, spots: list[Spot], chance: Random) -> None:
        self._words, self._chance = scenario.words, chance
        self._evening = scenario.begins_at.astimezone(UTC) - timedelta(hours=2)
        self._families = Casting(chance, role="famille", phones=range(9000, 9500))
        self._sought = Casting(chance, role="proche", phones=range(9500, 9750))
        self._homes = Homes(scenario, spots, chance, near_focus_share=scenario.searches.near_focus_share)

    def search(self, at: datetime, n: int) -> PlannedSearch:
        chance, author, sought = self._chance, self._relative(), self._someone(self._sought)
        low, high = drawn(chance, AGES)
        years = chance.randint(low, high)
        return PlannedSearch(
            at=at,
            key=f"search-{n:05d}",
            author=author,
            relation=self._relation(author),
            sought=sought,
            family_name=family_name(chance),
            age=(years, years if years < 30 else years + 3) if chance.random() < 0.85 else None,
            sex="female" if sought.is_woman else "male",
            description=self._say(author, self._words.sought_fr, self._words.sought_en),
            place=self._place() if chance.random() < 0.85 else None,
            last_seen_at=self._evening + chance.random() * (at - self._evening),
            knows_contact=chance.random() < 0.6,
            read_after=self._later(0.9, median=300, longest=1800),
            decided_after=self._later(0.8, median=360, longest=1800),
            closed_after=delay(chance, median=420, longest=2400),
            sighting=self._sighting(author) if years >= NEVER_PUBLIC_UNDER else None,
            relative=self._joining() if chance.random() < 0.35 else None,
        )

    def _relative(self) -> Someone:
        return self._someone(self._families)

    def _someone(self, casting: Casting) -> Someone:
        return casting.someone(french=PARISIANS_FRENCH, speaks_french=FAMILIES_SPEAKING_FRENCH)

    def _relation(self, who: Someone) -> str:
        return self._chance.choice(RELATIONS[who.language, who.is_woman])

    def _place(self) -> Where:
        return Where(*self._homes.whereabouts())

    def _sighting(self, author: Someone) -> Sighting | None:
        if self._chance.random() > 0.35:
            return None
        words, after = self._words, delay(self._chance, median=1200, longest=5000)
        if self._chance.random() < 0.7:
            return Sighting(after, ALIVE, self._say(author, words.seen_fr, words.seen_en))
        return Sighting(after, SOUGHT_TOO, self._say(author, words.too_fr, words.too_en))

    def _joining(self) -> Relative:
        who = self._relative()
        of_family = self._chance.random() < 0.6
        after = delay(self._chance, median=600, longest=3000)
        return Relative(who, self._relation(who) if of_family else "", of_family, after)

    def _later(self, share: float, *, median: int, longest: int) -> int | None:
        seconds = delay(self._chance, median, longest)
        return seconds if self._chance.random() < share else None

    def _say(self, who: Someone, french: Sequence[str], english: Sequence[str]) -> str:
        return self._chance.choice(french if who.language == "fr" else english)
