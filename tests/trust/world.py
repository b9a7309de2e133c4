"""A crisis with somebody in every role, and something secret in every private field."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.test import Client

from accounts.journal.models import Delivery, Entry
from accounts.journal.sequence import sequence
from accounts.links.actions import issue_api_key, issue_manage_link
from accounts.links.models import ApiKey
from accounts.links.secrets import new_token
from accounts.people.blocking import block, cut_by
from accounts.people.models import Block, ContactPoint, Person, Suspension
from crisis.activation.actions import name_liaison
from crisis.activation.models import Crisis, Membership
from crisis.activation.vocabulary import Role
from crisis.checkin.models import CheckIn
from crisis.desk.actions import note_case, open_case
from crisis.desk.models import Case
from crisis.desk.suspending import suspend_owner
from crisis.desk.vocabulary import Why
from crisis.moderation.actions import report
from crisis.search.actions.notes import add_note, claim_search
from crisis.search.actions.showing import show_search
from crisis.search.drafts import ClaimDraft, NoteDraft
from crisis.search.liaison.hearing import hear_of_death
from crisis.search.liaison.models import Matter
from crisis.search.liaison.vocabulary import Via
from crisis.search.lists.models import PersonList
from crisis.search.models import Note, Search
from crisis.search.photos.models import FalsePhoto, Photo
from crisis.shelter.actions.official import enter_shelter
from crisis.shelter.drafts import ShelterDraft
from crisis.shelter.models import OfficialShelter
from crisis.texting.models import TextNumber
from matching.actions.handshake import accept_match
from matching.actions.proposing import propose_matches
from matching.actions.talking import say
from matching.leads.comparing import propose_from_note
from matching.models import Match
from matching.vocabulary import Side
from tests import cast
from tests.api.client import Program, by_key, by_link, signed_in

ROLES = ("AN", "HO", "SE", "CC", "CX", "MO", "AK")
SCOPES = [
    "crises:read",
    "offers:read",
    "offers:write",
    "needs:write",
    "check_ins:read",
    "check_ins:write",
    "searches:read",
    "searches:write",
    "changes:read",
    "desk:read",
    "desk:write",
    "leads:write",
    "lists:write",
    "pfif:read",
    "pfif:write",
]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

# What is planted in each private field.
CANARIES = {
    "host_address": "Canaryaddress",
    "host_door": "Canarydoor4812",
    "host_mail": "canary.host@example.org",
    "host_phone": "+33698765432",
    "host_name": "Canaryhost",
    "host_note": "Canaryhostnote",
    "guest_address": "Canaryplace",
    "guest_mail": "canary.guest@example.org",
    "guest_name": "Canaryguest",
    "guest_note": "Canaryguestnote",
    "talk": "Canarytalk",
    "case_note": "Canarycasenote",
    "report": "Canaryreport",
    "safe_name": "Canarysafe",
    "safe_mail": "canary.safe@example.org",
    "safe_message": "Canarysafemessage",
    "family_name": "Canaryfamily",
    "family_mail": "canary.family@example.org",
    "family_relation": "Canaryrelation",
    "sought_place": "Canarybar",
    "sought_phone": "698111222",
    "sought_unread": "Canaryunread",
    "told": "Canarytold",
    "told_mail": "canary.told@example.org",
    "claim": "Canaryclaim",
    "claim_mail": "canary.claim@example.org",
    "listed": "Canarylisted",
    "heard": "Canaryheard",
    "texted": "Canarytexted",
}
HOSTS_OWN = {name for name in CANARIES if name.startswith("host_")} | {"talk"}
GUESTS_OWN = {name for name in CANARIES if name.startswith("guest_")} | {"talk"}
DESKS = {"host_name", "guest_name", "host_note", "guest_note", "case_note", "safe_name", "safe_message"}
SOUGHT = {"sought_unread", "told"}  # what a moderator is there to read
DESKS |= SOUGHT | {"family_name", "family_relation", "claim"}
# What each role may see anywhere; a row of the matrix adds what it alone shows.
ENTITLED = {
    "AN": set(), "HO": HOSTS_OWN, "SE": GUESTS_OWN, "CC": DESKS | {"report", "sought_place"}, "CX": set(),
    "MO": {"report"} | SOUGHT,
    "AK": DESKS,
}  # fmt: skip


@dataclass
class World:
    crisis: Crisis
    match: Match
    case: Case
    shelter: OfficialShelter
    people: dict[str, Person]
    tokens: dict[str, str]
    ids: dict[str, object] = field(default_factory=dict)

    def program(self, role: str) -> Program:
        """This role as the API meets it."""
        if role in ("HO", "SE"):
            return by_link(self.tokens[role])
        if role == "AK":
            return by_key(self.tokens["AK"])
        return signed_in(self.people[role]) if role in self.people else Program()

    def browser(self, role: str) -> Client:
        """This role as a page meets it: a session, or nobody; who holds a link shows it in the address."""
        client = Client()
        if role in self.people:
            client.force_login(self.people[role], backend=BACKEND)
        return client

    def fill(self, route: str, role: str) -> str:
        """The route's address for this role: real ids, and the role's own link (or an unknown one)."""
        known = self.ids | self._about(route)
        known["token"] = self.tokens[role] if role in ("HO", "SE") else "z" * 26
        route = _REGEX.sub(r"<str:\1>", route).lstrip("^").rstrip("$")
        for name, value in known.items():
            for converter in ("slug", "str", "uuid", "int", "posted"):
                route = route.replace(f"<{converter}:{name}>", str(value))
        return route

    def _about(self, route: str) -> dict:
        """What a report is about, where the route itself does not say."""
        if route.startswith("m/") and "/report/" in route:
            return {"kind": "offer", "subject": self.ids["offer"]}
        if "/report" in route:
            return {"kind": "shelter", "subject": self.ids["shelter"]}
        if "/photo/" in route:
            return {"key": self.ids["photo_key"]}
        if "/own/people/" in route:
            return {"number": 1}
        if "/leads/" in route or "/compare/" in route:
            return {"verb": "refuse"}
        if "/liaison/" in route:
            return {"verb": "confirm"}
        return {"subject": self.ids["offer"]} if "/offers/<uuid:subject>" in route else {}


_REGEX = re.compile(r"(?:\(\?![^)]*\))?\(\?P<(\w+)>[^)]*\)")


def build() -> World:
    chen = cast.chen()
    crisis = cast.active_crisis(chen)
    moderator = Person.objects.create_user(pseudonym="Mo")
    Membership.objects.create(crisis=crisis, person=moderator, role=Role.MODERATOR)
    elsewhere = cast.chen()
    cast.active_crisis(elsewhere, name="Lyon")
    match, shelter = _match(crisis), _shelter(crisis)
    case = _case(crisis, match, shelter)
    _safe(crisis)
    told = _sought(crisis)
    for _door in range(3):
        cast.boris_opens(crisis, at=cast.now() - timedelta(minutes=20))
    world = World(
        crisis=crisis, match=match, case=case, shelter=shelter,
        people={"CC": chen, "CX": elsewhere, "MO": moderator, "LI": _liaison(crisis)},
        tokens=_tokens(match, chen, crisis),
    )  # fmt: skip
    world.ids = {
        "search": told.search.public_id,
        "note": told.public_id,
        "photo": told.search.photos.get().public_id,
    }
    world.ids["matter"] = _heard(told.search, moderator).public_id
    world.ids["list"] = _listed(crisis).public_id
    ours = cast.number_of(crisis)
    talk = cast.somebody_texts(f"Bonjour, {CANARIES['texted']} quand ?", sender="+33611223344", to=ours)
    world.ids |= {"conversation": talk.public_id, "number": TextNumber.objects.get().public_id}
    world.ids["photo_key"] = told.search.photos.get().key
    world.ids["other"] = Search.objects.filter(crisis=crisis).exclude(pk=told.search_id).get().public_id
    propose_from_note(note=told, at=cast.now())
    world.ids["lead"] = told.search.leads.get().public_id
    world.ids |= _ids(world)
    sequence()
    return world


def _liaison(crisis: Crisis) -> Person:
    """The only one: in no column of the matrix, and alone they may nothing."""
    person = Person.objects.create_user(pseudonym="Li", may_declare=True, last_login=cast.now())
    Membership.objects.create(crisis=crisis, person=person, role=Role.COORDINATOR)
    name_liaison(crisis=crisis, person=person, origin=cast.at_the_desk(crisis.declared_by), at=cast.now())
    return person


def _heard(search: Search, moderator: Person) -> Matter:
    """What no role here may ever read: none of them is a liaison."""
    about = {"crisis": search.crisis, "search": search, "name": search.full_name, "via": Via.SAID}
    origin = cast.at_the_desk(moderator)
    hear_of_death(words=CANARIES["heard"], source="A hospital", origin=origin, at=cast.now(), **about)
    return Matter.objects.get()


def _listed(crisis: Crisis) -> PersonList:
    return cast.hospital_gives(crisis, f"Nom;Prénom;État\n{CANARIES['listed']};Ulysse;{CANARIES['listed']}\n")


def _match(crisis: Crisis) -> Match:
    cast.boris_opens(
        crisis, first_name=CANARIES["host_name"], contact=CANARIES["host_mail"], entry=CANARIES["host_door"],
        note=CANARIES["host_note"], place=cast.place(label=f"12 rue {CANARIES['host_address']}"),
    )  # fmt: skip
    need = cast.amira_asks(
        crisis, first_name=CANARIES["guest_name"], contact=CANARIES["guest_mail"], note=CANARIES["guest_note"],
        place=cast.place(cast.OBERKAMPF, f"rue {CANARIES['guest_address']}"),
    )  # fmt: skip
    match = propose_matches(need=need, at=cast.now())
    ContactPoint.objects.create(
        person=match.offer.owner, kind="phone", value=CANARIES["host_phone"], verified_at=cast.now()
    )
    ContactPoint.objects.create(person=match.offer.owner, kind="email", value="unanswered@example.org")
    accept_match(match=match, origin=cast.WEB, at=cast.now())
    say(match=match, side=Side.GUEST, text=CANARIES["talk"], origin=cast.WEB, at=cast.now())
    return match


def _safe(crisis: Crisis) -> None:
    """One who told nobody but the coordinators."""
    cast.amira_is_safe(
        crisis, audience="named", given_name=CANARIES["safe_name"], contact=CANARIES["safe_mail"],
        message=CANARIES["safe_message"], place=cast.place(), say_where=True,
    )  # fmt: skip


def _sought(crisis: Crisis) -> Note:
    """A public search with a photo, one that nobody has read yet, and what strangers told of the first."""
    family = {
        "first_name": CANARIES["family_name"], "relation": CANARIES["family_relation"],
        "contact": CANARIES["family_mail"], "place": cast.place(label=CANARIES["sought_place"]),
        "their_contacts": (f"0{CANARIES['sought_phone']}",),
    }  # fmt: skip
    search = cast.esma_searches(crisis, **family)
    picture = {"full": b"full", "thumb": b"thumb", "blurred": b"blurred", "width": 9, "height": 9}
    photo = Photo.objects.create(search=search, key=new_token(), added_at=cast.now(), **picture)
    like = FalsePhoto.objects.create(
        photo=photo, prints=b"", reason="Used in another city.", judged_at=cast.now()
    )
    Photo.objects.filter(pk=photo.pk).update(like=like)
    show_search(search=search, origin=cast.at_the_desk(crisis.declared_by), at=cast.now())
    cast.esma_searches(crisis, family_name=CANARIES["sought_unread"])
    about = {"search": search, "origin": cast.WEB, "at": cast.now()}
    claim = ClaimDraft(contact=CANARIES["claim_mail"], text=CANARIES["claim"])
    claim_search(draft=claim, **about)
    note = NoteDraft(status="believed_alive", text=CANARIES["told"], contact=CANARIES["told_mail"])
    return Note.objects.select_related("search").get(public_id=add_note(draft=note, **about).subject)


def _shelter(crisis: Crisis) -> OfficialShelter:
    draft = ShelterDraft(place=cast.place(label="Gymnase Japy"), name="Gymnase Japy", capacity=200)
    origin = cast.at_the_desk(crisis.declared_by)
    return enter_shelter(crisis=crisis, draft=draft, origin=origin, at=cast.now())


def _case(crisis: Crisis, match: Match, shelter: OfficialShelter) -> Case:
    by = {"origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}
    need = match.need.public_id
    note_case(crisis=crisis, subject=need, text=CANARIES["case_note"], **by)
    report(
        crisis=crisis, subject_kind="shelter", subject=shelter.public_id, reason="false",
        text=CANARIES["report"], origin=cast.WEB, at=cast.now(),
    )  # fmt: skip
    return open_case(crisis=crisis, subject_kind="need", subject=need, why=Why.ASKED_FOR_US, **by)


def _tokens(match: Match, chen: Person, crisis: Crisis) -> dict[str, str]:
    def link(posted, kind: str) -> str:
        about = {"subject_kind": kind, "subject": posted.public_id, "crisis_id": crisis.pk}
        return issue_manage_link(person=posted.owner, **about)

    return {
        "HO": link(match.offer, "offer"),
        "SE": link(match.need, "need"),
        "AK": issue_api_key(person=chen, name="feed", scopes=SCOPES, crisis_id=crisis.pk),
    }


def _suspension(world: World) -> Suspension:
    """Of somebody who opened another door: the hosts of the match keep theirs."""
    host = cast.boris_opens(world.crisis, first_name="Zoe", contact="zoe@example.org")
    origin = cast.at_the_desk(world.people["CC"])
    return suspend_owner(posted=host, reason="Guests complain.", origin=origin, at=cast.now())


def _cut(world: World) -> Block:
    """The host of the match wants no contact with somebody else who opened a door."""
    by, of = world.match.offer, cast.boris_opens(world.crisis, first_name="Yann", contact="yann@example.org")
    about = {"subject": world.match.public_id, "crisis_id": world.crisis.pk}
    block(by=by.owner, of=of.owner, origin=cast.WEB, at=cast.now(), **about)
    return cut_by(by.owner).get()


def _ids(world: World) -> dict[str, UUID | str | int]:
    match = world.match
    owed = Delivery.objects.create(entry=Entry.objects.first(), listener="none", stuck_at=cast.now())
    return {
        "slug": world.crisis.slug,
        "short_code": world.crisis.short_code,
        "offer": match.offer.public_id,
        "need": match.need.public_id,
        "part": match.need.public_id,  # not a part of itself
        "match": match.public_id,
        "case": world.case.public_id,
        "shelter": world.shelter.public_id,
        "closure": cast.chen_closes(world.crisis, (48.845, 2.330)).public_id,
        "person": world.people["MO"].public_id,
        "suspension": _suspension(world).public_id,
        "block": _cut(world).public_id,
        "delivery": owed.pk,
        "key": ApiKey.objects.get().pk,
        "name": "doors",
        "verb": "withdraw",
        "kind": "need",
        "subject": match.need.public_id,
        "check_in": CheckIn.objects.first().public_id,
        "public_id": match.need.public_id,
    }
