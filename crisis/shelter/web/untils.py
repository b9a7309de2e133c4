"""Ends of a stay one can choose with one tap, as absolute moments, so that a form sent twice says the same."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

SOONEST = timedelta(hours=3)
HOURS = (8, 12, 20)
LATER_DAYS = (3, 7)


def until_choices(at: datetime, *, keep: str = "") -> list[tuple[str, str]]:
    """(ISO moment, words): the next three of 8:00, 12:00 and 20:00, then noon in three and seven days.

    `keep`: a moment chosen before, offered again even when it is no longer among them.
    """
    today = timezone.localtime(at).date()
    near = [_moment(today + timedelta(days=day), hour) for day in range(3) for hour in HOURS]
    moments = [moment for moment in near if moment >= at + SOONEST][:3]
    moments += [_moment(today + timedelta(days=days), 12) for days in LATER_DAYS]
    if (kept := read_until(keep)) and kept not in moments:
        moments.append(kept)
    return [(moment.isoformat(), in_words(moment, at)) for moment in sorted(set(moments))]


def read_until(text: str) -> datetime | None:
    """An aware moment, or None."""
    try:
        moment = parse_datetime(text or "")
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


def in_words(moment: datetime, at: datetime) -> str:
    local = timezone.localtime(moment)
    clock = {"time": date_format(local, "TIME_FORMAT")}
    days = (local.date() - timezone.localtime(at).date()).days
    if days == 0:
        return _("Today, %(time)s") % clock
    if days == 1:
        return _("Tomorrow, %(time)s") % clock
    return _("%(day)s, %(time)s") % (clock | {"day": date_format(local, "l j F")})


def _moment(day, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
