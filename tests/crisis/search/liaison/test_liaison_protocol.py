"""A death: two named people confirm it, a person tells the family, and nothing anywhere shows it before or besides."""

import json
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Invalid, NotAllowed, TooLate
from accounts.journal.deliver import claim_due, deliver_all
from accounts.journal.models import Entry
from accounts.journal.sequence import sequence
from accounts.links.actions import issue_manage_link
from accounts.people.models import Person
from accounts.reach.models import Message
from accounts.retention import clean_up
from crisis.activation.actions import end_liaison, name_liaison, remove_colleague
from crisis.activation.models import Crisis, Membership
from crisis.activation.queries import liaisons_of
from crisis.activation.vocabulary import Role
from crisis.search.actions.checking import check_note
from crisis.search.actions.closing import close_search, expire_searches
from crisis.search.actions.following import follow_search
from crisis.search.actions.life import warn_families
from crisis.search.actions.notes import add_note
from crisis.search.actions.wiping import wipe
from crisis.search.drafts import FollowDraft, NoteDraft
from crisis.search.liaison.actions import (
    confirm_matter,
    hold_to_it,
    join_search,
    look_again,
    say_told,
    say_told_wrong,
    say_wrong,
    set_aside,
    take_back,
)
from crisis.search.liaison.drafts import Confirmation, Telling
from crisis.search.liaison.hearing import EnoughHeard, hear_of_death
from crisis.search.liaison.models import Matter, News, Step
from crisis.search.liaison.queries import alive_since
from crisis.search.liaison.vocabulary import Stage, Via
from crisis.search.linking.actions import link_searches, unlink_searches
from crisis.search.models import Follower, Note, Search
from matching.leads.actions import undo_lead
from matching.models import Lead
from matching.vocabulary import LeadKind
from tests import cast
from tests.api.client import Program, by_link
from tests.api.client import signed_in as program_of
from tests.crisis.desk.desk_cast import another_coordinator, signed_in
from tests.matching.leads.night import confirm, farid_is_safe

pytestmark = pytest.mark.django_db
ROOMS = ("map", "queue", "searches", "leads", "reports", "check-ins", "team", "mailbox")
NAMES = ("Ada", "Ben", "Cleo", "Didi")


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis()


@pytest.fixture
def search(crisis) -> Search:
    return cast.esma_searches(crisis, public=True)


@pytest.fixture
def liaisons(crisis) -> dict[str, Person]:
    """Chen named them; Emma coordinates and is none."""
    people = {name: another_coordinator(crisis, name) for name in NAMES}
    for person in people.values():
        name_liaison(crisis=crisis, person=person, **by(crisis.declared_by))
    return people


def by(person: Person) -> dict:
    return {"origin": cast.at_the_desk(person), "at": cast.now()}


def heard(of: Search, **changes) -> Matter:
    about = {"crisis": of.crisis, "search": of, "name": of.full_name, "words": "He did not make it."}
    about |= {"via": Via.SAID, "source": "A nurse, by phone", "origin": cast.WEB, "at": cast.now()}
    hear_of_death(**about | changes)
    return News.objects.latest("pk").matter


def said(**changes) -> Confirmation:
    fields = {"authority": "Institut médico-légal", "spoke_to": "Dr Roux", "spoke_at": cast.now()}
    return Confirmation(**fields | changes)


def telling(**changes) -> Telling:
    fields = {"told_by": "Ada and Ben", "told_whom": "Esma", "how": "in_person", "spoke_at": cast.now()}
    return Telling(**fields | {"call": "Ada, 01 40 00 00 00", "all_know": True} | changes)


def confirmed(matter: Matter, *people: Person) -> Matter:
    for person in people:
        confirm_matter(matter=matter, said=said(spoke_to=f"Dr Roux, to {person}"), **by(person))
    return matter


def told(matter: Matter, liaisons) -> Matter:
    confirmed(matter, liaisons["Ada"], liaisons["Ben"])
    say_told(matter=matter, said=telling(), **by(liaisons["Ada"]))
    return matter


def link_of(follower: Follower) -> str:
    about = {"subject_kind": "search", "subject": follower.search.public_id}
    return issue_manage_link(person=follower.person, crisis_id=follower.search.crisis_id, **about)


