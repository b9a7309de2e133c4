"""Open doors, official shelters and needs on the desk's map."""

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from crisis.activation.models import Crisis
from crisis.livemap.layers import Layer, Window, posted_within, register
from crisis.shelter.models import Need, Offer, OfficialShelter
from crisis.shelter.queries import in_good_standing
from crisis.shelter.vocabulary import ALIVE_NEEDS, ALIVE_OFFERS, NeedState, OfferState, ShelterState

DOORS, NEEDS, SHELTERS = "doors", "needs", "shelters"
FULL = ("full", _("Full"))


def open_doors(crisis: Crisis, window: Window) -> QuerySet:
    shown = posted_within(window, alive=Q(state__in=ALIVE_OFFERS))
    return Offer.objects.filter(shown, in_good_standing(), crisis=crisis, set_aside_at__isnull=True)


def needs(crisis: Crisis, window: Window) -> QuerySet:
    return Need.objects.filter(posted_within(window, alive=Q(state__in=ALIVE_NEEDS)), crisis=crisis)


def official_shelters(crisis: Crisis, _window: Window) -> QuerySet:
    shown = OfficialShelter.objects.filter(crisis=crisis, held_at__isnull=True)
    return shown.exclude(state=ShelterState.CLOSED)


register(
    Layer(
        name=DOORS,
        label=_("Open doors"),
        symbol="square",
        unit=_("places"),
        unit_one=_("1 place"),
        one=_("An open door"),
        rows=open_doors,
        place="place",
        state=Case(
            When(state=OfferState.OPEN, places_left=0, then=Value("full")),
            default=F("state"),
            output_field=CharField(),
        ),
        people=F("places_left"),
        states=((OfferState.OPEN.value, OfferState.OPEN.label), FULL, ("paused", OfferState.PAUSED.label)),
        page="desk_offer",
    )
)
register(
    Layer(
        name=NEEDS,
        label=_("People who need a place"),
        symbol="triangle",
        unit=_("people"),
        unit_one=_("1 person"),
        one=_("Somebody needs a place"),
        rows=needs,
        place="place",
        state=F("state"),
        people=F("adults") + F("children"),
        states=tuple((state.value, NeedState(state).label) for state in ALIVE_NEEDS),
        page="desk_need",
    )
)
register(
    Layer(
        name=SHELTERS,
        label=_("Official shelters"),
        symbol="house",
        unit=_("places"),
        unit_one=_("1 place"),
        one=_("An official shelter"),
        rows=official_shelters,
        state=Case(
            When(occupied__gte=F("capacity"), then=Value("full")),
            default=F("state"),
            output_field=CharField(),
        ),
        people=F("capacity") - F("occupied"),
        states=(("open", ShelterState.OPEN.label), FULL),
        page="desk_shelter",
        title="name",
        since="updated_at",
    )
)
