"""The liaisons' room with a matter at each step, and the page of a family that was told, and of one told wrongly."""

from uuid import UUID

from accounts.links.actions import issue_manage_link
from accounts.people.models import Person
from crisis.activation.actions import name_liaison
from crisis.activation.models import Crisis, Membership
from crisis.activation.vocabulary import Role
from crisis.search.liaison.actions import confirm_matter, say_told, say_wrong, set_aside
from crisis.search.liaison.drafts import Confirmation, Telling
from crisis.search.liaison.hearing import hear_of_death
from crisis.search.liaison.models import Matter
from crisis.search.liaison.vocabulary import Via
from crisis.search.models import Search
from tests import cast

STEPS = ("heard", "once", "twice", "told", "doubted", "wrong", "aside")


def matters(crisis: Crisis, chen: Person, links: dict[str, str]) -> list[UUID]:
    """Chen is a liaison like the two who confirm; adds `search told` and `search wrong` to `links`."""
    lead = Person.objects.create_user(pseudonym="Lee", may_declare=True)
    team = [Person.objects.create_user(pseudonym=name, last_login=cast.now()) for name in ("Ada", "Ben")]
    for person in (lead, *team):
        Membership.objects.create(crisis=crisis, person=person, role=Role.COORDINATOR)
    for person, by in ((chen, lead), *((one, chen) for one in team)):
        name_liaison(crisis=crisis, person=person, **_by(by))
    return [_matter(crisis, step, team, links).public_id for step in STEPS]


def _by(person: Person) -> dict:
    return {"origin": cast.at_the_desk(person), "at": cast.now()}


def _matter(crisis: Crisis, step: str, team: list[Person], links: dict[str, str]) -> Matter:
    search = cast.esma_searches(crisis, given_name="Paul", contact=f"{step}@example.org")
    about = {"search": search, "name": search.full_name, "words": "They say that he did not make it."}
    hear_of_death(crisis=crisis, via=Via.SAID, source=step, origin=cast.WEB, at=cast.now(), **about)
    matter, (ada, ben) = Matter.objects.get(search=search), team
    for person in {"heard": [], "once": [ada], "aside": []}.get(step, team):
        there = {"authority": "Institut médico-légal", "spoke_to": f"Dr Roux, to {person}"}
        confirm_matter(matter=matter, said=Confirmation(**there, spoke_at=cast.now()), **_by(person))
    if step == "aside":
        set_aside(matter=matter, words="His namesake.", **_by(ada))
    if step in ("told", "doubted", "wrong"):
        named = {"told_by": "Ada", "told_whom": "Esma", "how": "in_person", "call": "Ada, 01 40 00 00 00"}
        say_told(matter=matter, said=Telling(**named, spoke_at=cast.now(), all_know=True), **_by(ada))
        links[f"search {step}"] = _link(search)
    for person in {"doubted": [ben], "wrong": [ben, ada]}.get(step, []):
        say_wrong(matter=matter, words="His namesake.", **_by(person))
    return matter


def _link(search: Search) -> str:
    about = {"subject_kind": "search", "subject": search.public_id, "crisis_id": search.crisis_id}
    return issue_manage_link(person=search.owner, **about)
