"""Records of another site come in, are read, change, run out; ours go out, and leave a placeholder when they go."""

from datetime import timedelta

import pytest

from accounts.journal.deliver import claim_due, deliver_all
from accounts.origin import Door, Origin
from crisis.activation.actions import archive_crisis, stand_down_crisis
from crisis.activation.models import Crisis
from crisis.search.actions.closing import expire_searches
from crisis.search.actions.life import withdraw_search
from crisis.search.actions.notes import add_note
from crisis.search.actions.showing import hide_note, hide_search, show_note, show_search
from crisis.search.actions.wiping import wipe
from crisis.search.drafts import NoteDraft
from crisis.search.liaison.models import Matter
from crisis.search.linking.actions import link_searches, unlink_searches
from crisis.search.looking import by_name
from crisis.search.models import Note, PublicSearch, Search
from crisis.search.pfif import exports, ids, writing
from crisis.search.pfif.cloning import end_what_ran_out
from crisis.search.pfif.models import Clone
from crisis.search.pfif.taking import take_document
from matching.models import Lead
from tests import cast
from tests.crisis.search.pfif import documents as other
from tests.crisis.search.pfif.documents import SITE

pytestmark = pytest.mark.django_db
IMPORT = Origin(door=Door.IMPORT)
CLONE, NOTE = f"{SITE}/person.1", f"{SITE}/note.1"


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis(profile="open")


@pytest.fixture
def guarded() -> Crisis:
    return cast.active_crisis()


def sent(
    crisis: Crisis, data: bytes, *, domain: str | None = None, at=None, dry_run: bool = False
) -> list[tuple]:
    about = {"crisis": crisis, "data": data, "domain": domain, "origin": IMPORT, "at": at or cast.now()}
    return [(line.outcome.value, line.record_id) for line in take_document(dry_run=dry_run, **about)]


def exported(crisis: Crisis, **asked) -> dict[str, dict]:
    return other.read(writing.document(persons=exports.persons(crisis, **asked)))


def notes_out(crisis: Crisis, **asked) -> dict[str, dict]:
    return other.read(writing.document(notes=exports.notes(crisis, **asked)))


