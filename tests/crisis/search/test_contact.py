"""In touch only after a proof: the question, the answer, the family's yes, and messages without a number."""

import pytest
from django.test import Client

from accounts.errors import Invalid, NotThere, TooLate
from accounts.journal.deliver import claim_due, deliver_all
from accounts.links.actions import issue_manage_link
from accounts.people.actions import mark_verified
from accounts.people.vocabulary import VerifiedBy
from accounts.reach.models import Message
from crisis.activation.models import Crisis
from crisis.search.actions.following import follow_search
from crisis.search.actions.life import withdraw_search
from crisis.search.actions.notes import add_note
from crisis.search.actions.showing import show_note
from crisis.search.contact.actions import judge_wish, pass_on
from crisis.search.contact.models import ContactLine, ContactWish
from crisis.search.drafts import FollowDraft, NoteDraft
from crisis.search.models import Note, Search
from tests import cast

pytestmark = pytest.mark.django_db

QUESTION, ANSWER = "What is our dog called?", "Biscuit, call me on 06 12 34 56 78"
SAID = {"kind": "seen_alive", "text": "Seen near the canal.", "contact": "marc@example.org"}
NOW = {"origin": cast.WEB}


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis()


@pytest.fixture
def search(crisis) -> Search:
    return cast.esma_searches(crisis, public=True, proof_question=QUESTION)


def wished(search: Search) -> tuple[ContactWish, str]:
    """Marc saw him, wants to be in touch, and answered our code; his wish and the address of his page."""
    form = SAID | {"wants_contact": "on", "proof_answer": ANSWER}
    answer = Client().post(f"/en/c/paris/search/{search.public_id}/note/", form)
    wish = ContactWish.objects.select_related("note__search__crisis", "note__author").get()
    by = {"by": VerifiedBy.CODE, "origin": cast.WEB, "at": cast.now(), "crisis_id": search.crisis_id}
    mark_verified(contact=wish.note.author.contact_points.get(), **by)
    return wish, answer.headers["Location"].replace("/fr/", "/en/")


def let_through(wish: ContactWish) -> None:
    chen = cast.at_the_desk(wish.note.search.crisis.declared_by)
    show_note(note=Note.objects.get(pk=wish.note_id), shown_to="everyone", origin=chen, at=cast.now())


def page_of(search: Search) -> str:
    about = {"subject_kind": "search", "subject": search.public_id, "crisis_id": search.crisis_id}
    return f"/en/m/{issue_manage_link(person=search.owner, **about)}/"


def read(path: str) -> str:
    return Client().get(path).content.decode()


def test_nothing_is_passed_on_before_the_family_said_yes_and_then_without_a_number(search):
    wish, marc = wished(search)
    family, note = page_of(search), {"note": str(wish.note.public_id)}
    assert QUESTION in read(f"/en/c/paris/search/{search.public_id}/note/")
    assert "Biscuit" not in read(family)  # nobody but the desk has read the note yet
    assert Client().post(f"{family}contact-yes/", note).status_code == 404
    let_through(wish)
    side_by_side = read(family)
    assert QUESTION in side_by_side and "Biscuit" in side_by_side and "06 12" not in side_by_side
    for page, words in ((marc, "Are you Esma?"), (family, "Who are you?")):
        Client().post(f"{page}contact-write/", note | {"text": words})
    assert not ContactLine.objects.exists()
    Client().post(f"{family}contact-yes/", note)
    deliver_all(claim_due())
    assert (
        "wants to be in touch" in Message.objects.filter(contact__value="marc@example.org").latest("pk").text
    )
    Client().post(f"{family}contact-write/", note | {"text": "Where did you see him?"})
    Client().post(f"{marc}contact-write/", {"text": "At the lock."})
    assert "Where did you see him?" in read(marc) and "At the lock." in read(family)
    assert "esma@" not in read(marc) and "marc@" not in read(family) and "Esma" not in read(marc)


def test_no_public_byte_and_no_follower_knows_of_answers_and_talks(search):
    friend = follow_search(
        search=search, draft=FollowDraft(contact="friend@example.org"), at=cast.now(), **NOW
    )
    wish, _marc = wished(search)
    let_through(wish)
    judge_wish(wish=wish, agreed=True, at=cast.now(), **NOW)
    pass_on(wish=wish, writer=search.owner, text="Hello Marc", at=cast.now(), **NOW)
    public = (
        f"/en/m/{friend.secret}/",
        f"/en/c/paris/search/{search.public_id}/",
        f"/api/v1/crises/paris/searches/{search.public_id}",
        "/api/v1/crises/paris/changes",
    )
    for path in public:
        said = read(path)
        assert "Biscuit" not in said and "Hello Marc" not in said and "in touch with you" not in said
    assert Client().post(f"{public[0]}contact-yes/", {"note": str(wish.note.public_id)}).status_code == 404


