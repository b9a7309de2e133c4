"""What the live channel says of the slices below: which layers of the desk's map changed, and one's own news."""

from accounts.journal.models import Entry
from crisis.activation import events as activation
from crisis.desk import events as desk
from crisis.livemap.shelter_layers import DOORS, NEEDS, SHELTERS
from crisis.livemap.streams import desk_stream, own_stream, project
from crisis.moderation import events as moderation
from crisis.shelter import events as shelter


def on_desk(entry: Entry, *layers: str, **more) -> dict[str, dict]:
    """The desk's payload: `layers` to draw afresh, the subject's id and its cell."""
    payload = {"layers": list(layers), "id": str(entry.subject), "cell": entry.cell, **more}
    return {desk_stream(entry.crisis_id): payload} if entry.crisis_id else {}


@project(
    shelter.OfferOpened,
    shelter.OfferEdited,
    shelter.OfferPaused,
    shelter.OfferResumed,
    shelter.OfferConfirmed,
    shelter.OfferAsked,
    shelter.OfferWithdrawn,
    shelter.OfferExpired,
    shelter.OfferHidden,
    shelter.OfferShown,
    shelter.PlacesFreed,
)
def door(entry: Entry) -> dict[str, dict]:
    return on_desk(entry, DOORS) | {own_stream("offer", entry.subject): {"id": str(entry.subject)}}


@project(shelter.NeedPosted, shelter.NeedEdited, shelter.NeedReopened, shelter.NeedClosed)
def need(entry: Entry) -> dict[str, dict]:
    state = {"state": entry.payload["state"]} if "state" in entry.payload else {}
    own = {"id": str(entry.subject), **state}
    return on_desk(entry, NEEDS, **state) | {own_stream("need", entry.subject): own}


@project(shelter.ShelterEntered, shelter.ShelterChanged, shelter.SheltersImported)
def official_shelter(entry: Entry) -> dict[str, dict]:
    return on_desk(entry, SHELTERS)


@project(desk.CaseOpened, desk.CaseTaken, desk.CaseHandedOver, desk.CaseClosed, desk.CaseNoted)
def case(entry: Entry) -> dict[str, dict]:
    return on_desk(entry, case=True)


@project(moderation.Reported, moderation.Decided)
def report(entry: Entry) -> dict[str, dict]:
    return on_desk(entry, report=True)


@project(
    activation.CrisisActivated,
    activation.ActivationConfirmed,
    activation.CrisisEdited,
    activation.CrisisStoodDown,
    activation.CrisisArchived,
    activation.ColleagueInvited,
    activation.ColleagueRemoved,
)
def crisis(entry: Entry) -> dict[str, dict]:
    return on_desk(entry, crisis=True)
