"""PFIF over HTTP: who may, what they get, in which form; and that the feeds are Atom."""

import pytest
from django.utils import translation
from lxml import etree

from accounts.links.actions import issue_api_key
from accounts.links.models import ApiKey
from crisis.activation.models import Crisis, Membership
from crisis.search.liaison.models import News
from crisis.search.models import Search
from crisis.search.pfif import ids
from tests import cast
from tests.api.client import Program, by_key
from tests.crisis.search.pfif import documents as other
from tests.crisis.search.pfif.documents import SITE

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis(profile="open")


def site(crisis: Crisis, *scopes: str, domain: str = SITE) -> Program:
    about = {"person": crisis.declared_by, "crisis_id": crisis.pk, "domain": domain}
    return by_key(issue_api_key(name="Finder", scopes=list(scopes), **about))


def send(program: Program, crisis: Crisis, data: bytes, kind: str = "application/pfif+xml"):
    return program.send("post", f"/crises/{crisis.slug}/pfif", data, kind=kind)


def test_a_site_sends_its_records_and_reads_what_became_of_each(crisis):
    finder = site(crisis, "pfif:write")
    foreign = other.person("2", person_record_id="elsewhere.org/2")
    told = send(finder, crisis, other.written(other.person("1"), foreign)).json()
    assert (told["taken"], told["known"], told["refused"]) == (1, 0, 1)
    assert [line["record_id"] for line in told["records"]] == [f"{SITE}/person.1", "elsewhere.org/2"]
    assert "elsewhere.org" in told["records"][1]["reason"]
    again = other.written(other.person("1", source_date=other.when(-4)))
    assert send(finder, crisis, again, "text/xml").json()["known"] == 1


def test_each_scope_opens_its_own_door_and_no_other(crisis):
    reader, writer = site(crisis, "pfif:read"), site(crisis, "pfif:write")
    assert send(reader, crisis, other.written()).status_code == 403
    assert writer.get(f"/crises/{crisis.slug}/pfif/persons").status_code == 403
    assert (
        send(site(crisis, "pfif:write", domain=""), crisis, other.written(other.person())).json()["refused"]
        == 1
    )
    ApiKey.objects.update(revoked_at=cast.now())
    assert reader.get(f"/crises/{crisis.slug}/pfif/persons").status_code == 401


def test_whose_key_brought_word_of_a_death_never_confirms_it(crisis):
    finder = site(crisis, "pfif:write")
    grave = other.note(status="believed_dead")
    send(finder, crisis, other.written(other.person(notes=[grave])))
    assert News.objects.get().heard_from == crisis.declared_by


def test_a_feed_of_an_exercise_says_so():
    drill = cast.active_crisis(profile="open", is_drill=True)
    feed = site(drill, "pfif:read").get(f"/crises/{drill.slug}/pfif/feeds/persons").content
    assert b"EXERCISE, nobody is missing." in feed


def test_a_key_stops_when_its_coordinator_leaves(crisis):
    reader = site(crisis, "pfif:read")
    Membership.objects.update(removed_at=cast.now())
    assert reader.get(f"/crises/{crisis.slug}/pfif/persons").status_code == 404


def test_the_document_is_valid_and_the_sensitive_scope_shows_what_the_other_hides(crisis):
    send(site(crisis, "pfif:write"), crisis, other.written(other.person(author_phone="+33 1 23")))
    plain = site(crisis, "pfif:read").get(f"/crises/{crisis.slug}/pfif/persons", Accept="text/html")
    assert (
        plain["Content-Type"] == "application/pfif+xml; charset=utf-8"
        and plain["Cache-Control"] == "no-store"
    )
    assert "author_phone" not in other.read(plain.content)[f"{SITE}/person.1"]
    everything = site(crisis, "pfif:read", "pfif:read_sensitive").get(f"/crises/{crisis.slug}/pfif/persons")
    assert other.read(everything.content)[f"{SITE}/person.1"]["author_phone"] == "+33 1 23"