def page_of(follower: Follower) -> str:
    path = reverse("manage", kwargs={"token": link_of(follower)})
    return Client().get(path, HTTP_ACCEPT_LANGUAGE="en").content.decode()


# -- who


def test_one_person_alone_confirms_nothing(search, liaisons):
    matter = confirmed(heard(search), liaisons["Ada"])
    with pytest.raises(NotAllowed, match="not_allowed"):
        confirm_matter(matter=matter, said=said(), **by(liaisons["Ada"]))
    assert matter.stage == Stage.ONCE
    confirmed(matter, liaisons["Ben"])
    assert matter.stage == Stage.TWICE


def test_whoever_handed_it_in_confirms_it_neither_first_nor_second_nor_by_way_of_another_report(
    search, liaisons
):
    ada, ben = liaisons["Ada"], liaisons["Ben"]
    by_ada = heard(search, origin=cast.at_the_desk(ada))
    assert heard(search, origin=cast.at_the_desk(ben)) == by_ada
    assert set(by_ada.news.values_list("heard_from", flat=True)) == {ada.pk, ben.pk}, "each is on record"
    for person in (ada, ben):
        with pytest.raises(NotAllowed):
            confirm_matter(matter=by_ada, said=said(), **by(person))
    confirmed(by_ada, liaisons["Cleo"])
    heard(search, origin=cast.at_the_desk(liaisons["Cleo"]))
    with pytest.raises(NotAllowed):
        confirmed(by_ada, liaisons["Didi"])
    take_back(matter=by_ada, **by(liaisons["Cleo"]))
    assert confirmed(by_ada, liaisons["Didi"]).stage == Stage.ONCE


def test_who_made_the_other_a_liaison_is_not_their_second(crisis, search, liaisons):
    lead = Person.objects.create_user(pseudonym="Lee", may_declare=True)
    Membership.objects.create(crisis=crisis, person=lead, role=Role.COORDINATOR)
    name_liaison(crisis=crisis, person=crisis.declared_by, **by(lead))
    pairs = ((crisis.declared_by, liaisons["Ada"]), (liaisons["Ben"], crisis.declared_by))
    for name, (first, second) in zip(("Paul", "Max"), pairs, strict=True):
        about = cast.esma_searches(crisis, given_name=name)
        matter = confirmed(heard(about), first)
        with pytest.raises(NotAllowed):
            confirm_matter(matter=matter, said=said(), **by(second))


@pytest.mark.parametrize("again", [False, True])
def test_who_ever_made_the_other_a_liaison_is_not_their_second_though_it_ended(crisis, search, again):
    chen, puppet = crisis.declared_by, another_coordinator(crisis, "Puppet")
    lead = Person.objects.create_user(pseudonym="Lee", may_declare=True)
    Membership.objects.create(crisis=crisis, person=lead, role=Role.COORDINATOR)
    name_liaison(crisis=crisis, person=chen, **by(lead))
    name_liaison(crisis=crisis, person=puppet, **by(chen))
    matter = confirmed(heard(search), puppet)
    end_liaison(crisis=crisis, person=puppet, **by(chen))
    if again:
        name_liaison(crisis=crisis, person=puppet, **by(lead))
    with pytest.raises(NotAllowed):
        confirm_matter(matter=matter, said=said(), **by(chen))


def test_nobody_makes_themselves_a_liaison_and_no_mere_coordinator_makes_one(crisis):
    emma, chen = another_coordinator(crisis, "Emma"), crisis.declared_by
    with pytest.raises(TooLate):
        name_liaison(crisis=crisis, person=chen, **by(chen))
    with pytest.raises(NotAllowed):
        name_liaison(crisis=crisis, person=chen, **by(emma))
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(person=chen).update(liaison_since=cast.now(), liaison_by=chen)


