"""Family names that nobody bears, and how people write a name when they are in a hurry."""

import unicodedata
from collections.abc import Callable
from random import Random

_HEADS = (
    "Aubr Balt Bresc Calvin Cast Chanter Clairv Corm Dambr Delph Drel Escal Fargn Ferr Flor Fouqu Galv "
    "Gerv Grim Hautr Hersc Isc Jarn Jolv Kerl Labr Lanc Lorv Lusc Malv Marqu Merv Morl Navr Noirv Orm "
    "Palv Perv Plesc Querv Ravign Renv Rochev Salv Serv Sorv Talv Tourn Trev Ulm Valdr Vaudr Vern Villoz "
    "Yvr Zel"
)
_TAILS = (
    "abel acq aguet ailly alard amboix andier antou ardeau asson audrin aveline azoux eclair edouin egaud "
    "elmont emblay endrin enoix epied erac erignol esnard estan etiveau euil evanche ezille iboud icard "
    "ignan illier imbert inas iquel irande issoux itrac ivernet obier ocheny odelin ognard oisel ombray "
    "onquier oplat oquet orgeux osmin othier oulade ourel ouzan ublet ugard ulmier umeau upinel urgand "
    "usset utrillo uvelle"
)
HEADS, TAILS = _HEADS.split(), _TAILS.split()


def family_name(chance: Random) -> str:
    return chance.choice(HEADS) + chance.choice(TAILS)


def hurried(given: str, family: str, second: str, chance: Random) -> tuple[str, str]:
    """The same person's (given, family) as somebody else may type them; now and then nothing is wrong."""
    return chance.choice(_SLIPS)(given, family, second, chance)


def plain(text: str) -> str:
    """Without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def _other_way_round(given: str, family: str, _second: str, _chance: Random) -> tuple[str, str]:
    return family, given


def _one_letter_less(given: str, family: str, _second: str, chance: Random) -> tuple[str, str]:
    out = chance.randrange(2, len(family))
    return given, family[:out] + family[out + 1 :]


def _one_letter_twice(given: str, family: str, _second: str, chance: Random) -> tuple[str, str]:
    again = chance.randrange(2, len(family))
    return given, family[:again] + family[again - 1] + family[again:]


def _in_capitals(given: str, family: str, _second: str, _chance: Random) -> tuple[str, str]:
    return plain(given).upper(), family.upper()


def _as_it_is(given: str, family: str, _second: str, _chance: Random) -> tuple[str, str]:
    return given, family


def _with_a_second_forename(given: str, family: str, second: str, _chance: Random) -> tuple[str, str]:
    return f"{given} {second}", family


_Slip = Callable[[str, str, str, Random], tuple[str, str]]
_SLIPS: tuple[_Slip, ...] = (
    _as_it_is,
    _other_way_round,
    _other_way_round,
    _one_letter_less,
    _one_letter_twice,
    _in_capitals,
    _with_a_second_forename,
)
