"""What the holder of a manage token sees and does: the page behind the link, for programs."""

from collections.abc import Callable

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework.response import Response

from accounts.errors import NotThere, TooLate
from accounts.people.actions import send_code, verify_contact
from accounts.people.models import Person
from crisis.activation.actions import absolute
from crisis.activation.clock import crisis_now, database_now
from crisis.gazetteer.queries import nearest
from crisis.ground.api.bodies import checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin
from crisis.ground.api.views import LinkEndpoint, both_of, caller_of
from crisis.search.actions.following import add_relative
from crisis.search.drafts import FollowDraft
from crisis.shelter.access import posted_by_link
from crisis.shelter.actions import needs, offers
from crisis.shelter.actions.dividing import parts_with
from crisis.shelter.actions.posting import manage_path
from crisis.shelter.api.posting import draft_of, place_draft
from crisis.shelter.drafts import NeedDraft, OfferDraft
from crisis.shelter.models import Need, Offer
from crisis.shelter.queries import nearest_shelters
from crisis.shelter.vocabulary import NeedState
from matching.access import Held, held_by
from matching.actions.links import give_new_link, key_to, other_part
from matching.api.bodies import CodeBody, NeedChangeBody, OfferChangeBody
from matching.api.people import PEOPLE, PEOPLE_CHANGES, PEOPLE_PAGES, PEOPLE_VERBS, change_people, people_page
from matching.api.people_serializers import RelativeBody
from matching.api.serializers import NeedPageSerializer, NewLinkSerializer, OfferPageSerializer
from matching.closed_here import closed_here
from matching.hints import hints_for
from matching.models import Match, Welfare
from matching.vocabulary import LIVE, MatchState, Side

ENTRANCE = ("not_authenticated", "authentication_failed", "permission_denied", "not_there")
PAGE = PolymorphicProxySerializer(
    component_name="OwnPage",
    serializers={"offer": OfferPageSerializer, "need": NeedPageSerializer} | PEOPLE_PAGES,
    resource_type_field_name="kind",
)
CHANGE = PolymorphicProxySerializer(
    component_name="OwnChange",
    serializers=[OfferChangeBody, NeedChangeBody, *PEOPLE_CHANGES],
    resource_type_field_name=None,
)
SHOWN = (*LIVE, MatchState.ARRIVED)
ENDED_SHOWN = 5


class Own(LinkEndpoint):
    """An endpoint for the holder of a manage token. Never throttled where it changes something: help comes first."""

    throttled = False

    def held(self) -> Held:
        return held_by(self.request.auth)

    def posted(self) -> Offer | Need:
        """For what only doors and needs have. Raises NotThere for the others."""
        return posted_by_link(self.request.auth)

    def page(self) -> Response:
        held = self.held()
        return Response(people_page(held) if held.kind in PEOPLE else page_of(held.posted))

    def origin(self, **options):
        return api_origin(self.request, actor=self.request.user, **options)


def page_of(posted: Offer | Need) -> dict:
    """Everything the page behind the link shows."""
    matches = matches_of(posted).filter(state__in=SHOWN).order_by("-proposed_at")
    if isinstance(posted, Offer):
        page = {"kind": "offer", "crisis": posted.crisis, "offer": posted, "matches": matches}
        page |= _closed(posted, None)
        return OfferPageSerializer(page | _after(posted, "offer", Side.HOST)).data
    page = {"kind": "need", "crisis": posted.crisis, "need": posted, "matches": matches}
    page |= _after(posted, "need", Side.GUEST) | _closed(posted, matches.first())
    page |= {"hints": hints_for(posted, at=crisis_now(posted.crisis)), "others": parts_with(posted)}
    return NeedPageSerializer(page | {"meanwhile": _meanwhile(posted)}).data


def _closed(posted: Offer | Need, match: Match | None) -> dict:
    here = closed_here(posted, match)
    return {"closed_here": here._asdict() if here.areas else None}


def _after(posted: Offer | Need, kind: str, side: Side) -> dict:
    """What came of matches: the last that ended, and what was asked in the morning."""
    ended = matches_of(posted).exclude(state__in=SHOWN).order_by("-closed_at", "-pk")
    asked = Welfare.objects.filter(side=side, **{f"match__{kind}": posted}).select_related("match")
    return {"ended": ended[:ENDED_SHOWN], "mornings": asked.order_by("-asked_at", "-pk")[:ENDED_SHOWN]}


