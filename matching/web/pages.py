"""What one's own page shows: the post in words, each handshake, and what to do meanwhile."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.db.models import Max, Q

from accounts.journal.queries import last_change
from accounts.people.blocking import has_cut
from accounts.people.contact import shown
from crisis.activation.clock import database_now, real_time
from crisis.desk.queries import open_cases
from crisis.desk.vocabulary import Why
from crisis.gazetteer.queries import nearest
from crisis.moderation.queries import decisions_about
from crisis.shelter.actions.dividing import parts_with
from crisis.shelter.places import exactness, on_the_map, point_is_door
from crisis.shelter.queries import nearest_shelters
from crisis.shelter.vocabulary import ALIVE_OFFERS, NeedState, OfferState
from matching.actions.extending import may_extend
from matching.actions.reserves import reserve_asked_at
from matching.actions.talking import ids_of, own_number, readable
from matching.closed_here import closed_here, opened_again_at
from matching.hints import hints_for
from matching.models import Match, RelayMessage, Welfare
from matching.phrases import distance, on_foot, reasons, traits, within
from matching.situation import expected_at, now_of, told_now
from matching.vocabulary import GIVEN_REASONS, LIVE, TALKING, MatchState, Side
from matching.web.asks import ask_page
from matching.web.ended import asked_in_vain, last_end, was_turned_away
from matching.web.forms import CodeForm, ContactForm, SayForm
from matching.web.opened import Opened
from matching.web.people_pages import check_in_page, claim_page, search_page

SHOWN_ON_OFFER = (*LIVE, MatchState.ARRIVED)
PAST_SHOWN = 5
SEEKING = (NeedState.WAITING, NeedState.PROPOSED, NeedState.EXPIRED)
CALLS = (
    Why.ASKED_FOR_US, Why.CANNOT_GET_IN, Why.WANTS_TO_LEAVE, Why.NOT_ARRIVED, Why.CLOSED_WAY, Why.CLOSED_AREA,
)  # fmt: skip
STEPS_SHOWN = (
    "proposed_at", "accepted_at", "coming_at", "extended_at", "host_confirmed_at", "guest_confirmed_at", "closed_at",
)  # fmt: skip


@dataclass
class Handshake:
    """One match as one side reads it. Times are the crisis's; `deadline` is real, for the countdown."""

    match: Match
    side: Side
    deadline: datetime | None
    say: SayForm
    reasons: list[str]
    messages: list = field(default_factory=list)
    other_number: str = ""
    can_share: bool = False
    cut: bool = False  # whoever reads this cut contact with the other

    @property
    def may_talk(self) -> bool:
        return self.match.state in TALKING

    @property
    def next_step(self) -> str:
        return told_now(self.match, self.side)

    @property
    def may_extend(self) -> bool:
        return may_extend(self.match, self.side)

    @property
    def next_door_at(self) -> datetime | None:
        return reserve_asked_at(self.match)

    @property
    def is_news(self) -> bool:
        """Does its end say more to a guest than that one more host could not?"""
        tried = self.match.state in (MatchState.DECLINED, MatchState.LAPSED)
        return not (tried and self.match.closed_by == Side.HOST)

    @property
    def met(self) -> bool:
        """Did one of them ever say yes to the other?"""
        return self.match.accepted_at is not None

    @property
    def confirmed_here(self) -> datetime | None:
        return self.match.host_confirmed_at if self.side == Side.HOST else self.match.guest_confirmed_at

    @property
    def walk(self) -> str:
        """As near as the two points are known once the guest is on the way; before, too coarse to find a door by."""
        metres = self.match.metres if self.match.coming_at else self.match.coarse_metres
        return on_foot(metres, within=within(self.match))

    @cached_property
    def now(self) -> str:
        """What else is known of a guest on the way: a `Now`."""
        return now_of(self.match, self.side)

    @property
    def expected_at(self) -> datetime | None:
        """When the guest should be there, on foot."""
        return expected_at(self.match)

    @property
    def place(self):
        """The exact place, for the guest only once it was released, with the host always."""
        released = self.match.state in (MatchState.COMING, MatchState.ARRIVED)
        return self.match.offer.place if released or self.side == Side.HOST else None

    @property
    def exactness(self) -> str:
        return exactness(self.match.offer.place)

    @property
    def point_is_door(self) -> bool:
        return point_is_door(self.match.offer.place)

    @property
    def on_the_map(self) -> str:
        return on_the_map(self.match.offer.place)


