"""An index of known places that forgives how people type. Pure, in memory, no files.

Words are compared as they sound (spelling.squeezed). First by equality; only when that finds nothing
convincing, by likeness (rapidfuzz); last, with all blanks removed ("richardlenoir").
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log

from rapidfuzz import fuzz, process

from crisis.gazetteer import choosing, ranking
from crisis.gazetteer.places import Place, metres_between
from crisis.gazetteer.rows import Row
from crisis.gazetteer.spelling import LITTLE_WORDS, SITE_WORDS, STREET_TYPES, Asked, read, squeezed, words

CONVINCING = 88.0
WORTH_SAYING = 68.0
COARSE = 40.0
MOST_MISSPELT = 12  # words of a name: of no place so many are known, and each is held against all there are
PARIS = squeezed("paris")  # what must be said of it is a street's name
OPTIONAL = (STREET_TYPES | set(SITE_WORDS) | {"paris"}) - {"porte", "pont", "port"}


@dataclass(frozen=True)
class Hit:
    """``score``: 0 to about 110; above 88 nobody would doubt it, 40 is "at least this district"."""

    place: Place
    score: float
    row: Row


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of one row: its words as they sound, without articles and street type."""

    row: Row
    street_type: str
    sounds: tuple[str, ...]
    joined: str
    plain: str


