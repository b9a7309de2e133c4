"""Tables as people keep them: CSV out of a spreadsheet, in whatever encoding and with whatever between the cells.

Format: RFC 4180, or with ; tab or | between the cells; UTF-8, UTF-16, or what Western spreadsheets on Windows, Mac and
DOS write. Excel's own habits are undone: a first line `sep=;`, cells written as formulas (`="0012"`), blanks that do
not break.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from anyascii import anyascii
from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from accounts.errors import Invalid

DELIMITERS = ";,\t|"
# Only these: with all that exist, a short French list is taken for Hungarian.
ENCODINGS = ["utf_8", "utf_16", "utf_16_le", "utf_16_be", "cp1252", "mac_roman", "cp850"]
BYTES_LOOKED_AT = 65_536
ROWS_LOOKED_AT = 50
LINES_OF_ONE_ROW = 10  # one that has more is several, run together by a quotation mark nobody closed
NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")  # spreadsheets saved as such, and PDF
_SEP = re.compile(r"\ufeff?\"?sep=(.)\"?\s*\n", re.IGNORECASE)
_FORMULA = re.compile(r'="(.*)"')
_ASIDE = re.compile(r"[_\-./:*']|\([^()]*\)")
RISKY = ("=", "+", "-", "@", "\t", "\r")


def decode(content: bytes) -> str:
    """The text of a file. Raises Invalid where it is none."""
    if not content.startswith(NO_TEXT) and (encoding := _encoding(content)):
        text = content.decode(encoding, errors="replace").lstrip("\ufeff")
        if "\0" not in text:
            return text
    raise not_csv()


def not_csv() -> Invalid:
    return Invalid({"file": [_("This is not a CSV file: save it from the spreadsheet as CSV, UTF-8.")]})


def delimiter_of(text: str) -> str:
    """What stands between the cells: what parts most of the first rows into the same number of cells."""
    if told := _SEP.match(text):
        return told[1]
    first = text[:BYTES_LOOKED_AT]
    return max(DELIMITERS, key=lambda sign: _evenness(first, sign))


def rows_of(text: str, delimiter: str, *, most: int | None = None) -> Iterator[tuple[int, list[str]]]:
    """(number, cells) of rows that hold anything, numbered as a spreadsheet does, from 1; the first `most` of them.

    Raises Invalid for what no reader of CSV understands.
    """
    text = _SEP.sub("\n", text.replace("\0", ""), count=1)
    quoting = csv.QUOTE_NONE if _has_open_quote(text, delimiter) else csv.QUOTE_MINIMAL
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
    found = 0
    try:
        for number, cells in enumerate(reader, start=1):
            cleaned = [clean(cell.strip('"') if quoting else cell) for cell in cells]
            if any(cleaned):
                yield number, cleaned
                found += 1
            if found == most:
                return
    except csv.Error:
        raise not_csv() from None


def clean(cell: str) -> str:
    """A cell in one line, without what Excel adds."""
    cell = cell.strip()
    if written := _FORMULA.fullmatch(cell):
        cell = written[1]
    return " ".join(cell.split())


def heading(text: str) -> str:
    """As tables of known headings have it: case, accents, _ - . and what stands in brackets forgiven."""
    return " ".join(_ASIDE.sub(" ", anyascii(re.sub("[°º]", "o", text)).lower()).split())


def plain_text(rows: Iterable[Iterable[str]]) -> str:
    """CSV to be corrected in a page, as it was read: not to be opened in a spreadsheet."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def written(rows: Iterable[Iterable]) -> str:
    """CSV that a spreadsheet may open: no cell of it is taken for a formula."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_harmless(str(cell)) for cell in row] for row in rows)
    return text.getvalue()


def _has_open_quote(text: str, delimiter: str) -> bool:
    """A quotation mark nobody closed would swallow every row after it."""
    reader, line = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 0
    try:
        for _cells in reader:
            if reader.line_num - line > LINES_OF_ONE_ROW:
                return True
            line = reader.line_num
    except csv.Error:  # a cell of more than 128 kB
        return True
    return False


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(RISKY) else cell


def _encoding(content: bytes) -> str | None:
    looked_at = content[:BYTES_LOOKED_AT]
    if len(content) > BYTES_LOOKED_AT:  # not in the middle of a sign
        looked_at = looked_at[: looked_at.rfind(b"\n") + 1] or looked_at
    if not looked_at.strip():
        return None
    if _is_utf8(content):
        return "utf_8"
    best = from_bytes(looked_at, cp_isolation=ENCODINGS).best()
    return best.encoding if best else "cp1252"


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in content


def _evenness(text: str, sign: str) -> float:
    """Of the first rows: how many have as many cells as most have, and more than one; a little more for more cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    try:
        widths = Counter(
            len(cells) for cells, _n in zip(reader, range(ROWS_LOOKED_AT), strict=False) if any(cells)
        )
    except csv.Error:
        return 0
    width, many = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
    return many / widths.total() + min(width, 50) / 1000 if width > 1 else 0