def desk(crisis: Crisis) -> dict:
    return {"origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}


def is_placeholder(fields: dict) -> bool:
    said = {name for name, text in fields.items() if text}
    dates = {fields["source_date"], fields["entry_date"], fields["expiry_date"]}
    return said == {"person_record_id", "source_date", "entry_date", "expiry_date"} and len(dates) == 1


def test_what_everybody_sees_of_farid_goes_out_and_nothing_else(crisis):
    search = cast.esma_searches(crisis)
    told = exported(crisis)[ids.person_id(search.public_id)]
    assert told["full_name"] == "Farid Belkacem"
    assert told["age"] == "34"
    assert told["sex"] == "male"
    assert told["description"].startswith("Dark green coat")
    assert told["source_url"].endswith(f"/{search.public_id}/")
    assert told["expiry_date"] > told["entry_date"]
    everything = writing.document(persons=exports.persons(crisis, sensitive=True)).decode()
    for secret in ("Esma", "sister", "esma@example.org", "18 rue Alibert"):
        assert secret not in everything


@pytest.mark.parametrize("how", ["hidden", "withdrawn", "expired", "wiped"])
def test_what_was_out_once_and_went_is_a_placeholder(crisis, how):
    search = cast.esma_searches(crisis)
    record = ids.person_id(search.public_id)
    before = exported(crisis)[record]["entry_date"]
    at = cast.now() + timedelta(days=31)
    if how == "hidden":
        hide_search(search=search, **desk(crisis))
    elif how == "expired":
        expire_searches(crisis=crisis, at=at)
    else:
        withdraw_search(search=search, origin=cast.WEB, at=cast.now())
    if how == "wiped":
        wipe(search, at=at)
    gone = exported(crisis)[record]
    assert is_placeholder(gone)
    assert gone["entry_date"] >= before
    if how == "expired":
        search.refresh_from_db()
        assert gone["expiry_date"] == search.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_what_was_never_public_is_not_even_a_placeholder(guarded):
    search = cast.esma_searches(guarded)
    hide_search(search=search, **desk(guarded))
    assert exported(guarded) == {}


def test_when_all_is_over_everything_is_a_placeholder_and_who_asks_for_news_hears_it(crisis):
    cast.esma_searches(crisis)
    asked = cast.now()
    stand_down_crisis(crisis=crisis, closing_message="It is over.", **desk(crisis))
    archive_crisis(crisis=crisis, **desk(crisis))
    crisis.refresh_from_db()
    [gone] = exported(crisis, since=asked).values()
    assert is_placeholder(gone)


def test_in_a_crisis_where_people_are_hunted_nothing_is_said(crisis):
    cast.esma_searches(crisis)
    Crisis.objects.filter(pk=crisis.pk).update(profile="hunted")
    crisis.refresh_from_db()
    assert all(is_placeholder(fields) for fields in exported(crisis).values())


def test_others_ask_for_what_is_new(crisis):
    first = cast.esma_searches(crisis)
    start = cast.now()
    second = cast.esma_searches(crisis, given_name="Lina")
    assert set(exported(crisis, since=start)) == {ids.person_id(second.public_id)}
    hide_search(search=first, **desk(crisis))
    assert list(exported(crisis, since=start)) == [ids.person_id(s.public_id) for s in (second, first)]
    assert list(exported(crisis, since=start, skip=1)) == [ids.person_id(first.public_id)]
    assert len(exported(crisis, most=1)) == 1


def test_a_note_goes_out_once_a_moderator_let_it_and_goes_when_they_hide_it(crisis):
    search = cast.esma_searches(crisis)
    draft = NoteDraft(status="believed_alive", text="At the town hall; call 06 12 34 56 78", contact="")
    note = Note.objects.get(
        public_id=add_note(search=search, draft=draft, origin=cast.WEB, at=cast.now()).subject
    )
    assert notes_out(crisis) == {}
    show_note(note=note, shown_to="everyone", **desk(crisis))
    told = notes_out(crisis, person=ids.person_id(search.public_id))[ids.note_id(note.public_id)]
    assert (told["status"], told["text"]) == ("believed_alive", "At the town hall; call •••")
    assert ids.note_id(note.public_id) in exported(crisis)
    hide_note(note=Note.objects.get(pk=note.pk), **desk(crisis) | {"at": cast.now() + timedelta(seconds=2)})
    blank = notes_out(crisis)[ids.note_id(note.public_id)]
    assert not blank["text"] and "status" not in blank
    assert blank["source_date"] > told["source_date"]
    assert ids.note_id(note.public_id) not in exported(crisis)


def test_two_searches_for_one_person_say_so_both_ways_while_both_are_public(crisis):
    one, two = cast.esma_searches(crisis), cast.esma_searches(crisis, given_name="Fareed")
    link_searches(one=one, other=two, **desk(crisis))
    _deliver()
    names = {ids.person_id(s.public_id) for s in (one, two)}
    links = [n for n in notes_out(crisis).values() if n.get("linked_person_record_id")]
    assert {(n["person_record_id"], n["linked_person_record_id"]) for n in links} == {
        tuple(sorted(names)), tuple(sorted(names, reverse=True)),
    }  # fmt: skip
    hide_search(search=two, **desk(crisis))
    assert not [n for n in notes_out(crisis).values() if n.get("linked_person_record_id")]
    show_search(search=Search.objects.get(pk=two.pk), **desk(crisis))
    assert len([n for n in notes_out(crisis).values() if n.get("linked_person_record_id")]) == 2
    unlink_searches(one=one, other=two, **desk(crisis))
    _deliver()
    assert not [n for n in notes_out(crisis).values() if n.get("linked_person_record_id")]


def test_a_clone_is_found_by_name_like_any_search_and_a_second_time_changes_nothing(crisis):
    document = other.written(other.person(notes=[other.note()]))
    assert sent(crisis, document) == [("taken", CLONE), ("taken", NOTE)]
    entered = exported(crisis)[CLONE]["entry_date"]
    assert sent(crisis, document, at=cast.now() + timedelta(hours=1)) == [("known", CLONE), ("known", NOTE)]
    assert exported(crisis)[CLONE]["entry_date"] == entered
    assert [copy.full_name for copy in by_name(crisis, "Fared Belkasem")] == ["Farid Belkacem"]
    cast.amira_is_safe(crisis, given_name="Farid", family_name="Belkacem", contact="farid@example.org")
    _deliver()
    assert Lead.objects.filter(search=Search.objects.get()).exists(), "compared as any search is"
    assert Search.objects.count() == 1


def test_a_dry_run_says_the_same_and_writes_nothing(crisis):
    document = other.written(other.person(notes=[other.note()]))
    assert sent(crisis, document, dry_run=True) == [("taken", CLONE), ("taken", NOTE)]
    assert not Search.objects.exists() and not Clone.objects.exists()


def test_where_a_moderator_reads_first_a_clone_waits_and_so_does_its_new_wording(guarded):
    sent(guarded, other.written(other.person(description="A red scarf", notes=[other.note()])))
    assert exported(guarded) == {} and notes_out(guarded) == {}
    show_search(search=Search.objects.get(), **desk(guarded))
    assert exported(guarded)[CLONE]["description"] == "A red scarf"
    sent(guarded, other.written(other.person(description="A blue scarf", source_date=other.when(-1))))
    assert exported(guarded, sensitive=True)[CLONE]["description"] == "A red scarf"
    show_search(search=Search.objects.get(), **desk(guarded))
    assert exported(guarded)[CLONE]["description"] == "A blue scarf"


def test_an_older_record_does_not_win(crisis):
    sent(crisis, other.written(other.person(description="newer")))
    assert sent(crisis, other.written(other.person(description="older", source_date=other.when(-9)))) == [
        ("known", CLONE)
    ]
    assert exported(crisis)[CLONE]["description"] == "newer"


def test_a_record_that_tells_of_a_death_is_read_first_even_in_an_open_crisis(crisis):
    sent(crisis, other.written(other.person(description="Found dead at the station")))
    assert exported(crisis) == {}


@pytest.mark.parametrize(
    "unread",
    [
        {"age": "9 ans"},
        {"age": "9–11"},
        {"date_of_birth": "03/05/2018"},
        {"full_name": "Z http://evil.example/x"},
    ],
)
def test_perhaps_a_child_or_more_than_a_name_is_read_first_even_in_an_open_crisis(crisis, unread):
    names = {"given_name": None, "family_name": None}
    sent(crisis, other.written(other.person("1", **names, **unread), other.person("2", **names, age="34")))
    assert set(exported(crisis)) == {f"{SITE}/person.2"}


def test_a_street_is_not_for_everybody_and_a_link_leads_to_the_site_it_names_alone(crisis):
    theirs = {"home_street": "12 rue Secrete", "profile_urls": "javascript:alert(2)", "source_name": "Police"}
    for number, url in enumerate(
        (f"https://www.{SITE}/1", "https://phish.example.com/pay", "http://[broken")
    ):
        sent(crisis, other.written(other.person(str(number), **theirs, source_url=url)))
    said = exported(crisis)[f"{SITE}/person.0"]
    assert "profile_urls" not in said and "home_street" not in said
    assert exported(crisis, sensitive=True)[f"{SITE}/person.0"]["home_street"] == "12 rue Secrete"
    sources = [copy.source for copy in PublicSearch.objects.order_by("pk")]
    assert [each["url"] for each in sources] == [f"https://www.{SITE}/1", "", ""]
    assert {each["name"] for each in sources} == {f"Police ({SITE})"}


def test_a_clone_that_runs_out_is_wiped_and_told_as_gone(crisis):
    expiry = other.when(1)
    sent(
        crisis, other.written(other.person(expiry_date=expiry, author_phone="+33 1 23", notes=[other.note()]))
    )
    end_what_ran_out(crisis=crisis, at=cast.now() + timedelta(hours=2))
    assert is_placeholder(exported(crisis, sensitive=True)[CLONE])
    assert exported(crisis)[CLONE]["expiry_date"] == expiry
    assert not notes_out(crisis)[NOTE]["text"]
    assert Clone.objects.get().fields == {} and not Note.objects.exists()
    assert Search.objects.get().full_name == ""


def test_a_placeholder_wipes_the_clone_and_an_older_word_does_not_bring_it_back(crisis):
    document = other.written(other.person())
    sent(crisis, document)
    expiry = other.when(-1)
    bare = {"person_record_id": CLONE, "source_date": expiry, "expiry_date": expiry, "entry_date": expiry}
    placeholder = other.written((bare | {"full_name": ""}, []))
    assert sent(crisis, placeholder) == [("taken", CLONE)]
    assert is_placeholder(exported(crisis)[CLONE])
    assert sent(crisis, placeholder) == [("known", CLONE)]
    assert sent(crisis, document) == [("known", CLONE)]
    assert is_placeholder(exported(crisis)[CLONE])
    assert sent(crisis, other.written(other.person(source_date=other.when(0)))) == [("taken", CLONE)]
    assert exported(crisis)[CLONE]["full_name"] == "Farid Belkacem"


def test_a_record_that_ran_out_before_it_came_is_a_placeholder_from_the_start(crisis):
    expiry = other.when(-1)
    assert sent(crisis, other.written(other.person(expiry_date=expiry))) == [("taken", CLONE)]
    assert is_placeholder(exported(crisis)[CLONE]) and exported(crisis)[CLONE]["expiry_date"] == expiry
    assert not Search.objects.exists()


def test_our_own_records_coming_back_are_not_taken(crisis):
    search = cast.esma_searches(crisis)
    ours = writing.document(persons=exports.persons(crisis))
    assert sent(crisis, ours) == [("known", ids.person_id(search.public_id))]
    forged = other.person(person_record_id=f"{ids.domain()}/person.00000000-0000-4000-8000-000000000000")
    assert sent(crisis, other.written(forged))[0][0] == "refused"
    assert Search.objects.count() == 1


def test_a_site_speaks_for_itself_alone(crisis):
    assert sent(crisis, other.written(other.person()), domain="elsewhere.example.org") == [("refused", CLONE)]
    assert sent(crisis, other.written(other.person()), domain="") == [("refused", CLONE)]
    assert sent(crisis, other.written(other.person()), domain=SITE) == [("taken", CLONE)]


def test_a_note_of_another_site_on_our_search_waits_for_a_moderator_and_goes_back_out(crisis):
    search = cast.esma_searches(crisis)
    about = other.note(person_record_id=ids.person_id(search.public_id), status="believed_alive")
    assert sent(crisis, other.written(notes=[about])) == [("taken", NOTE)]
    assert notes_out(crisis) == {}
    show_note(note=Note.objects.get(), shown_to="everyone", **desk(crisis))
    assert notes_out(crisis)[NOTE]["author_name"] == "Nadia"


def test_a_note_on_a_search_nobody_may_see_is_refused_as_on_one_that_never_was(guarded):
    search = cast.esma_searches(guarded)
    told = set()
    for public_id in (search.public_id, "00000000-0000-4000-8000-000000000000"):
        data = other.written(notes=[other.note(person_record_id=ids.person_id(public_id))])
        about = {"crisis": guarded, "domain": None, "origin": IMPORT, "at": cast.now()}
        told |= {(line.outcome, line.reason) for line in take_document(data=data, **about)}
    assert len(told) == 1 and not Note.objects.exists()


def test_word_of_a_death_goes_to_the_liaisons_and_nowhere_else(crisis):
    grave = other.note(status="believed_dead", text="zzgrave words")
    document = other.written(other.person(notes=[grave]))
    assert sent(crisis, document) == [("taken", CLONE), ("taken", NOTE)]
    assert sent(crisis, document) == [("known", CLONE), ("known", NOTE)]
    assert Matter.objects.count() == 1
    assert not Note.objects.exists()
    out = writing.document(
        persons=exports.persons(crisis, sensitive=True), notes=exports.notes(crisis, sensitive=True)
    )
    assert b"dead" not in out and b"zzgrave" not in out


def test_a_note_that_turns_into_word_of_a_death_is_taken_back(crisis):
    sent(crisis, other.written(other.person(notes=[other.note(status="believed_alive")])))
    assert notes_out(crisis)[NOTE]["status"] == "believed_alive"
    grave = other.note(status="believed_dead", text="zzgrave", source_date=other.when(-1))
    sent(crisis, other.written(other.person(notes=[grave])))
    assert not notes_out(crisis, sensitive=True)[NOTE]["text"]
    assert "zzgrave" not in "".join(PublicSearch.objects.values_list("description", flat=True))


def _deliver() -> None:
    deliver_all(claim_due())
