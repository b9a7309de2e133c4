"""The door through which a group that may be split becomes two needs of the same owner."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, Refused, TooLate
from accounts.journal.announce import announce
from accounts.origin import Origin
from crisis.shelter import events
from crisis.shelter.actions.needs import need_event
from crisis.shelter.actions.posting import require_active
from crisis.shelter.models import Located, Need, NeedPlace
from crisis.shelter.vocabulary import NeedState

COPIED = (
    "crisis_id", "owner_id", "first_name", "cell", "step_free", "pets", "women_only", "languages", "note", "door",
    "posted_at", "women_group", "for_someone_else", "may_split",
)  # fmt: skip
PLACE = tuple(field.name for field in Located._meta.get_fields())


class MustStayTogether(Refused):
    code = "must_stay_together"
    message = _("They did not say that they may be split. Ask them first.")


def divide_need(*, need: Need, adults: int, children: int, origin: Origin, at: datetime) -> Need:
    """So many of a waiting group become a need of their own, the rest stay; the new need.

    Raises MustStayTogether, CrisisClosed, Invalid for a part without an adult, and TooLate when the group is no
    longer as `need` says: two who divide it must not take the same persons away twice.
    """
    require_active(need.crisis)
    if wrong := _wrong(need, adults, children):
        raise Invalid(wrong)
    with transaction.atomic():
        as_seen = Need.objects.filter(pk=need.pk, state=NeedState.WAITING)
        if not as_seen.filter(may_split=True).exists():
            raise MustStayTogether if as_seen.exists() else TooLate
        whole = as_seen.filter(may_split=True, adults=need.adults, children=need.children)
        if not whole.update(adults=F("adults") - adults, children=F("children") - children):
            raise TooLate
        need.refresh_from_db()
        part = _part(need, adults, children)
        announce(need_event(events.NeedDivided, need, at, part=str(part.public_id)), origin=origin)
        announce(need_event(events.NeedPosted, part, at), origin=origin)
    return part


def _wrong(need: Need, adults: int, children: int) -> dict[str, list]:
    """{field: [message]}."""
    wrong = {}
    if not 1 <= adults < need.adults:
        wrong["adults"] = [_("Each of the two groups needs an adult. Choose another number.")]
    if not 0 <= children <= need.children:
        wrong["children"] = [_("Choose no more children than are in the group.")]
    return wrong


def _part(need: Need, adults: int, children: int) -> Need:
    fields = {name: getattr(need, name) for name in COPIED}
    root = need.part_of_id or need.pk
    part = Need.objects.create(adults=adults, children=children, part_of_id=root, **fields)
    NeedPlace.objects.create(need=part, **{name: getattr(need.place, name) for name in PLACE})
    return part


def parts_with(need: Need) -> QuerySet[Need]:
    """The other needs that were one group with this one."""
    root = need.part_of_id or need.pk
    return Need.objects.filter(Q(pk=root) | Q(part_of=root)).exclude(pk=need.pk).order_by("pk")