def page_of(opened: Opened, *, bound: dict | None = None) -> dict:
    """The context of one's own page. `bound`: forms that came back with errors, by verb."""
    bound = bound or {}
    return PAGES[opened.kind](opened, bound) | {
        "opened": opened,
        "posted": opened.posted,
        "crisis": opened.crisis,
        "contact": opened.contact,
        "contact_shown": shown(opened.contact.kind, opened.contact.value) if opened.contact else "",
        "code_form": bound.get("verify") or CodeForm(),
        "contact_form": bound.get("contact") or ContactForm(),
        "form": next(iter(bound.values()), None),
        "now": database_now(),
        "quick_exit": True,
    }


def _shelter_page(build):
    def page(opened: Opened, bound: dict) -> dict:
        built = build(opened, bound)
        return built | {
            "changed_at": _newest(_changed_at(opened), built),
            "decisions": _decisions(opened),
            "hold_minutes": settings.HOLD_SECONDS // 60,
            "more_minutes": settings.EXTEND_SECONDS // 60,
            "reasons_given": GIVEN_REASONS[opened.side],
            "mornings": _mornings(opened),
            "traits": traits(opened.posted),
            "exactness": exactness(opened.posted.place),
        }

    return page


def _newest(changed_at: datetime, built: dict) -> datetime:
    closed = [each.changed_at for each in built["closures"]]
    return max([changed_at, *closed, *filter(None, [built.get("reopened_at")])])


def _closed(opened: Opened, match: Match | None) -> dict:
    here = closed_here(opened.posted, match)
    return {"closures": here.areas, "closed": here.concerns}


def offer_page(opened: Opened, bound: dict) -> dict:
    own = _matches(opened).filter(offer=opened.posted)
    live = [_read(match, opened, bound) for match in own.filter(state__in=SHOWN_ON_OFFER)]
    past = own.exclude(state__in=SHOWN_ON_OFFER).order_by("-closed_at")[:PAST_SHOWN]
    return {
        "asked": [each for each in live if each.match.state == MatchState.PROPOSED],
        "guests": [each for each in live if each.match.state != MatchState.PROPOSED],
        "on_their_way": sum(
            each.match.need.people for each in live if each.match.accepted_at and each.match.state in LIVE
        ),
        "past": [_read(match, opened, bound) for match in past],
        "lapses_at": _lapses_at(opened),
        "ended": opened.at >= opened.posted.until,
        **_closed(opened, None),
        "editable": opened.crisis.is_active and opened.posted.state in (*ALIVE_OFFERS, OfferState.EXPIRED),
    }


def need_page(opened: Opened, bound: dict) -> dict:
    need = opened.posted
    own = _matches(opened).filter(need=need)
    last = own.order_by("-pk").first()
    current = last if last and last.state in SHOWN_ON_OFFER else None
    ended = last_end(own, need, current)
    calls = open_cases(need.crisis, subject=need.public_id, why__in=CALLS)
    return {
        "current": _read(current, opened, bound) if current else None,
        "last": last,
        "hints": hints_for(need, at=opened.at),
        "others": parts_with(need),
        **_closed(opened, current),
        "reopened_at": opened_again_at(current) if current else None,
        "before": _read(ended, opened, bound) if ended else None,
        "turned_away": bool(ended and was_turned_away(ended)),
        "elsewhere": bool(
            current and own.filter(coming_at__isnull=False).exclude(offer=current.offer_id).exists()
        ),
        "editable": need.crisis.is_active and need.state == NeedState.WAITING,
        "tried": asked_in_vain(own, need),
        "calls": calls,
        "seeks": need.crisis.is_active and need.state in SEEKING,
        **(_nearby(need) if calls or need.state in SEEKING else {}),
    }


