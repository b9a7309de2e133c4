"""Every page of the site and a world in which each has something to show.

`build()` runs inside a site (`site.python`); `areas(told)` are the addresses, without their language.
"""

import io
import json
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from PIL import Image

from accounts.journal.models import Delivery, Entry
from accounts.links.actions import issue_api_key, issue_manage_link
from accounts.origin import Door, Origin
from accounts.people.contact import read_contact
from accounts.people.models import ContactPoint, Person
from accounts.reach.reachable import unreachable
from accounts.reach.signed import news_token
from accounts.reach.stops import stop_token
from accounts.sign_in.link import issue_sign_in_link
from crisis.activation.actions import invite_colleague, stand_down_crisis
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Role
from crisis.checkin.actions.changing import correct_check_in, withdraw_check_in
from crisis.checkin.actions.telling import named_token
from crisis.checkin.drafts import PersonDraft
from crisis.closures.actions import lift_closure
from crisis.desk.actions import note_case, open_case
from crisis.desk.models import Case
from crisis.desk.suspending import suspend_owner
from crisis.desk.vocabulary import Why
from crisis.moderation.actions import decide, report
from crisis.search.actions.following import follow_search
from crisis.search.actions.life import withdraw_search
from crisis.search.actions.notes import add_note, claim_search
from crisis.search.actions.showing import show_note, show_search
from crisis.search.drafts import ClaimDraft, FollowDraft, NoteDraft
from crisis.search.models import Note, Search
from crisis.search.photos.actions import add_photo
from crisis.shelter.actions.needs import close_need
from crisis.shelter.actions.offers import pause_offer
from crisis.shelter.actions.official import enter_shelter
from crisis.shelter.drafts import ShelterDraft
from crisis.shelter.models import Need, Offer
from crisis.shelter.vocabulary import NeedState
from matching.actions.handshake import report_no_show
from matching.actions.morning import ask_how_it_went, say_how_it_went
from matching.actions.parting import cut_contact
from matching.actions.talking import say
from matching.leads.actions import confirm_lead, share_with_all
from matching.leads.comparing import propose_leads
from matching.models import Lead, Match
from matching.vocabulary import Side
from tests import cast
from tests.journeys import pages_asks
from tests.journeys.pages_asks import asks
from tests.journeys.pages_liaison import matters

CLOSED = (48.845, 2.330)  # far from every door, but for one
STEPS = ("proposed", "accepted", "coming", "arrived")
LANGUAGES = ("fr", "en")
ENTRY_PAGES = (
    "/",
    *(f"/c/{{slug}}/{page}" for page in ("", "need/", "offer/", "safe/", "find/", "search/new/")),
)


def build() -> None:
    """Every state at once; prints the addresses' parts as JSON. One transaction: no worker may match in between."""
    with transaction.atomic():
        told = _build()
    print(json.dumps(told, default=str))


def _build() -> dict:
    chen = cast.chen(email="chen@example.org")
    crisis = _crisis(chen)
    told = _desk(crisis, chen) | {"slug": crisis.slug, "short": crisis.short_code}
    told["links"] = _matches(crisis) | _doors(crisis) | _needs(crisis)
    told["links"] |= _check_ins(crisis)
    told["met"] = Match.objects.filter(crisis=crisis, state="arrived").earliest("pk").public_id
    told |= _searches(crisis, told["links"])
    told["matters"] = matters(crisis, chen, told["links"])
    told["talk"] = cast.somebody_texts("Bonjour, où aller ?", to=cast.number_of(crisis)).public_id
    told["asks"] = asks(crisis, told["links"])
    told["stop"] = stop_token(read_contact("boris@example.org"))
    told["news"] = news_token(ContactPoint.objects.filter(kind="email").earliest("pk"))
    told["named"] = named_token(crisis, read_contact("boris@example.org"))
    told["drill"], told["over"], told["draft"] = _drill(chen, told["links"]), _over(chen), _draft(chen)
    told["sign_in"] = issue_sign_in_link(chen)
    told["unused_sign_in"] = issue_sign_in_link(cast.dana())
    return told