def matches_of(posted: Offer | Need):
    rows = Match.objects.select_related(
        "hold__offer__crisis", "offer__place", "offer__owner", "offer__crisis", "need__place", "need__owner",
        "need__crisis", "crisis",
    )  # fmt: skip
    return rows.filter(**{"offer" if isinstance(posted, Offer) else "need": posted})


def _meanwhile(need: Need) -> list[dict]:
    if need.state == NeedState.SHELTERED:
        return []
    point = {"lat": need.place.lat, "lon": need.place.lon}
    found = [("shelter", shelter, metres) for shelter, metres in nearest_shelters(need.crisis, **point)]
    found += [(kind, *pair) for kind in ("town_hall", "hospital") for pair in nearest(kind, **point)]
    return [
        {"kind": kind, "label": _name(place), "lat": place.lat, "lon": place.lon, "metres": metres}
        for kind, place, metres in found
    ]


def _name(place) -> str:
    return getattr(place, "name", "") or place.label


class OwnPage(Own):
    @operation(
        "get_own", about="My offer, need, search or check-in, with what belongs to it", answer=PAGE, tag="own",
        refuses=ENTRANCE,
    )  # fmt: skip
    def get(self, request, **_path):
        return self.page()

    @operation(
        "change_own", about="Change my offer, need, search or check-in", body=CHANGE, answer=PAGE, tag="own",
        refuses=(*ENTRANCE, "place_unknown", "too_late"),
    )  # fmt: skip
    def patch(self, request, **_path):
        held = self.held()
        if held.kind in PEOPLE:
            change_people(held, request, self.origin())
        elif held.kind == "offer":
            self._edit(held.posted, OfferChangeBody, OfferDraft, offers.edit_offer, "offer")
        else:
            self._edit(held.posted, NeedChangeBody, NeedDraft, needs.edit_need, "need")
        return self.page()

    def _edit(self, posted, shape, draft_class, action: Callable, name: str) -> None:
        changes = checked(shape, self.request, partial=True)
        draft, _places = draft_of(draft_class, posted.crisis, _body_of(posted, shape) | changes)
        if "place" not in changes:
            draft = type(draft)(**vars(draft) | {"place": place_draft(posted.place, posted.place.typed)})
        action(**{name: posted}, draft=draft, origin=self.origin(), at=crisis_now(posted.crisis))


def _body_of(posted: Offer | Need, shape) -> dict:
    """What a full body would say today; the contact is kept as it is."""
    names = [name for name in shape().fields if name not in ("place", "entry", "meeting_point")]
    body = {name: getattr(posted, name) for name in names}
    body["place"] = {"lat": posted.place.lat, "lon": posted.place.lon}
    if isinstance(posted, Offer):
        body |= {"entry": posted.place.entry, "meeting_point": posted.place.meeting_point}
    point = posted.owner.contact_points.first()
    return body | {"contact": point.value if point else ""}


def own_verb(name: str, about: str, kind: type[Offer] | type[Need] | None, action: Callable):
    """A view for one button of the page. A button of the other kind's page isn't there."""

    class Press(Own):
        @operation(
            f"{name}_own",
            about=about,
            answer=PAGE,
            tag="own",
            refuses=(*ENTRANCE, "too_late", "crisis_closed"),
        )
        def post(self, request, **_path):
            held = self.held()
            press = PEOPLE_VERBS.get((held.kind, name.replace("_", "-"))) if held.kind in PEOPLE else action
            if press is None or (kind and held.kind not in PEOPLE and not isinstance(held.posted, kind)):
                raise NotThere
            by = {"origin": self.origin(), "at": crisis_now(held.posted.crisis)}
            press(held, **by) if held.kind in PEOPLE else press(**{held.kind: held.posted}, **by)
            return self.page()

    Press.__name__ = Press.__qualname__ = f"Own_{name}"
    return Press


def _withdraw(*, offer: Offer | None = None, need: Need | None = None, origin, at) -> None:
    if offer:
        offers.withdraw_offer(offer=offer, origin=origin, at=at)
    else:
        needs.withdraw_need(need=need, origin=origin, at=at)


