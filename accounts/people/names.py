"""Names as people typed them, for others to read in lists, texts and e-mails."""

import unicodedata

MOST = 60
_JOINERS = "\u200c\u200d"  # zero-width, and part of how Persian, Hindi and others are written


def typed_name(text: str) -> str:
    """At most 60 letters, without what is not seen and turns or hides what stands beside it: Unicode's Cc and Cf."""
    if not text.isprintable():
        text = "".join(
            sign for sign in text if sign in _JOINERS or unicodedata.category(sign) not in ("Cc", "Cf")
        )
    return text.strip()[:MOST]