def test_the_team_reads_who_is_one_and_whoever_has_not_signed_in_yet_is_none_to_be_made(crisis):
    emma, fay = another_coordinator(crisis, "Emma"), another_coordinator(crisis, "Fay", came=False)
    page, chen = "/en/desk/paris/team/", signed_in(crisis.declared_by)
    name_liaison(crisis=crisis, person=emma, **by(crisis.declared_by))
    here = chen.get(page).content.decode()
    assert f"{fay.public_id}/liaison/" not in here and "has not signed in yet" in here
    assert "Make them a liaison" not in here
    chen.post(f"{page}{fay.public_id}/liaison/", {"do": "name"})
    assert liaisons_of(crisis) == 1, "nor by a form made by hand"
    hers = signed_in(fay).get(page).content.decode()
    assert ">Liaison<" in hers and "Make them a liaison" not in hers
    assert "Make them a liaison" in chen.get(page).content.decode()


def test_who_is_no_liaison_any_more_or_was_removed_may_do_nothing(crisis, search, liaisons):
    matter = heard(search)
    end_liaison(crisis=crisis, person=liaisons["Ada"], **by(crisis.declared_by))
    remove_colleague(crisis=crisis, person=liaisons["Ben"], **by(crisis.declared_by))
    for who in (liaisons["Ada"], liaisons["Ben"], crisis.declared_by, cast.dana(), None):
        with pytest.raises(NotAllowed):
            confirm_matter(matter=matter, said=said(), **by(who))