def _crisis(chen: Person) -> Crisis:
    shown = {"hotline": "0 800 406 005", "hashtags": ("PorteOuverte",)}
    return cast.active_crisis(chen, official_url="https://example.org/official", **shown)


def _link(posted: Offer | Need, kind: str) -> str:
    about = {"subject_kind": kind, "subject": posted.public_id, "crisis_id": posted.crisis_id}
    return issue_manage_link(person=posted.owner, **about)


def _matches(crisis: Crisis) -> dict[str, str]:
    links = {}
    for step in STEPS:
        # One place a door, so that each guest is sent to the door just opened.
        match = _match(crisis, step)
        links |= {f"offer {step}": _link(match.offer, "offer"), f"need {step}": _link(match.need, "need")}
    return links | _ends(crisis)


def _ends(crisis: Crisis) -> dict[str, str]:
    """Asked in the morning, inside with contact cut, and not come."""
    by = {"origin": cast.WEB, "at": cast.now()}
    asked, inside, lost = _match(crisis, "arrived"), _match(crisis, "arrived"), _match(crisis, "coming")
    ask_how_it_went(crisis=crisis, at=cast.now(), set_out_before=cast.now())
    say_how_it_went(match=inside, side=Side.HOST, answer="follow_up", **by)
    cut_contact(match=inside, side=Side.GUEST, reason="abuse", **by)
    report_no_show(match=lost, **by)
    ends = {"asked in the morning": asked, "that cut contact": inside, "that did not come": lost}
    links = {f"need {state}": _link(match.need, "need") for state, match in ends.items()}
    return links | {"offer asked in the morning": _link(asked.offer, "offer")}


def _match(crisis: Crisis, until: str) -> Match:
    match = cast.proposed(crisis, places=1)
    by = {"origin": cast.WEB, "at": cast.now()}
    rank = STEPS.index(until)
    if rank >= 1:
        cast.accept_match(match=match, **by)
        say(match=match, side=Side.GUEST, text="We are two streets away.", **by)
    if rank >= 2:
        cast.set_out(match=match, **by)
    if rank >= 3:
        for side in (Side.HOST, Side.GUEST):
            cast.confirm_arrival(match=match, side=side, **by)
    return match


def _doors(crisis: Crisis) -> dict[str, str]:
    by = {"origin": cast.WEB, "at": cast.now()}
    unverified = cast.boris_opens(crisis, origin=cast.WEB, contact="new.boris@example.org")
    paused, held = (cast.boris_opens(crisis, places=1) for _ in range(2))
    pause_offer(offer=paused, **by)
    decide(
        crisis=crisis, subject_kind="offer", subject=held.public_id, act="hold", reason="Asked for money.",
        origin=cast.at_the_desk(crisis.declared_by), at=cast.now(),
    )  # fmt: skip
    shut = cast.boris_opens(crisis, places=1)
    desk = cast.at_the_desk(crisis.declared_by)
    suspend_owner(posted=shut, reason="Two guests complained.", origin=desk, at=cast.now())
    for _ in range(3):
        theirs = {"contact": cast.anothers(), "women_only": True, "places": 1}
        cast.boris_opens(crisis, at=cast.now() - timedelta(minutes=20), **theirs)
    aside = cast.boris_opens(crisis, places=1, place=cast.place(CLOSED))
    away = cast.boris_opens(crisis, places=1, contact="gone@example.org")
    unreachable(read_contact("gone@example.org"), at=cast.now())
    doors = {
        "whose e-mail does not work": away,
        "set aside": aside,
        "waiting for its code": unverified,
        "paused": paused,
        "held": held,
        "suspended": shut,
    }
    return {f"offer {state}": _link(offer, "offer") for state, offer in doors.items()}


