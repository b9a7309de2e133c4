"""Where people who are looked for were last seen, and where people say they are safe, on the desk's map."""

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from crisis.activation.models import Crisis
from crisis.checkin.models import CheckIn
from crisis.checkin.vocabulary import Life, Status
from crisis.livemap.layers import Layer, Window, posted_within, register
from crisis.search.models import UNREAD, Search
from crisis.search.vocabulary import SearchState

SEARCHES, CHECK_INS = "searches", "check_ins"


def last_seen(crisis: Crisis, window: Window) -> QuerySet:
    """Searches with a place. One whose place the family doesn't know is on the list, not on the map."""
    shown = posted_within(window, alive=Q(state=SearchState.OPEN))
    return Search.objects.filter(shown, crisis=crisis, last_seen__isnull=False)


def said_where(crisis: Crisis, window: Window) -> QuerySet:
    shown = posted_within(window, alive=Q(life=Life.ACTIVE))
    return CheckIn.objects.filter(shown, crisis=crisis).exclude(cell="")


register(
    Layer(
        name=SEARCHES,
        label=_("People looked for, last seen"),
        symbol="cross",
        unit="",
        one=_("Somebody looked for, last seen here"),
        rows=last_seen,
        place="last_seen",
        state=Case(
            When(UNREAD, then=Value("unread")),
            default=Value("read"),
            output_field=CharField(),
        ),
        people=Value(1),
        states=(("unread", _("Nobody has read it yet")), ("read", _("Read by a moderator"))),
        page="desk_one_search",
        rank=2,
    )
)
register(
    Layer(
        name=CHECK_INS,
        label=_("People who said how they are"),
        symbol="circle",
        unit="",
        one=_("Somebody said how they are"),
        rows=said_where,
        of_cells=True,
        state=F("status"),
        people=Value(1),
        states=tuple((status.value, Status(status).label) for status in Status),
        page="desk_check_in",
        since="said_at",
        rank=2,
    )
)
