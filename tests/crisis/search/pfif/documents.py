"""PFIF as another site writes it, made without a line of ours; and what an independent reader sees in what we write."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from lxml import etree

NS = "http://zesty.ca/pfif/1.4"
SITE = "finder.example.org"


def when(hours: float = 0) -> str:
    """So many hours from now."""
    return (datetime.now(UTC) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def person(number: str = "1", notes: list[dict] = (), **fields) -> tuple[dict, list[dict]]:
    """One person, whose fields may be changed; None takes one away."""
    usual = {
        "person_record_id": f"{SITE}/person.{number}",
        "source_date": when(-3),
        "full_name": "Farid Belkacem",
        "given_name": "Farid",
        "family_name": "Belkacem",
    }
    return {name: text for name, text in (usual | fields).items() if text is not None}, list(notes)


def note(number: str = "1", **fields) -> dict:
    usual = {
        "note_record_id": f"{SITE}/note.{number}",
        "author_name": "Nadia",
        "source_date": when(-2),
        "text": "I saw him at the town hall.",
    }
    return {name: text for name, text in (usual | fields).items() if text is not None}


def written(*persons, notes: list[dict] = (), ns: str = NS) -> bytes:
    root = etree.Element(f"{{{ns}}}pfif", nsmap={"pfif": ns})
    for fields, of_theirs in persons:
        within = _add(root, "person", fields, ns)
        for each in of_theirs:
            _add(within, "note", each, ns)
    for each in notes:
        _add(root, "note", each, ns)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def valid(xml: bytes) -> etree._Element:
    """The document, if the schema of the specification takes it."""
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    schema = _schema()
    assert schema.validate(root), schema.error_log
    return root


def read(xml: bytes) -> dict[str, dict]:
    """{record id: its fields} of a valid document, notes too, each with its person's id."""
    found = {}
    for element in valid(xml).iter(f"{{{NS}}}person", f"{{{NS}}}note"):
        own = {etree.QName(child).localname: child.text or "" for child in element if len(child) == 0}
        kind = etree.QName(element).localname
        above = element.getparent()
        if kind == "note" and etree.QName(above).localname == "person":
            own.setdefault("person_record_id", above.findtext(f"{{{NS}}}person_record_id"))
        found[own[f"{kind}_record_id"]] = own
    return found


def _add(parent, kind: str, fields: dict, ns: str):
    element = etree.SubElement(parent, f"{{{ns}}}{kind}")
    for name, text in fields.items():
        etree.SubElement(element, f"{{{ns}}}{name}").text = text
    return element


@cache
def _schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(Path(__file__).with_name("pfif_1_4.rng")))
