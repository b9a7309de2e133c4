"""How people write French addresses, folded to one spelling. Pure.

Accents go (anyascii), abbreviations are written out, the street type, house number, postcode and
arrondissement are told apart from the words that name the place.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz import fuzz, process


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ABBREVIATIONS = {
    "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard", "bvd": "boulevard", "boul": "boulevard",
    "blv": "boulevard", "bvrd": "boulevard", "av": "avenue", "ave": "avenue", "aven": "avenue", "pl": "place",
    "plc": "place", "imp": "impasse", "sq": "square", "all": "allee", "pass": "passage", "psg": "passage",
    "pas": "passage", "ch": "chemin", "che": "chemin", "rte": "route", "crs": "cours", "res": "residence",
    "fbg": "faubourg", "fg": "faubourg", "fb": "faubourg", "faub": "faubourg", "fbourg": "faubourg",
    "st": "saint", "ste": "sainte", "sts": "saints", "gd": "grand", "gde": "grande", "gds": "grands",
    "nd": "notre dame", "gal": "general", "gl": "general", "gen": "general", "dr": "docteur",
    "doc": "docteur", "pdt": "president", "presid": "president", "pres": "president",
    "prof": "professeur", "pr": "professeur",
    "mal": "marechal", "ml": "marechal", "cdt": "commandant", "col": "colonel", "cap": "capitaine",
    "cpt": "capitaine", "lt": "lieutenant", "pt": "pont", "pte": "porte", "hop": "hopital",
    "hosp": "hopital", "hp": "hopital", "hospital": "hopital", "clin": "clinique", "ctre": "centre",
    "gpe": "groupe", "mo": "metro", "tram": "tramway", "ardt": "arrondissement", "arrdt": "arrondissement",
    "arr": "arrondissement", "arrond": "arrondissement", "qtier": "quartier", "univ": "universite",
    "cim": "cimetiere", "biblio": "bibliotheque", "chr": "hopital", "chu": "hopital", "qu": "quai",
}  # fmt: skip

STREET_TYPES = _words(
    "rue avenue boulevard place impasse square allee passage chemin route cours quai villa cite voie sente "
    "sentier mail rond chaussee esplanade promenade parvis galerie port pont porte ruelle hameau cour"
)
SITE_WORDS = {
    "metro": "station", "rer": "station", "station": "station", "gare": "station", "tramway": "station",
    "arret": "station", "transilien": "station", "hopital": "hospital", "clinique": "hospital",
    "urgences": "hospital", "maternite": "hospital", "mairie": "town_hall",
    "arrondissement": "district", "quartier": "district", "ville": "town", "commune": "town",
}  # fmt: skip
SOUNDS = (("ch", "C"), ("ph", "f"), ("mpf", "mf"), ("qu", "k"), ("ck", "k"), ("cq", "k"), ("y", "i"),
          ("eau", "o"), ("au", "o"), ("ai", "E"), ("ei", "E"), ("z", "s"), ("h", ""))  # fmt: skip
MENDABLE = ("boulevard", "avenue", "place", "impasse", "square", "passage", "chemin", "faubourg", "metro",
            "station", "hopital", "clinique")  # fmt: skip
LITTLE_WORDS = _words(
    "de la le les du des d l a au aux en et sur sous lez pres dans vers chez pour cote coin angle croisement "
    "entre the at of near in face devant derriere bis ter quater numero no n cedex "
    "je suis nous sommes i am we are"
)
ORDINALS = {
    "premier": 1, "deuxieme": 2, "troisieme": 3, "quatrieme": 4, "cinquieme": 5, "sixieme": 6, "septieme": 7,
    "huitieme": 8, "neuvieme": 9, "dixieme": 10, "onzieme": 11, "douzieme": 12, "treizieme": 13,
    "quatorzieme": 14, "quinzieme": 15, "seizieme": 16, "vingtieme": 20,
}  # fmt: skip
_ORDINAL = r"(?:er|e|eme|ieme|ème|nd|nde|è|º)"
_PARIS_NUMBER = re.compile(rf"\bparis\W{{0,3}}(\d{{1,2}})\s?{_ORDINAL}?\b|\b(\d{{1,2}})\s?{_ORDINAL}\b")
_WORD_ORDINAL = re.compile(r"\b(" + "|".join(ORDINALS) + r")\b(?=\s+(?:arrondissement|arr)|\s*$)")
_POSTCODE = re.compile(r"\b(?:f-?)?(\d{5})\b")
_GLUED_TYPE = re.compile(r"(rue(?!l|il)|boulevard|avenue|square|place(?!t)|passage|impasse)([a-z]{4,})")
_HOUSE_NUMBER = re.compile(r"\s*(\d{1,3})\s*(?:bis|ter|quater|[a-d]\b)?[\s,]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
MAX_TEXT = 200


def plain(text: str) -> str:
    """Lower-case ASCII words separated by single blanks: "M° Père-Lachaise" -> "mo pere lachaise"."""
    text = text.replace("°", "o").replace("\u00ba", "o").replace("\x92", "'")
    if not text.isascii():  # a picture has a name, which is no place's
        text = "".join(" " if unicodedata.category(sign) == "So" and sign != "№" else sign for sign in text)
    return _NOT_WORD.sub(" ", anyascii(text).lower()).strip()


def words(text: str) -> list[str]:
    """The words of ``text`` with abbreviations written out; "r" opens a street only before another word."""
    found = plain(text).split()
    spelled: list[str] = []
    found = [part for word in found for part in _unglued(word)]
    for place, word in enumerate(found):
        if word == "r" and place + 1 < len(found):
            word = "rue"
        spelled.extend(ABBREVIATIONS.get(word, word).split())
    return spelled


def _unglued(word: str) -> list[str]:
    """ "ruedassas" is two words; Rueil and a ruelle are one."""
    found = _GLUED_TYPE.fullmatch(word)
    if not found:
        return [word]
    return [found.group(1), *re.sub(r"^d(?=[aeiouyh])", "d ", found.group(2)).split()]


@lru_cache(maxsize=60_000)
def squeezed(word: str) -> str:
    """A word as it sounds, roughly: oberkampf and oberkamf, republique and republik come close."""
    for heard, written in SOUNDS:
        word = word.replace(heard, written)
    word = re.sub(r"c(?=[aourlt]|$)", "k", word)
    word = re.sub(r"(.)\1+", r"\1", word)
    return re.sub(r"(?<=...)(?:es|[estdx])$", "", word)


@dataclass(frozen=True)
class Asked:
    """What a person typed, taken apart."""

    names: tuple[str, ...]
    numbers: tuple[str, ...]
    street_type: str
    kind: str
    postcode: str
    text: str
    house_number: int


def read(text: str) -> Asked:
    """Take ``text`` apart; never fails, whatever was typed."""
    text = text[:MAX_TEXT]
    folded = re.sub(r"(?<! de)(?<!ile) france$", "", " ".join(words(text)))
    postcode, folded = _read_postcode(folded)
    found = folded.split()
    kind = next((SITE_WORDS[word] for word in found if word in SITE_WORDS), "")
    found = _types_mended(found)
    kind = kind or next((SITE_WORDS[word] for word in found if word in SITE_WORDS), "")
    street_type = next((word for word in found if word in STREET_TYPES), "")
    named = tuple(word for word in found if word not in LITTLE_WORDS and not word.isdigit())
    numbers = tuple(word for word in found if word.isdigit())
    opening = _HOUSE_NUMBER.match(text.lower())
    number = int(opening.group(1)) if opening and named and street_type else 0
    return Asked(named, numbers, street_type, kind, postcode, folded, number)


def _types_mended(found: list[str]) -> list[str]:
    """A misspelt opening ("boulevar", "avenu", "hopitale") is what it sounds like; other words stay."""
    said = (place for place, word in enumerate(found) if word.isalpha() and word not in LITTLE_WORDS)
    first = next(said, None)
    if first is None or first + 1 >= len(found) or found[first] in STREET_TYPES or len(found[first]) < 4:
        return found
    best = process.extractOne(found[first], MENDABLE, scorer=fuzz.ratio, score_cutoff=83)
    return [*found[:first], best[0], *found[first + 1 :]] if best else found


def _read_postcode(folded: str) -> tuple[str, str]:
    found = _POSTCODE.search(folded)
    if found:
        return _paris_16(found.group(1)), _POSTCODE.sub(" ", folded)
    found = _PARIS_NUMBER.search(folded) or None
    number = int(found.group(1) or found.group(2)) if found else 0
    if not found:
        found = _WORD_ORDINAL.search(folded)
        number = ORDINALS[found.group(1)] if found else 0
    if 1 <= number <= 20 and found:
        return f"75{number:03d}", f"{folded[: found.start()]} paris {folded[found.end() :]}"
    return "", folded


def _paris_16(postcode: str) -> str:
    return "75016" if postcode == "75116" else postcode