def _matches(opened: Opened):
    rows = Match.objects.select_related(
        "offer__place", "offer__owner", "need__place", "need__owner", "hold", "crisis"
    )
    return rows.filter(crisis=opened.crisis).order_by("proposed_at", "pk")


def _mornings(opened: Opened) -> list[Welfare]:
    """What this side was asked in the morning: unanswered ones first, and the newest answer to thank for."""
    asked = Welfare.objects.filter(side=opened.side, **{f"match__{opened.kind}": opened.posted})
    rows = list(asked.select_related("match__need").order_by("-asked_at", "-pk")[:PAST_SHOWN])
    return [row for row in rows if not row.answer] or rows[:1]


def _changed_at(opened: Opened) -> datetime:
    """When something shown here last changed. Never a call for help: the other side must not see it in the time."""
    posted = last_change(subject=opened.posted.public_id, kind=opened.kind.capitalize())
    steps = _matches(opened).filter(**{opened.kind: opened.posted}).values_list(*STEPS_SHOWN)
    here = RelayMessage.objects.filter(Q(withheld=False) | Q(side=opened.side))
    said = here.filter(**{f"match__{opened.kind}": opened.posted}).aggregate(last=Max("at"))
    times = [posted, said["last"], *(at for row in steps for at in row)]
    return max((at for at in times if at), default=opened.posted.posted_at)


def _decisions(opened: Opened) -> list:
    """What a coordinator decided about this post and what its owner wrote, whose reason the owner is to read."""
    said = RelayMessage.objects.filter(side=opened.side, **{f"match__{opened.kind}": opened.posted})
    words = dict(said.values_list("public_id", "text"))
    decided = decisions_about(opened.crisis, opened.posted.public_id, wrote=words)[:PAST_SHOWN]
    return [(each, words.get(each.subject, "")) for each in decided]


def _read(match: Match, opened: Opened, bound: dict) -> Handshake:
    said = bound.get("say")
    its_own = said is not None and said.data.get("match") == str(match.public_id)
    waits = match.state in (MatchState.PROPOSED, MatchState.ACCEPTED)
    mine, other = match.offer.owner, match.need.owner
    shared = match.guest_number_shared_at
    unshared = match.host_number_shared_at is None
    cut = has_cut(*ids_of(match, opened.side))
    if opened.side == Side.GUEST:
        mine, other = other, mine
        shared, unshared = match.host_number_shared_at, match.guest_number_shared_at is None
    return Handshake(
        match=match,
        side=opened.side,
        deadline=real_time(opened.crisis, match.hold.until) if waits else None,
        say=said if its_own else SayForm(initial={"match": match.public_id}),
        reasons=reasons(match, opened.side),
        messages=list(readable(match, opened.side)) if match.state in TALKING else [],
        other_number=own_number(other) if shared and not cut else "",
        can_share=unshared and not cut and bool(own_number(mine)),
        cut=cut,
    )


def _nearby(need) -> dict:
    here = {"lat": need.place.lat, "lon": need.place.lon}
    shelters = nearest_shelters(need.crisis, **here)
    places = [
        (kind, place, distance(m)) for kind in ("hospital", "town_hall") for place, m in nearest(kind, **here)
    ]
    return {"shelters": [(shelter, distance(m)) for shelter, m in shelters], "nearby": places}


def _lapses_at(opened: Opened) -> datetime | None:
    """When an unanswered "still open?" closes the door."""
    asked = opened.posted.asked_at
    return asked and asked + timedelta(seconds=settings.LAPSE_AFTER_SECONDS)


PAGES = {
    "offer": _shelter_page(offer_page),
    "need": _shelter_page(need_page),
    "search": search_page,
    "check_in": check_in_page,
    "ask": ask_page,
    "search_note": claim_page,
}
