"""Names as people typed them, for others to read in lists, texts and e-mails."""

import unicodedata

MOST = 60
_JOINERS = "\u200c\u200d"  # zero-width, and part of how Persian, Hindi and others are written


def typed_name(text: str, most: int = MOST) -> str:
    """At most so many letters, without what is not seen and turns or hides what is beside it: Unicode's Cc and Cf."""
    if not text.isprintable():
        text = "".join(
            sign for sign in text if sign in _JOINERS or unicodedata.category(sign) not in ("Cc", "Cf")
        )
    return text.strip()[:most]
