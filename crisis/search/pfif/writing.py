"""PFIF 1.4 and its Atom feeds, as XML. zesty.ca/pfif/1.4, parts 5 and 6."""

from io import StringIO

from django.utils.xmlutils import SimplerXMLGenerator

from crisis.search.pfif import ids
from crisis.search.pfif.exports import Fields
from crisis.search.pfif.fields import ATOM, NAMESPACE

SUBTITLE = "PFIF 1.4, made by the site itself from what it shows to everybody."
SUMMARY = 80  # characters of a note, as its title


def document(persons: list[tuple[Fields, list[Fields]]] = (), notes: list[Fields] = ()) -> bytes:
    """One or the other: a person holds its own notes."""
    out, xml = _begun()
    xml.startElement("pfif:pfif", {"xmlns:pfif": NAMESPACE})
    for person, of_theirs in persons:
        _person(xml, person, of_theirs)
    for note in notes:
        _element(xml, "note", note)
    return _ended(out, xml, "pfif:pfif")


def person_feed(
    persons: list[tuple[Fields, list[Fields]]], *, address: str, title: str, updated: str
) -> bytes:
    """`address`: of the feed itself; `updated`: as PFIF writes dates."""
    out, xml = _feed(address, title, updated)
    for person, of_theirs in persons:
        xml.startElement("entry", {})
        _person(xml, person, of_theirs)
        name = (person["full_name"] or person["person_record_id"]).splitlines()[0]
        _about(xml, person["person_record_id"], name, person.get("author_name", ""), person)
        xml.startElement("source", {})
        xml.addQuickElement("title", title)
        xml.endElement("source")
        xml.addQuickElement("content", name)
        xml.endElement("entry")
    return _ended(out, xml, "feed")


def note_feed(notes: list[Fields], *, address: str, title: str, updated: str) -> bytes:
    out, xml = _feed(address, title, updated)
    for note in notes:
        xml.startElement("entry", {})
        _element(xml, "note", note)
        summary = (note["text"] or note["note_record_id"])[:SUMMARY]
        _about(xml, note["note_record_id"], summary, note["author_name"], note)
        xml.addQuickElement("content", note["text"])
        xml.endElement("entry")
    return _ended(out, xml, "feed")


def _begun() -> tuple[StringIO, SimplerXMLGenerator]:
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    return out, xml


def _ended(out: StringIO, xml: SimplerXMLGenerator, root: str) -> bytes:
    xml.endElement(root)
    xml.endDocument()
    return out.getvalue().encode()


def _feed(address: str, title: str, updated: str) -> tuple[StringIO, SimplerXMLGenerator]:
    out, xml = _begun()
    xml.startElement("feed", {"xmlns": ATOM, "xmlns:pfif": NAMESPACE})
    xml.addQuickElement("id", address)
    xml.addQuickElement("title", title)
    xml.addQuickElement("subtitle", SUBTITLE)
    xml.addQuickElement("updated", updated)
    xml.addQuickElement("link", None, {"rel": "self", "href": address})
    return out, xml


def _person(xml: SimplerXMLGenerator, person: Fields, notes: list[Fields]) -> None:
    xml.startElement("pfif:person", {})
    _fields(xml, person)
    for note in notes:
        _element(xml, "note", note)
    xml.endElement("pfif:person")


def _element(xml: SimplerXMLGenerator, kind: str, fields: Fields) -> None:
    xml.startElement(f"pfif:{kind}", {})
    _fields(xml, fields)
    xml.endElement(f"pfif:{kind}")


def _fields(xml: SimplerXMLGenerator, fields: Fields) -> None:
    for name, words in fields.items():
        xml.addQuickElement(f"pfif:{name}", words)


def _about(xml: SimplerXMLGenerator, record_id: str, title: str, author: str, fields: Fields) -> None:
    xml.addQuickElement("id", f"pfif:{record_id}")
    xml.addQuickElement("title", title)
    xml.startElement("author", {})
    xml.addQuickElement("name", author or ids.site())
    if email := fields.get("author_email"):
        xml.addQuickElement("email", email)
    xml.endElement("author")
    xml.addQuickElement("updated", fields["source_date"])