def _needs(crisis: Crisis) -> dict[str, str]:
    """Nine people fit behind no door here, so these wait."""
    waiting, expired = (cast.amira_asks(crisis, adults=9) for _ in range(2))
    close_need(need=expired, to=NeedState.EXPIRED, origin=cast.WEB, at=cast.now())
    inside = cast.amira_asks(crisis, place=cast.place(CLOSED))
    return {
        "need in a closed area": _link(inside, "need"),
        "need waiting": _link(waiting, "need"),
        "need expired": _link(expired, "need"),
    }


def _desk(crisis: Crisis, chen: Person) -> dict:
    by = {"origin": cast.at_the_desk(chen), "at": cast.now()}
    closure = cast.chen_closes(crisis, CLOSED, radius_m=300)
    open_again = cast.chen_closes(crisis, CLOSED, name="Around the station")
    lift_closure(closure=open_again, **by)
    match = _match(crisis, "accepted")
    shelter = enter_shelter(crisis=crisis, draft=_gym(), **by)
    listed = cast.hospital_gives(crisis, "Nom;Prénom;État\nBelkassem;Farid;stable\n")
    second = read_contact("second@example.org")
    invite_colleague(crisis=crisis, contact=second, pseudonym="Second", role=Role.MODERATOR, **by)
    report(
        crisis=crisis, subject_kind="shelter", subject=shelter.public_id, reason="false",
        text="It is closed.", origin=cast.WEB, at=cast.now(),
    )  # fmt: skip
    case = _case(crisis, match.need.public_id, by)
    issue_api_key(person=chen, name="feed", scopes=["crises:read"], crisis_id=crisis.pk)
    _stuck()
    return {
        "shelter": shelter.public_id, "list": listed.public_id, "offer": match.offer.public_id,
        "need": match.need.public_id, "case": case.public_id, "closure": closure.public_id,
    }  # fmt: skip


def _gym() -> ShelterDraft:
    return ShelterDraft(place=cast.place(label="Gymnase Japy"), name="Gymnase Japy", capacity=200)


def _case(crisis: Crisis, subject: UUID, by: dict) -> Case:
    note_case(crisis=crisis, subject=subject, text="Called back, all well.", **by)
    return open_case(crisis=crisis, subject_kind="need", subject=subject, why=Why.ASKED_FOR_US, **by)


def _stuck() -> None:
    """No action leaves a delivery stuck; failing six times does."""
    entry = Entry.objects.exclude(crisis_id=None).first()
    Delivery.objects.create(entry=entry, listener="none", attempts=6, error="OSError", stuck_at=cast.now())


def _drill(chen: Person, links: dict[str, str]) -> str:
    drill = cast.active_crisis(chen, name="Exercice", is_drill=True)
    door = Origin(door=Door.WEB)
    links["offer of a drill"] = _link(cast.boris_opens(drill, origin=door, contact="x@example.org"), "offer")
    return drill.slug


def _check_ins(crisis: Crisis) -> dict[str, str]:
    said = {"message": "I am at Leïla's.", "place": cast.place(), "say_where": True}
    found = cast.amira_is_safe(crisis, audience="anyone", named=("boris@example.org",), **said)
    helped = cast.amira_is_safe(crisis, status="need_help", audience="named", place=cast.place())
    gone = cast.amira_is_safe(crisis)
    withdraw_check_in(check_in=gone, origin=cast.WEB, at=cast.now())
    stands, lost = (cast.amira_is_safe(crisis, status="need_help", **where) for where in
                    ({"place": cast.place()}, {"unplaced": True, "whereabouts": "a cellar"}))  # fmt: skip
    correct_check_in(
        check_in=stands, draft=cast.check_in_draft(status="safe"), origin=cast.WEB, at=cast.now()
    )
    withdraw_check_in(check_in=lost, origin=cast.WEB, at=cast.now())
    group = (PersonDraft(given_name="Yanis"), PersonDraft(given_name="Lina", family_name="Martin"))
    family = cast.amira_is_safe(crisis, group=group, said_by="Amira", **said)
    theirs = {"voice": "other", "said_by": "Amira", "their_contact": "boris@example.org"}
    other = cast.amira_is_safe(crisis, given_name="Boris", family_name="Petrov", **theirs)
    said = {"check-in": found, "check-in of who needs help": helped, "check-in taken back": gone}
    said |= {"check-in of who is safe, and whose request stands": stands, "check-in of help taken back": lost}
    said |= {"check-in of a family": family, "check-in of somebody else": other}
    return {state: _link(row, "check_in") for state, row in said.items()}