def test_whoever_wrote_takes_it_back_and_answer_and_messages_are_gone(search):
    wish, marc = wished(search)
    let_through(wish)
    judge_wish(wish=wish, agreed=True, at=cast.now(), **NOW)
    pass_on(wish=wish, writer=search.owner, text="Hello", at=cast.now(), **NOW)
    Client().post(f"{marc}contact-stop/")
    assert not ContactWish.objects.exists() and not ContactLine.objects.exists()
    assert (
        "Biscuit" not in read(page_of(search)) and Client().post(f"{marc}contact-write/").status_code == 404
    )
    assert Client().post(f"{marc}take-back/").status_code == 404  # it was no "this is me"


def test_a_no_a_hold_and_a_withdrawn_search_end_the_talk(search):
    wish, _marc = wished(search)
    let_through(wish)
    by = {"at": cast.now(), **NOW}
    line = {"wish": wish, "writer": search.owner, "text": "Hello", **by}
    judge_wish(wish=wish, agreed=True, **by)
    with pytest.raises(TooLate):
        judge_wish(wish=wish, agreed=True, **by)
    judge_wish(wish=wish, agreed=False, **by)
    with pytest.raises(TooLate):
        pass_on(**line)
    judge_wish(wish=wish, agreed=True, **by)
    withdraw_search(search=search, **by)
    with pytest.raises(NotThere):
        pass_on(**line)


def test_a_wish_without_a_contact_is_refused_and_a_note_without_a_wish_has_none(search):
    draft = NoteDraft(kind="seen_alive", text="Seen.", wish="Biscuit")
    with pytest.raises(Invalid) as refused:
        add_note(search=search, draft=draft, at=cast.now(), **NOW)
    assert "contact" in refused.value.errors
    add_note(search=search, draft=NoteDraft(kind="seen_alive", text="Seen."), at=cast.now(), **NOW)
    assert not ContactWish.objects.exists()


def test_the_answer_of_who_says_this_is_me_stays_with_the_desk_until_they_want_it_told(search):
    said = {"contact": "farid@example.org", "text": "", "wish": "Biscuit"}
    path = f"/api/v1/crises/paris/searches/{search.public_id}/claim"
    assert Client().post(path, said, "application/json").status_code == 201
    assert "Biscuit" not in read(page_of(search))
    chen = Client()
    chen.force_login(search.crisis.declared_by)
    assert "Biscuit" in chen.get(f"/en/desk/paris/searches/{search.public_id}/").content.decode()
    claim = Note.objects.get()
    show_note(
        note=claim, shown_to="family", origin=cast.at_the_desk(search.crisis.declared_by), at=cast.now()
    )
    assert "Biscuit" in read(page_of(search))


def test_a_question_reaches_the_family_and_its_answer_whoever_asked(search):
    form = {"kind": "question", "text": "Does he wear glasses?", "contact": "marc@example.org"}
    asked = Client().post(f"/en/c/paris/search/{search.public_id}/note/", form)
    marc = asked.headers["Location"].replace("/fr/", "/en/")
    question, family = Note.objects.select_related("author").get(), page_of(search)
    by = {"by": VerifiedBy.CODE, "origin": cast.WEB, "at": cast.now(), "crisis_id": search.crisis_id}
    mark_verified(contact=question.author.contact_points.get(), **by)
    chen = {"origin": cast.at_the_desk(search.crisis.declared_by), "at": cast.now()}
    show_note(note=Note.objects.get(), shown_to="family", **chen)
    Client().post(f"{family}answer/", {"note": str(question.public_id), "text": "Yes, call 06 12 34 56 78"})
    deliver_all(claim_due())
    assert "Yes, call" in read(family) and "Not read yet" in read(family)
    assert "glasses" in read(marc) and "Yes, call" not in read(marc)
    before = Message.objects.count()
    show_note(note=Note.objects.exclude(answers=None).get(), shown_to="family", **chen)
    deliver_all(claim_due())
    told = Message.objects.order_by("pk")[before:]
    assert [(each.contact.value, "answered your question" in each.text) for each in told] == [
        ("marc@example.org", True)
    ], "who answered is not told of their own answer"
    assert "Yes, call" in read(marc) and "06 12" not in read(marc)
    told_family = read(family)
    assert told_family.index("glasses") < told_family.index("Yes, call") and "Not read yet" not in told_family
    assert "Yes, call" not in read(f"/en/c/paris/search/{search.public_id}/")
    withdraw_search(search=search, **NOW, at=cast.now())
    assert "Yes, call" not in read(marc)
