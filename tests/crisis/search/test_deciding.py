"""What a moderator's word lets through, and whom a claim of "this is me" may hide."""

import re

import pytest
from django.test import Client

from accounts.errors import Invalid, NotAllowed, TooLate
from accounts.journal.deliver import claim_due, deliver_all
from accounts.journal.models import Entry
from accounts.links.actions import issue_manage_link
from accounts.people.actions import mark_verified
from accounts.people.vocabulary import VerifiedBy
from crisis.activation.models import Crisis
from crisis.desk.searching import review_note, review_search
from crisis.moderation.actions import decide
from crisis.moderation.models import Decision
from crisis.search.actions.notes import add_note, claim_search, take_back_claim
from crisis.search.actions.posting import edit_search
from crisis.search.actions.showing import show_search
from crisis.search.drafts import ClaimDraft, NoteDraft
from crisis.search.models import Note, PublicSearch, Search
from crisis.search.rules import tells_of_a_death
from matching.leads.shown import waits_for
from tests import cast
from tests.crisis.desk.desk_cast import another_coordinator

pytestmark = pytest.mark.django_db


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis()


@pytest.fixture
def search(crisis) -> Search:
    return cast.esma_searches(crisis, public=True)


def by_chen(crisis: Crisis) -> dict:
    return {"origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}


def claims(search: Search, contact: str = "farid@example.org", **more) -> Note:
    """Says "this is me", and answers the code."""
    by = {"origin": cast.WEB, "at": cast.now()} | more
    done = claim_search(search=search, draft=ClaimDraft(contact=contact), **by)
    note = Note.objects.select_related("search__crisis").get(public_id=done.subject)
    about = {"by": VerifiedBy.CODE, "origin": cast.WEB, "at": cast.now(), "crisis_id": search.crisis_id}
    mark_verified(contact=note.author.contact_points.get(), **about)
    deliver_all(claim_due())
    return note


def told(search: Search, text: str) -> Note:
    draft = NoteDraft(status="believed_alive", text=text)
    done = add_note(search=search, draft=draft, origin=cast.WEB, at=cast.now())
    return Note.objects.select_related("search__crisis").get(public_id=done.subject)


def is_public(search: Search) -> bool:
    return PublicSearch.objects.filter(search=search).exists()


def restore(search: Search, subject=None, kind: str = "search", by: dict | None = None) -> None:
    about = {
        "subject_kind": kind,
        "subject": subject or search.public_id,
        "act": "restore",
        "reason": "Read.",
    }
    decide(crisis=search.crisis, **about, **(by or by_chen(search.crisis)))


def own_page(search: Search) -> str:
    about = {"subject_kind": "search", "subject": search.public_id, "crisis_id": search.crisis_id}
    token = issue_manage_link(person=search.owner, **about)
    return Client().get(f"/en/m/{token}/").content.decode()


def test_a_claimant_hides_two_pages_an_hour_and_no_third(crisis):
    searches = [cast.esma_searches(crisis, public=True) for _ in range(4)]
    for number, each in enumerate(searches):
        claims(each, f"f.arid+{number}@gmail.com")
    assert [is_public(each) for each in searches] == [False, False, True, True]
    assert Note.objects.filter(read_at=None).count() == 4, "each claim still waits for a coordinator"


def test_one_catch_all_domain_and_one_network_hide_so_many_pages_and_no_more(crisis):
    searches = [cast.esma_searches(crisis, public=True) for _ in range(5)]
    for number, each in enumerate(searches):
        claims(each, f"troll{number}@n{number}.catchall.example.net")
    assert [is_public(each) for each in searches] == [False, False, False, True, True]
    claims(searches[3], "farid@gmail.com")
    assert not is_public(searches[3]), "somebody else's word counts as ever"
    others = [cast.esma_searches(crisis, public=True) for _ in range(6)]
    for number, each in enumerate(others):
        claims(each, f"farid@site{number}.example", network="192.0.2.7")
    assert [is_public(each) for each in others] == [False] * 5 + [True]
    assert Note.objects.filter(read_at=None).count() == 12, "each claim waits for a coordinator"


def test_what_a_coordinator_judged_the_same_claimant_does_not_hide_again(crisis, search):
    claims(search)
    restore(search)
    assert is_public(search)
    claims(search)
    assert is_public(search)
    claims(search, "the.real.farid@example.org")
    assert not is_public(search), "a stranger's false word must not take away his own"


@pytest.mark.parametrize("profile", ["guarded", "open"])
def test_a_claim_looks_to_the_family_like_any_hold_of_a_moderator(profile):
    crisis = cast.active_crisis(profile=profile)
    claimed, held = (cast.esma_searches(crisis, public=True) for _ in range(2))
    before = set(Entry.objects.values_list("pk", flat=True))
    claims(claimed)
    kinds = Entry.objects.exclude(pk__in=before).filter(subject=claimed.public_id)
    assert "SearchHidden" not in kinds.values_list("kind", flat=True)
    chen = Client()
    chen.force_login(crisis.declared_by)
    desk = f"/en/desk/{crisis.slug}/searches/{held.public_id}/decide/"
    chen.post(desk, {"do": "hold", "reason": ""}, follow=True)
    assert "A moderator looks at it again." in as_read(held) and "taken the public page away" in as_read(held)
    assert as_read(claimed) == as_read(held)
    assert {waits_for(fresh(search), None) for search in (claimed, held)} == {"held"}
    restore(held)
    restore(claimed)
    assert as_read(claimed) == as_read(held), "nor afterwards"


def as_read(search: Search) -> str:
    """What stands on the family's page of its public page and of decisions, without the hours."""
    text = own_page(search).replace(search.reference, "").split("<main", 1)[1]
    said = re.findall(r"<h2>What a coordinator decided.*?</section>|[^<>]*public page away[^<>]*", text, re.S)
    return " ".join(re.sub(r"\d+:\d+", "", each) for each in said)


def test_a_hold_by_a_moderator_is_said_with_its_reason(crisis, search):
    review_search(search=search, let_through=False, read_at="", reason="Asked for money.", **by_chen(crisis))
    page = own_page(search)
    assert "taken the public page away" in page and "Asked for money." in page


def test_a_moderator_restores_nothing_over_a_claim_and_a_coordinator_does(crisis, search):
    claims(search)
    moderator = {"origin": cast.at_the_desk(another_coordinator(crisis, role="moderator")), "at": cast.now()}
    for attempt in (
        lambda: restore(search, by=moderator),
        lambda: show_search(search=fresh(search), **moderator),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    restore(search)
    assert is_public(search) and Note.objects.get().read_at


def test_whoever_pressed_by_mistake_takes_it_back_and_the_page_returns(search):
    note = claims(search)
    take_back_claim(note=note, origin=cast.WEB, at=cast.now())
    assert is_public(search)
    with pytest.raises(TooLate):
        take_back_claim(note=note, origin=cast.WEB, at=cast.now())
    claims(search)
    assert is_public(search), "no switch to press again and again"


def test_taking_a_claim_back_ends_no_hold_but_its_own(crisis, search):
    review_search(search=search, let_through=False, read_at="", reason="Not true.", **by_chen(crisis))
    about = {"search": search, "draft": ClaimDraft(contact="farid@example.org"), "origin": cast.VOUCHED}
    note = Note.objects.get(public_id=claim_search(**about, at=cast.now()).subject)
    take_back_claim(note=note, origin=cast.WEB, at=cast.now())
    assert not is_public(search)


def test_restoring_lets_no_wording_through_that_nobody_read(crisis, search):
    review_search(search=search, let_through=False, read_at="", reason="Wait.", **by_chen(crisis))
    changed = cast.search_draft(description="Rue X, chez Marc.")
    edit_search(search=search, draft=changed, origin=cast.WEB, at=cast.now())
    restore(search)
    assert not is_public(search)
    row = fresh(search)
    words = {"read_at": row.edited_at.isoformat(), "reason": "Read."}
    review_search(search=row, let_through=True, **words, **by_chen(crisis))
    assert PublicSearch.objects.get(search=search).description == "Rue X, chez Marc."


def test_a_number_in_a_name_is_not_shown(crisis):
    search = cast.esma_searches(crisis, public=True, other_names="chez Marc 06 12 34 56 78")
    assert PublicSearch.objects.get(search=search).other_names == "chez Marc •••"


def test_a_note_restored_is_shown_to_those_who_could_read_it_before(crisis, search):
    note = told(search, "She hides at 4 rue X.")
    for to in ("family", "hold"):
        review_note(note=note, to=to, reason="Read.", **by_chen(crisis))
    restore(search, note.public_id, "search_note")
    note.refresh_from_db()
    assert note.shown_to == "family" and not PublicSearch.objects.get(search=search).notes


def test_a_note_nobody_let_through_is_not_restored(crisis, search):
    with pytest.raises(TooLate):
        restore(search, told(search, "Seen.").public_id, "search_note")
    assert not Decision.objects.filter(subject_kind="search_note").exists()


def test_words_of_a_death_go_to_everyone_only_with_a_tick(crisis, search):
    note = told(search, "J'ai entendu qu'il est décédé.")
    with pytest.raises(Invalid):
        review_note(note=note, to="everyone", reason="Read.", **by_chen(crisis))
    assert not PublicSearch.objects.get(search=search).notes
    review_note(note=note, to="everyone", reason="He lives.", sure=True, **by_chen(crisis))
    assert PublicSearch.objects.get(search=search).notes


@pytest.mark.parametrize(
    "text",
    [
        *(
            "He is DEAD",
            "ils sont morts",
            "il a été tué",
            "han muerto",
            "mort, hélas",
            "Assassinée au Bataclan",
            "RIP",
        ),
        *(
            "R.I.P.",
            "Obsèques lundi",
            "Passed away",
            "Il nous a quittés",
            "abattu",
            "Succumbed to wounds",
            "slain",
        ),
        *("погиб", "умерла", "загинув", "استشهد", "قُتل أمس", "شهيد", "توفي", "öldü", "zginął", "נהרג", "מת"),
        *("ist verstorben", "kam ums Leben", "d\u200bead"),
    ],
)
def test_a_death_is_heard_in_several_languages(text):
    assert tells_of_a_death(text)


@pytest.mark.parametrize(
    "text",
    [
        "Seen at Porte de la Chapelle",
        "Il va bien, il est total crevé",
        "alive",
        "Umer Khan",
        "kayıp oldu",
        "a quitté l'hôpital",
    ],
)
def test_other_words_need_no_tick(text):
    assert not tells_of_a_death(text)


def test_a_claim_goes_to_the_family_once_somebody_has_spoken_with_them(crisis, search):
    note = claims(search)
    with pytest.raises(Invalid):
        review_note(note=note, to="family", reason="Read.", **by_chen(crisis))
    review_note(note=note, to="family", reason="Read.", sure=True, **by_chen(crisis))
    note.refresh_from_db()
    assert note.shown_to == "family"


def fresh(search: Search) -> Search:
    return Search.objects.select_related("crisis").get(pk=search.pk)
