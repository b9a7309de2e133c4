"""What a check-in must hold. Pure: values in, {field: [message]} out."""

from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from crisis.checkin.drafts import CheckInDraft
from crisis.checkin.vocabulary import Audience, Status, Voice
from crisis.search.rules import no_name, says_more_than_a_name
from matching.engine.names import fold

LIFETIME = timedelta(days=3)
MOST_NAMED = 10
MOST_TOGETHER = 20
MOST_AT_ONCE = 5_000
FEWEST_WORDS = 2  # a first name alone would find half the city
# Asked thousands of times a second.
STATUSES, AUDIENCES = frozenset(Status.values), frozenset(Audience.values)


def check_in_problems(draft: CheckInDraft, *, by_name: bool, has_contact: bool) -> dict[str, list]:
    """`by_name`: may people be found by name alone in this crisis? `has_contact`: one is known already."""
    found = _name_problems(draft)
    if draft.status not in STATUSES:
        found["status"] = [_("Choose one of the three: I am safe, I need help, or I was not there.")]
    if draft.audience not in AUDIENCES or (draft.audience == Audience.ANYONE and not by_name):
        found["audience"] = [_("Choose who may see this from the list.")]
    reached = draft.contact.strip() or has_contact or draft.status == Status.NEED_HELP
    if draft.audience == Audience.CONTACTS and not reached:
        own = _(
            "Type your own phone number or e-mail: people find you by it. Or choose who else may see this."
        )
        found["contact"] = [own]
    if len(draft.named or ()) > MOST_NAMED:
        found["named"] = [_("Name at most %(most)s people.") % {"most": MOST_NAMED}]
    if draft.audience == Audience.DESK and any(draft.named or ()) and draft.status != Status.NEED_HELP:
        found["named"] = [_("You chose that only the coordinators see this. Then name nobody.")]
    if draft.voice != Voice.OWN:
        found |= _others_problems(draft)
    return found | _place_problems(draft)


def group_problems(draft: CheckInDraft, *, by_name: bool) -> dict[str, list]:
    """What is wrong with those it is said for besides, under "group"."""
    if not draft.group:
        return {}
    if draft.voice == Voice.OTHER:
        return {"group": [_("Say it for your group or for somebody else, one after the other.")]}
    if len(draft.group) > MOST_TOGETHER:
        return {"group": [_("At most %(most)s people at once.") % {"most": MOST_TOGETHER}]}
    wrong = [(each, check_in_problems(each, by_name=by_name, has_contact=True)) for each in members(draft)]
    said = [
        _("%(name)s: %(problem)s") % {"name": each.given_name, "problem": problem}
        for each, found in wrong
        for field in ("given_name", "family_name")
        for problem in found.get(field, [])
    ]
    return {"group": said} if said else {}


def members(draft: CheckInDraft) -> list[CheckInDraft]:
    """What is said of each who is with the author: the same, in their name; of one family unless they say otherwise."""
    return [
        replace(
            draft,
            given_name=each.given_name,
            family_name=each.family_name.strip() or draft.family_name,
            voice=Voice.TOGETHER.value,
            contact="",
            group=(),
        )
        for each in draft.group
    ]


def _others_problems(draft: CheckInDraft) -> dict[str, list]:
    if draft.voice not in Voice.values:
        return {"voice": [_("Choose one from the list.")]}
    if draft.voice == Voice.OTHER and draft.audience == Audience.ANYONE:
        own = _("Only they themselves can let anyone find them by name. Choose another answer.")
        return {"audience": [own]}
    if draft.status != Status.NEED_HELP and says_more_than_a_name(draft.said_by):
        return {"said_by": [no_name()]}
    return {}


def _name_problems(draft: CheckInDraft) -> dict[str, list]:
    if draft.nameless:
        return {}
    if not (given := fold(draft.given_name)):
        return {"given_name": [_("Give your first name.")]}
    if draft.status == Status.NEED_HELP:
        return {}  # somebody in trouble is never sent back for a name
    if draft.audience == Audience.ANYONE and len(given + fold(draft.family_name)) < FEWEST_WORDS:
        return {"family_name": [_("Give your family name too: without it nobody finds you by your name.")]}
    names = {"given_name": draft.given_name, "family_name": draft.family_name}
    return {field: [no_name()] for field, name in names.items() if says_more_than_a_name(name)}


def _place_problems(draft: CheckInDraft) -> dict[str, list]:
    place = draft.place
    if place and not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
        return {"where": [_("Type an address or place a pin on the map.")]}
    if draft.status == Status.NEED_HELP and not place and not draft.unplaced:
        return {"where": [say_where()]}
    return {}


def say_where():
    return _("Say where you are: we look for help near there. In danger, call 112 first.")


def too_many():
    return _("Too many at once: at most %(most)s.") % {"most": MOST_AT_ONCE}
