"""Korean names as one key, however they are spelt: Lee, Yi and Rhee; Park, Pak and Bak; Jung, Jeong and Chung.

Built from what the Revised Romanisation, McCune-Reischauer and everyday spelling write for the same letter.
"""

import re
from functools import lru_cache

MOST_SYLLABLES = 4
_ONSETS = (("kk|gg|k|g|q", "G"), ("tt|dd|t|d", "D"), ("pp|bb|ph|p|b", "B"), ("jj|tch|ch|j|z", "J"),
           ("ss|sh|s", "S"), ("rh|l|r", "R"), ("hw|wh|f", "Hw"), ("n", "N"), ("m", "M"), ("h", "H"))  # fmt: skip
_VOWELS = (
    ("ye|yae|yai", "ye"), ("wae|we|weh|oe|oi|oy", "we"), ("wa|oa", "wa"), ("woo|wu", "o"), ("wo|weo|wuh", "wo"),
    ("wi|wee|wy", "wi"), ("eui|ui", "i"), ("ya|yah|ia", "ya"),
    ("yeo|you|yoo|yue|yu|yuh|yo|yoh|eyo|ieo|io|iu", "yo"), ("ee|yi|ie|i|y", "i"), ("ae|ai|ay|e|eh|ei", "e"),
    ("eo|eu|oo|ou|uh|oh|o|u|ue|au", "o"), ("a|ah|aa", "a"),
)  # fmt: skip
_CODAS = (
    ("ng", "Q"),
    ("n", "N"),
    ("m", "M"),
    ("l", "L"),
    ("rk|ck|k|g|c", "G"),
    ("p|b", "B"),
    ("t|d|s|j", "D"),
    ("r", ""),
)


def _longest_first(table) -> dict[str, str]:
    signs = {sign: key for written, key in table for sign in written.split("|")}
    return dict(sorted(signs.items(), key=lambda pair: -len(pair[0])))


_ONSET, _VOWEL, _CODA = map(_longest_first, (_ONSETS, _VOWELS, _CODAS))
_SYLLABLE = re.compile(
    f"({'|'.join(_ONSET)})?({'|'.join(_VOWEL)})((?:{'|'.join(_CODA)})(?![aeiouyw])|h(?![aeiouyw]))?"
)
_FIRST_IS_SILENT = re.compile("^[RN](?=i|y)")


@lru_cache(maxsize=65_536)
def korean(word: str) -> str:
    """The key of a word that can be read as one to four Korean syllables, else ""."""
    key, at, syllables = "", 0, 0
    while at < len(word):
        found = _SYLLABLE.match(word, at)
        if not found or syllables == MOST_SYLLABLES:
            return ""
        onset, vowel, coda = found.groups()
        key += _ONSET.get(onset or "", "") + _VOWEL[vowel] + _CODA.get(coda or "", "")
        at, syllables = found.end(), syllables + 1
    key = _FIRST_IS_SILENT.sub("", key)
    return "N" + key[1:] if key[:1] == "R" else key
