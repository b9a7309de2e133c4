"""Where people who are looked for were last seen, and where people said how they are, on the desk's map."""

from django.db.models import Case, CharField, F, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from crisis.activation.models import Crisis
from crisis.checkin.counts import tally
from crisis.checkin.vocabulary import Status
from crisis.livemap.layers import Layer, Window, posted_within, register
from crisis.search.models import UNREAD, Search
from crisis.search.vocabulary import SearchState

SEARCHES, CHECK_INS = "searches", "check_ins"


def last_seen(crisis: Crisis, window: Window) -> QuerySet:
    """Searches with a place. One whose place the family doesn't know is on the list, not on the map."""
    shown = posted_within(window, alive=Q(state=SearchState.OPEN))
    return Search.objects.filter(shown, crisis=crisis, last_seen__isnull=False)


def said_where(crisis: Crisis, window: Window) -> QuerySet:
    """What was said, counted by minute and cell as it came: six million rows are not asked at every move of the map."""
    until = window.as_of or window.at
    rows = tally(crisis, since=until - window.since if window.since else None)
    return rows.filter(minute__lte=until).exclude(cell="")


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
        people=F("said"),
        counted=Sum("said"),
        states=tuple((status.value, Status(status).label) for status in Status),
        key=Value(""),
        title="cell",
        since="minute",
        rank=2,
    )
)