VERBS = {
    "pause": own_verb("pause", "No new guest from now on", Offer, offers.pause_offer),
    "resume": own_verb("resume", "Open again", Offer, offers.resume_offer),
    "confirm": own_verb("confirm", "Still open", Offer, offers.confirm_offer),
    "withdraw": own_verb("withdraw", "Take my offer, need, search or check-in back", None, _withdraw),
    "found-elsewhere": own_verb("found_elsewhere", "I have a place already", Need, needs.find_elsewhere),
    "reopen": own_verb("reopen", "I still need a place, or still look for somebody", Need, needs.reopen_need),
    "found": own_verb("found", "The person I look for is found", None, None),
    "let-know": own_verb(
        "let_know", "Let the families of searches for the same person know that they are found", None, None
    ),
    "close": own_verb("close", "Close my search, or my question", None, None),
    "extend": own_verb("extend", "I still look: my search stands another 30 days", None, None),
    "freeze": own_verb("freeze", "Nobody may add a note to my search", None, None),
    "unfreeze": own_verb("unfreeze", "People may add notes to my search again", None, None),
    "bring-back": own_verb("bring_back", "Bring back the search I withdrew, while it is kept", None, None),
    "stop": own_verb("stop", "Follow this search no longer; this token opens nothing after that", None, None),
}


class Verify(Own):
    @operation(
        "verify_own", about="Type the code that was sent to my contact", body=CodeBody, answer=PAGE, tag="own",
        refuses=(*ENTRANCE, "wrong_code"), example={"code": "123456"},
    )  # fmt: skip
    def post(self, request, **_path):
        held = self.held()
        self.spend("verify", caller_of(request))
        code = checked(CodeBody, request)["code"]
        crisis = held.posted.crisis
        verify_contact(
            contact=_unverified(held.person), code=code, drill=crisis.is_drill, origin=self.origin(),
            at=crisis_now(crisis), crisis_id=crisis.pk,
        )  # fmt: skip
        return self.page()


class Relatives(Own):
    @operation(
        "add_relative", about="Send a relative a link of their own to my search", body=RelativeBody, status=204,
        tag="own", refuses=(*ENTRANCE, "enough_relatives"),
    )  # fmt: skip
    def post(self, request, **_path):
        held = self.held()
        if not held.is_family:
            raise NotThere
        self.spend("message", *both_of(request))
        draft = FollowDraft(**checked(RelativeBody, request), language=held.person.language)
        add_relative(search=held.posted, draft=draft, origin=self.origin(), at=crisis_now(held.posted.crisis))
        return Response(status=204)


class OtherPartLink(Own):
    @operation(
        "open_other_part", about="A token for the page of the others of my divided group",
        answer=NewLinkSerializer, tag="own", refuses=ENTRANCE,
    )  # fmt: skip
    def post(self, request, part, **_path):
        need = self.posted()
        if not isinstance(need, Need):
            raise NotThere
        token = key_to(other_part(need, str(part)))
        url = absolute(manage_path(token, need.owner.language))
        return Response(NewLinkSerializer({"manage_token": token, "url": url}).data)


class NewLink(Own):
    @operation(
        "new_own_link",
        about="My token fell into wrong hands: give me a new one, and let mine open nothing any more",
        answer=NewLinkSerializer, tag="own", refuses=ENTRANCE,
    )  # fmt: skip
    def post(self, request, **_path):
        held = self.held()
        self.spend("verify", caller_of(request))
        token = give_new_link(held=held, at=database_now())
        url = absolute(manage_path(token, held.person.language))
        return Response(NewLinkSerializer({"manage_token": token, "url": url}).data)


class SendCode(Own):
    @operation(
        "send_code", about="Send me a new code", status=204, tag="own", refuses=(*ENTRANCE, "too_late")
    )
    def post(self, request, **_path):
        held = self.held()
        self.spend("verify", caller_of(request))
        token = request.headers["Authorization"].partition(" ")[2].strip()
        crisis = held.posted.crisis
        send_code(
            contact=_unverified(held.person), drill=crisis.is_drill, crisis_id=crisis.pk,
            link=absolute(manage_path(token, held.person.language)),
        )  # fmt: skip
        return Response(status=204)


def _unverified(person: Person):
    point = person.contact_points.filter(verified_at__isnull=True).order_by("-pk").first()
    if point is None:
        raise TooLate
    return point
