"""Short forms of given names: Bill of William, Manu of Emmanuel."""

from functools import cache, lru_cache

from nicknames import NickNamer

# The library knows English ones; these are what France says, and what its Arabic and Slavic names are cut to.
_MORE = (
    "emmanuel manu", "emmanuelle manu manue", "frederic fred", "frederique fred", "sebastien seb", "stephane steph",
    "stephanie steph", "christophe chris tophe", "christine chris", "jeanphilippe jp", "jeanpierre jp", "dominique dom",
    "veronique vero", "caroline caro", "nathalie nath", "alexandre alex", "alexandra alex sasha sacha", "mathieu mat",
    "mathilde mat", "guillaume guigui", "benjamin ben benji", "jonathan jo john", "josephine jo", "vincent vince",
    "florence flo", "florian flo", "isabelle isa", "valerie val", "valentin val", "charlotte cha lolotte",
    "antoine toine",
    "nicolas nico", "ludovic ludo", "gregory greg", "thibault thib", "raphael raph", "clementine clem",
    "clement clem",
    "mohamed momo mo", "mohammed momo mo", "abdelkader kader", "abderrahmane abdou", "fatima fatou", "aminata ami",
    "mamadou mams", "aleksandr sasha alex", "aleksandra sasha", "mikhail misha", "dmitri dima", "ekaterina katya",
    "yekaterina katya", "anastasia nastya", "vladimir vova volodia", "ivan vanya", "sergei serioja", "natalia natasha",
    "tatiana tania", "maria masha", "nikolai kolia", "jose pepe", "francisco paco", "jesus chuy", "ignacio nacho",
    "dolores lola", "concepcion concha", "giuseppe beppe peppe", "luigi gigi", "francesco checco", "johannes hans",
    "yosef yossi", "moshe moishe", "avraham avi", "yitzhak itzik", "yaakov kobi", "eliyahu eli", "shmuel shmulik",
)  # fmt: skip


@lru_cache(maxsize=65_536)
def long_forms(word: str) -> frozenset[str]:
    """The names that `word` may be a short form of, with itself where it has short forms."""
    mine = {name for name in _library().canonicals_of(word) if name.isascii() and name.isalpha()}
    mine |= _more().get(word, frozenset())
    return frozenset({*mine, word} if mine or _is_long(word) else mine)


def _is_long(word: str) -> bool:
    return bool(_library().nicknames_of(word)) or word in _more()


@cache
def _library() -> NickNamer:
    return NickNamer()


@cache
def _more() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for long, *shorts in map(str.split, _MORE):
        for word in (long, *shorts):
            found.setdefault(word, set()).add(long)
    return {word: frozenset(longs) for word, longs in found.items()}
