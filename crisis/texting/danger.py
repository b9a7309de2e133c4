"""Words that no "I am safe" holds, and those that put a text on top. Pure.

A wrong "safe" is worse than a slow answer, so a word one slip away from one of these counts as it, unless it is a
common word or a name.
"""

from collections.abc import Iterable
from functools import lru_cache

from crisis.texting.slips import slipped
from crisis.texting.words import COMMON, each_of

# Ask for something, and are the keywords of everybody who needs a bed.
ASKING = each_of("help aide aider aidez aides urgent urgente emergency urgence urgences")

DANGER = each_of(
    "secours sos danger dangers dangereux dangerous rescue save saving sauve sauves sauver sauvez sauvetage "
    "sauvezmoi sauveznous sauvemoi sauvenous aidezmoi aideznous mayday unsafe notsafe insecure insecurite "
    "sang saigne saignes saigner saignent hemorragie blesse blessee blesses blessees blessure blessures "
    "mourir mourant meurt meurs meurent mort morte morts mortes tire tirs tirent tir tirer tirez tireur "
    "tireurs fusillade feu incendie brule brulee brulure fumee attaque attaques attaquent terroriste "
    "terroristes arme armes fusil kalach kalachnikov couteau otage otages bloque bloquee bloques bloquees "
    "enferme enfermee enfermes enfermees coince coincee coinces coincees cache cachee caches cachees "
    "inconscient inconsciente evanoui evanouie respire respirer etouffe etouffer malaise infarctus cardiaque "
    "suicide suicider bombe explosion explose tue tuer tues tuez tuent tueur tueurs menace menacee menacent "
    "poursuivi poursuivie agresse agressee agression viol violee viole poignarde poignardee accouche "
    "accoucher contractions enceinte noie panique bleeding bleed blood hurt hurts injured injury wounded "
    "wound dying die died dead death shot shots shooting shooter gun guns gunman gunmen gunshot fire burning "
    "burned smoke attack attacked attacker attackers terrorist terrorists hostage hostages trapped locked "
    "stuck hiding hidden unconscious breathing breathe choking kill killed killing killer murder stabbed "
    "knife raped rape assaulted threatened drowning bomb bombs panicking 112 114 911 999 overdose asthma "
    "asthme insuline insulin pregnant labour"
)

NEGATIONS = each_of(
    "pas pa plus pu no non not ne n ni nan nope never jamais aucun aucune rien nothing nobody sans without "
    "nor neither isnt arent aint wasnt werent dont doesnt didnt cant cannot couldnt wont nowhere nullement "
    "guere hardly barely"
)

TURNS = each_of("mais but except excepte if si until unless jusqu need besoin lost perdu perdue")

# What "not" before it turns into danger.
SAFETY = each_of("safe safety secure secured sauf sauve saufs securite secu securise securisee abri")

# Alike, and nobody's cry: names that stand one slip away.
NAMES = each_of(
    "adie aida aiden aime ang ani ann ari arne aude besse bob brent bruce burt cam cannon cortes coulon dan "
    "danique dave de dea di diez dion doe don edie enver ermes garret guzman han hardy heath hiller hope "
    "huet hurst ian jill kay keller lot mai maia mas miller monte montes morse mounir mulder nam ned nelle "
    "neves neveu noe noor parent paz sabri safet safie saif sanz sauer sosa stuart udo viola wang win wong"
)

# As NAMES; common words of another meaning.
ORDINARY = each_of(
    "te eu bon nom ans mis porte portes sois sorte font ait ville manger mange mot mots courant vole agent "
    "agents tient aimes aimez aimer aimee amie vol vols signe argent dos fier fiere noir noire sache bu rire "
    "lever titre adresse rues murs vache tache sauce jusque port stage etage etages rein nee man rue lueur "
    "saint recours want doing ever found most saying looked turned needs buy side sides sound true either "
    "hot fun pass lots round tired willing won shows arms rent noon cooking cat aunt wave rarely shoes short "
    "looking riding aside maid sand due tie sorts nut pound tent rapid security"
)

_REAL = COMMON["fr"] | COMMON["en"] | NAMES | ORDINARY


def is_another_word(word: str) -> bool:
    """Written as it was meant: nobody's slip."""
    return word in _REAL


@lru_cache(maxsize=50_000)
def in_danger(word: str) -> bool:
    """One of DANGER, or of it with a slip."""
    return _near(word, DANGER)


@lru_cache(maxsize=50_000)
def turns(word: str) -> bool:
    """Must not stand in an "I am safe": danger, a cry, a negation, "but", "except"; a slip away from one, too."""
    return in_danger(word) or any(_near(word, words) for words in (ASKING, NEGATIONS, TURNS))


@lru_cache(maxsize=50_000)
def says_safe(word: str) -> bool:
    return _near(word, SAFETY)


def denied(words: Iterable[str]) -> bool:
    """A negation stands somewhere before "safe": "pas encore à l'abri", "je ne suis pas en sécurité"."""
    negated = False
    for word in words:
        if negated and says_safe(word):
            return True
        negated = negated or _near(word, NEGATIONS)
    return False


@lru_cache(maxsize=50_000)
def _asks(word: str) -> bool:
    return _near(word, ASKING)


def cause(words: list[str], *, asking: bool) -> int | None:
    """Where the first word stands that makes a text urgent; None where nothing does.

    `asking`: "help" alone does, too; it does not where a rule has understood it.
    """
    for number, word in enumerate(words):
        if in_danger(word) or (asking and _asks(word)):
            return number
    return 0 if denied(words) else None


def _near(word: str, words: frozenset[str]) -> bool:
    return word in words or (word not in _REAL and any(slipped(word, each) for each in words))