class Index:
    """Built once from rows; afterwards only read, so threads may share it."""

    def __init__(self, rows: Iterable[Row]):
        self.rows = list(rows)
        self._entries = [entry for row in self.rows for entry in _entries_of(row)]
        self._postings: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(self._entries):
            for sound in set(entry.sounds):
                self._postings[sound].append(number)
        self._vocabulary = list(self._postings)
        self._joined = [entry.joined for entry in self._entries]
        self._city_sounds = {city: _city_sounds(city) for city in {row.city for row in self.rows}}
        self._areas = self._by_postcode()
        self._towns = {
            entry.sounds for entry in self._entries if entry.row.kind == "town" and entry.row.weight > 0
        }
        self._alike = lru_cache(maxsize=4_096)(self._look_alikes)

    def search(self, text: str, near: tuple[float, float] | None = None, limit: int = 5) -> list[Hit]:
        """Best first, [] when nothing is alike. ``near`` (lat, lon) settles which of several is meant."""
        asked = read(text)
        homely = choosing.names_no_place(asked)
        if homely and not asked.postcode:
            return []
        if asked.postcode and (homely or set(asked.names) <= OPTIONAL):
            return (self._town_halls(asked) or self._areas_of(asked.postcode))[:limit]
        hits = self._ranked(asked, near, self._same)
        for misspelt in (self._misspelt, self._glued) if len(asked.names) <= MOST_MISSPELT else ():
            if not hits or hits[0].score < CONVINCING:
                hits = _better(hits, misspelt(asked, near))
        good = [hit for hit in hits if hit.score >= WORTH_SAYING]
        known = choosing.narrowed(_distinct(good), asked)
        if not known:
            return _distinct(self._at_least_the_area(asked, near))[:limit]
        return [*known, *self._area_if_elsewhere(known, asked)][:limit]

    def nearest(self, kind: str, lat: float, lon: float, least_weight: int = -9) -> list[tuple[Row, float]]:
        """Rows of ``kind`` with their distance in metres, nearest first."""
        found = [
            (row, metres_between(lat, lon, row.lat, row.lon))
            for row in self.rows
            if row.kind == kind and row.weight >= least_weight
        ]
        return sorted(found, key=lambda pair: pair[1])

    def _same(self, sound: str) -> list[tuple[str, float]]:
        return [(sound, 1.0)] if sound in self._postings else []

    def _look_alikes(self, sound: str) -> list[tuple[str, float]]:
        if len(sound) < 4:
            return self._same(sound)
        found = process.extract(sound, self._vocabulary, scorer=fuzz.ratio, score_cutoff=72, limit=20)
        near = [(word, (ratio / 100) ** 1.5) for word, ratio, _ in found if _plausible(sound, word, ratio)]
        if len(sound) >= 5 and sound not in self._postings:
            near += [(word, 0.85) for word in self._vocabulary if word.startswith(sound)][:15]
        return near

    def _weight(self, sound: str) -> float:
        common = len(self._postings.get(sound, ()))
        return max(1.0, log(len(self._entries) / (1 + common)))

    def _ranked(self, asked: Asked, near, sounds_like) -> list[Hit]:
        sought = self._with_town(_sought(asked))
        matched: dict[int, dict[str, tuple[str, float]]] = defaultdict(dict)
        for word in [*sought.must, *sought.may]:
            for sound, alike in sounds_like(word):
                for number in self._postings[sound]:
                    best = matched[number].get(word)
                    if best is None or best[1] < alike:
                        matched[number][word] = (sound, alike)
        hits = []
        for number, found in matched.items():
            if any(word in found for word in sought.must):
                hit = self._hit(number, found, sought, asked, near)
                if hit:
                    hits.append(hit)
        return sorted(hits, key=lambda hit: -hit.score)

    def _misspelt(self, asked: Asked, near) -> list[Hit]:
        return self._ranked(asked, near, self._alike)

    def _with_town(self, sought: "Sought") -> "Sought":
        """Notices a town at the end: "rue de la republique montreuil" is not a rue de Montreuil."""
        for length in range(min(5, len(sought.must) - 1), 0, -1):
            if sought.must[-length:] in self._towns:
                return replace(sought, town=True)
        return sought

    def _hit(self, number: int, found: dict, sought: "Sought", asked: Asked, near) -> Hit | None:
        entry = self._entries[number]
        city = self._city_sounds[entry.row.city]
        in_city = [word for word in sought.must if word not in found and word in city and word != PARIS]
        asked_for = total = 0.0
        for word in sought.must:
            if word in in_city:
                continue
            sound, alike = found.get(word, (word, 0.0))
            weight = self._weight(sound)
            asked_for, total = asked_for + weight * alike, total + weight
        covered = asked_for / total
        elsewhere = sought.town and not in_city and (asked.street_type or entry.row.kind == "street")
        if covered < (0.95 if elsewhere else 0.55):
            return None
        told = dict(found.values())
        worth = {sound: self._weight(sound) * ranking.say(sound) for sound in entry.sounds}
        known, said = sum(worth.values()), sum(worth[sound] * told.get(sound, 0) for sound in worth)
        score = 62 * covered + 38 * (said / known)
        score += 6 * fuzz.ratio(sought.plain, entry.plain) / 100
        return self._judged(entry, score, asked, near, bool(in_city))

    def _judged(self, entry: Entry, score: float, asked: Asked, near, in_city: bool) -> Hit | None:
        named = in_city or entry.row.postcode == asked.postcode != ""
        nearness = ranking.nearness(entry.row, near, named=named)
        if nearness is None or not choosing.far_town_was_meant(entry.row, asked, near):
            return None
        score += ranking.fit(entry.row, entry.street_type, entry.sounds, asked) + nearness
        return Hit(entry.row.place(asked.house_number), round(score + (5 if in_city else 0), 1), entry.row)

    def _glued(self, asked: Asked, near) -> list[Hit]:
        """Blanks and types may be missing or in the wrong place: compare the whole, letter by letter."""
        kept = [word for word in asked.names if word != "paris"]
        openings = {"".join(map(squeezed, kept)), "".join(_sought(asked).must), squeezed("".join(kept))}
        hits = []
        for opening in openings:
            if len(opening) < 5:
                continue
            for _, ratio, number in process.extract(
                opening, self._joined, scorer=fuzz.ratio, score_cutoff=80, limit=12
            ):
                hit = self._judged(self._entries[number], ratio - 8, asked, near, in_city=False)
                hits += [hit] if hit else []
        return sorted(hits, key=lambda hit: -hit.score)

    def _at_least_the_area(self, asked: Asked, near) -> list[Hit]:
        """The street is unknown but its postcode or town was given: a coarse answer beats none."""
        if asked.postcode:
            return self._areas_of(asked.postcode)
        sounds = set(_sought(asked).must)
        hits = []
        for number in {number for sound in sounds for number in self._postings.get(sound, ())}:
            entry = self._entries[number]
            told = set(entry.sounds)
            alone = asked.street_type and told == sounds  # "rue Cremieux" is not the town of Crémieu
            far = choosing.is_far(entry.row, near) and not choosing.ends_with_town(entry.row, asked)
            if entry.row.kind == "town" and told <= sounds and not alone and not far:
                score = COARSE + entry.row.weight + (ranking.nearness(entry.row, near, named=True) or 0)
                hits.append(Hit(entry.row.place(), round(score, 1), entry.row))
        return sorted(hits, key=lambda hit: (-len(hit.row.name.split()), -hit.score))

    def _area_if_elsewhere(self, known: list[Hit], asked: Asked) -> list[Hit]:
        """All that is known lies outside the postcode typed: either may be the slip, so both are shown."""
        told = {hit.row.postcode for hit in known} if asked.postcode else {""}
        return [] if told & {asked.postcode, ""} else self._areas_of(asked.postcode)[:1]

    def _by_postcode(self) -> dict[str, list[Row]]:
        areas: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            if row.postcode and row.kind in ("town", "district"):
                areas[row.postcode].append(row)
        return areas

    def _town_halls(self, asked: Asked) -> list[Hit]:
        if asked.kind != "town_hall":
            return []
        found = [row for row in self.rows if row.kind == "town_hall" and row.postcode == asked.postcode]
        return [Hit(row.place(), CONVINCING, row) for row in found]

    def _areas_of(self, postcode: str) -> list[Hit]:
        rows = sorted(self._areas.get(postcode, ()), key=lambda row: -row.weight)
        if postcode.startswith("75"):
            rows = rows[:1]
        return [Hit(row.place(), COARSE + row.weight, row) for row in rows]


