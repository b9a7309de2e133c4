"""A PFIF document, any version, or an Atom feed of one → its records, one after the other. Hostile until proved dull.

Never a tree: a reader of events, with limits on depth, count and length. No document type, so no entities.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError  # noqa: S405  the error's class alone

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid
from crisis.search.pfif.decoding import utf8
from crisis.search.pfif.fields import ATOM, FIELDS, LONGEST, LONGEST_ELSE, NAMESPACES, RENAMED

MOST_BYTES = 32 * 1024 * 1024
MOST_RECORDS = 20_000
MOST_DEPTH = 8
MOST_BREAKS = 50  # places where the XML itself is broken: each costs a new beginning
PORTION = 64 * 1024

NO_DOCUMENT = _("This is no PFIF 1.1 to 1.4 document.")
DOCTYPE = _("A document type is not allowed: it may hide entities.")
TOO_DEEP = _("Its elements are nested too deep.")
TOO_MANY = _("There are too many records. Send them in pieces.")
TOO_LARGE = _("It is larger than 32 MB. Send it in pieces.")
BROKEN_OFF = _("The XML is broken here: this record is lost.")
TOO_BROKEN = _("The XML is broken in too many places: the rest was not read.")
NESTED = _("There are elements within the element %(name)s.")
TWICE = _("The element %(name)s is there twice.")
TOO_LONG = _("The element %(name)s is too long.")


@dataclass
class Record:
    """`fields`: PFIF 1.4 names, text without white space around it. `within`: the person element it stood in.

    `wrong`: why it cannot be read, or "". `kind` is "person", "note", or "document" for what stopped the reading.
    """

    kind: str
    line: int
    version: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    within: str = ""
    wrong: str = ""


def records(data: bytes, *, most: int = MOST_RECORDS) -> Iterator[Record]:
    """Each person, its own notes behind it. Raises Invalid({"document": …}) where nothing at all can be read."""
    if len(data) > MOST_BYTES:
        raise Invalid({"document": [TOO_LARGE]})
    text, line, head, seen = utf8(data), 0, b"", 0
    for _try in range(MOST_BREAKS):
        reader = _Reader(head, text, line)
        for record in reader.read():
            seen += 1
            if seen > most:
                yield Record("document", record.line, wrong=str(TOO_MANY))
                return
            yield record
        if reader.broke_at is None:
            return
        head, text, line = reader.what_follows()
        if not text:
            return
    yield Record("document", line, wrong=str(TOO_BROKEN))


class _Reader:
    """One reading, until the end or the first break."""

    def __init__(self, head: bytes, text: bytes, line: int):
        self.head, self.text, self.line = head, text, line
        self.sink = _Sink(self)
        # The declared encoding no longer counts: it is UTF-8 by now.
        self.parser = DefusedXMLParser(target=self.sink, encoding="utf-8", forbid_dtd=True)
        self.broke_at: int | None = None

    def read(self) -> Iterator[Record]:
        try:
            for portion in self._portions():
                self.parser.feed(portion)
                yield from self.sink.taken()
            self.parser.close()
        except DefusedXmlException:
            raise Invalid({"document": [DOCTYPE]}) from None
        except ParseError:
            yield from self.sink.taken()
            if not self.sink.root:
                raise Invalid({"document": [NO_DOCUMENT]}) from None
            yield Record(self.sink.kind_here, self.here(), wrong=str(BROKEN_OFF), fields=self.sink.known_here)
            self.broke_at = max(self.parser.parser.ErrorByteIndex - len(self.head), 0)

    def _portions(self) -> Iterator[bytes]:
        if self.head:
            yield self.head
        for at in range(0, len(self.text), PORTION):
            yield self.text[at : at + PORTION]

    def here(self) -> int:
        return self.line + self.parser.parser.CurrentLineNumber - self.head.count(b"\n")

    def what_follows(self) -> tuple[bytes, bytes, int]:
        """The root's own tag again, and what stands behind the record that broke."""
        ending = re.compile(rb"</(?:[\w.-]+:)?%s\s*>" % self.sink.unit_here.encode())
        found = ending.search(self.text, self.broke_at)
        if not found:
            return b"", b"", 0
        return (
            self.head or self._root_tag(),
            self.text[found.end() :],
            self.line + self.text.count(b"\n", 0, found.end()),
        )

    def _root_tag(self) -> bytes:
        return self.text[self.sink.root_at : self.text.index(b">", self.sink.root_at) + 1]


class _Sink:
    """What the parser tells, element by element."""

    def __init__(self, reader: _Reader):
        self.reader = reader
        self.root, self.root_at, self.depth = "", 0, 0
        self.open: list[Record] = []  # a person, and a note in it
        self.field, self.field_depth, self.length = "", 0, 0
        self.words: list[str] = []
        self.ready: list[Record] = []
        self.behind: list[Record] = []  # notes of the person that is open

    def start(self, tag: str, _attributes) -> None:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise Invalid({"document": [TOO_DEEP]})
        space, _brace, name = tag.rpartition("}")
        version = NAMESPACES.get(space[1:], "")
        if self.depth == 1:
            self._begin_document(name, version, space[1:])
        elif self.field:
            self._wrong(NESTED)
        elif version and name in FIELDS and len(self.open) < 2 and not (self.open and name == "person"):
            self.open.append(Record(name, self.reader.here(), version))
        elif version and self.open:
            self._begin_field(RENAMED.get(name, name))

    def data(self, words: str) -> None:
        if self.field:
            self.length += len(words)
            if self.length > 2 * LONGEST.get(self.field, LONGEST_ELSE):  # white space around it is no fault
                self._wrong(TOO_LONG)
            else:
                self.words.append(words)

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if self.field and self.depth == self.field_depth:
            self._end_field()
        elif self.open and not self.field and name == self.open[-1].kind:
            self._end_record()
        self.depth -= 1

    def close(self) -> None:
        return None

    def taken(self) -> list[Record]:
        ready, self.ready = self.ready, []
        return ready

    @property
    def kind_here(self) -> str:
        return self.open[-1].kind if self.open else "document"

    @property
    def known_here(self) -> dict[str, str]:
        return dict(self.open[-1].fields) if self.open else {}

    @property
    def unit_here(self) -> str:
        """The outermost element that is spoilt with the record."""
        if self.root == "feed":
            return "entry"
        return self.open[0].kind if self.open else "(?:person|note)"

    def _begin_document(self, name: str, version: str, space: str) -> None:
        if not (version and name == "pfif") and not (space == ATOM and name in ("feed", "entry")):
            raise Invalid({"document": [NO_DOCUMENT]})
        self.root, self.root_at = name, self.reader.parser.parser.CurrentByteIndex

    def _begin_field(self, name: str) -> None:
        record = self.open[-1]
        if name in FIELDS[record.kind]:
            self.field, self.field_depth, self.words, self.length = name, self.depth, [], 0
            if name in record.fields:
                self._wrong(TWICE)

    def _end_field(self) -> None:
        words = "".join(self.words).strip()
        if len(words) > LONGEST.get(self.field, LONGEST_ELSE):
            self._wrong(TOO_LONG)
        elif words:
            self.open[-1].fields.setdefault(self.field, words)
        self.field = ""

    def _end_record(self) -> None:
        record = self.open.pop()
        if self.open:
            self.behind.append(record)
            return
        self.ready.append(record)
        for note in self.behind:
            note.within = record.fields.get("person_record_id", "")
            self.ready.append(note)
        self.behind = []

    def _wrong(self, why) -> None:
        record = self.open[-1]
        record.wrong = record.wrong or str(why % {"name": self.field})