def _leads(search: Search) -> None:
    """One that the family learned of, one that nobody may, one more to be looked at."""
    found = {"given_name": "Farid", "family_name": "Belkacem"}
    cast.amira_is_safe(search.crisis, audience="anyone", **found)
    cast.amira_is_safe(search.crisis, audience="named", **found | {"family_name": "Belkassem"})
    propose_leads(search=search, at=cast.now())
    lead = search.leads.select_related("search__crisis", "crisis").order_by("-score").first()
    confirm_lead(lead=lead, origin=cast.at_the_desk(search.crisis.declared_by), at=cast.now())
    share_with_all(lead=lead, at=cast.now())


def _searches(crisis: Crisis, links: dict[str, str]) -> dict:
    """A public one with a photo and a note, one nobody has read, a child's; its family, a follower, a claimant."""
    by = {"origin": cast.WEB, "at": cast.now()}
    search = cast.esma_searches(crisis, proof_question="What is our dog called?")
    add_photo(search=search, data=_face(), **by)
    search.refresh_from_db()
    show_search(search=search, origin=cast.at_the_desk(crisis.declared_by), at=cast.now())
    said = {"status": "believed_alive", "text": "Seen near the canal.", "place": "Canal Saint-Martin"}
    wishing = NoteDraft(**said, contact="marc@example.org", wish="Biscuit")
    told = add_note(search=search, draft=wishing, **by)
    links["note of who wants to be in touch"] = told.secret
    note = Note.objects.get(public_id=told.subject)
    show_note(note=note, shown_to="everyone", **by)
    unread, child = _looked_for(crisis, "boris@example.org"), cast.esma_searches(crisis, age_min=9)
    links |= {f"search {state}": _link(row, "search") for state, row in
              {"public": search, "unread": unread, "of a child": child}.items()}  # fmt: skip
    follow = FollowDraft(contact="friend@example.org")
    claim = ClaimDraft(contact="farid@example.org")
    _leads(search)
    gone = cast.esma_searches(crisis, public=True, given_name="Nour")
    withdraw_search(search=gone, **by)
    links["search withdrawn"] = _link(gone, "search")
    links["search followed"] = follow_search(search=search, draft=follow, **by).secret
    links["search claimed"] = claim_search(search=search, draft=claim, **by).secret
    leads = list(Lead.objects.values_list("public_id", flat=True))
    return {"search": search.public_id, "unread": unread.public_id, "told_of": note.public_id, "leads": leads}


def _looked_for(crisis: Crisis, contact: str) -> Search:
    return cast.esma_searches(crisis, given_name="Lina", their_contacts=(contact,))


def _face() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 400), (120, 150, 130)).save(out, "JPEG")
    return out.getvalue()


def _over(chen: Person) -> str:
    over = cast.active_crisis(chen, name="Lyon")
    by = {"origin": cast.at_the_desk(chen), "at": cast.now()}
    stand_down_crisis(crisis=over, closing_message="Everybody is safe. Thank you.", **by)
    return over.slug


def _draft(chen: Person) -> str:
    return cast.draft_crisis(chen, name="Nice").slug


def areas(told: dict) -> dict[str, list[str]]:
    """{area: addresses}; each is met as /fr… and /en…, those of the API as they are."""
    return {"public": _public(told), "own": _own(told), "desk": _desk_pages(told), "api": _API}


_API = ["/api/docs/", "/api/docs/errors/", "/api/docs/live/"]