def test_the_feeds_are_atom_with_a_valid_record_in_each_entry(crisis):
    cast.esma_searches(crisis)
    send(site(crisis, "pfif:write"), crisis, other.written(other.person(notes=[other.note()])))
    reader = site(crisis, "pfif:read")
    for what, kind in (("persons", "person"), ("notes", "note")):
        answer = reader.get(f"/crises/{crisis.slug}/pfif/feeds/{what}")
        assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
        feed = etree.fromstring(answer.content)
        assert feed.tag == f"{ATOM}feed"
        assert all(feed.findtext(f"{ATOM}{name}") for name in ("id", "title", "subtitle", "updated"))
        assert feed.find(f"{ATOM}link").get("rel") == "self"
        entries = feed.findall(f"{ATOM}entry")
        assert entries
        for entry in entries:
            record = entry.find(f"{{{other.NS}}}{kind}")
            alone = etree.Element(f"{{{other.NS}}}pfif")
            own = record.findtext(f"{{{other.NS}}}{kind}_record_id")
            alone.append(record)
            other.valid(etree.tostring(alone))
            assert entry.findtext(f"{ATOM}id") == f"pfif:{own}"
            assert entry.findtext(f"{ATOM}author/{ATOM}name") and entry.findtext(f"{ATOM}updated").endswith(
                "Z"
            )


def test_a_site_asks_for_what_is_new_in_pages(crisis):
    for name in ("Lina", "Omar", "Farid"):
        cast.esma_searches(crisis, given_name=name)
    reader, here = site(crisis, "pfif:read"), f"/crises/{crisis.slug}/pfif/persons"
    everybody = "min_entry_date=2015-01-01T00:00:00Z"

    def names(query: str) -> list[str]:
        return [told["given_name"] for told in other.read(reader.get(f"{here}?{query}").content).values()]

    assert names(everybody) == ["Lina", "Omar", "Farid"]
    assert names(f"{everybody}&skip=1&max_results=1") == ["Omar"]
    assert names("max_results=1") == ["Farid"]
    assert names("min_entry_date=2999-01-01T00:00:00Z") == []
    for wrong in ("min_entry_date=yesterday", "skip=-1", "max_results=0", "max_results=x", "skip=²"):
        answer = reader.get(f"{here}?{wrong}")
        assert answer.status_code == 400 and answer.json()["code"] == "invalid"


def test_notes_of_one_person(crisis):
    send(
        site(crisis, "pfif:write"),
        crisis,
        other.written(other.person(notes=[other.note()]), other.person("2")),
    )
    reader, here = site(crisis, "pfif:read"), f"/crises/{crisis.slug}/pfif/notes?person_record_id="
    assert set(other.read(reader.get(f"{here}{SITE}/person.1").content)) == {f"{SITE}/note.1"}
    assert other.read(reader.get(f"{here}{SITE}/person.2").content) == {}


@pytest.mark.parametrize("data", [b"", b"<html/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'])
def test_what_is_no_pfif_is_a_problem_and_nothing_is_taken(crisis, data):
    answer = send(site(crisis, "pfif:write"), crisis, data)
    assert answer.status_code == 400 and answer.json()["errors"][0]["pointer"] == "/document"


def test_another_kind_of_body_is_not_read(crisis):
    assert send(site(crisis, "pfif:write"), crisis, b"{}", "application/json").status_code == 415


def test_the_record_ids_bear_the_sites_own_domain(crisis, settings):
    settings.PUBLIC_URL = "https://porte-ouverte.example:8443"
    search = cast.esma_searches(crisis)
    assert ids.person_id(search.public_id) == f"porte-ouverte.example/person.{search.public_id}"


def test_the_page_of_a_clone_says_whose_it_is_and_as_of_when(crisis, client):
    url = "https://finder.example.org/p/1"
    send(
        site(crisis, "pfif:write"),
        crisis,
        other.written(other.person(source_name="Red Cross", source_url=url)),
    )
    with translation.override("en"):
        page = client.get(f"/en/c/{crisis.slug}/search/{Search.objects.get().public_id}/").content.decode()
    assert "Red Cross" in page and url in page and "as of" in page