@dataclass(frozen=True)
class Sought:
    """Words a place must carry and words it may, as they sound."""

    must: tuple[str, ...]
    may: tuple[str, ...]
    plain: str
    town: bool = False


def _sought(asked: Asked) -> Sought:
    may_go = OPTIONAL - {"paris"} if choosing.named_after_paris(asked) else OPTIONAL
    must = [word for word in asked.names if word not in may_go]
    may = [word for word in asked.names if word in may_go] + list(asked.numbers)
    if not must:
        must, may = [word for word in may if word != "paris"] or may, []
    sounds = tuple(dict.fromkeys(map(squeezed, must)))
    return Sought(sounds, tuple(dict.fromkeys(map(squeezed, may))), "".join(must))


def _entries_of(row: Row) -> list[Entry]:
    names = [name for name in row.also.split(";") if name] if row.kind == "station" else []
    if not names:
        names = [row.name, *(name for name in row.also.split(";") if name)]
    return [entry for name in names if (entry := _entry(row, name)).sounds]


def _entry(row: Row, name: str) -> Entry:
    found = words(name)
    street_type = found[0] if found and found[0] in STREET_TYPES else ""
    if street_type and row.kind == "street" and len(found) > 1:
        found = found[1:]
    told = [word for word in found if word not in LITTLE_WORDS]
    sounds = tuple(map(squeezed, told))
    return Entry(row, street_type, sounds, "".join(sounds), "".join(told))


def _city_sounds(city: str) -> frozenset[str]:
    return frozenset(squeezed(word) for word in words(city) if word not in LITTLE_WORDS)


def _plausible(sound: str, word: str, ratio: float) -> bool:
    """People seldom get a word's first letter wrong, and in a short word one letter is much."""
    if min(len(sound), len(word)) < 4:
        return ratio >= 88
    return ratio >= (74 if sound[0] == word[0] else 86)


def _better(hits: list[Hit], others: list[Hit]) -> list[Hit]:
    return sorted([*hits, *others], key=lambda hit: -hit.score)


def _distinct(hits: Sequence[Hit]) -> list[Hit]:
    """One hit a label, and of one street the part that fits best."""
    seen: dict[tuple, Hit] = {}
    for hit in hits:
        seen.setdefault((hit.row.kind, hit.row.name, hit.row.city), hit)
    return list(seen.values())
