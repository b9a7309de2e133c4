"""How a text travels as SMS, and in how many parts it is paid for: 3GPP TS 23.038 (GSM 7 bit default alphabet, UCS-2).

Pure.
"""

import re
import unicodedata

from anyascii import anyascii

ONE = {True: 160, False: 70}  # units of a text alone, by "is it GSM-7?"
OF_MANY = {True: 153, False: 67}  # of each part of a longer one: the header takes the rest

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
TYPOGRAPHY = str.maketrans(
    {"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "…": "...", "\u00a0": " ",
     "\u202f": " "}
)  # fmt: skip
EXTENDED = frozenset("\f^{}\\[~]|€")  # two units each


def is_gsm7(text: str) -> bool:
    return all(letter in BASIC or letter in EXTENDED for letter in text)


def in_gsm7(text: str) -> str:
    """The text in the small alphabet: ê becomes e, « becomes a straight quote, other scripts their Latin letters."""
    return "".join(map(_in_gsm7, _typed(text)))


def _typed(text: str) -> str:
    quoted = re.sub(r"«\s*|\s*»", '"', unicodedata.normalize("NFC", text))
    return quoted.translate(TYPOGRAPHY)


def for_sms(text: str) -> str:
    """In the small alphabet where only accents and typography keep it out; a name in Arabic letters stays so."""
    return in_gsm7(text) if all(map(_is_latin, unicodedata.normalize("NFC", text))) else text


def units(text: str) -> int:
    """Septets of a GSM-7 text, UTF-16 units of another."""
    return sum(_width(letter, small=is_gsm7(text)) for letter in text)


def segments(text: str) -> int:
    """Parts it is sent and paid in; no part ends inside a letter of two units."""
    small = is_gsm7(text)
    if units(text) <= ONE[small]:
        return 1
    parts, used = 1, 0
    for letter in text:
        width = _width(letter, small=small)
        if used + width > OF_MANY[small]:
            parts, used = parts + 1, 0
        used += width
    return parts


def _width(letter: str, *, small: bool) -> int:
    return 2 if (letter in EXTENDED if small else ord(letter) > 0xFFFF) else 1


def _in_gsm7(letter: str) -> str:
    if letter in BASIC or letter in EXTENDED:
        return letter
    return "".join(plain for plain in anyascii(letter) if plain in BASIC or plain in EXTENDED)


def _is_latin(letter: str) -> bool:
    return not letter.isalpha() or letter in BASIC or "LATIN" in unicodedata.name(letter, "")
