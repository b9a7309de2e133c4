"""Bytes of unknown encoding → UTF-8 that an XML reader takes. What cannot be read becomes U+FFFD, where it stands."""

import codecs
import re

from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid

UNREADABLE = "\ufffd"
# Those that files of names really come in; nothing whose decoder has surprises.
ENCODINGS = ("utf-8", "utf-16", "ascii", "iso8859-1", "iso8859-15", "cp1252")
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,80}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def utf8(data: bytes) -> bytes:
    """UTF-8 if it is that, whatever it says of itself; else what it says. Raises Invalid for what we don't read."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode(_encoding(data), errors="replace").lstrip("\ufeff")
    return _NOT_XML.sub(UNREADABLE, text).encode()


def _encoding(data: bytes) -> str:
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    declared = _DECLARED.match(data)
    name = declared[1].decode() if declared else "utf-8"
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = ""
    if known not in ENCODINGS:
        raise Invalid({"document": [_("We do not read the encoding %(name)s. Send UTF-8.") % {"name": name}]})
    return known