def test_the_database_itself_wants_two(search, liaisons):
    matter, ada = heard(search, origin=cast.at_the_desk(liaisons["Cleo"])), liaisons["Ada"]
    rows = Matter.objects.filter(pk=matter.pk)
    for row in (
        {"stage": "twice"},
        {"stage": "told", "first_by": ada},
        {"stage": "twice", "first_by": ada, "second_by": ada},
        {"stage": "told", "first_by": ada, "second_by": liaisons["Cleo"]},
        {"stage": "dead"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**row)


# -- what is needed


@pytest.mark.parametrize(
    "gap",
    [{"authority": " "}, {"spoke_to": ""}, {"spoke_at": None}, {"spoke_at": cast.now() + timedelta(days=2)}],
)
def test_a_confirmation_says_which_authority_who_there_and_when(search, liaisons, gap):
    with pytest.raises(Invalid):
        confirm_matter(matter=heard(search), said=said(**gap), **by(liaisons["Ada"]))


@pytest.mark.parametrize(
    "gap", [{"told_by": ""}, {"told_whom": ""}, {"call": ""}, {"how": "by_message"}, {"all_know": False}]
)
def test_telling_is_done_by_a_person_and_everybody_of_the_family_knows(search, liaisons, gap):
    matter = confirmed(heard(search), liaisons["Ada"], liaisons["Ben"])
    with pytest.raises(Invalid):
        say_told(matter=matter, said=telling(**gap), **by(liaisons["Ada"]))


def test_nobody_is_told_before_two_have_confirmed(search, liaisons):
    matter = confirmed(heard(search), liaisons["Ada"])
    with pytest.raises(TooLate):
        say_told(matter=matter, said=telling(), **by(liaisons["Ben"]))


def test_the_same_source_heard_again_stands_once_and_another_stands_beside_it(search):
    assert heard(search) == heard(search)
    assert News.objects.count() == 1
    assert heard(search, source="The prefecture") == Matter.objects.get()
    assert News.objects.count() == 2
    unknown = {"search": None, "name": "Lina Roux", "via": Via.LIST, "source": "Hôpital", "record": "list:7"}
    assert heard(search, **unknown) == heard(search, **unknown)
    with pytest.raises(Invalid):
        heard(search, source=" ")


def test_what_is_said_again_after_it_was_set_aside_or_in_other_words_waits_again(search, liaisons):
    nurse = {"search": None, "name": "Lina Roux", "origin": cast.at_the_desk(liaisons["Ada"])}
    monday = heard(search, **nurse)
    assert heard(search, **nurse) == monday
    set_aside(matter=monday, words="Her namesake.", **by(liaisons["Ben"]))
    tuesday = heard(search, **nurse)
    assert tuesday != monday and tuesday.stage == Stage.HEARD
    assert heard(search, **nurse) == tuesday
    assert heard(search, **nurse | {"words": "She died at noon."}) not in (monday, tuesday)
    machine = nurse | {"origin": cast.WEB}
    set_aside(matter=heard(search, **machine), words="Her namesake.", **by(liaisons["Ben"]))
    many = Matter.objects.count()
    heard(search, **machine)
    assert Matter.objects.count() == many, "a file that is fetched every few minutes is one piece of news"


def test_of_two_who_press_at_once_one_is_too_late(search, liaisons):
    seen = heard(search)
    same = Matter.objects.get(pk=seen.pk)
    confirmed(seen, liaisons["Ada"])
    with pytest.raises(TooLate):
        confirm_matter(matter=same, said=said(), **by(liaisons["Ben"]))


def test_a_search_that_was_not_there_when_it_was_read_is_not_confirmed(crisis, search, liaisons):
    another = cast.esma_searches(crisis)
    seen = heard(search)
    join_search(matter=Matter.objects.get(), reference=another.reference, **by(liaisons["Ada"]))
    with pytest.raises(TooLate):
        confirm_matter(matter=seen, said=said(), **by(liaisons["Ben"]))


def test_a_page_opened_before_something_changed_decides_nothing(crisis, search, liaisons):
    another, matter, ben = cast.esma_searches(crisis), heard(search), signed_in(liaisons["Ben"])
    here = f"/en/desk/paris/liaison/{matter.public_id}/"
    shown = re.search(r'action="([^"]*/confirm/[^"]*)"', ben.get(here).content.decode())[1]
    join_search(matter=matter, reference=another.reference, **by(liaisons["Ada"]))
    sent = {"confirm-authority": "Institut médico-légal", "confirm-spoke_to": "Dr Roux"}
    sent["confirm-spoke_at"] = "2015-11-14T09:00"
    assert "changed a moment ago" in ben.post(shown, sent, follow=True).content.decode()
    matter.refresh_from_db()
    assert matter.stage == Stage.HEARD
    shown = re.search(r'action="([^"]*/confirm/[^"]*)"', ben.get(here).content.decode())[1]
    ben.post(shown, sent)
    matter.refresh_from_db()
    assert matter.stage == Stage.ONCE


# -- mistakes


def test_ones_own_word_is_taken_back_until_the_family_was_told(search, liaisons):
    ada, ben, cleo = (liaisons[name] for name in NAMES[:3])
    matter = confirmed(heard(search), ada, ben)
    with pytest.raises(NotAllowed):
        take_back(matter=matter, **by(cleo))
    take_back(matter=matter, **by(ada))
    assert (matter.stage, matter.first_by, matter.second_by) == (Stage.ONCE, ben, None)
    take_back(matter=matter, **by(ben))
    assert (matter.stage, matter.first_by) == (Stage.HEARD, None)
    with pytest.raises(TooLate):
        take_back(matter=told(matter, liaisons), **by(ada))


def test_what_was_set_aside_begins_anew(search, liaisons):
    matter = confirmed(heard(search), liaisons["Ada"], liaisons["Ben"])
    with pytest.raises(Invalid):
        set_aside(matter=matter, words=" ", **by(liaisons["Cleo"]))
    set_aside(matter=matter, words="His namesake.", **by(liaisons["Cleo"]))
    look_again(matter=matter, words="It was him after all.", **by(liaisons["Cleo"]))
    assert (matter.stage, matter.first_by, matter.second_by) == (Stage.HEARD, None, None)


def test_two_say_that_we_were_wrong_and_it_stands_on_the_page_until_a_person_told_them(search, liaisons):
    family = Follower.objects.get(search=search)
    matter = told(heard(search), liaisons)
    with pytest.raises(TooLate):
        set_aside(matter=matter, words="His namesake.", **by(liaisons["Cleo"]))
    cleo, didi = liaisons["Cleo"], liaisons["Didi"]
    say_wrong(matter=matter, words="His namesake.", **by(cleo))
    with pytest.raises(NotAllowed):
        say_wrong(matter=matter, words="His namesake.", **by(cleo))
    assert "deeply sorry" in page_of(family), "one press alone says nothing to anybody"
    hold_to_it(matter=matter, words="It was him.", **by(didi))
    assert matter.stage == Stage.TOLD
    for liaison in (didi, cleo):
        say_wrong(matter=matter, words="His namesake.", **by(liaison))
    assert "was not right. We are sorry." in page_of(family)
    assert "deeply sorry" not in page_of(family)
    say_told_wrong(matter=matter, said=telling(), **by(liaisons["Ada"]))
    assert "sorry" not in page_of(family)


def test_news_of_nobody_we_look_for_waits_until_a_search_is_named_before_anybody_confirms(search, liaisons):
    matter = heard(search, search=None, name="F. Belkacem")
    with pytest.raises(Invalid):
        join_search(matter=matter, reference="AAAA-AAAA", **by(liaisons["Ada"]))
    with pytest.raises(Invalid):
        confirmed(matter, liaisons["Ada"])
    page = signed_in(liaisons["Ada"]).get(f"/en/desk/paris/liaison/{matter.public_id}/").content.decode()
    assert search.reference in page, "the engine says which search it may be"
    join_search(matter=matter, reference=search.reference.lower(), **by(liaisons["Ada"]))
    assert confirmed(matter, liaisons["Ada"]).search == search
    with pytest.raises(TooLate):
        join_search(matter=matter, reference=search.reference, **by(liaisons["Ben"]))


def test_another_family_that_looks_for_such_a_man_stays_on_the_page_until_the_two_are_linked(
    search, liaisons
):
    other = cast.esma_searches(search.crisis, contact="leila@example.org")
    matter = heard(search, search=None, name="Farid Belkacem")
    matter = join_search(matter=matter, reference=search.reference, **by(liaisons["Ada"]))
    here, ada = f"/en/desk/paris/liaison/{matter.public_id}/", signed_in(liaisons["Ada"])
    confirmed(matter, liaisons["Ada"], liaisons["Ben"])
    page = ada.get(here).content.decode()
    assert other.reference in page and "Another family may look for the same person" in page
    link_searches(one=search, other=other, **by(search.crisis.declared_by))
    assert "Another family may look" not in ada.get(here).content.decode(), "it stands among the families now"


def test_a_wiped_search_leaves_no_word_of_it(search, liaisons):
    told(heard(search), liaisons)
    close_search(search=search, to="closed", origin=cast.VOUCHED, at=cast.now())
    assert wipe(search, at=cast.now())
    kept = Matter.objects.values().get() | {"steps": list(Step.objects.values())}
    kept["news"] = list(News.objects.values())
    for word in ("Farid", "nurse", "Roux", "Institut", "Esma", "Ada", "not make it"):
        assert word not in str(kept)


def test_news_of_somebody_nobody_sought_goes_after_a_month_once_it_was_set_aside(search, liaisons):
    for name in ("Lina Roux", "Jean Dupont"):
        heard(search, search=None, name=name)
    lina, jean = Matter.objects.order_by("pk")
    set_aside(matter=lina, words="Her namesake.", **by(liaisons["Ada"]))
    Matter.objects.update(heard_at=timezone.now() - timedelta(days=31))
    clean_up()
    assert Matter.objects.get() == jean, "what still waits waits"


# -- one person, one matter


def test_what_many_say_of_one_person_is_one_matter_and_a_flood_buries_nobody(crisis, search, liaisons):
    troll = {"via": Via.SITE, "source": "evil.example.org"}
    for number in range(40):
        heard(search, **troll, record=f"evil.example.org/{number}", words=f"Dead {number}.")
    assert Matter.objects.get().news.count() == 30
    unsought = {"search": None, **troll}
    Matter.objects.bulk_create(
        Matter(crisis=crisis, name=f"Zora {number}", heard_at=cast.now()) for number in range(100)
    )
    News.objects.bulk_create(
        News(
            matter=each,
            crisis=crisis,
            key=each.name,
            via=Via.SITE,
            source="evil.example.org",
            heard_at=cast.now(),
        )
        for each in Matter.objects.filter(search=None)
    )
    with pytest.raises(EnoughHeard):
        heard(search, **unsought, record="evil.example.org/z", name="Zora")
    late = heard(cast.esma_searches(crisis, given_name="Paul"))
    ada, room = signed_in(liaisons["Ada"]), "/en/desk/paris/liaison/"
    page = ada.get(room).content.decode()
    assert page.index(str(late.public_id)) < page.index("Zora"), "a family here waits for an answer"
    ada.post(room, {"site": "evil.example.org", "words": "A troll."})
    assert Matter.objects.exclude(stage=Stage.SET_ASIDE).get() == late


def linked_with(search: Search, **changes) -> tuple[Search, Follower]:
    """Leila looks for the same man; a coordinator says so."""
    other = cast.esma_searches(search.crisis, contact="leila@example.org", **changes)
    link_searches(one=search, other=other, **by(search.crisis.declared_by))
    deliver_all(claim_due())
    return other, Follower.objects.get(search=other)


def test_every_family_that_looks_for_one_person_is_told_by_a_person_before_its_page_says_anything(
    search, liaisons
):
    esma, (other, leila) = Follower.objects.get(search=search), linked_with(search)
    matter = confirmed(heard(search), liaisons["Ada"], liaisons["Ben"])
    page = signed_in(liaisons["Ada"]).get(f"/en/desk/paris/liaison/{matter.public_id}/").content.decode()
    assert search.reference in page and other.reference in page
    with pytest.raises(Invalid):
        say_told(matter=matter, said=telling(), **by(liaisons["Ada"]))
    say_told(matter=matter, said=telling(families=[search.public_id]), **by(liaisons["Ada"]))
    assert matter.stage == Stage.TELLING
    assert "deeply sorry" in page_of(esma) and "sorry" not in page_of(leila)
    say_told(matter=matter, said=telling(told_whom="Leila"), **by(liaisons["Ada"]))
    assert matter.stage == Stage.TOLD and "spoke with Leila" in page_of(leila)
    third, omar = linked_with(search, given_name="Omar")
    matter.refresh_from_db()
    assert matter.stage == Stage.TELLING, "a family that came later is told, too"
    assert "sorry" not in page_of(omar)
    unlink_searches(one=search, other=third, **by(search.crisis.declared_by))
    deliver_all(claim_due())
    matter.refresh_from_db()
    assert matter.stage == Stage.TOLD


def test_linking_makes_one_matter_of_two_and_unlinking_gives_each_its_own_news_back(crisis, search, liaisons):
    lina = cast.esma_searches(crisis, given_name="Lina", contact="leila@example.org")
    of_farid, of_lina = confirmed(heard(search), liaisons["Ada"]), heard(lina, words="She did not make it.")
    link_searches(one=search, other=lina, **by(crisis.declared_by))
    deliver_all(claim_due())
    assert Matter.objects.get() == of_farid and of_farid.news.count() == 2
    assert heard(lina, words="Said again.") == of_farid
    unlink_searches(one=search, other=lina, **by(crisis.declared_by))
    deliver_all(claim_due())
    assert of_farid.news.get().search == search
    again = Matter.objects.get(search=lina)
    assert again.stage == Stage.HEARD and again.news.count() == 2 and again != of_lina


# -- what others see of it: nothing


def everything_others_see(crisis: Crisis, search: Search, emma: Person, follower: Follower) -> dict[str, str]:
    """Every surface a death could show on, as everybody but a liaison reads it."""
    sequence()
    here, desk = f"/en/c/paris/search/{search.public_id}", "/en/desk/paris"
    chen, anybody = signed_in(emma), Client()
    pages = {
        path: anybody.get(path).content
        for path in ("/en/c/paris/", f"{here}/", f"{here}/poster.pdf", "/ready", f"{here}/card.png")
    }
    pages |= {
        path: chen.get(path).content
        for path in (
            *(f"{desk}/{room}/" for room in ROOMS),
            f"{desk}/", f"{desk}/counts.json", f"{desk}/searches/{search.public_id}/", f"{desk}/search/?q=Farid",
        )
    }  # fmt: skip
    api = f"/crises/paris/searches/{search.public_id}"
    programs = {"anybody": Program(), "emma": program_of(emma), "follower": by_link(link_of(follower))}
    asked = ("/crises/paris/changes", "/crises/paris/searches?name=Farid", api, "/own", "/crises/paris/desk/changes",
             f"/crises/paris/desk/searches/{search.public_id}", "/own/data")  # fmt: skip
    pages |= {
        f"{who} {path}": program.get(path).content for who, program in programs.items() for path in asked
    }
    pages["found"] = anybody.post("/en/c/paris/find/", {"name": "Farid Belkacem"}).content
    pages["journal"] = json.dumps(
        list(Entry.objects.values_list("kind", "payload", "position")), default=str
    ).encode()
    pages["messages"] = json.dumps(list(Message.objects.values_list("text", flat=True))).encode()
    pages["follower"] = page_of(follower).encode()
    pages["rows"] = json.dumps(
        list(Search.objects.values()) + list(Note.objects.values()), default=str
    ).encode()
    return {name: _settled(shown) for name, shown in pages.items()}


def _settled(page: bytes) -> str:
    """Without what differs from one look to the next: tokens, keys of forms, times of the request."""
    text = page.decode(errors="replace")
    for noise in (
        r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        r"[A-Za-z0-9_-]{24,}",
        r"\d\d:\d\d(:\d\d)?(\.\d+)?",
    ):
        text = re.sub(noise, "·", text)
    return re.sub(r"\d+(\.\d+)? ?(s|ms)\b|/(CreationDate|ID).*", "·", text)


def test_nothing_others_see_changes_from_the_first_word_to_the_last_but_the_familys_own_page(
    crisis, search, liaisons
):
    emma, family = another_coordinator(crisis, "Emma"), Follower.objects.get(search=search)
    about = {"search": search, "origin": cast.VOUCHED, "at": cast.now()}
    follow_search(draft=FollowDraft(contact="friend@example.org"), **about)
    follower = Follower.objects.exclude(pk=family.pk).get()
    deliver_all(claim_due())
    look = lambda: everything_others_see(crisis, search, emma, follower)  # noqa: E731
    before, of_family = look(), page_of(family)
    matter = heard(search)
    confirmed(matter, liaisons["Ada"], liaisons["Ben"])
    assert look() == before
    assert _settled(page_of(family).encode()) == _settled(of_family.encode()), (
        "nothing before a person told them"
    )
    say_told(matter=matter, said=telling(), **by(liaisons["Ada"]))
    deliver_all(claim_due())
    assert look() == before
    words = page_of(family)
    assert "Ada and Ben spoke with Esma" in words and "Ada, 01 40 00 00 00" in words
    assert "extend it" not in words and "No news is not bad news" not in words


def test_no_scheduled_message_goes_to_the_family_once_two_confirmed_and_others_are_written_to(
    crisis, liaisons
):
    searches = [cast.esma_searches(crisis, contact=f"{name}@example.org") for name in ("esma", "omar")]
    confirmed(heard(searches[0]), liaisons["Ada"], liaisons["Ben"])
    deliver_all(claim_due())
    Message.objects.all().delete()
    late = cast.now() + timedelta(days=27)
    warn_families(crisis=crisis, at=late)
    deliver_all(claim_due())
    expire_searches(crisis=crisis, at=late + timedelta(days=9))
    deliver_all(claim_due())
    written = Message.objects.values_list("contact__person", flat=True)
    assert list(written) == [searches[1].owner_id] * 2
    assert {search.state for search in Search.objects.all()} == {"expired"}, "no other state for it"


def test_a_sign_of_life_after_the_family_was_told_comes_before_all_else_to_liaisons_and_to_nobody_else(
    crisis, search, liaisons
):
    ada, emma = signed_in(liaisons["Ada"]), signed_in(another_coordinator(crisis, "Emma"))
    room, warning = "/en/desk/paris/liaison/", "Something else is known of this person"
    matter = told(heard(search), liaisons)
    assert warning not in ada.get(room).content.decode()
    farid_is_safe(crisis)
    lead = Lead.objects.get(search=search, kind=LeadKind.CHECK_IN)
    here = f"/en/desk/paris/leads/{lead.public_id}/"
    for page in (here, f"/en/desk/paris/searches/{search.public_id}/"):
        for reader, told_of_it in ((ada, True), (emma, False)):
            shown = reader.get(page).content.decode()
            assert "Before you call a family, ask a liaison" in shown, "the same words for every family"
            assert (str(matter.public_id) in shown) is told_of_it
    confirm(lead)
    for page in (room, f"{room}{matter.public_id}/"):
        assert warning in ada.get(page).content.decode()
    assert not Message.objects.filter(contact__person=search.owner).exclude(text__contains="code").exists()
    assert alive_since(crisis) == [matter]
    undo_lead(lead=lead, **by(crisis.declared_by))
    assert alive_since(crisis) == []
    seen = {"kind": "seen_alive", "text": "I spoke with him.", "contact": "nora@example.org"}
    add_note(search=search, draft=NoteDraft(**seen), origin=cast.WEB, at=cast.now())
    assert alive_since(crisis) == [], "a stranger's word is nobody's before it was checked"
    check_note(note=Note.objects.get(), **by(crisis.declared_by))
    assert alive_since(crisis) == [matter]
    say_wrong(matter=matter, words="Somebody spoke with him.", **by(liaisons["Ben"]))
    hold_to_it(matter=matter, words="It was his cousin.", **by(liaisons["Cleo"]))
    assert alive_since(crisis) == [], "it was looked into"


# -- the desk


def test_a_moderator_hands_a_note_over_and_learns_no_more_of_it(crisis, search, liaisons):
    moderator = another_coordinator(crisis, "Mo", Role.MODERATOR)
    about = {"search": search, "origin": cast.WEB, "at": cast.now()}
    add_note(draft=NoteDraft(status="believed_missing", text="He is dead."), **about)
    note, mo = Note.objects.get(), signed_in(moderator)
    here = f"/en/desk/paris/searches/{search.public_id}/"
    assert "Hand it to the liaisons" in mo.get(here).content.decode()
    for _press in range(2):
        assert mo.post(f"/en/desk/paris/search-notes/{note.public_id}/liaison/").status_code == 302
    note.refresh_from_db()
    matter = Matter.objects.get()
    assert note.held_at and (matter.heard_from, matter.search) == (moderator, search)
    assert (matter.news.get().words, matter.news.get().via) == ("He is dead.", Via.NOTE)
    assert mo.get("/en/desk/paris/liaison/").status_code == 404
    for to in ("family", "everyone"):
        sent = {"to": to, "reason": "Read."}
        mo.post(f"/en/desk/paris/search-notes/{note.public_id}/decide/", sent)
    note.refresh_from_db()
    assert note.shown_to == "", "words of a death are shown to nobody by a slip"


def test_the_whole_way_on_the_pages(crisis, search, liaisons):
    matter = heard(search)
    room, here = "/en/desk/paris/liaison/", f"/en/desk/paris/liaison/{matter.public_id}/"
    ada, ben = signed_in(liaisons["Ada"]), signed_in(liaisons["Ben"])
    assert "Farid Belkacem" in ada.get(room).content.decode()
    sent = {"confirm-authority": "Institut médico-légal", "confirm-spoke_to": "Dr Roux"}
    assert ada.post(f"{here}confirm/?seen=0", sent).status_code == 400, "when?"
    sent["confirm-spoke_at"] = "2015-11-14T09:00"
    assert ada.post(f"{here}confirm/?seen=0", sent).status_code == 302
    assert "Somebody else has to be the second" in ada.get(here).content.decode()
    ada.post(f"{here}confirm/?seen=1", sent)
    matter.refresh_from_db()
    assert matter.stage == Stage.ONCE
    same = ben.post(f"{here}confirm/?seen=1", sent).content.decode()
    assert "asked the same person" in same
    ben.post(f"{here}confirm/?seen=1", sent | {"confirm-spoke_to": "The director"})
    telling_page = ada.get(here).content.decode()
    assert "Now a person tells the family" in telling_page and "data-steps" not in telling_page
    about = {
        "told-told_by": "Ada",
        "told-told_whom": "Esma",
        "told-how": "in_person",
        "told-call": "Ada, 0140",
    }
    told_so = about | {"told-spoke_at": "2015-11-14T11:00"}
    assert ada.post(f"{here}told/?seen=2", told_so).status_code == 400, "do all of them know?"
    assert ada.post(f"{here}told/?seen=2", told_so | {"told-all_know": "on"}).status_code == 302
    page = page_of(Follower.objects.get(search=search))
    assert "Ada spoke with Esma" in page
    for asks in ("Yes, they are found", "Print a poster", "Look again", "Add the photo", "then it is public"):
        assert asks not in page, "nothing on it asks for anything, or hopes"
    emma = signed_in(another_coordinator(crisis, "Emma"))
    for path in (room, here):
        assert emma.get(path).status_code == 404
    assert "Liaison" not in emma.get("/en/desk/paris/searches/").content.decode()