def _public(told: dict) -> list[str]:
    slug = told["slug"]
    crises = [f"/c/{name}/" for name in (slug, told["drill"], told["over"])]
    posting = [
        f"/c/{name}/{form}/"
        for name in (slug, told["drill"])
        for form in ("offer", "need", "safe", "find", "kept")
    ]
    named = f"/c/{slug}/named/{told['named']}/"
    told_of = [named, f"/c/{slug}/report/shelter/{told['shelter']}/", f"/c/{slug}/report/"]
    search = f"/c/{slug}/search/{told['search']}/"
    searches = [
        f"/c/{slug}/search/new/",
        search,
        *(f"{search}{form}/" for form in ("note", "follow", "claim")),
    ]
    searches += [
        f"/c/{slug}/report/search/{told['search']}/",
        f"/c/{slug}/report/search_note/{told['told_of']}/",
    ]
    doors = [f"/c/{name}/doors/" for name in (slug, told["drill"], told["over"])]
    return [
        "/", "/about/", "/privacy/", "/recover/", "/account/login/", told["unused_sign_in"][3:],
        f"/stop/{told['stop']}/",
        *pages_asks.pages(told),
        *crises, *posting, *searches, *doors, *told_of,
    ]  # fmt: skip


def _own(told: dict) -> list[str]:
    links = told["links"]
    own = [f"/m/{token}/" for token in links.values()]
    return [
        *own,
        f"/m/{links['offer paused']}/edit/",
        f"/m/{links['need waiting']}/edit/",
        f"/m/{links['need waiting']}/mine/",
        f"/m/{links['check-in']}/edit/",
        f"/m/{links['check-in of help taken back']}/edit/",
        f"/m/{links['check-in of who needs help']}/mine/",
        f"/m/{links['question open']}/edit/",
        f"/m/{links['question open']}/edit/?person=3",
        f"/m/{links['search public']}/edit/",
        f"/m/{links['search public']}/mine/",
        f"/m/{links['check-in']}/mine/",
        f"/m/{links['need waiting']}/news/",
        f"/m/{links['offer of a drill']}/news/",
        f"/news/{told['news']}/",
        f"/m/{links['offer arrived']}/mine/",
        f"/m/{links['need that cut contact']}/mine/",
        f"/m/{links['need arrived']}/cut/{told['met']}/",
        f"/m/{links['offer arrived']}/cut/{told['met']}/",
        f"/m/{links['offer of a drill']}/mailbox/",
        "/m/unknown-link/",
    ]


def _desk_pages(told: dict) -> list[str]:
    desk, drill = f"/desk/{told['slug']}/", f"/desk/{told['drill']}/"
    rooms = "morning check-ins crisis team shelters shelters/import queue search mailbox deliveries feeds keys reports"
    rooms += " suspended searches intake/search leads lists lists/give texts"
    return [
        "/desk/", "/desk/declare/", "/me/", "/me/news/", "/account/email/", "/account/phone/change/",
        desk, drill, f"{drill}mailbox/", f"{drill}crisis/",
        *(f"{desk}{room}/" for room in rooms.split()),
        *(f"{desk}{page}/" for page in ("crisis/edit", "intake/need", "intake/offer")),
        f"{desk}search/?q=Amira",
        f"{desk}leads/?state=confirmed",
        *(f"{desk}leads/{lead}/" for lead in told["leads"]),
        f"{desk}shelters/{told['shelter']}/",
        f"{desk}lists/{told['list']}/",
        f"{desk}texts/{told['talk']}/",
        f"{desk}closures/",
        f"{desk}closures/{told['closure']}/",
        f"{desk}closures/{told['closure']}/lift/",
        f"{desk}reports/shelter/{told['shelter']}/",
        f"{desk}searches/{told['search']}/",
        f"{desk}searches/{told['unread']}/",
        f"{desk}searches/{told['search']}/tell/",
        f"{desk}liaison/",
        *(f"{desk}liaison/{matter}/" for matter in told["matters"]),
        f"{desk}searches/{told['search']}/compare/",
        f"{desk}searches/{told['search']}/compare/{told['unread']}/",
        f"{desk}need/{told['need']}/",
        f"{desk}offer/{told['offer']}/",
        f"/desk/{told['over']}/crisis/",
        f"/desk/{told['draft']}/crisis/",
    ]  # fmt: skip
